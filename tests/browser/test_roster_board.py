"""A coordinator works a roster out, moves somebody with the keyboard alone and without a script, and looks at the pages beside it."""

from datetime import date, timedelta

import pytest

from tests import houses
from tests.browser.conftest import DESK, PHONE, Site, faults, log_in

COORDINATOR = "13800000004"
# Three stations with three shifts a day in two colours, of which one asks for what few have learnt; thirty people.
SEED = """
from tests.factories import people, places, volunteering
from wucai.core import clock
from wucai.demo.loading import PASSWORD
from wucai.volunteering.actions import enrolments, shifts
sites = [places.station(number=number) for number in range(1, 4)]
edition = sites[0].edition
people.coordinator(edition, phone="13800000004", password=PASSWORD)
docent = enrolments.put_qualification(edition, by=None, key="docent", name="讲解员专训", name_en="Docent training")
orange = shifts.mean(edition, by=None, key="orange", name="服务岗", name_en="Service", position=2)
for site in sites:
    posts = [volunteering.post(site=site, qualification=docent, is_demo=True)]
    posts.append(shifts.open_post(site, orange, by=None, name="咨询引导", name_en="Enquiries", risks="久站", risks_en="Standing"))
    for hour in (7, 11, 15):
        for post in posts:
            volunteering.shift(post=post, seats=3, starts_at=volunteering.tomorrow(hour))
for number in range(30):
    enrolment = volunteering.enrolment(edition, most_shifts=1, colours=["orange", "red"][: 1 + number % 2], is_demo=True)
    if number % 5 == 0:
        enrolments.qualify(enrolment.person, docent, by=None, since_on=clock.today())
"""


@pytest.fixture(scope="module")
def site(model_house, tmp_path_factory):
    with houses.copied(model_house, tmp_path_factory.mktemp("board")) as house:
        assert house.python(SEED).wait(timeout=120) == 0
        address = house.serve()
        house.worker()
        yield Site(house, address)


def worked_out(page):
    """The board of a fresh roster for the days to come."""
    page.goto("/desk/roster/")
    tomorrow = date.fromisoformat(page.input_value("input[name=first_on]")) + timedelta(days=1)
    page.fill("input[name=last_on]", tomorrow.isoformat())
    page.press("input[name=last_on]", "Enter")
    page.wait_for_selector("dl.grid", timeout=60_000)
    page.locator("nav.tabs a").nth(1).click()
    page.wait_for_selector("[data-board]")


def cell_of(page, mark):
    return page.locator(f"#{mark}").evaluate("chip => chip.closest('td').cellIndex")


def test_the_keyboard_alone_moves_somebody_and_takes_it_back(open_page):
    page = open_page(DESK)
    log_in(page, COORDINATOR)
    worked_out(page)
    chip = page.locator("td:nth-child(2) .hue-red >> xpath=ancestor::div[1] >> css=[data-move]").first
    mark = chip.get_attribute("id")
    before = cell_of(page, mark)

    chip.focus()
    page.keyboard.press("Alt+ArrowRight")
    page.wait_for_url(f"**moved=*#{mark}")

    assert (page.evaluate("document.activeElement.id"), cell_of(page, mark) > before) == (mark, True)
    page.locator("wc-toast form button").click()
    page.wait_for_url(f"**before=*#{mark}")
    assert cell_of(page, mark) == before


def test_without_a_script_the_same_is_done_from_the_persons_page(open_page):
    page = open_page(PHONE, javascript=False)
    log_in(page, COORDINATOR)
    page.goto("/desk/roster/")
    page.locator("ul.rows a").first.click()
    page.locator("nav.tabs a").nth(1).click()
    chip = page.locator("[data-move]").first
    mark = chip.get_attribute("id")
    chip.click()

    page.locator("form[action*='/move/'] button").first.click()
    page.wait_for_url(f"**moved=*#{mark}")

    assert page.locator(f"#{mark}").count() == 1


def test_the_pages_of_gaps_rosters_and_people_have_nothing_for_axe(open_page):
    page = open_page(PHONE)
    log_in(page, COORDINATOR)
    page.goto("/desk/roster/")
    page.locator("ul.rows a").first.click()
    page.locator("nav.tabs a").nth(1).click()
    board = page.url
    page.locator("[data-move]").first.click()
    placement = page.url
    page.goto("/desk/gaps/?show=all")
    page.locator("ul.rows a").first.click()
    page.wait_for_selector("#together")
    seen = {"candidates": faults(page)}
    page.locator("form[action*='/ask/'] button").first.click()
    page.wait_for_selector("#calls .chip")
    gap = page.url
    page.goto(f"{gap}why-not?who=人")
    page.locator("ul.rows a").first.click()
    why_not = page.url

    for address in (
        board,
        placement,
        gap,
        f"{gap}why-not?who=人",
        why_not,
        "/en/desk/roster/",
        "/elder/on",
        "/en/desk/gaps/?show=all",
        "/desk/people-serving/?colour=red",
    ):
        page.goto(address)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        seen[address] = faults(page) + ([f"{wide} px wider than the screen"] if wide else [])

    assert {address: found for address, found in seen.items() if found} == {}
