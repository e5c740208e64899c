"""What a seat would cost, and who would have to move for it: held against the judge, and against all that could be done."""

import random
from dataclasses import replace
from itertools import pairwise

from hypothesis import given

from tests.planning.rostering.rosters import chances, growth, is_sound, larger, minus, plus, some_roster
from tests.planning.rostering.tiny import roster, shift, volunteer
from wucai.planning.rostering.check import judge
from wucai.planning.rostering.explain import (
    Chain,
    Move,
    Price,
    remainder,
)
from wucai.planning.rostering.problem import Pin, Problem
from wucai.planning.rostering.solution import Placement, Roster


def chain_of_two() -> Problem:
    """The hard seat needs `busy`, whose own `plain` could take."""
    people = (volunteer("busy", max_shifts=1), volunteer("plain", languages=frozenset()))
    return Problem(people, (shift("hard", seats=1, language="en"), shift("easy", seats=1, day=1)))


@given(larger, chances)
def test_those_who_are_elsewhere_could_come_if_they_gave_that_up_and_the_price_is_the_least(
    problem: Problem, chance: random.Random
) -> None:
    found = some_roster(problem, chance)
    before = judge(problem, found)
    pins = {Placement(pin.volunteer, pin.shift) for pin in problem.pins}

    for told in remainder(problem, found):
        on_it = {each.volunteer for each in found.placements if each.shift == told.shift}
        rest = [who.id for who in problem.volunteers if who.id not in on_it]
        alone = {who: judge(problem, plus(found, [Placement(who, told.shift)])) for who in rest}
        freed = {
            given_up: judge(problem, plus(minus(found, [given_up]), [Placement(given_up.volunteer, told.shift)]))
            for given_up in found.placements
            if given_up.volunteer in alone and alone[given_up.volunteer].violations and given_up not in pins
        }
        freed = {given_up: verdict for given_up, verdict in freed.items() if not verdict.violations}
        assert told.elsewhere == len({each.volunteer for each in freed})
        able = [verdict for verdict in alone.values() if not verdict.violations]
        costs = [growth(before, verdict) for verdict in (*able, *freed.values())]
        assert (told.price is None) == (not costs)
        if told.price is not None:
            given_up = [Placement(told.price.volunteer, told.price.gives_up)] if told.price.gives_up else []
            after = judge(problem, plus(minus(found, given_up), [Placement(told.price.volunteer, told.shift)]))
            assert growth(before, after) == told.price.points - told.price.saves == min(costs)


@given(larger, chances)
def test_a_chain_fills_a_seat_opens_none_and_costs_what_is_said(problem: Problem, chance: random.Random) -> None:
    found = some_roster(problem, chance)
    before = judge(problem, found)

    for told in remainder(problem, found):
        if told.chain is None:
            continue
        moves = told.chain.moves
        released = {Pin(each.volunteer, each.gives_up) for each in moves if each.is_pinned and each.gives_up}
        eased = replace(problem, pins=tuple(pin for pin in problem.pins if pin not in released))
        given_up = [Placement(each.volunteer, each.gives_up) for each in moves if each.gives_up]
        after = judge(eased, plus(minus(found, given_up), [Placement(each.volunteer, each.takes) for each in moves]))
        assert [moves[0].takes, *[one.gives_up == other.takes for one, other in pairwise(moves)]] == [told.shift] + [True] * len(moves[1:])
        assert moves[-1].gives_up is None
        assert not [line for line in after.violations if line not in judge(eased, minus(found, given_up)).violations]
        assert after.unfilled == before.unfilled - 1
        penalties = sum(after.terms[name] - before.terms[name] for name in ("unfilled", "below_minimum"))
        assert growth(before, after) == told.chain.points + penalties


@given(larger, chances)
def test_where_one_move_and_one_more_volunteer_fill_a_seat_it_is_told(problem: Problem, chance: random.Random) -> None:
    found = some_roster(problem, chance)
    pins = {Placement(pin.volunteer, pin.shift) for pin in problem.pins}
    people = [each.id for each in problem.volunteers]

    for told in remainder(problem, found):
        if told.funnel[-1].volunteers:
            assert told.chain is None
            continue
        ways = [
            (given_up, who)
            for given_up in set(found.placements) - pins
            for who in people
            if who != given_up.volunteer
            and not judge(
                problem,
                plus(minus(found, [given_up]), [Placement(given_up.volunteer, told.shift), Placement(who, given_up.shift)]),
            ).violations
        ]
        ways = [(given_up, who) for given_up, who in ways if is_sound(problem, plus(found, [Placement(who, given_up.shift)]))]
        if ways:
            assert told.chain is not None
            assert [len(told.chain.moves), any(each.is_pinned for each in told.chain.moves)] == [2, False]


def test_a_seat_lost_to_a_dearer_one_has_the_price_of_that_one() -> None:
    people = (volunteer("v", max_shifts=1, colours=("red", "green")),)
    problem = Problem(people, (shift("kept", seats=1, minimum=1), shift("open", seats=1, day=1, colour="red")))

    [told] = remainder(problem, roster(("v", "kept")))

    assert (told.elsewhere, told.chain) == (1, None)
    assert told.price == Price("v", points=1994, saves=1000, gives_up="kept")


def test_the_price_of_a_seat_that_somebody_could_take_is_what_they_cost() -> None:
    problem = Problem((volunteer("v", colours=("red", "green")),), (shift(seats=1),))

    [told] = remainder(problem, Roster())

    assert told.price == Price("v", points=6, saves=1000, gives_up=None)


def test_where_somebody_else_must_move_the_chain_is_named() -> None:
    [told] = remainder(chain_of_two(), roster(("busy", "easy")))

    moves = (Move("busy", "hard", "easy", is_pinned=False), Move("plain", "easy", None, is_pinned=False))
    assert told.chain == Chain(moves, points=0)


def test_whoever_would_have_to_be_released_from_a_pin_is_named_as_such() -> None:
    problem = replace(chain_of_two(), pins=(Pin("busy", "easy"),))

    [told] = remainder(problem, roster(("busy", "easy")))

    assert told.chain is not None
    assert [(each.volunteer, each.is_pinned) for each in told.chain.moves] == [("busy", True), ("plain", False)]
    assert (told.elsewhere, told.price) == (0, None)
