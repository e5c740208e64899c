"""What would help an open seat: each change is enough, and by one less is not."""

import random
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given

from bench.cities import absent, lumpy, ruled
from tests.planning.rostering.rosters import chances, growth, is_sound, larger, minus, plus, some_roster
from tests.planning.rostering.tiny import HOUR, roster, shift, volunteer
from wucai.planning.rostering.check import judge
from wucai.planning.rostering.explain import (
    Change,
    Explanation,
    Shortfall,
    Stage,
    remainder,
)
from wucai.planning.rostering.problem import Group, Problem, Volunteer, Way, Window
from wucai.planning.rostering.solution import Placement, Roster, Split, SplitReason
from wucai.planning.rostering.solver import solve
from wucai.planning.search import Stop


def granted(who: Volunteer, change: Change, problem: Problem, where: str) -> Problem:
    """The problem with what the change asks for."""
    duty = next(each for each in problem.shifts if each.id == where)
    windows = tuple(Window(each.starts - change.amount, each.ends + change.amount) for each in who.windows)
    changes: dict[str, dict[str, Any]] = {
        "ask": {},
        "group": {},
        "way": {},
        "shifts": {"max_shifts": who.max_shifts + change.amount},
        "minutes": {"max_minutes": (who.max_minutes or 0) + change.amount},
        "day_shifts": {"max_day_shifts": who.max_day_shifts + change.amount},
        "day_minutes": {"max_day_minutes": (who.max_day_minutes or 0) + change.amount},
        "week_minutes": {"max_week_minutes": (who.max_week_minutes or 0) + change.amount},
        "days": {"max_consecutive_days": who.max_consecutive_days + change.amount},
        "rest": {"min_rest_minutes": max(0, who.min_rest_minutes - change.amount)},
        "available": {"windows": windows},
        "language": {"languages": who.languages | {duty.language or ""}},
        "qualified": {"qualifications": {**who.qualifications, duty.qualification or "": None}},
    }
    changed = replace(who, **changes[change.code])
    return replace(problem, volunteers=tuple(changed if each.id == who.id else each for each in problem.volunteers))


def is_enough(problem: Problem, found: Roster, told: Shortfall, change: Change) -> bool:
    """Whether the volunteer can take the shift once the change is made."""
    people = {each.id: each for each in problem.volunteers}
    crew = [Placement(change.volunteer, told.shift)]
    if change.code == "group":
        members = next(group.members for group in problem.groups if change.volunteer in group.members)
        others = [Placement(each, told.shift) for each in members if each != change.volunteer]
        crew += [each for each in others if each not in found.placements][: change.amount]
    if change.code == "way":
        problem = with_short_ways(problem, found, change, told.shift)
    eased = granted(people[change.volunteer], change, problem, told.shift)
    return not judge(eased, plus(found, crew)).violations


def with_short_ways(problem: Problem, found: Roster, change: Change, where: str) -> Problem:
    """Every station so many minutes nearer to the shift's than the breach says that the way is."""
    duties = {each.id: each for each in problem.shifts}
    asked = duties[where]
    ways = {frozenset((way.first, way.second)): way for way in problem.ways}
    for each in found.placements:
        held = duties[each.shift]
        if each.volunteer != change.volunteer or held.station == asked.station:
            continue
        first, second = sorted((held, asked), key=lambda duty: duty.starts)
        told = f"Volunteer {change.volunteer!r} on shifts {first.id!r} and {second.id!r}: "
        after = judge(problem, plus(found, [Placement(change.volunteer, where)])).violations
        minutes = [int(line.removeprefix(told).split()[2]) for line in after if line.startswith(told) and "for the way" in line]
        if minutes:
            ways[frozenset((held.station, asked.station))] = Way(held.station, asked.station, max(0, minutes[0] - change.amount))
    return replace(problem, ways=tuple(ways.values()))


def could_serve(problem: Problem, found: Roster, who: Volunteer, where: str) -> bool:
    """Whether the judge lets one volunteer serve on one shift more; nobody else is looked at."""
    mine = [each for each in found.placements if each.volunteer == who.id]
    if Placement(who.id, where) in mine:
        return False
    duties = tuple(each for each in problem.shifts if each.id == where or Placement(who.id, each.id) in mine)
    small = replace(problem, volunteers=(who,), shifts=duties, pins=(), previous=())
    return is_sound(small, Roster((*mine, Placement(who.id, where))))


@given(larger, chances)
def test_every_change_would_do_what_it_says_and_less_would_not(problem: Problem, chance: random.Random) -> None:
    found = some_roster(problem, chance)

    for told in remainder(problem, found):
        for change in told.changes:
            assert is_enough(problem, found, told, change)
            if change.amount > 1:
                assert not is_enough(problem, found, told, replace(change, amount=change.amount - 1))


def test_minors_are_not_asked_to_work_longer() -> None:
    minor = volunteer("minor", hours=Window(8 * HOUR, 18 * HOUR), max_minutes=HOUR)
    problem = Problem((minor, volunteer("busy", max_minutes=HOUR)), (shift("day"), shift("night", hour=17)))

    day, night = remainder(problem, Roster())

    assert day.changes == (Change("minutes", 1, "busy", 3 * HOUR),)
    assert night.changes == (Change("minutes", 1, "busy", 3 * HOUR),)
    assert Explanation(problem, Roster()).barriers("minor", "night") == {"hours": 3 * HOUR, "minutes": 3 * HOUR}


def test_a_station_too_far_is_told_in_minutes() -> None:
    duties = (shift("s0"), shift("s1", hour=13, station="b"))
    problem = Problem((volunteer(),), duties, ways=(Way("a", "b", 25),))

    told = next(each for each in remainder(problem, roster(("v", "s0"))) if each.shift == "s1")

    assert told.changes == (Change("way", 1, "v", 25),)


def test_a_group_is_asked_as_one_and_only_where_all_can_come() -> None:
    people = (volunteer("a"), volunteer("b"), volunteer("c", languages=frozenset()))
    duties = (shift("two"), shift("one", day=1, seats=1), shift("english", day=2, seats=3, language="en"))
    pair = Problem(people, duties, groups=(Group("g", ("a", "b")),))
    three = Problem(people, duties, groups=(Group("g", ("a", "b", "c")),))

    together = {each.shift: {change.code: change for change in each.changes} for each in remainder(pair, Roster())}
    apart = {each.shift: each for each in remainder(three, Roster())}

    assert together["two"] == {"ask": Change("ask", 1, "c", 1), "group": Change("group", 2, "a", 1)}
    assert together["one"] == {"ask": Change("ask", 1, "c", 1)}
    assert together["english"] == {"group": Change("group", 2, "a", 1), "language": Change("language", 1, "c", 1)}
    assert (apart["english"].changes, apart["english"].funnel[-1]) == ((), Stage("alone", 0))


def test_of_a_group_that_is_split_each_is_asked_alone() -> None:
    problem = Problem((volunteer("a"), volunteer("b")), (shift(seats=1),), groups=(Group("g", ("a", "b")),))
    found = Roster((), (Split("g", SplitReason.TOO_LARGE),))

    [told] = remainder(problem, found)

    assert told.changes == (Change("ask", 2, "a", 1),)


@pytest.mark.parametrize("make", [lumpy, ruled])
def test_in_a_city_no_claim_is_refuted(make: Any) -> None:
    problem = make(500, seed=2020)
    found = solve(problem, stop=Stop(iterations=3)).solution
    assert found is not None
    found = minus(found, absent(problem, found, seed=2020))
    told = Explanation(problem, found)
    before, shortfalls = judge(problem, found), told.remainder()

    assert sum(each.open_seats for each in shortfalls) == before.unfilled > 0
    for each in shortfalls[:3]:
        free = [who.id for who in problem.volunteers if not told.barriers(who.id, each.shift)]
        assert free == [who.id for who in problem.volunteers if could_serve(problem, found, who, each.shift)]
        assert each.funnel[-1].volunteers == len(free)
        assert (each.price is None) == (not free and not each.elsewhere)
        if each.price is not None:
            given_up = [Placement(each.price.volunteer, each.price.gives_up)] if each.price.gives_up else []
            after = judge(problem, plus(minus(found, given_up), [Placement(each.price.volunteer, each.shift)]))
            assert (growth(before, after), after.violations) == (each.price.points - each.price.saves, ())
        for change in each.changes:
            assert is_enough(problem, found, each, change)
            assert change.amount == 1 or not is_enough(problem, found, each, replace(change, amount=change.amount - 1))
