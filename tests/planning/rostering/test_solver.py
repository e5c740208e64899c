"""Rosters: sound always, never beneath the bound, and on small cases beside the best of all."""

import math
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from tests.planning.rostering.tiny import DAY, HOUR, cheapest, problems, roster, shift, volunteer
from wucai.planning.progress import Event
from wucai.planning.rostering import assignment, repair
from wucai.planning.rostering.check import judge
from wucai.planning.rostering.held import Held
from wucai.planning.rostering.options import possible
from wucai.planning.rostering.problem import Experience, Pin, Problem, Shift, Volunteer, Weights, Window
from wucai.planning.rostering.solution import Placement, Roster
from wucai.planning.rostering.solver import gap_apart, solve
from wucai.planning.rostering.tables import Pairs, Tables
from wucai.planning.search import Result, Status, Stop, rng


def town(volunteers: int, *, seed: int = 3) -> Problem:
    """Five days of three shifts in three colours, where rest over night and rows of days matter."""
    chance = rng(seed, "town")
    hours = [(8, 5), (13, 4), (17, 5)]
    people = [
        volunteer(
            f"v{number}",
            windows=tuple(
                Window(day * DAY + start * HOUR, day * DAY + (start + length) * HOUR)
                for day in range(5)
                for start, length in hours
                if chance.random() < 0.5
            ),
            colours=tuple(chance.permutation(["red", "green", "blue"])[: chance.integers(0, 3)].tolist()),
            languages=frozenset({"en"} if chance.random() < 0.3 else ()),
            home=(31_100_000 + int(chance.integers(100_000)), 121_300_000 + int(chance.integers(100_000))),
            max_shifts=int(chance.integers(1, 5)),
            max_consecutive_days=2,
        )
        for number in range(volunteers)
    ]
    duties = [
        shift(
            f"s{day}-{start}-{colour}",
            day=day,
            hour=start,
            hours=length,
            colour=colour,
            seats=int(chance.integers(volunteers // 20, volunteers // 10)),
            minimum=1,
            language="en" if chance.random() < 0.2 else None,
            place=(31_150_000, 121_350_000),
        )
        for day in range(5)
        for start, length in hours
        for colour in ("red", "green", "blue")
    ]
    return Problem(tuple(people), tuple(duties))


def drafted_bound(problem: Problem, sieve: assignment.Sieve | None = None) -> int:
    tables = Tables(problem)
    held = Held(tables, tables.pairs_of((pin.volunteer, pin.shift) for pin in problem.pins))
    return assignment.drafted(tables, held, Stop(), sieve).bound


def numbered(pairs: Pairs) -> list[tuple[int, int]]:
    return list(zip(pairs.volunteers.tolist(), pairs.shifts.tolist(), strict=True))


def solution(result: Result[Roster]) -> Roster:
    assert result.solution is not None
    return result.solution


@given(problems())
@hypothesis_settings(max_examples=150)
def test_no_roster_of_a_small_case_is_beneath_the_bound_or_breaks_a_rule(problem: Problem) -> None:
    result = solve(problem)

    best = cheapest(problem)
    assert result.violations == ()
    assert result.bound is not None
    assert result.objective is not None
    assert result.bound <= best <= result.objective
    assert result.status == (Status.OPTIMAL if result.bound == result.objective else Status.FEASIBLE)


@given(problems(most_volunteers=6, most_shifts=6), st.integers(1, 3))
def test_options_left_out_at_first_never_lift_the_bound(problem: Problem, cheapest_kept: int) -> None:
    whole = drafted_bound(problem)

    pruned = drafted_bound(problem, assignment.Sieve(at_once=0, cheapest=cheapest_kept, scarce=0))

    assert whole - max(1, assignment.TOLERANCE * abs(whole)) <= pruned <= whole


@pytest.mark.parametrize("volunteers", [60, 200])
def test_what_a_sample_says_of_prices_is_corrected_by_all(volunteers: int) -> None:
    problem = town(volunteers)
    whole = drafted_bound(problem)

    sampled = drafted_bound(problem, assignment.Sieve(at_once=0, cheapest=1, scarce=1, sampled=1))

    assert whole * (1 - assignment.TOLERANCE) - 1 <= sampled <= whole


@given(problems(most_volunteers=6, most_shifts=6))
def test_block_by_block_is_possible_what_the_judge_allows(problem: Problem) -> None:
    tables = Tables(problem)
    held = Held(tables, tables.pairs_of((pin.volunteer, pin.shift) for pin in problem.pins))
    pinned = [Placement(pin.volunteer, pin.shift) for pin in problem.pins]
    roomy = replace(problem, shifts=tuple(replace(each, seats=9, minimum=0) for each in problem.shifts))
    pairs = [Placement(who.id, where.id) for who in problem.volunteers for where in problem.shifts]
    notes = judge(roomy, Roster(tuple(pinned))).notes

    found = {(tables.people[who].id, tables.duties[where].id) for who, where in numbered(possible(tables, held))}

    added = {pair: judge(roomy, Roster((*pinned, pair))) for pair in pairs if pair not in pinned}
    assert found == {(pair.volunteer, pair.shift) for pair, verdict in added.items() if not verdict.violations and verdict.notes == notes}


@given(problems(most_volunteers=6, most_shifts=6))
def test_pins_are_kept_and_what_they_break_is_told(problem: Problem) -> None:
    result = solve(problem)

    pins = {(pin.volunteer, pin.shift) for pin in problem.pins}
    assert pins <= {(placement.volunteer, placement.shift) for placement in solution(result).placements}
    assert result.violations == ()


@given(problems(most_volunteers=6, most_shifts=6), st.integers(0, 4))
def test_whenever_it_is_stopped_the_roster_is_sound(problem: Problem, iterations: int) -> None:
    result = solve(problem, stop=Stop(iterations=iterations))

    assert result.violations == ()
    assert (result.bound is None) == (iterations == 0)


@given(problems(most_volunteers=6, most_shifts=6))
def test_the_search_and_the_judge_count_the_same_points(problem: Problem) -> None:
    result = solve(problem)

    assert result.trajectory[-1].objective == result.objective


@pytest.mark.parametrize("problem", [Problem((), ()), Problem((volunteer(),), ())], ids=["nothing", "no shifts"])
def test_where_there_is_nothing_to_fill_nothing_is_optimal(problem: Problem) -> None:
    result = solve(problem)

    assert (result.status, solution(result), result.objective, result.bound) == (Status.OPTIMAL, Roster(), 0, 0)


@pytest.mark.parametrize("people", [(), (volunteer(windows=()),), (volunteer(max_shifts=0),)], ids=["nobody", "no time", "no shifts left"])
def test_where_nobody_can_come_every_seat_is_told_open(people: tuple[Volunteer, ...]) -> None:
    result = solve(Problem(people, (shift(seats=3, minimum=1),)))

    assert (result.status, result.unfilled, result.objective, result.bound) == (Status.OPTIMAL, 3, 4000, 4000)


CHOICES: dict[str, tuple[list[Volunteer], list[Shift], Roster]] = {
    "the wished colour": (
        [volunteer("a", colours=("red",)), volunteer("b", colours=("green",))],
        [shift("s0", seats=1), shift("s1", seats=1, colour="red")],
        roster(("a", "s1"), ("b", "s0")),
    ),
    "the nearer one": (
        [volunteer("a", home=(31_000_000, 121_000_000)), volunteer("b", home=(31_100_000, 121_000_000))],
        [shift(seats=1, place=(31_090_000, 121_000_000))],
        roster(("b", "s")),
    ),
    "the one with fewer shifts": (
        [volunteer("a"), volunteer("b")],
        [shift("s0", seats=1), shift("s1", day=3, seats=1)],
        roster(("a", "s0"), ("b", "s1")),
    ),
    "the minimum before the rest": (
        [volunteer("a", max_shifts=1)],
        [shift("s0", seats=2), shift("s1", seats=2, minimum=1)],
        roster(("a", "s1")),
    ),
    "the leader": (
        [volunteer("a", max_shifts=1), volunteer("b", experience=Experience.LEADER, home=(31_100_000, 121_000_000))],
        [shift("s0", seats=1, asks_leader=True, place=(31_000_000, 121_000_000)), shift("s1", seats=1, place=(31_000_000, 121_000_000))],
        roster(("a", "s1"), ("b", "s0")),
    ),
    "the experienced one beside the newcomer": (
        [
            *[volunteer(name, experience=Experience.NEWCOMER) for name in "ab"],
            *[volunteer(name, experience=Experience.EXPERIENCED) for name in "cd"],
        ],
        [shift("s0"), shift("s1", colour="red")],
        roster(),
    ),
    "the rested one": (
        [volunteer("a", max_shifts=2), volunteer("b", max_shifts=1, home=(31_500_000, 121_000_000))],
        [shift("s0", hour=20, seats=1, place=(31_000_000, 121_000_000)), shift("s1", day=1, hour=6, seats=1)],
        roster(("a", "s0"), ("b", "s1")),
    ),
}


@pytest.mark.parametrize("name", CHOICES)
def test_of_two_who_could_it_takes(name: str) -> None:
    people, duties, expected = CHOICES[name]

    result = solve(Problem(tuple(people), tuple(duties)))

    of_pair = {placement.shift: placement.volunteer for placement in solution(result).placements}
    loads = sorted(of_pair.values())
    if name == "the one with fewer shifts":
        assert loads == ["a", "b"]
    elif name == "the experienced one beside the newcomer":
        assert (result.objective, result.status) == (0, Status.OPTIMAL)
    else:
        assert solution(result) == expected


@given(problems(most_volunteers=6, most_shifts=6), st.sampled_from([0, 1]))
def test_it_is_never_dearer_than_what_is_sound_of_the_roster_from_which_it_begins(problem: Problem, iterations: int) -> None:
    first = solve(problem)

    again = solve(problem, start=solution(first), stop=Stop(iterations=iterations))

    assert again.violations == ()
    assert (again.objective or 0) <= (first.objective or 0)


@given(problems(), st.data())
def test_a_start_that_breaks_every_rule_is_repaired(problem: Problem, data: st.DataObject) -> None:
    everything = roster(*[(who.id, where.id) for who in problem.volunteers for where in problem.shifts], ("x", "s0"), ("v0", "x"))

    assert solve(problem, start=everything, stop=Stop(iterations=data.draw(st.integers(0, 1)))).violations == ()


@pytest.mark.parametrize(
    ("crews", "no_leader"),
    [("NN", 60), ("NEL", 60), ("EE", 60), ("LL", 60), ("NNEE", 60), ("NNL", 0), ("NNNEEL", 30), ("NNNN", 0)],
)
def test_where_seats_are_filled_the_bound_knows_leaders_and_newcomers(crews: str, no_leader: int) -> None:
    level = {"N": Experience.NEWCOMER, "E": Experience.EXPERIENCED, "L": Experience.LEADER}
    people = [volunteer(f"v{number}", experience=level[each]) for number, each in enumerate(crews)]
    half = len(crews) // 2
    duties = (shift("s0", seats=half, asks_leader=True), shift("s1", seats=len(crews) - half))

    result = solve(Problem(tuple(people), duties, weights=Weights(no_leader=no_leader)))

    assert (result.status, result.unfilled) == (Status.OPTIMAL, 0)


@pytest.mark.parametrize("crew", ["N", "E", "L"])
def test_beside_a_pinned_crew_the_bound_knows_who_makes_it_better(crew: str) -> None:
    level = {"N": Experience.NEWCOMER, "E": Experience.EXPERIENCED, "L": Experience.LEADER}
    people = tuple(volunteer(f"v{number}", experience=level[each], max_shifts=1) for number, each in enumerate(f"{crew}NEL"))
    duties = (shift("s0", seats=3, asks_leader=True), shift("s1", seats=1))

    result = solve(Problem(people, duties, (Pin("v0", "s0"),)))

    assert (result.status, result.unfilled, result.objective) == (Status.OPTIMAL, 0, 0)


def test_what_stands_is_kept_unless_moving_it_is_worth_its_price() -> None:
    people = (volunteer("a", home=(31_000_000, 121_000_000)), volunteer("b", home=(31_100_000, 121_000_000)))
    duties = (shift(seats=1, place=(31_000_000, 121_000_000)),)

    kept = solve(Problem(people, duties, previous=(Pin("b", "s"),)))
    moved = solve(Problem(people, duties, previous=(Pin("b", "s"),), weights=Weights(moved=10)))

    assert (solution(kept), kept.objective, kept.status) == (roster(("b", "s")), 11, Status.OPTIMAL)
    assert (solution(moved), moved.objective, moved.status) == (roster(("a", "s")), 10, Status.OPTIMAL)


def test_a_keeper_has_the_best_roster_before_the_end() -> None:
    problem, kept = town(120), list[tuple[Roster, Event]]()

    result = solve(problem, keep=lambda found, event: kept.append((found, event)))

    costs = [event.objective or 0 for _, event in kept]
    assert kept[-1][0] == solution(result)
    assert kept[-1][1].bound == result.bound
    assert costs == sorted(set(costs), reverse=True)
    assert [judge(problem, found).objective for found, _ in kept] == costs


def test_a_town_is_filled_close_to_its_bound() -> None:
    result = solve(town(200), seed=1)

    assert result.violations == ()
    assert result.gap is not None
    assert result.gap < 0.01
    assert result.bound_source == "prices"


def test_improving_gains_on_a_repaired_draft() -> None:
    problem = town(200)

    repaired = solve(problem, stop=Stop(iterations=1))
    improved = solve(problem)

    assert (repaired.objective or 0) > (improved.objective or 0) >= (improved.bound or 0) >= (repaired.bound or 0) > 0


def test_equal_seeds_give_equal_rosters() -> None:
    problem = town(120)

    first, second, other = solve(problem, seed=4), solve(problem, seed=4), solve(problem, seed=5)

    assert solution(first) == solution(second)
    assert (first.objective, first.bound) == (second.objective, second.bound)
    assert math.isclose(first.objective or 0, other.objective or 0, rel_tol=0.01)


def test_a_listener_that_asks_to_stop_is_heard_at_the_next_step() -> None:
    stop, heard = Stop(), list[Event]()

    def listen(event: Event) -> None:
        heard.append(event)
        if event.phase == "repair":
            stop.ask_to_stop()

    result = solve(town(120), stop=stop, listen=listen)

    assert [event.phase for event in heard] == ["reading", "flow", "repair", "fill", "improve"]
    assert result.violations == ()
    assert result.objective == heard[2].objective


def test_steps_never_make_a_roster_dearer_or_unsound() -> None:
    problem = town(120)
    tables = Tables(problem)
    nothing = tables.pairs_of(())
    draft = assignment.drafted(tables, Held(tables, nothing), Stop())
    repaired = repair.settled(tables, nothing, draft.pairs, draft.prices.max(axis=0))
    search = repair.Search(nothing, repaired, draft.options, seed=1)
    costs = [search.cost]

    for work in [search.fill, search.step] * 5:
        work()
        costs.append(search.cost)
        verdict = judge(problem, tables.roster_of(search.held.pairs))
        assert (verdict.violations, verdict.objective) == ((), search.cost)

    assert costs == sorted(costs, reverse=True)


def test_a_full_shift_of_pins_takes_nobody_more() -> None:
    problem = Problem((volunteer("a"), volunteer("b"), volunteer("c")), (shift(seats=1),), (Pin("a", "s"), Pin("b", "s")))

    result = solve(problem)

    assert solution(result) == roster(("a", "s"), ("b", "s"))
    assert (result.unfilled, result.violations, result.status) == (0, (), Status.OPTIMAL)


@pytest.mark.parametrize(("seats", "expected"), [(1, 0.0), (9, 0.0)])
def test_the_gap_without_open_seats_leaves_their_penalty_out(seats: int, expected: float) -> None:
    result = solve(Problem((volunteer(colours=("red", "green")),), (shift(seats=seats),)))

    assert gap_apart(result) == expected


def test_the_gap_apart_divides_by_what_is_left_of_the_bound() -> None:
    terms: dict[str, Any] = {"unfilled": 9000.0, "below_minimum": 0.0, "colour": 0.0, "distance": 110.0, "fairness": 0.0}
    result = Result(status=Status.FEASIBLE, seed=0, seconds=1, solution=Roster(), terms=terms, bound=9100, bound_source="flow", unfilled=9)

    assert gap_apart(result) == 0.1
    assert result.gap == pytest.approx(0.0011, abs=1e-5)
    assert gap_apart(Result(status=Status.FEASIBLE, seed=0, seconds=1, solution=Roster(), terms=terms)) is None
