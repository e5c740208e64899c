"""The volunteer's own pages: what comes next, typing the code, going."""

import re
from datetime import datetime, timedelta

import pytest
from django.test import Client

from tests.factories import people, served
from wucai.core import clock
from wucai.volunteering import queries
from wucai.volunteering.models import Attendance, HoursEntry, Post, Shift, Signup

pytestmark = pytest.mark.django_db
MORNING = datetime(2020, 11, 6, 9, 20, tzinfo=clock.SHANGHAI)
# The log-in session, the person, the edition; what comes next, what was served, messages, stations, units and roles.
ME_QUERIES = 9


@pytest.fixture(autouse=True)
def before():
    """Twenty minutes before the shift."""
    clock.set_now(MORNING - timedelta(minutes=20))


@pytest.fixture
def seat():
    found = served.seat(MORNING)
    Post.objects.update(assembly="B1层到达口", assembly_en="Arrivals, level B1", bring="身份证", bring_en="Identity card")
    Shift.objects.update(leader=people.person(name="陈静", phone="13900009999"))
    return found


@pytest.fixture
def browser(logged_in, seat):
    return logged_in(seat.person)


def text(response):
    return " ".join(response.content.decode().split())


def code_of(seat):
    return queries.station_code(seat.shift.post.site, now=clock.now()).code


def test_home_is_one_card_with_where_when_whom_to_call_and_what_to_bring(browser):
    page = text(browser.get("/en/me/"))

    told = ["My next shift", "in 20 min", "Station 1", "Arrivals, level B1", "tel:+8613900009999", "Identity card", "Long standing"]
    assert [word for word in told if word not in re.sub(r"Station \d+", "Station 1", page)] == []
    assert (page.count('class="btn btn-primary'), 'href="/en/me/checkin"' in page) == (1, True)


def test_whoever_is_only_asked_hears_no_telephone_and_answers_first(browser, seat):
    Signup.objects.update(origin="call", accepted_at=None)

    page = text(browser.get("/en/me/"))

    assert ("13900009999" in page, "/me/checkin" in page, f"/me/signups/{seat.pk}/accept" in page) == (False, False, True)


def test_before_the_time_home_says_from_when_one_may_check_in(browser):
    clock.set_now(MORNING - timedelta(minutes=60))

    page = text(browser.get("/en/me/"))

    assert ("You can check in at the station from" in page, "/me/checkin" in page) == (True, False)


def test_without_a_seat_home_shows_the_way_to_one(logged_in):
    assert 'href="/join/"' in text(logged_in(people.person()).get("/me/"))


@pytest.mark.parametrize("count", [1, 3])
def test_home_asks_the_database_equally_often_for_one_seat_and_three(logged_in, django_assert_num_queries, count):
    ada = people.person()
    first = served.seat(MORNING, ada)
    for day in range(1, count):
        served.seat(MORNING + timedelta(days=day), ada, post=first.shift.post)
    browser = logged_in(ada)

    with django_assert_num_queries(ME_QUERIES):
        assert browser.get("/me/").content.decode().count('id="next-title"') == 1


def test_the_right_code_checks_in_and_leads_home(browser, seat):
    response = browser.post("/me/checkin", {"code": code_of(seat)}, follow=True)

    assert response.redirect_chain == [("/me/", 302)]
    assert (Attendance.objects.get().signup, "/me/checkout" in text(response)) == (seat, True)


def test_the_form_asks_for_digits_and_needs_no_script(browser):
    page = text(browser.get("/me/checkin"))

    assert ('inputmode="numeric"' in page, "<script" in page) == (True, False)


def test_a_wrong_code_is_409_beside_its_field(browser):
    response = browser.post("/en/me/checkin", {"code": "no"})

    assert (response.status_code, "Read it again: it changes often." in text(response), Attendance.objects.count()) == (409, True, 0)


@pytest.mark.parametrize("code", ["", " ", "9" * 21])
def test_a_form_that_cannot_be_read_is_422(browser, code):
    response = browser.post("/me/checkin", {"code": code})

    assert (response.status_code, 'href="#id_code"' in text(response), Attendance.objects.count()) == (422, True, 0)


def test_looking_at_the_way_out_does_not_check_out(browser, seat):
    browser.post("/me/checkin", {"code": code_of(seat)})

    page = browser.get("/en/me/checkout")

    assert (page.status_code, "Your shift is not over yet." in text(page), HoursEntry.objects.count()) == (200, True, 0)


def test_going_leads_to_ones_hours_to_be_confirmed(browser, seat):
    browser.post("/me/checkin", {"code": code_of(seat)})
    clock.set_now(MORNING + timedelta(hours=5))

    response = browser.post("/en/me/checkout", follow=True)

    assert (response.redirect_chain, HoursEntry.objects.get().minutes) == ([("/en/me/hours", 302)], 240)
    assert ("4 h" in text(response), "To be confirmed" in text(response)) == (True, True)


def test_who_is_not_checked_in_hears_so(browser):
    assert (browser.get("/me/checkout").status_code, browser.post("/me/checkout").status_code) == (409, 409)


@pytest.mark.parametrize("address", ["checkin", "checkout", "shifts", "hours", "certificates", "calendar"])
def test_without_a_log_in_one_is_asked_for_it(client, address):
    assert client.get(f"/me/{address}").headers["Location"] == f"/account/login/?next=/me/{address}"


def test_checking_in_asks_for_a_token(seat):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(seat.person)

    assert (browser.post("/me/checkin", {"code": code_of(seat)}).status_code, Attendance.objects.count()) == (403, 0)


@pytest.mark.parametrize("count", [1, 3])
def test_my_shifts_and_my_hours_ask_equally_often_for_one_and_three(logged_in, django_assert_num_queries, count):
    ada = people.person()
    first = served.confirmed(MORNING - timedelta(days=9), ada)
    for day in range(1, count):
        served.worked(MORNING - timedelta(days=day), ada, post=first.shift.post)
    for day in range(1, count + 1):
        served.seat(MORNING + timedelta(days=day), ada, post=first.shift.post)
    browser = logged_in(ada)

    with django_assert_num_queries(3):  # the log-in session, the person, the seats
        assert browser.get("/me/shifts").content.decode().count('<article class="ticket') == count
    with django_assert_num_queries(3):
        assert browser.get("/me/shifts?show=past").content.decode().count('<article class="card') == count
    with django_assert_num_queries(4):  # the log-in session, the person, the hours, what was never closed
        assert browser.get("/me/hours").content.decode().count("<li><div") == count


def test_given_back_seats_have_a_list_of_their_own_and_an_unknown_list_is_the_first(browser, seat):
    browser.post(f"/me/signups/{seat.pk}/withdraw")

    pages = [text(browser.get(f"/en/me/shifts{query}")) for query in ("", "?show=given-back", "?show=%00")]

    assert ["You are on no shift yet." in page for page in pages] == [True, False, True]
    assert "Given back</span>" in pages[1]


def test_a_shift_without_check_out_is_told_and_counts_nothing(browser, seat):
    browser.post("/me/checkin", {"code": code_of(seat)})
    clock.set_now(MORNING + timedelta(hours=8))

    pages = [text(browser.get(address)) for address in ("/en/me/hours", "/en/me/shifts?show=past")]

    assert ["Never checked out" in page for page in pages] == [True, True]
    assert "You have no hours yet." in pages[0]
