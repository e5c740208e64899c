"""Why somebody does not serve: as the judge would say."""

import random

import pytest
from hypothesis import given

from tests.planning.rostering.rosters import chances, growth, is_sound, larger, minus, plus, some_roster
from tests.planning.rostering.tiny import roster, shift, volunteer
from wucai.planning.rostering.check import judge
from wucai.planning.rostering.explain import (
    Explanation,
    Kept,
    Passed,
    Rival,
    why_not,
)
from wucai.planning.rostering.problem import Pin, Problem
from wucai.planning.rostering.solution import Placement, Roster


@given(larger, chances)
def test_why_not_is_what_the_judge_would_say(problem: Problem, chance: random.Random) -> None:
    found = some_roster(problem, chance)
    before, explanation = judge(problem, found), Explanation(problem, found)
    pins = {Placement(pin.volunteer, pin.shift) for pin in problem.pins}
    bound = {member for group in problem.groups if len(group.members) > 1 for member in group.members}

    for who in problem.volunteers:
        held = {each.shift for each in found.placements if each.volunteer == who.id}
        whole = explanation.why_not(who.id)
        fits = [each for each in problem.shifts if each.id not in held and is_sound(problem, plus(found, [Placement(who.id, each.id)]))]
        crews = {each.id: sum(one.shift == each.id for one in found.placements) for each in fits}
        assert (whole.shifts, whole.funnel[0], whole.funnel[-2].shifts) == (
            len(held),
            Passed("shifts", len(problem.shifts) - len(held)),
            len(fits),
        )
        assert whole.funnel[-1] == Passed("open", sum(crews[each.id] < each.seats for each in fits))
        assert {each.shift for each in whole.nearest} <= {each.id for each in fits}
        for where in problem.shifts:
            told = explanation.why_not(who.id, where.id).nearest[0]
            one = Placement(who.id, where.id)
            after = judge(problem, plus(found, [one]))
            assert (told.code == "serves") == (where.id in held)
            assert (told.code == "barred") == bool(told.barriers) == (where.id not in held and where not in fits)
            if told.code == "open":
                assert (growth(before, after), after.violations) == (told.points, ())
            if told.code == "full":
                others = [each for each in found.placements if each.shift == where.id and each not in pins and each.volunteer not in bound]
                swapped = {each.volunteer: judge(problem, plus(minus(found, [each]), [one])) for each in others}
                assert sorted(growth(before, each) for each in swapped.values())[:3] == [each.by for each in told.rivals]
                for rival in told.rivals:
                    assert growth(before, swapped[rival.volunteer]) == rival.by


def test_why_not_me_names_those_who_cost_less_and_by_how_much() -> None:
    near, far = (31_000_000, 121_000_000), (31_200_000, 121_000_000)
    people = (
        volunteer("me", home=far),
        volunteer("near", home=near),
        volunteer("mine", home=near),
        volunteer("out", languages=frozenset()),
    )
    problem = Problem(people, (shift(language="en", place=near),), (Pin("mine", "s"),))
    found = roster(("near", "s"), ("mine", "s"))

    mine, out, there = (why_not(problem, found, name) for name in ("me", "out", "near"))

    stages = [("shifts", 1), ("available", 1), ("qualified", 1), ("language", 1), ("fitting", 1), ("within_limits", 1), ("open", 0)]
    assert [(each.code, each.shifts) for each in mine.funnel] == stages
    assert mine.nearest == (Kept("s", "full", {}, None, (Rival("near", 22),)),)
    assert (out.nearest, out.funnel[3]) == ((), Passed("language", 0))
    assert (there.shifts, there.nearest) == (1, ())
    assert why_not(problem, found, "near", "s").nearest == (Kept("s", "serves", {}, None, ()),)
    assert why_not(problem, found, "out", "s").nearest == (Kept("s", "barred", {"language": 1}, None, ()),)
    with pytest.raises(KeyError):
        why_not(problem, found, "x")


def test_why_not_me_names_the_seat_that_is_open() -> None:
    problem = Problem((volunteer(colours=("red", "green")),), (shift(),))

    assert why_not(problem, Roster(), "v").nearest == (Kept("s", "open", {}, 6 - 1000, ()),)
