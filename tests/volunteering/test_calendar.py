"""The calendar feed: a secret address that can be changed and turned off."""

import re
from datetime import datetime, timedelta

import pytest
from django.test import Client
from icalendar import Calendar

from tests.factories import people, served
from wucai.core import clock
from wucai.people.models import Person
from wucai.volunteering.actions import feeds, signups
from wucai.volunteering.models import CalendarFeed, Post, Signup

pytestmark = pytest.mark.django_db
MORNING = datetime(2020, 11, 6, 9, 20, tzinfo=clock.SHANGHAI)


@pytest.fixture(autouse=True)
def before():
    clock.set_now(MORNING - timedelta(minutes=20))


@pytest.fixture
def seat():
    return served.seat(MORNING, people.person(name="王小明", phone="13900008888"))


def address_of(browser, prefix=""):
    found = re.search(r"<code>(http[^<]+)</code>", browser.get(f"{prefix}/me/calendar").content.decode())
    return found[1] if found else ""


def events(address):
    response = Client().get(address)
    assert (response.status_code, response.headers["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    return [each for each in Calendar.from_ical(response.content).walk() if each.name == "VEVENT"]


def test_whoever_has_the_address_reads_the_shifts_without_a_log_in(logged_in, seat):
    Post.objects.update(assembly_en="Arrivals, level B1", bring_en="Identity card")
    browser = logged_in(seat.person)
    browser.post("/me/calendar", {"new": ""})

    [event] = events(address_of(browser, "/en"))

    assert (event["uid"], str(event["status"]), event.decoded("dtstart"), event.decoded("dtend")) == (
        f"{seat.key}@127.0.0.1",
        "CONFIRMED",
        seat.shift.starts_at,
        seat.shift.ends_at,
    )
    assert ("Docent" in event["summary"], "level B1" in event["location"], "Identity card" in event["description"]) == (True, True, True)


def test_a_seat_given_back_is_cancelled_and_one_only_asked_is_tentative(logged_in, seat):
    asked = served.seat(MORNING + timedelta(days=1), seat.person, post=seat.shift.post)
    Signup.objects.filter(pk=asked.pk).update(origin="call", accepted_at=None)
    signups.withdraw(seat, by=seat.person, now=clock.now())
    feeds.open_feed(seat.person, now=clock.now())

    told = [(str(event["status"]), event["sequence"]) for event in events(address_of(logged_in(seat.person)))]

    assert told == [("CANCELLED", 2), ("TENTATIVE", 0)]


def test_nobodys_name_or_telephone_is_in_it(logged_in, seat):
    feeds.open_feed(seat.person, now=clock.now())

    told = Client().get(address_of(logged_in(seat.person))).content.decode()

    assert [secret for secret in ("王小明", "8888", seat.person.number) if secret in told] == []


def test_a_new_address_ends_the_old_one_and_an_address_turned_off_never_answers_again(logged_in, seat):
    browser = logged_in(seat.person)
    browser.post("/me/calendar", {"new": ""})
    first = address_of(browser)
    browser.post("/me/calendar", {"new": ""})
    second = address_of(browser)
    browser.post("/me/calendar", {"off": ""})
    off = address_of(browser)
    browser.post("/me/calendar", {"new": ""})
    third = address_of(browser)

    assert (off, len({first, second, third})) == ("", 3)
    assert [Client().get(address).status_code for address in (first, second, third)] == [404, 404, 200]


def test_the_address_lies_nowhere_and_cannot_be_told_from_what_lies_there(logged_in, seat):
    feed = feeds.open_feed(seat.person, now=clock.now())
    token = address_of(logged_in(seat.person)).split("/")[-1].removesuffix(".ics")

    assert (len(token), token in str(CalendarFeed.objects.values().get()), token == feed.digest[:40]) == (40, False, False)
    assert [Client().get(f"/me/calendar/{wrong}.ics").status_code for wrong in ("x", feed.digest, "0" * 40)] == [404] * 3


def test_the_address_of_somebody_who_may_not_log_in_any_more_answers_no_more(logged_in, seat):
    feeds.open_feed(seat.person, now=clock.now())
    address = address_of(logged_in(seat.person))
    before = Client().get(address).status_code
    Person.objects.filter(pk=seat.person.pk).update(is_active=False)

    assert (before, Client().get(address).status_code) == (200, 404)


@pytest.mark.parametrize("count", [1, 3])
def test_the_feed_asks_the_database_equally_often_for_one_seat_and_three(client, logged_in, seat, django_assert_num_queries, count):
    for day in range(1, count):
        served.seat(MORNING + timedelta(days=day), seat.person, post=seat.shift.post)
    feeds.open_feed(seat.person, now=clock.now())
    address = address_of(logged_in(seat.person))

    with django_assert_num_queries(2):  # the feed with its person, the seats
        assert client.get(address).content.count(b"BEGIN:VEVENT") == count
