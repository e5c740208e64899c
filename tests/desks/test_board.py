"""The leader's home and the coordinator's: who gets in, what stands there, and what it costs."""

import io
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import translation
from docx import Document

from tests.counting import queries_of
from tests.factories import exchange, people, places
from tests.factories import organisations as units
from tests.factories import volunteering as shifts
from wucai.core import clock
from wucai.desks.queries.board import numbers
from wucai.insight import queries, reports
from wucai.people.actions import people as actions
from wucai.people.choices import RoleKind
from wucai.places.actions import counts, incidents
from wucai.places.choices import CountCategory, IncidentKind
from wucai.places.models import Incident
from wucai.volunteering.actions import attendance

pytestmark = pytest.mark.django_db
PAGES = ["/board/", "/board/duty/", "/board/open/", "/board/gaps/", "/board/brief.docx"]


@pytest.fixture
def leader():
    somebody = people.person()
    actions.appoint(somebody, RoleKind.LEADER, units.edition(), by=None)
    return somebody


def a_day(at=None):
    """One station with somebody on duty, ten visitors, a free seat, and something open for an hour."""
    now = at or clock.now()
    site = places.station(edition=units.edition())
    shift = shifts.shift(site=site, seats=2, starts_at=now + timedelta(minutes=10), hours=2)
    seat = shifts.signup(shift, now=now)
    attendance.check_in_by_keeper(seat, by=None, now=now)
    keeper = people.person()
    counts.count(site, category=CountCategory.ENQUIRY, amount=10, key=uuid4(), by=keeper, now=now)
    incidents.open_incident(
        site, key=uuid4(), kind=IncidentKind.OTHER, text="灯坏了", by=keeper, now=now - timedelta(hours=1), owner=keeper
    )
    return site, now + timedelta(minutes=20)


def test_a_day_has_its_numbers(leader):
    site, later = a_day()

    day = queries.day(units.edition(), now=later)

    assert (day.present.present, day.present.seats) == (1, 2)
    assert (day.served, day.gaps, len(day.waiting)) == (10, 1, 1)
    assert [line.site for line in day.stations] == [site]
    assert day.oldest is not None
    assert (day.oldest.thing.text, day.oldest.owner) == ("灯坏了", day.oldest.thing.owner)


def test_seats_that_ran_empty_are_told_apart_from_those_still_to_fill(logged_in, leader):
    now = clock.now().replace(hour=4, minute=0)
    site = places.station(edition=units.edition())
    shifts.shift(site=site, seats=2, starts_at=now, hours=2)
    shifts.shift(site=site, seats=1, starts_at=now + timedelta(hours=3), hours=2)

    day = queries.day(units.edition(), now=now + timedelta(hours=2, minutes=30))

    with translation.override("en"):
        assert (day.gaps, day.ran_empty, numbers(day)[-1].note) == (1, 2, "2 seats ran empty and are over")


def test_what_waits_longest_leads_to_where_it_is_told(logged_in, leader):
    matter = exchange.matter()
    browser = logged_in(leader)

    assert f'href="/desk/council/{matter.pk}/"' in browser.get("/board/").content.decode()
    a_day()
    assert f"#incident-{Incident.objects.get().pk}" in browser.get("/board/").content.decode()


@pytest.mark.parametrize("address", PAGES)
def test_leaders_and_coordinators_see_it_and_nobody_else(logged_in, leader, address):
    coordinator = people.coordinator(units.edition())

    seen = [logged_in(person).get(address).status_code for person in (leader, coordinator, people.person())]

    assert seen == [200, 200, 403]


def test_a_number_that_nobody_knows_is_not_found(logged_in, leader):
    assert logged_in(leader).get("/board/nothing/").status_code == 404


def test_the_board_costs_the_same_for_one_station_and_for_three(logged_in, leader):
    a_day()
    browser = logged_in(leader)
    browser.get("/board/")
    one = queries_of(browser, "/board/")
    a_day()
    a_day()

    assert queries_of(browser, "/board/") == one


def test_the_desk_puts_the_gap_first_and_costs_the_same_for_one_and_for_three(logged_in):
    coordinator = people.coordinator(units.edition())
    browser = logged_in(coordinator)
    a_day()
    exchange.need()
    browser.get("/desk/")
    one = queries_of(browser, "/desk/")
    a_day()
    a_day()
    exchange.need()
    exchange.need()

    assert queries_of(browser, "/desk/") == one


def test_the_desk_names_a_need_as_long_as_any_of_it_is_lacking(logged_in):
    covered = {20_000: 1, 10: 10, 5: 0}
    for quantity, given in covered.items():
        need = exchange.need(quantity=quantity, title_en=f"Need of {quantity}")
        if given:
            exchange.match(need, quantity=given)

    page = logged_in(people.coordinator(units.edition())).get("/en/desk/").content.decode()

    assert [f"Need of {quantity}" in page for quantity in covered] == [True, False, False]


def test_the_desk_is_for_coordinators(logged_in, leader):
    assert [logged_in(person).get("/desk/").status_code for person in (leader, people.person())] == [403, 403]


def test_the_brief_is_a_word_file_with_the_five_numbers_in_both_languages(leader):
    _, later = a_day()
    day = queries.day(units.edition(), now=later)

    told = {}
    for language in ("zh-hans", "en"):
        with translation.override(language):
            document = Document(io.BytesIO(reports.brief(units.edition(), day)))
            told[language] = [[cell.text for cell in row.cells] for row in document.tables[0].rows]

    assert told["en"] == [
        ["Figure", "Value"],
        ["On duty", "1 / 2"],
        ["Visitors served today", "10"],
        ["Hours of yesterday, confirmed", "0.0"],
        ["Open matters", "1"],
        ["Free seats today", "1"],
    ]
    assert [row[1] for row in told["zh-hans"]][1:] == [row[1] for row in told["en"]][1:]
    assert told["zh-hans"][1][0] == "在岗"
