"""The volunteer's and the keeper's pages with something on them: nothing for axe, nothing wider than a phone, one way through."""

import json
from collections.abc import Iterator

import pytest

from tests import houses
from tests.browser.conftest import PHONE, Site, faults, log_in

VARIANTS = [("", False), ("", True), ("/en", False), ("/en", True)]
# A small house of its own: a shift in twenty minutes, one asked, hours of every state.
SETTING = """
from datetime import date, datetime, timedelta
import json
from uuid import uuid4
from wucai.core import clock
from wucai.demo.loading import PASSWORD
from wucai.people.actions import people
from wucai.places.actions import sites
from wucai.programme.actions import editions
from wucai.volunteering.actions import attendance, certificates, feeds, hours, shifts, signups
from wucai.volunteering.models import Signup
clock.set_now(datetime(2020, 11, 6, 9, 0, tzinfo=clock.SHANGHAI))
edition = editions.put_edition(
    by=None, slug="small", name="小届", name_en="Small edition", starts_on=date(2020, 10, 19), ends_on=date(2020, 11, 12))
where = {"latitude_e6": 31_194_400, "longitude_e6": 121_318_100, "name": "虹桥火车站站", "name_en": "Railway Station"}
site = sites.put_site(by=None, slug="railway", edition=edition, kind="station", number=4, **where)
now = clock.now()
colour = shifts.mean(site.edition, by=None, key="blue", name="平安岗", name_en="Safety", position=2)
told = {"risks": "久站", "risks_en": "Long standing", "assembly": "到达层问询台", "assembly_en": "Arrivals desk", "is_demo": True}
post = shifts.open_post(site, colour, by=None, name="问询引导", name_en="Directions", bring="身份证", bring_en="Identity card", **told)
def somebody(name, name_en, phone):
    return people.welcome(by=None, name=name, name_en=name_en, phone=phone, password=PASSWORD, is_phone_verified=True)
ada, bo = somebody("林晓", "Lin Xiao", "13700000001"), somebody("周鸣", "Zhou Ming", "13700000002")
keeper = somebody("方远", "Fang Yuan", "13700000003")
sites.entrust(site, keeper, by=None, since_on=clock.today())
def seat(person, starts_at):
    shift = shifts.lay_out(post, by=None, starts_at=starts_at, ends_at=starts_at + timedelta(hours=4), seats=5)
    return signups.sign_up(person, shift, key=uuid4(), now=starts_at - timedelta(days=1))
def worked(person, starts_at):
    row = attendance.check_in_by_keeper(seat(person, starts_at), by=None, now=starts_at)
    return attendance.check_out(row, by=None, now=starts_at + timedelta(hours=3))
day = timedelta(days=1)
first = seat(ada, now + timedelta(minutes=20))
seat(bo, now + timedelta(minutes=20))
asked = seat(ada, now + 2 * day)
Signup.objects.filter(pk=asked.pk).update(origin="call", accepted_at=None)
hours.confirm([worked(ada, now - 2 * day)], by=keeper, now=now)
hours.void(worked(ada, now - 3 * day), by=keeper, reason="x", now=now)
worked(ada, now - day), worked(bo, now - day)
attendance.check_in_by_keeper(seat(ada, now - 4 * day), by=None, now=now - 4 * day)
seat(bo, now - 2 * day)
signups.withdraw(seat(ada, now + 4 * day), by=ada, now=now)
certificate = certificates.issue(ada, site.edition, by=ada, now=now)
feeds.open_feed(ada, now=now)
print(json.dumps({"shift": first.shift_id, "number": certificate.number}))
"""


@pytest.fixture(scope="module")
def site(model_house: houses.House, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The small house, served, in place of the demo's."""
    with houses.copied(model_house, tmp_path_factory.mktemp("volunteers")) as house:
        yield Site(house, house.serve())


@pytest.fixture(scope="module")
def setting(site: Site) -> dict[str, str]:
    """What stands in it."""
    told: dict[str, str] = json.loads(site.house.python(SETTING).communicate(timeout=120)[0])
    return told


def look(page, prefix, address, *, is_elder):
    page.goto(f"{prefix}/elder/{'on' if is_elder else 'off'}")
    answer = page.goto(prefix + address)
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return {"status": answer.status, "axe": faults(page), "wider": wide, "title": page.title() != ""}


def rows(setting):
    mine = ["/me/", "/me/checkin", "/me/shifts", "/me/shifts?show=past", "/me/shifts?show=given-back", "/me/hours", "/me/certificates"]
    anybodys = ["/join/", f"/join/{setting['shift']}", "/verify/", f"/verify/{setting['number']}"]
    station = [f"/station/railway/{page}" for page in ("on-duty", "hours", "duty")]
    return {"13700000001": [*mine, "/me/calendar", *anybodys], "13700000003": station}


@pytest.mark.parametrize("phone", ["13700000001", "13700000003"])
def test_each_page_with_something_on_it(open_page, setting, phone):
    page = open_page(PHONE)
    log_in(page, phone)
    addresses = rows(setting)[phone]

    seen = {}
    for number, address in enumerate(addresses):
        prefix, is_elder = VARIANTS[number % 4]
        seen[address] = look(page, prefix, address, is_elder=is_elder)

    assert seen == dict.fromkeys(addresses, {"status": 200, "axe": [], "wider": 0, "title": True})


def test_without_a_script_the_volunteer_types_the_keepers_code_and_goes_again(open_page, setting):
    keepers, volunteers = open_page(PHONE, javascript=False), open_page(PHONE, javascript=False)
    log_in(keepers, "13700000003")
    log_in(volunteers, "13700000001")
    volunteers.goto("/en/me/")
    volunteers.click("main a.btn-primary")
    keepers.goto("/en/station/railway/on-duty")
    volunteers.fill("input[name=code]", keepers.inner_text(".kpi dd"))
    volunteers.click("main form button")
    keepers.reload()
    told = (
        volunteers.url.endswith("/en/me/"),
        "You are on duty" in volunteers.inner_text("main"),
        "Lin Xiao" in keepers.inner_text("main"),
    )
    volunteers.click("main a.btn-primary")
    volunteers.click("main form button")

    assert (told, volunteers.url.endswith("/en/me/hours")) == ((True, True, True), True)


def test_one_tap_checks_somebody_in_on_the_keepers_list(open_page, setting):
    page = open_page(PHONE)
    log_in(page, "13700000003")
    page.goto("/en/station/railway/on-duty")
    row = page.locator("li", has_text="Zhou Ming")

    row.get_by_role("button").click()

    row.get_by_text("Goes").wait_for()
    assert "On duty" in row.inner_text()
