"""Rosters for these tests that no solver made: whatever fits goes in, in an order that chance gives."""

import random
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from tests.planning.rostering.tiny import problems
from wucai.planning.rostering.check import Verdict, judge
from wucai.planning.rostering.problem import Group, Problem, Volunteer, Window
from wucai.planning.rostering.solution import Placement, Roster


@st.composite
def grouped(draw: st.DrawFn, *, most_volunteers: int = 4, most_shifts: int = 5) -> Problem:
    """A problem in which most people could do most things, so that little keeps each; sometimes the first few serve together."""
    problem = draw(problems(most_volunteers=most_volunteers, most_shifts=most_shifts))
    problem = replace(problem, volunteers=tuple(draw(eased(each)) for each in problem.volunteers))
    size = draw(st.sampled_from([0, 0, 1, 2, 3]))
    if not 0 < size <= len(problem.volunteers):
        return problem
    return replace(problem, groups=(Group("g", tuple(each.id for each in problem.volunteers[:size])),))


@st.composite
def eased(draw: st.DrawFn, who: Volunteer) -> Volunteer:
    """The volunteer with few of the limits that they had."""
    free: dict[str, Any] = {
        "windows": (Window(-10 * 1440, 10 * 1440),),
        "qualifications": {"first aid": None},
        "languages": frozenset({"en"}),
        "max_shifts": 3,
        "max_minutes": None,
        "min_rest_minutes": 0,
        "max_consecutive_days": 3,
        "max_day_shifts": 2,
        "max_day_minutes": None,
        "max_week_minutes": None,
        "hours": None,
    }
    kept = draw(st.lists(st.sampled_from(sorted(free)), max_size=3))
    return replace(who, **{key: value for key, value in free.items() if key not in kept})


def some_roster(problem: Problem, chance: random.Random) -> Roster:
    """The pins and what fits beside them, each tried once and sometimes left out; groups as one."""
    members = {member: group.members for group in problem.groups for member in group.members}
    found = Roster(tuple(Placement(pin.volunteer, pin.shift) for pin in problem.pins))
    pairs = [(who.id, where.id) for who in problem.volunteers for where in problem.shifts]
    for who, where in chance.sample(pairs, len(pairs)):
        crew = [Placement(each, where) for each in members.get(who, (who,))]
        more = plus(found, [each for each in crew if each not in found.placements])
        if chance.random() < 0.6 and not judge(problem, more).violations:
            found = more
    return found


def plus(found: Roster, placements: Iterable[Placement]) -> Roster:
    return replace(found, placements=(*found.placements, *placements))


def minus(found: Roster, placements: Iterable[Placement]) -> Roster:
    gone = set(placements)
    return replace(found, placements=tuple(each for each in found.placements if each not in gone))


def is_sound(problem: Problem, found: Roster) -> bool:
    """Whether every rule is kept; seats are not asked for."""
    return not [sentence for sentence in judge(problem, found).violations if "volunteers on" not in sentence]


def growth(before: Verdict, after: Verdict) -> float:
    """What the objective grew by."""
    return after.objective - before.objective


larger = grouped(most_volunteers=5, most_shifts=6)
chances = st.randoms(use_true_random=False)
