"""Holes filled again: every answer is judged, and on small cases compared with everything that could be done."""

import random
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given

from bench.cities import absent as no_shows
from bench.cities import city, ruled
from tests.planning.rostering.rosters import chances, grouped, minus, plus, some_roster
from tests.planning.rostering.tiny import DAY, HOUR, roster, shift, volunteer
from wucai.planning.rostering.check import judge
from wucai.planning.rostering.problem import BadProblem, Group, Pin, Problem, Window
from wucai.planning.rostering.replan import Asked, Move, Refill, Replanner, frontier, refill
from wucai.planning.rostering.solution import Placement, Roster, Split, SplitReason
from wucai.planning.rostering.solver import solve
from wucai.planning.search import Stop


def some_absent(found: Roster, chance: random.Random) -> list[Placement]:
    return [each for each in found.placements if chance.random() < 0.5]


def most_filled(problem: Problem, left: Roster, told: Refill) -> int:
    """The most holes that any set of further placements fills, with what stands fixed."""
    wanted = {each.shift for each in told.absent}
    crews = {name: sum(each.shift == name for each in told.absent) for name in wanted}
    free = [
        Placement(who.id, name)
        for who in problem.volunteers
        for name in sorted(wanted)
        if Placement(who.id, name) not in told.absent and Placement(who.id, name) not in left.placements
    ]
    for size in range(min(told.holes, len(free)), 0, -1):
        for chosen in combinations(free, size):
            fits = all(sum(each.shift == name for each in chosen) <= most for name, most in crews.items())
            if fits and not judge(problem, plus(left, chosen)).violations:
                return size
    return 0


@given(grouped(), chances)
def test_a_refill_is_sound_moves_nobody_and_brings_nobody_back(problem: Problem, chance: random.Random) -> None:
    found = some_roster(problem, chance)
    gone = some_absent(found, chance)

    told = refill(problem, found, gone)

    left = minus(found, gone)
    assert judge(told.problem, told.roster).violations == ()
    assert set(told.roster.placements) == set(left.placements) | set(told.added)
    assert (set(told.absent), set(told.added) & set(gone)) == (set(gone), set())
    assert (told.filled, told.holes) == (len(told.added), told.filled + sum(told.left.values()))
    assert told.filled <= told.at_most <= told.holes


@given(grouped(most_volunteers=3, most_shifts=3), chances)
def test_nobody_is_forgotten_and_the_proof_holds(problem: Problem, chance: random.Random) -> None:
    found = some_roster(problem, chance)
    gone = some_absent(found, chance)

    told = refill(problem, found, gone)

    best = most_filled(told.problem, minus(found, gone), told)
    assert told.filled <= best <= told.at_most
    if not problem.groups:
        assert told.filled == best


@given(grouped(), chances)
def test_more_moves_never_fill_less_and_each_point_is_sound_within_its_budget(problem: Problem, chance: random.Random) -> None:
    found = some_roster(problem, chance)
    gone = some_absent(found, chance)
    first = refill(problem, found, gone)
    pins = {Placement(pin.volunteer, pin.shift) for pin in first.problem.pins}
    left = set(found.placements) - set(gone)

    points = frontier(problem, found, gone, moves=(2, 0, 1, 5))

    assert [each.budget for each in points] == [0, 1, 2, 5]
    assert (points[0].filled, points[0].moves) == (first.filled, ())
    assert [each.filled for each in points] == sorted(each.filled for each in points)
    for each in points:
        placed = set(each.roster.placements)
        assert judge(first.problem, each.roster).violations == ()
        assert {Placement(move.volunteer, move.gives_up) for move in each.moves} == left - placed
        assert {Placement(move.volunteer, move.takes) for move in each.moves} <= placed - left
        assert len(each.moves) <= each.budget
        assert pins <= placed
        assert len(placed) - len(left) == each.filled == first.holes - each.left


@given(grouped(), chances)
def test_whoever_is_away_serves_on_nothing_that_touches_the_span(problem: Problem, chance: random.Random) -> None:
    found = some_roster(problem, chance)
    away = {each.id: Window(DAY // 2, DAY + 8 * HOUR) for each in problem.volunteers if chance.random() < 0.3}
    duties = {each.id: each for each in problem.shifts}

    told = refill(problem, found, [], away=away)

    touched = {each.id for each in duties.values() if each.starts < DAY + 8 * HOUR and each.ends > DAY // 2}
    assert {each for each in told.roster.placements if each.volunteer in away and each.shift in touched} == set()
    assert set(told.absent) == {each for each in found.placements if each.volunteer in away and each.shift in touched}
    assert judge(told.problem, told.roster).violations == ()


def test_one_who_could_take_either_hole_takes_the_one_that_nobody_else_can() -> None:
    near, far = (31_000_000, 121_000_000), (31_200_000, 121_000_000)
    people = (volunteer("gone"), volunteer("x", home=near), volunteer("y", home=far, languages=frozenset()))
    duties = (shift("easy", seats=1, place=near), shift("hard", seats=1, language="en"))
    gone = [Placement("gone", "easy"), Placement("gone", "hard")]

    told = refill(Problem(people, duties, (Pin("gone", "easy"), Pin("gone", "hard"))), Roster(tuple(gone)), gone)

    assert (told.filled, told.at_most) == (2, 2)
    assert set(told.roster.placements) == {Placement("y", "easy"), Placement("x", "hard")}


def chain_of_two() -> tuple[Problem, Roster, list[Placement]]:
    """The hard hole can be filled by `busy` alone, whose own seat `plain` could take."""
    people = (
        volunteer("gone", windows=(Window(0, DAY),)),
        volunteer("busy", max_shifts=1),
        volunteer("plain", languages=frozenset()),
    )
    duties = (shift("hard", seats=1, language="en"), shift("easy", seats=1, day=1))
    return Problem(people, duties), roster(("gone", "hard"), ("busy", "easy")), [Placement("gone", "hard")]


def test_one_move_fills_what_none_could() -> None:
    problem, found, gone = chain_of_two()

    told = refill(problem, found, gone)
    before, after = frontier(problem, found, gone, moves=(0, 1))

    assert (told.filled, told.holes, told.at_most, told.left) == (0, 1, 0, {"hard": 1})
    assert (before.filled, before.left, before.moves) == (0, 1, ())
    assert (after.filled, after.left, after.moves) == (1, 0, (Move("busy", "easy", "hard"),))
    assert after.roster == roster(("busy", "hard"), ("plain", "easy"))


def test_whoever_is_pinned_does_not_move() -> None:
    problem, found, gone = chain_of_two()
    pinned = Problem(problem.volunteers, problem.shifts, (Pin("busy", "easy"),))

    [point] = frontier(pinned, found, gone, moves=(5,))

    assert (point.filled, point.moves) == (0, ())


def test_a_pin_that_falls_away_is_none_and_its_seat_is_filled() -> None:
    problem = Problem((volunteer("gone"), volunteer("next")), (shift(seats=1),), (Pin("gone", "s"),))

    told = refill(problem, roster(("gone", "s")), [Placement("gone", "s")])

    assert told.problem.pins == ()
    assert told.roster == roster(("next", "s"))


def test_whoever_is_away_loses_all_in_that_span_and_gets_nothing_in_it() -> None:
    duties = (shift("s0", seats=1), shift("s1", seats=1, day=1), shift("s2", seats=1, day=2))
    problem = Problem((volunteer("away"), volunteer("next", max_shifts=1)), duties)
    found = roster(("away", "s0"), ("away", "s1"), ("away", "s2"))

    told = refill(problem, found, [], away={"away": Window(DAY, 2 * DAY)})

    assert told.absent == (Placement("away", "s1"),)
    assert set(told.roster.placements) == {Placement("away", "s0"), Placement("next", "s1"), Placement("away", "s2")}
    assert told.problem.volunteers[0].windows == (Window(0, DAY), Window(2 * DAY, 10 * DAY))
    assert judge(told.problem, told.roster).violations == ()


def test_a_group_goes_on_without_the_one_who_does_not_come_and_takes_no_hole_in_parts() -> None:
    people = tuple(volunteer(name) for name in ("a", "b", "c", "d"))
    duties = (shift("s0", seats=3), shift("s1", day=1, seats=1))
    problem = Problem(people, duties, groups=(Group("g", ("a", "b", "c")),))
    found = roster(("a", "s0"), ("b", "s0"), ("c", "s0"), ("d", "s1"))

    told = refill(problem, found, [Placement("c", "s0"), Placement("d", "s1")])

    assert told.problem.groups == (Group("g", ("a", "b")),)
    assert set(told.roster.placements) == {Placement("a", "s0"), Placement("b", "s0"), Placement("d", "s0"), Placement("c", "s1")}
    assert judge(told.problem, told.roster).violations == ()


def test_a_whole_group_comes_where_there_is_room_for_it() -> None:
    people = tuple(volunteer(name) for name in ("a", "b", "c", "d"))
    problem = Problem(people, (shift(),), groups=(Group("g", ("a", "b")),))

    told = refill(problem, roster(("c", "s"), ("d", "s")), [Placement("c", "s"), Placement("d", "s")])

    assert set(told.added) == {Placement("a", "s"), Placement("b", "s")}


def test_who_was_split_from_a_group_fills_holes_alone() -> None:
    problem = Problem(tuple(volunteer(name) for name in ("a", "b", "c")), (shift(seats=1),), groups=(Group("g", ("a", "b")),))
    found = Roster((Placement("c", "s"),), (Split("g", SplitReason.TOO_LARGE),))

    told = refill(problem, found, [Placement("c", "s")])

    assert (told.filled, told.problem.groups, told.roster.splits) == (1, (), ())


@pytest.mark.parametrize(
    ("absent", "away", "sentence"),
    [
        ([Placement("v", "s")], {}, "Absent: volunteer 'v' is not on shift 's'."),
        ([Placement("x", "s")], {}, "Absent: 'x' is not there."),
        ([Placement("v", "y")], {}, "Absent: 'y' is not there."),
        ([], {"z": Window(0, 1)}, "Away: 'z' is not there."),
    ],
)
def test_an_absence_of_what_is_not_there_is_refused_with_its_name(absent: list[Placement], away: Any, sentence: str) -> None:
    with pytest.raises(BadProblem, match=f"^{sentence}$"):
        refill(Problem((volunteer(),), (shift(),)), Roster(), absent, away=away)


def test_without_time_everybody_else_still_stands() -> None:
    problem, found, gone = chain_of_two()
    stopped = Stop(iterations=0)

    told = refill(problem, found, gone, stop=stopped)

    assert (told.filled, told.at_most, told.roster) == (0, 1, roster(("busy", "easy")))


def test_people_are_asked_least_recently_asked_first_then_by_what_they_cost() -> None:
    near, far = (31_000_000, 121_000_000), (31_200_000, 121_000_000)
    people = (
        volunteer("far", home=far),
        volunteer("asked", home=near),
        volunteer("long ago", home=far),
        volunteer("near", home=near),
        volunteer("mute", languages=frozenset()),
        volunteer("there"),
    )
    problem = Problem(people, (shift(language="en", place=near),))

    told = Replanner(problem, roster(("there", "s"))).best_to_ask("s", 4, {"asked": 9 * HOUR, "long ago": HOUR})

    assert told == (Asked("near", 0, 0, None), Asked("far", 22, 0, None), Asked("long ago", 22, 0, HOUR), Asked("asked", 0, 0, 9 * HOUR))
    with pytest.raises(BadProblem, match="'x'"):
        Replanner(problem, Roster()).best_to_ask("x", 1, {})


@pytest.mark.parametrize("make", [city, ruled])
def test_the_no_shows_of_a_city_are_all_replaced_with_nobody_moved(make: Any) -> None:
    problem = make(500, seed=2020)
    found = solve(problem, stop=Stop(iterations=4)).solution
    assert found is not None
    gone = no_shows(problem, found, seed=2020)

    told = refill(problem, found, gone)

    assert (told.holes, told.filled, told.at_most) == (len(gone), len(gone), len(gone))
    assert set(told.roster.placements) >= set(found.placements) - set(gone)
    assert judge(told.problem, told.roster).violations == ()
