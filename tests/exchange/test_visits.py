"""Visits: on the list, on their page, on their unit's home; written down by a coordinator, with the lines that come of them."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from tests.counting import queries_of
from tests.factories import exchange, organisations, people
from wucai.core import clock
from wucai.exchange.actions import visits
from wucai.exchange.choices import ListKind
from wucai.exchange.models import Need, Visit
from wucai.people.actions import people as actions
from wucai.people.choices import RoleKind
from wucai.people.models import Organisation, Person

pytestmark = pytest.mark.django_db


def visited(unit: Organisation, **more: Any) -> Visit:
    told = {"visited_on": date(2030, 10, 20), "needs_told": "需要引导", "needs_told_en": "Guides are needed", "by": None}
    return visits.record_visit(unit, organisations.edition(), **{**told, **more})


@pytest.fixture
def own() -> Organisation:
    return organisations.partner(slug="own", name="自己的单位", name_en="Own unit")


@pytest.fixture
def boss() -> Person:
    return people.coordinator(organisations.edition(), name="统筹某某", name_en="Somebody Who Coordinates")


@pytest.fixture
def desk(client: Client, boss: Person) -> Client:
    client.force_login(boss)
    return client


def test_visits_stand_on_the_lists_with_what_came_of_them(desk: Client, own: Organisation) -> None:
    visit = visited(own, is_demo=True)
    exchange.need(own, visit=visit)

    page = desk.get("/en/desk/lists/").content.decode()

    told = ['id="visits"', "Own unit", "Guides are needed", "1 need came of it", "0 resources came of it", "Demo data", "Record a visit"]
    assert [words for words in told if words not in page] == []


def test_visits_are_narrowed_by_words_and_come_in_pages(desk: Client, own: Organisation) -> None:
    for day in range(1, 29):
        visited(own, visited_on=date(2030, 10, day))
        visited(own, visited_on=date(2030, 9, day))
    visited(organisations.partner(name_en="Another"), needs_told_en="", shares_told_en="A hall", shares_told="礼堂")

    def shown(query: str) -> int:
        return desk.get(f"/en/desk/lists/?{query}").content.decode().count("/desk/visits/") - 1

    assert [shown(query) for query in ("", "show=visits", "show=visits&page=2", "q=hall", "q=nothing")] == [12, 50, 7, 1, 0]
    assert "No visit that you asked for." in desk.get("/en/desk/lists/?q=nothing").content.decode()


def test_a_visit_has_its_page_with_both_answers_and_its_lines(desk: Client, own: Organisation, boss: Person) -> None:
    visit = visited(own, by=boss)
    exchange.need(own, visit=visit)
    exchange.resource(own)

    page = desk.get(f"/en/desk/visits/{visit.pk}/").content.decode()

    told = [
        "Own unit",
        "2030-10-20",
        "Somebody Who Coordinates",
        "Guides are needed",
        "No answer.",
        "/desk/needs/N1/",
        f"/desk/visits/{visit.pk}/needs/add",
    ]
    assert ([words for words in told if words not in page], "/desk/resources/R1/" in page) == ([], False)


def test_a_unit_sees_the_visits_to_itself_and_nobody_else_does(logged_in: Any, own: Organisation, boss: Person) -> None:
    visit, other = visited(own, by=boss), organisations.liaison(organisations.partner())
    leader = people.person()
    actions.appoint(leader, RoleKind.LEADER, organisations.edition(), by=None)
    mine = logged_in(organisations.liaison(own))

    def statuses(browser: Client) -> list[int]:
        return [
            browser.get(address).status_code for address in (f"/desk/visits/{visit.pk}/", "/desk/visits/new/", "/desk/visits/99999999999/")
        ]

    assert [statuses(browser) for browser in (mine, logged_in(boss))] == [[200, 403, 404], [200, 200, 404]]
    assert [statuses(logged_in(somebody)) for somebody in (other, leader, people.person())] == [[404, 403, 404]] * 3
    assert statuses(Client()) == [302] * 3
    assert ["Guides are needed" in logged_in(somebody).get("/en/desk/lists/").content.decode() for somebody in (other, leader)] == [
        False
    ] * 2
    page = mine.get(f"/en/desk/visits/{visit.pk}/").content.decode()
    assert ("统筹某某" in page, "统***" in page, "/needs/add" in page) == (False, True, False)
    assert f"/desk/visits/{visit.pk}/" in mine.get("/unit/own/").content.decode()


def test_a_coordinator_writes_a_visit_down_and_what_came_of_it(desk: Client, own: Organisation, boss: Person) -> None:
    told = {"organisation": own.pk, "visited_on": clock.today().isoformat(), "needs_told": "需要引导"}

    answers = [desk.post("/desk/visits/new/", told)["Location"] for _ in range(2)]
    visit = Visit.objects.get()
    category = exchange.category(ListKind.NEED)
    line = {"title": "引导", "quantity": "3", "unit": "人", "starts_on": "2030-11-05", "ends_on": "2030-11-10", "category": category.pk}
    line["key"] = str(uuid4())
    added = [desk.post(f"/desk/visits/{visit.pk}/needs/add", line)["Location"] for _ in range(2)]

    assert (answers + added, visit.by) == ([f"/desk/visits/{visit.pk}/"] * 4, boss)
    need = Need.objects.get()
    assert (need.visit, need.organisation, need.state) == (visit, own, "listed")


@pytest.mark.parametrize(
    ("wrong", "fields"),
    [
        ({"organisation": "0"}, ["organisation"]),
        ({"visited_on": "9999-12-31"}, ["visited_on"]),
        ({"visited_on": "gestern"}, ["visited_on"]),
        ({"needs_told": " "}, ["needs_told"]),
        ({"shares_told": "x" * 2_001}, ["shares_told"]),
    ],
)
def test_what_cannot_be_a_visit_is_told_beside_its_field(desk: Client, own: Organisation, wrong: dict[str, str], fields: list[str]) -> None:
    told = {"organisation": own.pk, "visited_on": "2020-02-02", "needs_told": "需要引导"}

    answer = desk.post("/en/desk/visits/new/", {**told, **wrong})

    named = [f'<a href="#id_{field}">' in answer.content.decode() for field in fields]
    assert (answer.status_code, named, Visit.objects.count()) == (422, [True] * len(fields), 0)


def test_a_line_of_a_visit_is_told_what_is_wrong_and_of_a_strange_list_there_is_none(desk: Client, own: Organisation) -> None:
    visit = visited(own)

    assert desk.post(f"/desk/visits/{visit.pk}/needs/add", {}).status_code == 422
    assert desk.get(f"/desk/visits/{visit.pk}/things/add").status_code == 404


@pytest.mark.parametrize("address", ["/desk/lists/", "/desk/lists/?show=visits", "/unit/own/"])
def test_pages_with_visits_ask_no_more_for_three_than_for_one(logged_in: Any, own: Organisation, boss: Person, address: str) -> None:
    browser = logged_in(boss if "desk" in address else organisations.liaison(own))
    visited(own)
    browser.get(address)
    one = queries_of(browser, address)
    visited(own, visited_on=date(2030, 10, 21))
    visited(own, visited_on=date(2030, 10, 22))

    assert queries_of(browser, address) == one


def test_a_visit_asks_no_more_for_three_lines_than_for_one(desk: Client, own: Organisation) -> None:
    visit = visited(own)
    exchange.need(own, visit=visit)
    desk.get(f"/desk/visits/{visit.pk}/")
    one = queries_of(desk, f"/desk/visits/{visit.pk}/")
    exchange.need(own, visit=visit)
    exchange.need(own, visit=visit)

    assert queries_of(desk, f"/desk/visits/{visit.pk}/") == one


def test_what_waits_to_be_verified_stands_first_on_the_lists_and_on_the_desk(desk: Client) -> None:
    assert "verified" not in desk.get("/en/desk/lists/").content.decode() + desk.get("/en/desk/").content.decode()
    exchange.need(state="submitted", title_en="Unverified need")
    exchange.resource(state="submitted")

    lists, home = (desk.get(f"/en/desk/{page}").content.decode() for page in ("lists/", ""))

    assert lists.index("2 lines wait to be verified") < lists.index("Unverified need") < lists.index("Coverage")
    assert ["2 lines wait to be verified" in home, "/en/desk/lists/?state=submitted" in home] == [True, True]


def test_the_navigation_marks_one_way_only(desk: Client) -> None:
    exchange.need()

    def marked(address: str) -> int:
        return desk.get(address).content.decode().partition("</header>")[0].count('aria-current="')

    addresses = ["/desk/", "/desk/gaps/", "/desk/roster/", "/desk/lists/", "/desk/needs/N1/", "/desk/matching/", "/desk/council/"]
    assert [marked(address) for address in addresses] == [1] * len(addresses)
