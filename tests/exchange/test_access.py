"""Who sees what: drafts and what was never listed are there for their own unit and the coordinators alone, by page and by interface."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.factories import exchange, organisations, people
from wucai.people.actions import people as people_actions
from wucai.people.choices import RoleKind
from wucai.people.models import Person

pytestmark = pytest.mark.django_db
Browser = Callable[[Any], Client]
UNSEEN = ("draft", "submitted", "declined", "withdrawn")


@pytest.fixture
def own() -> Person:
    return organisations.liaison(organisations.partner(name="自己的单位", slug="own"))


@pytest.fixture
def other() -> Person:
    return organisations.liaison(organisations.partner(name="别人的单位", slug="other"))


def unit_of(person: Person) -> Any:
    return person.memberships.get().organisation


def codes(browser: Client, address: str) -> list[str]:
    return [line["code"] for line in browser.get(address).json()]


@pytest.mark.parametrize("state", UNSEEN)
@pytest.mark.parametrize(("make", "noun"), [(exchange.need, "needs"), (exchange.resource, "resources")])
def test_what_is_not_listed_is_not_there_for_others(
    logged_in: Browser, client: Client, own: Person, other: Person, state: str, make: Any, noun: str
) -> None:
    item = make(unit_of(own), state=state, title="内部草稿")
    boss = people.coordinator(organisations.edition())
    addresses = [f"/desk/{noun}/{item.code}/", f"/api/v1/{noun}/{item.code}"]

    def statuses(browser: Client) -> list[int]:
        return [browser.get(address).status_code for address in addresses]

    assert [statuses(logged_in(person)) for person in (own, boss, other)] == [[200, 200], [200, 200], [404, 404]]
    assert statuses(client) == [302, 404]
    assert [codes(browser, f"/api/v1/{noun}") for browser in (logged_in(own), logged_in(other), client)] == [[item.code], [], []]
    assert ["内部草稿" in logged_in(person).get("/desk/lists/").content.decode() for person in (own, other)] == [True, False]
    assert "内部草稿" not in logged_in(other).get("/desk/lists/print").content.decode()
    assert "内部草稿" not in logged_in(other).get(f"/desk/lists/?state={state}&q=内部草稿").content.decode().replace('value="内部草稿"', "")


def test_the_answer_for_what_is_hidden_and_what_is_not_there_is_the_same(logged_in: Browser, own: Person, other: Person) -> None:
    hidden = exchange.need(unit_of(own), state="draft")
    browser = logged_in(other)

    answers = [browser.get(f"/api/v1/needs/{code}") for code in (hidden.code, "N999")]

    assert (answers[0].status_code, answers[0].json()) == (404, answers[1].json())


def test_what_is_listed_or_met_is_there_for_everybody(logged_in: Browser, client: Client, other: Person) -> None:
    match = exchange.match()
    listed = exchange.need()

    assert codes(client, "/api/v1/needs") == [match.need.code, listed.code]
    assert codes(client, "/api/v1/resources") == [match.resource.code]
    assert logged_in(other).get(f"/desk/needs/{match.need.code}/").status_code == 200


def test_pages_are_for_coordinators_leaders_and_liaisons(logged_in: Browser, client: Client, own: Person) -> None:
    leader = people.person()
    people_actions.appoint(leader, RoleKind.LEADER, organisations.edition(), by=None)
    boss, ada = people.coordinator(organisations.edition()), people.person()
    matter = exchange.matter()
    pages = ["/desk/lists/", "/desk/lists/print", "/desk/council/", f"/desk/council/{matter.pk}/", "/desk/matching/", "/desk/projects/new/"]

    def statuses(browser: Client) -> list[int]:
        return [browser.get(page).status_code for page in pages]

    assert statuses(logged_in(boss)) == [200] * 6
    assert statuses(logged_in(leader)) == [200, 200, 200, 200, 403, 403]
    assert statuses(logged_in(own)) == [200, 200, 403, 403, 403, 403]
    assert statuses(logged_in(ada)) == [403] * 6
    assert statuses(client) == [302] * 6


def test_whoever_does_not_coordinate_changes_nothing(logged_in: Browser, own: Person) -> None:
    need, resource = exchange.need(unit_of(own), state="submitted"), exchange.resource(unit_of(own), state="submitted")
    proposed, matter, project = exchange.proposal(), exchange.matter(), exchange.project()
    browser = logged_in(own)

    addresses = [f"needs/{need.code}/{verb}" for verb in ("list", "decline", "propose")]
    addresses += [f"resources/{resource.code}/{verb}" for verb in ("list", "decline")]
    addresses += [f"matching/{proposed.pk}/{verb}" for verb in ("accept", "decline", "withdraw")]
    addresses += [f"council/{matter.pk}/{verb}" for verb in ("decide", "act", "close")]
    addresses += ["matching/propose", "projects/new/", f"projects/{project.code}/close", "council/raise"]

    assert {address: browser.post(f"/desk/{address}", {"side": "need"}).status_code for address in addresses} == dict.fromkeys(
        addresses, 403
    )
    for row in (need, resource, proposed, matter, project):
        before = row.state
        row.refresh_from_db()
        assert row.state == before


def test_matches_are_seen_by_their_sides_and_what_was_said_on_a_visit_by_the_unit(logged_in: Browser, own: Person, other: Person) -> None:
    from wucai.exchange.actions import visits  # only this test needs a visit

    unit = unit_of(own)
    visit = visits.record_visit(unit, organisations.edition(), by=None, visited_on=exchange.DAYS["starts_on"], needs_told="私下说的话")
    match = exchange.match(exchange.need(unit, quantity=20, visit=visit), exchange.resource(title="别家的人手"))

    def told(person: Person) -> list[bool]:
        page = logged_in(person).get(f"/desk/needs/{match.need.code}/").content.decode()
        return [words in page for words in ("别家的人手", "私下说的话")]

    assert [told(own), told(other)] == [[True, True], [False, False]]


def test_a_project_that_waits_is_seen_by_its_lead_and_by_those_at_the_council(
    logged_in: Browser, client: Client, own: Person, other: Person
) -> None:
    exchange.project(lead=unit_of(own), size=100)
    exchange.project(title="开放的项目")

    seen = [codes(browser, "/api/v1/projects") for browser in (logged_in(own), logged_in(other), client)]

    assert seen == [["P1", "P2"], ["P2"], ["P2"]]
    leader = people.person()
    people_actions.appoint(leader, RoleKind.LEADER, organisations.edition(), by=None)
    assert [logged_in(person).get("/desk/projects/P1/").status_code for person in (own, leader, other)] == [200, 200, 404]


@pytest.mark.parametrize("noun", ["needs", "resources", "projects"])
def test_the_interface_asks_no_more_for_three_than_for_one(client: Client, django_assert_num_queries: Any, noun: str) -> None:
    make: Any = {"needs": exchange.need, "resources": exchange.resource, "projects": exchange.project}[noun]
    make()
    for count in (1, 3):
        with django_assert_num_queries(2):
            assert len(client.get(f"/api/v1/{noun}").json()) == count
        make()
        make()


@pytest.mark.parametrize("query", ["offset=-1", "limit=0", "limit=9999", "offset=x", "q=" + "x" * 101])
def test_an_address_that_cannot_be_is_told_with_its_field(client: Client, query: str) -> None:
    answer = client.get(f"/api/v1/needs?{query}")

    assert (answer.status_code, list(answer.json()["fields"])) == (422, [query.split("=")[0]])


def test_a_long_list_comes_in_pieces(client: Client) -> None:
    for _ in range(3):
        exchange.need()

    assert [codes(client, f"/api/v1/needs?limit=2&offset={offset}") for offset in (0, 2)] == [["N1", "N2"], ["N3"]]
    assert codes(client, "/api/v1/needs?q=guidance&limit=1") == ["N1"]
