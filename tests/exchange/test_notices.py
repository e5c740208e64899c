"""What the liaisons of units hear: proposals, matches that stand or end, and lines that were listed or not."""

import pytest

from tests.factories import exchange, organisations
from wucai.core import clock
from wucai.exchange.actions import matches, needs, resources
from wucai.exchange.choices import Side
from wucai.people.models import Message, Notice, Organisation, Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def asker() -> Organisation:
    return organisations.partner(slug="asker")


@pytest.fixture
def giver() -> Organisation:
    return organisations.partner(slug="giver")


def heard(person: Person) -> list[str]:
    return list(Notice.objects.filter(person=person).order_by("pk").values_list("message__title_en", flat=True))


def test_each_unit_hears_once_of_all_its_proposals(asker: Organisation, giver: Organisation) -> None:
    exchange.affinity()
    in_need, sharing = organisations.liaison(asker), organisations.liaison(giver)
    for _ in range(2):
        exchange.need(asker)
    exchange.resource(giver, quantity=40)

    for _ in range(2):
        matches.propose(organisations.edition(), by=None, now=clock.now())

    assert heard(in_need) == heard(sharing) == ["Matches wait for your answer"]
    message = Message.objects.get(audience_id="asker")
    assert message.text_en.startswith(f"New matches proposed for {asker.name_en}: 2.")
    assert (message.text != message.text_en, message.link) == (True, "/unit/asker/")


def test_both_hear_that_a_match_stands_and_that_it_was_taken_back(asker: Organisation, giver: Organisation) -> None:
    in_need, sharing = organisations.liaison(asker), organisations.liaison(giver)

    match = exchange.match(exchange.need(asker), exchange.resource(giver))
    matches.withdraw(match, by=None, now=clock.now())

    assert heard(in_need) == heard(sharing) == ["Matches wait for your answer", "A match stands", "A match does not come about"]


def test_a_no_is_heard_by_whoever_said_yes(asker: Organisation, giver: Organisation) -> None:
    in_need, sharing = organisations.liaison(asker), organisations.liaison(giver)
    proposed = exchange.proposal(exchange.need(asker), exchange.resource(giver))
    matches.accept(proposed, Side.NEED, by=None, now=clock.now())

    matches.decline(proposed, by=sharing, now=clock.now(), side=Side.RESOURCE)

    assert [heard(person)[1:] for person in (in_need, sharing)] == [["A match does not come about"], []]


def test_a_yes_that_comes_to_nothing_with_its_line_is_told(asker: Organisation, giver: Organisation) -> None:
    in_need, sharing = organisations.liaison(asker), organisations.liaison(giver)
    answered, unanswered = (exchange.proposal(exchange.need(asker), exchange.resource(giver)) for _ in range(2))
    matches.accept(answered, Side.NEED, by=None, now=clock.now())

    for proposed in (answered, unanswered):
        resources.withdraw_resource(proposed.resource, by=None, now=clock.now())

    assert [heard(person)[2:] for person in (in_need, sharing)] == [["A match does not come about"], []]


def test_a_unit_hears_whether_its_line_is_listed_and_why_not(asker: Organisation) -> None:
    speaker = organisations.liaison(asker)
    needs.decline_need(exchange.need(asker, state="submitted"), by=None, now=clock.now(), why="请写清楚日期")
    needs.list_need(exchange.need(asker, state="submitted"), by=None)

    assert heard(speaker) == ["Your line is not on the list", "Your line is on the list"]
    assert "请写清楚日期" in Message.objects.get(title_en="Your line is not on the list").text


def test_where_nobody_speaks_for_a_unit_nothing_is_sent() -> None:
    exchange.match()

    assert Message.objects.count() == 0
