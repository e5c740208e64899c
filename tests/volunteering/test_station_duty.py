"""The keeper's lists: who is here, hours to confirm, the sheet to sign, the telephones."""

import io
from datetime import datetime, timedelta

import pypdfium2
import pytest

from tests.factories import people, places, served
from wucai.core import clock
from wucai.core.models import TraceLine
from wucai.volunteering import queries
from wucai.volunteering.actions import attendance
from wucai.volunteering.models import Attendance, HoursEntry, Signup

pytestmark = pytest.mark.django_db
MORNING = datetime(2020, 11, 6, 9, 20, tzinfo=clock.SHANGHAI)
HTMX = {"hx-request": "true"}
PAGES = ["on-duty", "code", "hours", "sheet.pdf", "duty"]
GATE = 3  # the log-in session, the person, the station that they keep with its edition


@pytest.fixture(autouse=True)
def before():
    clock.set_now(MORNING - timedelta(minutes=20))


@pytest.fixture
def seat():
    return served.seat(MORNING, people.person(name="王小明", name_en="Wang Xiaoming", phone="13900008888"))


@pytest.fixture
def site(seat):
    return seat.shift.post.site


@pytest.fixture
def keeper(site):
    somebody = people.person()
    places.keeper(site, somebody)
    return somebody


@pytest.fixture
def browser(logged_in, keeper):
    return logged_in(keeper)


@pytest.mark.parametrize("page", PAGES)
def test_a_stations_lists_are_for_its_keeper_and_its_coordinators_alone(client, logged_in, site, keeper, seat, page):
    elsewhere, address = people.person(), f"/station/{site.slug}/{page}"
    places.keeper(places.station(edition=site.edition), elsewhere)

    allowed = [logged_in(who).get(address).status_code for who in (keeper, people.coordinator(site.edition))]
    refused = [logged_in(who).get(address).status_code for who in (seat.person, elsewhere)]

    assert (allowed, refused, client.get(address).status_code) == ([200, 200], [404, 404], 302)


def test_the_code_on_the_keepers_page_checks_the_volunteer_in(browser, site, seat):
    shown = queries.station_code(site, now=clock.now())
    assert shown.spaced in browser.get(f"/station/{site.slug}/on-duty").content.decode()

    assert attendance.check_in(seat.person, shown.spaced, now=clock.now()).is_open


def test_one_tap_checks_in_and_the_list_comes_back_alone(browser, site, seat):
    response = browser.post(f"/station/{site.slug}/seats/{seat.pk}/check-in", headers=HTMX)

    page = response.content.decode()
    row = Attendance.objects.get()
    assert (response.status_code, "<html" in page, row.checked_in_by) == (200, False, "keeper")
    assert f"/station/{site.slug}/attendances/{row.pk}/check-out" in page


def test_without_a_script_the_page_follows(browser, site, seat):
    for address in (f"seats/{seat.pk}/check-in", "attendances/{row}/check-out"):
        row = Attendance.objects.first()
        response = browser.post(f"/station/{site.slug}/{address.format(row=row.pk if row else '')}")
        assert (response.status_code, response.headers["Location"]) == (302, f"/station/{site.slug}/on-duty")

    assert HoursEntry.objects.get().attendance.checked_out_by == "keeper"


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_refusal_is_409_with_its_sentence_in_the_list(browser, site, seat, headers):
    Signup.objects.update(origin="call", accepted_at=None)

    response = browser.post(f"/en/station/{site.slug}/seats/{seat.pk}/check-in", headers=headers)

    assert (response.status_code, "only offered" in response.content.decode(), Attendance.objects.count()) == (409, True, 0)


def test_what_lies_at_another_station_is_not_there(browser, site):
    other = served.seat(MORNING)
    entry = served.worked(MORNING - timedelta(days=1), post=other.shift.post)
    posts = [
        f"seats/{other.pk}/check-in",
        f"attendances/{entry.attendance_id}/check-out",
        f"hours/{entry.pk}/void",
        f"seats/{other.pk}/hours",
    ]

    assert [browser.post(f"/station/{site.slug}/{address}", {"reason": "x"}).status_code for address in posts] == [404] * 4
    browser.post(f"/station/{site.slug}/hours", {"entry": [entry.pk]})
    entry.refresh_from_db()
    assert entry.state == "to_confirm"


def test_what_is_ticked_is_confirmed(browser, site, seat, keeper):
    entries = [served.worked(MORNING - timedelta(days=day), post=seat.shift.post) for day in (1, 2)]

    response = browser.post(f"/en/station/{site.slug}/hours", {"entry": [entries[0].pk, "x", "9" * 40, "-1"]}, follow=True)

    assert "1 entry confirmed." in response.content.decode()
    assert [(row.state, row.settled_by) for row in HoursEntry.objects.order_by("pk")] == [("confirmed", keeper), ("to_confirm", None)]


def test_a_keepers_own_hours_are_refused(browser, site, seat, keeper):
    entry = served.worked(MORNING - timedelta(days=1), keeper, post=seat.shift.post)

    assert browser.post(f"/station/{site.slug}/hours", {"entry": [entry.pk]}).status_code == 409


def test_hours_are_void_with_a_reason_and_made_up_with_one(browser, site, seat):
    entry = served.worked(MORNING - timedelta(days=1), post=seat.shift.post)
    address, void = f"/station/{site.slug}", f"/station/{site.slug}/hours/{entry.pk}/void"
    made_up = f"{address}/seats/{entry.attendance.signup_id}/hours"

    assert [browser.post(void, {"reason": text}).status_code for text in ("", " ", "x" * 201)] == [422] * 3
    assert browser.post(made_up, {"minutes": "60", "reason": "补录"}).status_code == 409
    assert browser.post(void, {"reason": "时间有误"}).status_code == 302
    wrong = [{"minutes": text, "reason": "x"} for text in ("", "x", "0", "-5", "1441", "1.5")]
    assert [browser.post(made_up, told).status_code for told in wrong] == [422] * 6
    assert browser.post(made_up, {"minutes": "60", "reason": "补录"}).status_code == 302
    assert [(row.state, row.kind, row.minutes) for row in HoursEntry.objects.order_by("pk")] == [
        ("void", "recorded", 120),
        ("confirmed", "made_up", 60),
    ]


def test_who_was_there_without_a_record_stands_on_the_list_to_make_up(browser, site, seat):
    absent = served.seat(MORNING - timedelta(days=1), people.person(name_en="Li Na"), post=seat.shift.post)
    served.worked(MORNING - timedelta(days=1), people.person(name_en="Zhao Lei"), post=seat.shift.post)

    assert [each.pk for each in queries.seats_without_hours(site, now=clock.now())] == [absent.pk]
    page = browser.get(f"/en/station/{site.slug}/hours").content.decode()
    assert (f"/seats/{absent.pk}/hours" in page, "did not check out" in page) == (True, False)
    clock.set_now(MORNING - timedelta(days=1))
    attendance.check_in_by_keeper(absent, by=None, now=clock.now())
    clock.set_now(MORNING)
    assert "did not check out" in browser.get(f"/en/station/{site.slug}/hours").content.decode()


def test_the_sheet_has_the_names_of_the_day_and_empty_lines(browser, site, seat):
    pdf = browser.get(f"/en/station/{site.slug}/sheet.pdf").content

    with pypdfium2.PdfDocument(io.BytesIO(pdf)) as document:
        words = document[0].get_textpage().get_text_range()
    assert ("王小明" in words.replace(" ", ""), "09:20–13:20" in words, "13900008888" in words) == (True, True, False)
    lines = [line for line in words.splitlines() if line.strip().isdigit()]
    assert len(lines) == 20 - 1 + 4  # the seats that nobody took, and four for those who come besides


@pytest.mark.parametrize("page", ["sheet.pdf", "duty"])
def test_a_day_that_is_none_is_422(browser, site, page):
    assert [browser.get(f"/station/{site.slug}/{page}", {"day": day}).status_code for day in ("x", "2020-13-01", "\x00")] == [422] * 3


def test_the_duty_list_has_telephones_and_each_look_leaves_a_line(browser, site, seat, keeper):
    for _ in range(2):
        page = browser.get(f"/en/station/{site.slug}/duty").content.decode()

    lines = TraceLine.objects.filter(verb="looked at telephones", actor_id=keeper.pk)
    assert ("13900008888" in page, "Wang Xiaoming" in page) == (True, True)
    assert [line.after for line in lines] == [{"day": "2020-11-06", "rows": 1}] * 2
    assert "13900008888" not in browser.get(f"/en/station/{site.slug}/duty?day=2020-11-07").content.decode()


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("page", "more"), [("on-duty", 2), ("hours", 2), ("duty", 3), ("sheet.pdf", 2)])
def test_each_list_asks_the_database_equally_often_for_one_and_three(browser, site, seat, django_assert_num_queries, page, more, count):
    for _ in range(1, count):
        served.seat(MORNING, post=seat.shift.post)
    for _ in range(count):
        served.worked(MORNING - timedelta(days=1), post=seat.shift.post)
        served.seat(MORNING - timedelta(days=2), post=seat.shift.post)

    with django_assert_num_queries(GATE + more):
        assert browser.get(f"/station/{site.slug}/{page}").status_code == 200
