"""Reasons, funnels and candidates: every claim is held against the judge."""

import random

import pytest
from hypothesis import given

from tests.planning.rostering.rosters import chances, growth, is_sound, larger, plus, some_roster
from tests.planning.rostering.tiny import DAY, HOUR, roster, shift, volunteer
from wucai.planning.rostering.check import judge
from wucai.planning.rostering.explain import (
    Change,
    Explanation,
    Reason,
    Stage,
    candidates,
    remainder,
    why,
)
from wucai.planning.rostering.problem import Pin, Problem, Window
from wucai.planning.rostering.solution import Placement, Roster
from wucai.planning.rostering.solver import solve


@given(larger, chances)
def test_nothing_keeps_a_volunteer_from_a_shift_exactly_when_the_judge_agrees(problem: Problem, chance: random.Random) -> None:
    found = some_roster(problem, chance)
    told = Explanation(problem, found)

    for who in problem.volunteers:
        for where in problem.shifts:
            one = Placement(who.id, where.id)
            if one not in found.placements:
                assert (not told.barriers(who.id, where.id)) == is_sound(problem, plus(found, [one]))


@given(larger, chances)
def test_candidates_keep_every_rule_cost_what_is_said_and_are_all(problem: Problem, chance: random.Random) -> None:
    found = some_roster(problem, chance)
    before = judge(problem, found)

    for where in problem.shifts:
        told = candidates(problem, found, where.id, 99)
        after = [(each, judge(problem, plus(found, [Placement(each.volunteer, where.id)]))) for each in told]
        assert [each.volunteer for each, verdict in after if verdict.violations] == []
        assert [each.points for each in told] == sorted(each.points for each in told)
        for each, verdict in after:
            penalties = sum(verdict.terms[name] - before.terms[name] for name in ("unfilled", "below_minimum"))
            assert each.points == growth(before, verdict) - penalties
        on_it = {each.volunteer for each in found.placements if each.shift == where.id}
        others = [who.id for who in problem.volunteers if who.id not in on_it]
        fit = {who for who in others if not judge(problem, plus(found, [Placement(who, where.id)])).violations}
        assert {each.volunteer for each in told} == fit


@given(larger, chances)
def test_the_remainder_names_every_open_seat_and_its_funnel_only_narrows(problem: Problem, chance: random.Random) -> None:
    found = some_roster(problem, chance)
    verdict = judge(problem, found)

    told = remainder(problem, found)

    assert sum(each.open_seats for each in told) == verdict.unfilled
    assert sum(each.below_minimum for each in told) == verdict.below_minimum
    for each in told:
        counts = [stage.volunteers for stage in each.funnel]
        assert counts == sorted(counts, reverse=True)
        assert counts[-1] == len(candidates(problem, found, each.shift, 99))


@given(larger, chances)
def test_no_reason_for_a_placement_claims_what_the_judge_denies(problem: Problem, chance: random.Random) -> None:
    found = some_roster(problem, chance)
    notes = judge(problem, found).notes

    for placement in found.placements:
        codes = {reason.code for reason in why(problem, found, placement)}
        name = f"Volunteer {placement.volunteer!r} on shift {placement.shift!r}"
        if "language" in codes:
            assert [note for note in notes if note.startswith(f"{name}: does not speak")] == []
        if "qualification" in codes:
            assert [note for note in notes if note.startswith(name) and "qualification" in note] == []
        assert ("pinned" in codes) == (Pin(placement.volunteer, placement.shift) in problem.pins)


def test_a_placement_is_explained_by_what_speaks_for_it() -> None:
    who = volunteer(colours=("red", "green"), home=(31_112_000, 121_381_000), max_shifts=3)
    where = shift(qualification="first aid", language="en", place=(31_113_000, 121_381_000))
    problem = Problem((who,), (where, shift("s1", day=1)))

    reasons = why(problem, roster(("v", "s"), ("v", "s1")), Placement("v", "s"))

    assert reasons == (
        Reason("qualification", {"qualification": "first aid"}),
        Reason("language", {"language": "en"}),
        Reason("wished_colour", {"colour": "green", "rank": 2}),
        Reason("distance", {"metres": 111}),
        Reason("load", {"shifts": 2, "of": 3}),
    )


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, (Reason("any_colour", {"colour": "green"}), Reason("only_shift", {}))),
        ({"colours": ("red",)}, (Reason("other_colour", {"colour": "green"}), Reason("only_shift", {}))),
    ],
)
def test_a_placement_without_much_to_say_says_little(changes: dict[str, tuple[str, ...]], expected: tuple[Reason, ...]) -> None:
    assert why(Problem((volunteer(**changes),), (shift(),)), roster(("v", "s")), Placement("v", "s")) == expected


def test_an_impossible_shift_is_told_with_its_funnel_and_the_smallest_change() -> None:
    people = (
        volunteer("away", windows=(Window(0, 12 * HOUR),)),
        volunteer("plain", qualifications={}),
        volunteer("mute", languages=frozenset({"zh"})),
        volunteer("tired"),
        volunteer("done", max_shifts=0),
    )
    duties = (shift("late", starts=-4 * HOUR, ends=0), shift("s", hour=9, qualification="first aid", language="en"))
    problem = Problem(people, duties, (Pin("tired", "late"),))

    result = solve(problem)
    [late, told] = remainder(problem, result.solution or Roster())

    assert result.unfilled == 3
    assert (told.shift, told.open_seats, told.elsewhere) == ("s", 2, 0)
    assert told.funnel == (
        Stage("volunteers", 5),
        Stage("available", 4),
        Stage("qualified", 3),
        Stage("language", 2),
        Stage("fitting", 1),
        Stage("within_limits", 0),
    )
    assert told.changes == (
        Change("shifts", 1, "done", 1),
        Change("rest", 1, "tired", 120),
        Change("available", 1, "away", 60),
        Change("language", 1, "mute", 1),
        Change("qualified", 1, "plain", 1),
    )
    assert [stage.volunteers for stage in late.funnel] == [4, 0, 0, 0, 0, 0]


def test_where_nobody_fits_for_two_reasons_no_change_is_promised() -> None:
    problem = Problem((volunteer(languages=frozenset(), max_shifts=0),), (shift(language="en"),))

    [told] = remainder(problem, Roster())

    assert (told.changes, told.funnel[-1]) == ((), Stage("within_limits", 0))


def test_of_equal_candidates_the_least_loaded_comes_first_and_only_so_many() -> None:
    people = tuple(volunteer(name, home=(31_000_000, 121_000_000)) for name in ("a", "b", "c"))
    problem = Problem(people, (shift("s0"), shift("s1", day=2)))

    told = candidates(problem, roster(("a", "s0")), "s1", 2)

    assert [(each.volunteer, each.points, each.shifts) for each in told] == [("b", 0, 0), ("c", 0, 0)]


def test_nobody_is_asked_for_a_seat_that_is_not_there() -> None:
    problem = Problem((volunteer("a"), volunteer("b")), (shift(seats=1),))

    assert candidates(problem, roster(("a", "s")), "s", 3) == ()
    with pytest.raises(KeyError):
        candidates(problem, Roster(), "x", 3)


def test_a_shift_across_midnight_belongs_to_the_day_on_which_it_begins() -> None:
    problem = Problem((volunteer(),), (shift("s0", hour=20, hours=8), shift("s1", starts=DAY + 5 * HOUR, ends=DAY + 9 * HOUR)))

    [told] = [each for each in remainder(problem, roster(("v", "s0"))) if each.shift == "s1"]

    assert told.changes == (Change("rest", 1, "v", 600),)
