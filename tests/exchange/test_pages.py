"""The coordinator's pages: the three lists, one need, matching and the council; with scripts and without."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories import exchange, organisations, people
from wucai.exchange.choices import ListKind, MatchState, MatterState, NeedState, ProjectState
from wucai.exchange.models import Decision, Match, Matter, Need, Project

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(people.coordinator(organisations.edition()))
    exchange.affinity()
    return client


def read(desk: Client, address: str) -> str:
    answer = desk.get(f"/en{address}")
    assert answer.status_code == 200
    return answer.content.decode()


def queries(desk: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert desk.get(address).status_code == 200
    # The clock is read once a second at most, however slow the machine.
    return sum("core_clockoffset" not in query["sql"] for query in captured)


def test_the_three_lists_stand_side_by_side_with_coverage(desk: Client) -> None:
    exchange.match(exchange.need(quantity=20, is_demo=True), quantity=10)
    exchange.project(title_en="Guides at the exits")

    page = read(desk, "/desk/lists/")

    told = ["Guidance", "10 of 20 people", "50 %", "Guides at the exits", "0 met, 1 partly covered, 0 open", "0 of 10 free", "Demo data"]
    assert [words for words in told if words not in page] == []


def test_the_lists_are_narrowed_by_words_class_and_state(desk: Client) -> None:
    training = exchange.category(ListKind.NEED, "培训类", name_en="Training")
    exchange.need(title="轮椅", title_en="Wheelchairs")
    exchange.need(title="礼仪", title_en="Etiquette", category=training, state="submitted")

    def shown(query: str) -> list[bool]:
        page = read(desk, f"/desk/lists/?{query}")
        return [words in page for words in ("Wheelchairs", "Etiquette")]

    assert [shown("q=wheel"), shown(f"need_class={training.pk}"), shown("state=listed"), shown("q=N2")] == [
        [True, False],
        [False, True],
        [True, False],
        [False, True],
    ]
    assert shown("need_class=999&state=nonsense&q=%00&show=x&page=x") == [True, True]


def test_one_list_alone_comes_in_pages(desk: Client) -> None:
    for _ in range(51):
        exchange.need()

    last = read(desk, "/desk/lists/?show=needs&page=2")

    assert [f'/desk/needs/N{number}/"' in last for number in (50, 51)] == [False, True]
    assert "Page 2 of 2" in last
    assert "All 51 needs" in read(desk, "/desk/lists/")


@pytest.mark.parametrize("address", ["/desk/lists/", "/desk/lists/print", "/desk/lists/?show=needs", "/desk/matching/", "/desk/council/"])
def test_a_page_asks_no_more_for_three_than_for_one(desk: Client, address: str) -> None:
    def grow() -> None:
        exchange.match()
        exchange.proposal(exchange.need(quantity=20))
        exchange.project(size=100)

    grow()
    one = queries(desk, address)
    grow()
    grow()

    assert one == queries(desk, address) <= 24


def test_proposals_come_in_pages_and_what_is_long_is_folded(desk: Client) -> None:
    for _ in range(7):
        exchange.proposal()

    first, last = (read(desk, f"/desk/matching/?page={page}") for page in (1, 2))

    assert [page.count('<article class="card stack" id="match-') for page in (first, last)] == [6, 1]
    assert ["Page 1 of 2" in first, "<details open" in first] == [True, False]


def test_a_need_asks_no_more_for_three_matches_than_for_one(desk: Client) -> None:
    need = exchange.need(quantity=100)
    exchange.match(need)
    one = queries(desk, f"/desk/needs/{need.code}/")
    exchange.proposal(need)
    exchange.match(need)

    assert one == queries(desk, f"/desk/needs/{need.code}/") <= 18


def test_a_need_tells_its_story_and_what_it_lacks(desk: Client) -> None:
    match = exchange.match(exchange.need(quantity=30), exchange.resource(quantity=10), quantity=10)
    exchange.project(matches=[match], title_en="Guides")

    page = read(desk, f"/desk/needs/{match.need.code}/")

    told = [
        "10 / 30 people",
        "The need was written down.",
        "The side that shares said yes:",
        "20 of 30 lacking",
        "Guides",
        "Proposed by hand.",
    ]
    told += ["A new offer of 20 in the class Volunteering would close it.", "Their class answers this need"]
    assert [words for words in told if words not in page] == []


def test_what_was_submitted_is_listed_or_declined_at_the_desk(desk: Client) -> None:
    need, resource = exchange.need(state="submitted"), exchange.resource(state="submitted")
    assert "Put it on the list" in read(desk, "/desk/needs/N1/")

    desk.post("/desk/needs/N1/list")
    desk.post("/desk/resources/R1/decline", {"why": "写清楚"})

    need.refresh_from_db()
    resource.refresh_from_db()
    assert (need.state, resource.state) == (NeedState.LISTED, "declined")
    assert desk.post("/desk/needs/N1/decline").status_code == 302
    assert "Put it on the list" in read(desk, "/desk/resources/R1/")


@pytest.mark.parametrize(("make", "noun"), [(exchange.need, "needs"), (exchange.resource, "resources")])
def test_a_reason_that_is_too_long_is_told_and_nothing_is_declined(desk: Client, make: Any, noun: str) -> None:
    item = make(state="submitted")

    answer = desk.post(f"/en/desk/{noun}/{item.code}/decline", {"why": "长" * 201})

    item.refresh_from_db()
    assert (answer.status_code, '<a href="#id_why">' in answer.content.decode(), item.state) == (422, True, "submitted")


def test_matches_are_proposed_and_both_yeses_written_down(desk: Client) -> None:
    exchange.need()
    exchange.resource()
    assert "N1 Guidance" in read(desk, "/desk/matching/").replace("</", " </")

    desk.post("/desk/matching/propose")
    match = Match.objects.get()
    page = read(desk, "/desk/matching/")
    assert [words in page for words in ("The side that needs said yes", "answers this need with 90 of 100 points")] == [True, True]

    assert desk.post(f"/desk/matching/{match.pk}/accept", {"side": "need"})["Location"] == f"/desk/matching/#match-{match.pk}"
    row = desk.post(f"/en/desk/matching/{match.pk}/accept", {"side": "resource"}, headers=HTMX).content.decode()
    assert ["<html" in row, "Accepted by both sides" in row, "Open a project" in row] == [False, True, True]
    assert Need.objects.get().state == NeedState.MET


@pytest.mark.parametrize(("headers", "is_page"), [(HTMX, False), ({}, True)])
def test_a_yes_that_comes_too_late_is_told_in_its_place(desk: Client, headers: dict[str, str], is_page: bool) -> None:
    resource = exchange.resource()
    late = exchange.proposal(a_resource=resource)
    exchange.match(a_resource=resource)

    answer = desk.post(f"/en/desk/matching/{late.pk}/accept", {"side": "need"}, headers=headers)

    text = answer.content.decode()
    assert (answer.status_code, "<html" in text, "So much of this resource is no longer free." in text) == (409, is_page, True)


def test_a_no_and_a_match_taken_back(desk: Client) -> None:
    proposed, match = exchange.proposal(), exchange.match()

    desk.post(f"/desk/matching/{proposed.pk}/decline")
    desk.post(f"/desk/matching/{match.pk}/withdraw")

    assert sorted(Match.objects.values_list("state", flat=True)) == [MatchState.DECLINED, MatchState.WITHDRAWN]
    assert desk.post(f"/desk/matching/{match.pk}/decline").status_code == 409


def test_a_side_that_is_none_is_told(desk: Client) -> None:
    assert desk.post(f"/desk/matching/{exchange.proposal().pk}/accept", {"side": "both"}).status_code == 422


def test_a_pair_is_proposed_by_hand_and_its_fields_are_named(desk: Client) -> None:
    need = exchange.need()
    exchange.resource()

    wrong = desk.post("/en/desk/needs/N1/propose", {"resource": "", "quantity": "zwei"})
    assert (wrong.status_code, '<a href="#id_quantity">' in wrong.content.decode()) == (422, True)
    unknown = desk.post("/en/desk/needs/N1/propose", {"resource": "R9", "quantity": "3"})
    assert (unknown.status_code, '<a href="#id_resource">' in unknown.content.decode()) == (422, True)
    assert desk.post("/desk/needs/N1/propose", {"resource": "R1", "quantity": "11"}).status_code == 409

    assert desk.post("/desk/needs/N1/propose", {"resource": "R1", "quantity": "3"}).status_code == 302
    assert Match.objects.get(need=need).quantity == 3


def test_a_project_is_opened_on_a_match_and_a_large_one_waits_for_the_council(desk: Client) -> None:
    match, lead = exchange.match(), organisations.partner()
    told = {"title": "引导项目", "lead": lead.pk, "size": 100, "starts_on": "2030-11-05", "ends_on": "2030-11-10", "rests_on": [match.pk]}
    told |= {"key": str(uuid4())}

    wrong = desk.post("/en/desk/projects/new/", {**told, "title": "", "ends_on": "2030-11-01"})
    fields = ['<a href="#id_title">', '<a href="#id_ends_on">']
    assert (wrong.status_code, [field in wrong.content.decode() for field in fields], Project.objects.count()) == (422, [True, True], 0)

    assert f'value="{match.pk}"' in read(desk, f"/desk/projects/new/?match={match.pk}")
    answers = [desk.post("/desk/projects/new/", told)["Location"] for _ in range(2)]
    assert (answers, Project.objects.count(), Matter.objects.count()) == (["/desk/projects/P1/"] * 2, 1, 1)
    assert "Waiting for the council" in read(desk, "/desk/projects/P1/")
    assert desk.post("/desk/projects/P1/close", {"state": "done"}).status_code == 409


def test_a_project_is_closed_at_the_desk(desk: Client) -> None:
    exchange.project()

    desk.post("/desk/projects/P1/close", {"state": "ended"})

    assert Project.objects.get().state == ProjectState.ENDED


@pytest.mark.parametrize("told", [{}, {"state": "open"}, {"state": "\x00"}])
def test_a_project_does_not_end_in_a_way_that_is_none(desk: Client, told: dict[str, str]) -> None:
    exchange.project()

    assert (desk.post("/desk/projects/P1/close", told).status_code, Project.objects.get().state) == (422, ProjectState.OPEN)


def test_the_vote_is_recorded_and_shown_with_its_numbers(desk: Client) -> None:
    exchange.project(size=100)
    matter = Matter.objects.get()
    address = f"/en/desk/council/{matter.pk}/"

    assert "At least 50 % of those who may vote must vote." in read(desk, f"/desk/council/{matter.pk}/")
    answer = desk.post(f"{address}decide", {"eligible": 31, "votes_for": 20, "votes_against": 2, "abstentions": 1, "note": "扩大会议"})

    page = read(desk, f"/desk/council/{matter.pk}/")
    assert (answer.status_code, Project.objects.get().state) == (302, ProjectState.OPEN)
    assert [words in page for words in ("<dd>20</dd>", "<dd>31</dd>", "Approved", "扩大会议", "Record the vote")] == [True] * 4 + [False]


@pytest.mark.parametrize(
    ("votes", "field"),
    [
        ({"eligible": "", "votes_for": 1}, "eligible"),
        ({"eligible": 31, "votes_for": -1}, "votes_for"),
        ({"eligible": 31, "votes_for": "viele"}, "votes_for"),
        ({"eligible": 3, "votes_for": 4}, "eligible"),
    ],
)
def test_a_vote_that_cannot_be_is_told_with_its_field(desk: Client, votes: dict[str, Any], field: str) -> None:
    matter = exchange.matter()

    answer = desk.post(f"/en/desk/council/{matter.pk}/decide", {"votes_against": 0, "abstentions": 0, **votes})

    assert (answer.status_code, f'<a href="#id_{field}">' in answer.content.decode(), Decision.objects.count()) == (422, True, 0)


def test_too_few_votes_are_told_and_what_was_typed_stays(desk: Client) -> None:
    matter = exchange.matter()

    told = {"eligible": 31, "votes_for": 3, "votes_against": 0, "abstentions": 0}
    answer = desk.post(f"/en/desk/council/{matter.pk}/decide", told)

    text = answer.content.decode()
    assert (answer.status_code, "Too few members voted" in text, 'value="31"' in text, Decision.objects.count()) == (409, True, True, 0)


def test_an_urgent_matter_goes_from_acting_to_closing(desk: Client) -> None:
    desk.post("/desk/council/raise", {"kind": "urgent", "title": "临时增派", "title_en": "More hands", "key": str(uuid4())})
    matter = Matter.objects.get()
    steps: list[tuple[str, dict[str, Any]]] = [
        ("act", {}),
        ("decide", {"eligible": 10, "votes_for": 9, "votes_against": 0, "abstentions": 0}),
        ("close", {}),
    ]

    assert "We have acted on it" in read(desk, f"/desk/council/{matter.pk}/")
    states = []
    for verb, told in steps:
        assert desk.post(f"/desk/council/{matter.pk}/{verb}", told).status_code == 302
        matter.refresh_from_db()
        states.append(matter.state)

    assert states == [MatterState.ACTED, MatterState.DECIDED, MatterState.CLOSED]
    assert [desk.post(f"/desk/council/{matter.pk}/{verb}", told).status_code for verb, told in steps] == [409, 409, 302]


def test_what_waits_for_ratification_is_not_closed(desk: Client) -> None:
    matter = exchange.matter(kind="urgent")
    desk.post(f"/desk/council/{matter.pk}/act")

    answer = desk.post(f"/en/desk/council/{matter.pk}/close")

    told = "This matter still waits for the council&#x27;s decision" in answer.content.decode()
    assert (answer.status_code, told, Matter.objects.get().state) == (409, True, MatterState.ACTED)


def test_a_matter_without_a_title_is_told_with_its_field(desk: Client) -> None:
    answer = desk.post("/en/desk/council/raise", {"kind": "gossip", "title": ""})

    named = [f'<a href="#id_{name}">' in answer.content.decode() for name in ("title", "kind")]
    assert (answer.status_code, named, Matter.objects.count()) == (422, [True, True], 0)


ODD = ["\x00", "a\x00b", "'; DROP TABLE x; --", "<script>alert(1)</script>", "😀", "9" * 400, "-1", "é" * 6000, "%s%n"]


@pytest.mark.parametrize("text", ODD)
def test_odd_words_in_every_form_give_no_500_and_change_nothing(desk: Client, text: str) -> None:
    desk.raise_request_exception = False
    proposed, matter = exchange.proposal(), exchange.matter()
    votes = ("eligible", "votes_for", "votes_against", "abstentions", "note")
    forms = {
        "/desk/needs/N1/propose": ("resource", "quantity"),
        f"/desk/matching/{proposed.pk}/accept": ("side",),
        f"/desk/council/{matter.pk}/decide": votes,
        "/desk/council/raise": ("kind", "title", "text", "due_on"),
        "/desk/projects/new/": ("title", "lead", "size", "starts_on", "ends_on", "rests_on"),
    }
    answers = [desk.post(address, dict.fromkeys(fields, text)).status_code for address, fields in forms.items()]
    answers += [desk.get("/desk/lists/", dict.fromkeys(("q", "need_class", "state", "show", "page"), text)).status_code]
    answers += [desk.get("/api/v1/needs", {"q": text}).status_code]

    assert [status for status in answers if status >= 500] == []
    assert (Match.objects.count(), Matter.objects.count(), Decision.objects.count(), Project.objects.count()) == (1, 1, 0, 0)
