"""Groups serve together or not at all, or are split for a reason that the check believes."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.planning.rostering.tiny import DAY, problems, rosters, shift, volunteer
from wucai.planning.rostering.check import judge
from wucai.planning.rostering.problem import Group, Pin, Problem, Window
from wucai.planning.rostering.solution import Placement, Roster, Split, SplitReason
from wucai.planning.rostering.solver import solve
from wucai.planning.search import Stop


@st.composite
def grouped(draw):
    """A tiny problem in which the first two or three volunteers are a group."""
    problem = draw(problems().filter(lambda each: len(each.volunteers) > 1))
    size = draw(st.integers(2, len(problem.volunteers)))
    return replace(problem, groups=(Group("g", tuple(each.id for each in problem.volunteers[:size])),))


def splits_of(problem):
    """The splits that the check believes."""
    pinned = tuple(Placement(pin.volunteer, pin.shift) for pin in problem.pins)
    claims = [Split(group.id, reason) for group in problem.groups for reason in SplitReason]
    return tuple(claim for claim in claims if not any("is split" in each for each in judge(problem, Roster(pinned, (claim,))).violations))


def placements(result):
    return {(each.volunteer, each.shift) for each in result.solution.placements}


@settings(deadline=None)
@given(grouped())
def test_the_answer_keeps_every_rule_and_the_bound_is_below_every_roster(problem):
    result = solve(problem)

    splits = splits_of(problem)
    every = (judge(problem, replace(each, splits=splits)) for each in rosters(replace(problem, groups=())))
    cheapest = min(verdict.objective for verdict in every if not verdict.violations)
    assert (result.violations, result.solution.splits) == ((), splits)
    assert result.bound <= cheapest <= result.objective


FRIENDS = (volunteer("a"), volunteer("b"), volunteer("c"))
TOGETHER = (Group("friends", ("a", "b", "c")),)


def test_friends_take_the_shift_that_has_room_for_all():
    problem = Problem(FRIENDS, (shift("small", seats=2, colour="green"), shift("large", day=1, seats=3)), groups=TOGETHER)

    assert placements(solve(problem)) == {("a", "large"), ("b", "large"), ("c", "large")}


@pytest.mark.parametrize(
    ("friends", "seats", "reason", "placed"),
    [
        (FRIENDS, 2, SplitReason.TOO_LARGE, 2),
        ((*FRIENDS[:2], volunteer("c", windows=(Window(5 * DAY, 6 * DAY),))), 3, SplitReason.NEVER_TOGETHER, 2),
    ],
)
def test_a_group_that_can_never_serve_together_is_split_and_says_why(friends, seats, reason, placed):
    result = solve(Problem(friends, (shift(seats=seats),), groups=TOGETHER))

    assert (result.solution.splits, len(placements(result)), result.violations) == ((Split("friends", reason),), placed, ())


def test_where_one_is_pinned_the_others_join():
    problem = Problem(FRIENDS, (shift("x", seats=3), shift("y", day=1, seats=3)), pins=(Pin("a", "y"),), groups=TOGETHER)

    assert {shift for _, shift in placements(solve(problem))} == {"x", "y"}


def test_seats_pinned_for_others_are_not_there_for_the_group():
    problem = Problem((*FRIENDS, volunteer("d")), (shift(seats=3),), pins=(Pin("d", "s"),), groups=TOGETHER)

    assert solve(problem).solution.splits == (Split("friends", SplitReason.TOO_LARGE),)


def test_a_search_begins_where_the_last_one_ended():
    problem = Problem(FRIENDS, (shift("x", seats=3), shift("y", day=1, seats=3)), groups=TOGETHER)
    first = solve(problem).solution

    assert solve(problem, start=first).solution == first


def test_told_to_stop_at_once_it_hands_back_the_pins():
    stop = Stop()
    stop.ask_to_stop()

    result = solve(Problem(FRIENDS, (shift(seats=3),), groups=TOGETHER), stop=stop)

    assert (placements(result), result.violations) == (set(), ())
