"""Matches: each side for itself, quantity on both lists or on none, and what is refused."""

from datetime import date, timedelta

import pytest

from tests.factories import exchange, organisations, people
from wucai.core import clock
from wucai.core.models import TraceLine
from wucai.exchange.actions import matches, needs, projects, resources
from wucai.exchange.actions.matches import MatchRefused
from wucai.exchange.choices import MatchState, NeedState, ProjectState, Refusal, Side
from wucai.exchange.models import Match, Need, Resource

pytestmark = pytest.mark.django_db


def accept(match: Match, side: Side) -> Match:
    return matches.accept(match, side, by=None, now=clock.now())


def refusal_of_both(match: Match) -> str:
    with pytest.raises(MatchRefused) as refused:
        exchange.accepted(match)
    return str(refused.value.reason)


def held(need: Need, resource: Resource) -> tuple[int, str, int]:
    need.refresh_from_db()
    resource.refresh_from_db()
    return need.covered, need.state, resource.committed


def test_one_yes_takes_nothing_and_the_second_takes_the_quantity_on_both_lists() -> None:
    need, resource = exchange.need(quantity=15), exchange.resource(quantity=12)
    proposed = exchange.proposal(need, resource, quantity=10)

    assert (accept(proposed, Side.RESOURCE).state, held(need, resource)) == (MatchState.PROPOSED, (0, "listed", 0))
    assert (accept(proposed, Side.NEED).state, held(need, resource)) == (MatchState.ACCEPTED, (10, "listed", 10))
    assert need.percent_covered == 66


def test_a_yes_is_taken_once_and_traced_with_its_side() -> None:
    boss, proposed = people.person(), exchange.proposal()

    for _ in range(2):
        matches.accept(proposed, "need", by=boss, now=clock.now(), is_told=True)

    [line] = TraceLine.objects.filter(verb="accepted")
    assert (line.actor_id, line.after) == (boss.pk, {"side": "need", "quantity": 10, "told": True})
    accept(proposed, Side.RESOURCE)
    accept(proposed, Side.RESOURCE)
    assert held(proposed.need, proposed.resource) == (10, "met", 10)


def test_what_is_there_on_no_day_of_the_need_any_more_cannot_be_accepted() -> None:
    proposed = exchange.proposal()
    resources.change_resource(proposed.resource, by=None, starts_on=date(2030, 11, 11), ends_on=date(2030, 11, 12))

    assert refusal_of_both(proposed) == Refusal.NO_COMMON_DAY


def test_a_need_that_is_wholly_covered_is_met_and_asks_for_no_more() -> None:
    need = exchange.need(quantity=10)
    other = exchange.proposal(need, quantity=5)

    match = exchange.match(need, quantity=10)

    other.refresh_from_db()
    assert (match.need.state, other.state) == (NeedState.MET, MatchState.WITHDRAWN)
    assert TraceLine.objects.filter(verb="met", subject_id=str(need.pk)).count() == 1


def test_the_last_piece_of_a_resource_goes_to_one_of_two_needs() -> None:
    resource = exchange.resource(quantity=10)
    first, second = (exchange.proposal(exchange.need(), resource, quantity=6) for _ in range(2))
    exchange.accepted(first)

    assert refusal_of_both(second) == Refusal.TAKEN

    second.refresh_from_db()
    assert (held(second.need, resource), second.state, second.need_accepted_at) == ((0, "listed", 6), MatchState.PROPOSED, None)


def test_what_a_need_lacked_is_brought_once() -> None:
    need = exchange.need(quantity=10)
    first, second = (exchange.proposal(need, quantity=6) for _ in range(2))
    exchange.accepted(first)

    assert refusal_of_both(second) == Refusal.COVERED
    assert held(need, second.resource) == (6, "listed", 0)


def test_a_refusal_at_the_second_yes_leaves_the_first() -> None:
    resource = exchange.resource(quantity=10)
    first, second = (exchange.proposal(exchange.need(), resource, quantity=6) for _ in range(2))
    accept(second, Side.NEED)
    exchange.accepted(first)

    with pytest.raises(MatchRefused):
        accept(second, Side.RESOURCE)

    second.refresh_from_db()
    assert (second.need_accepted_at is not None, second.resource_accepted_at) == (True, None)


def test_what_comes_back_serves_again_on_other_days_but_never_two_on_one() -> None:
    resource = exchange.resource(quantity=10, is_reusable=True)
    early = exchange.need(starts_on=date(2030, 11, 5), ends_on=date(2030, 11, 6))
    late = exchange.need(starts_on=date(2030, 11, 7), ends_on=date(2030, 11, 8))
    across = exchange.need(starts_on=date(2030, 11, 6), ends_on=date(2030, 11, 7), quantity=1)
    proposals = [exchange.proposal(need, resource, quantity=need.quantity) for need in (early, late, across)]

    for proposed in proposals[:2]:
        exchange.accepted(proposed)
    assert refusal_of_both(proposals[2]) == Refusal.TAKEN

    resource.refresh_from_db()
    assert (resource.committed, resource.free_quantity) == (20, 10)


def test_what_was_taken_back_is_free_again_and_the_need_is_open_again() -> None:
    match = exchange.match()
    assert held(match.need, match.resource) == (10, "met", 10)

    states = [matches.withdraw(match, by=None, now=clock.now()).state for _ in range(2)]

    assert (states, held(match.need, match.resource)) == ([MatchState.WITHDRAWN] * 2, (0, "listed", 0))


def test_a_proposal_can_be_taken_back_too() -> None:
    proposed = exchange.proposal()

    matches.withdraw(proposed, by=None, now=clock.now() - timedelta(hours=1))

    proposed.refresh_from_db()
    assert (proposed.state, proposed.ended_at) == (MatchState.WITHDRAWN, proposed.proposed_at)


def test_a_project_holds_its_matches() -> None:
    match = exchange.match()
    project = exchange.project(matches=[match])
    with pytest.raises(MatchRefused) as refused:
        matches.withdraw(match, by=None, now=clock.now())
    assert refused.value.reason == Refusal.IN_PROJECT

    projects.close_project(project, by=None, state=ProjectState.ENDED)

    assert matches.withdraw(match, by=None, now=clock.now()).state == MatchState.WITHDRAWN


def test_a_no_is_said_once_and_cannot_be_taken_back() -> None:
    proposed = exchange.proposal()

    for _ in range(2):
        assert matches.decline(proposed, by=None, now=clock.now(), side=Side.NEED).state == MatchState.DECLINED

    assert TraceLine.objects.get(verb="declined").after == {"state": "declined", "side": "need"}
    assert refusal_of_both(proposed) == Refusal.NOT_PROPOSED
    with pytest.raises(MatchRefused) as refused:
        matches.withdraw(proposed, by=None, now=clock.now())
    assert refused.value.reason == Refusal.NOT_STANDING


def test_an_accepted_match_cannot_be_declined() -> None:
    with pytest.raises(MatchRefused) as refused:
        matches.decline(exchange.match(), by=None, now=clock.now())

    assert refused.value.reason == Refusal.NOT_PROPOSED


def test_a_side_that_is_none_is_no_side() -> None:
    with pytest.raises(ValueError, match="both"):
        matches.accept(exchange.proposal(), "both", by=None, now=clock.now())


def test_by_hand_the_rules_of_the_lists_hold() -> None:
    need, resource, unit = exchange.need(), exchange.resource(), organisations.partner()
    listed = exchange.proposal(need, resource, quantity=4)
    cases = {
        Refusal.STANDS_ALREADY: (need, resource, 4),
        Refusal.SAME_UNIT: (exchange.need(unit), exchange.resource(unit), 4),
        Refusal.NOT_LISTED: (exchange.need(state=NeedState.SUBMITTED), resource, 4),
        Refusal.NO_COMMON_DAY: (exchange.need(starts_on=date(2030, 11, 1), ends_on=date(2030, 11, 4)), resource, 4),
        Refusal.NO_QUANTITY: (exchange.need(), resource, 0),
        Refusal.COVERED: (exchange.need(quantity=3), resource, 4),
        Refusal.TAKEN: (exchange.need(quantity=30), resource, 11),
    }

    told = {}
    for reason, (a_need, a_resource, quantity) in cases.items():
        with pytest.raises(MatchRefused) as refused:
            matches.propose_pair(a_need, a_resource, quantity=quantity, by=None, now=clock.now())
        told[reason] = refused.value.reason

    assert (told, Match.objects.get()) == ({reason: reason for reason in cases}, listed)


def test_what_is_not_listed_any_more_cannot_be_accepted() -> None:
    proposed = exchange.proposal()
    Need.objects.filter(pk=proposed.need_id).update(state=NeedState.WITHDRAWN)

    assert refusal_of_both(proposed) == Refusal.NOT_LISTED


def test_a_declined_need_ends_its_proposals_for_good() -> None:
    proposed = exchange.proposal()
    needs.decline_need(proposed.need, by=None, now=clock.now())

    assert refusal_of_both(proposed) == Refusal.NOT_PROPOSED
