"""Prices: never above the best roster, above the flow where sequence rules bind, and soon at an end."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from tests.planning.rostering.tiny import DAY, cheapest, problems, roster, shift, volunteer
from wucai.planning.rostering import assignment
from wucai.planning.rostering.check import judge
from wucai.planning.rostering.decomposition import Decomposition
from wucai.planning.rostering.held import Held
from wucai.planning.rostering.problem import Experience, Pin, Problem, Window
from wucai.planning.rostering.sequences import Calendar, Limits, Sequences
from wucai.planning.rostering.solver import solve
from wucai.planning.rostering.tables import LEVELS, Tables
from wucai.planning.search import Status, Stop, rng


def held_in(problem: Problem) -> Held:
    tables = Tables(problem)
    return Held(tables, tables.pairs_of((pin.volunteer, pin.shift) for pin in problem.pins))


def priced_bound(problem: Problem, stop: Stop | None = None) -> int:
    """What prices alone prove, whatever the flow says."""
    held = held_in(problem)
    draft = assignment.drafted(held.tables, held, Stop())
    return Decomposition(held, draft.prices).climb(-(10**9), stop or Stop())


def planted(people: int, *, days: int = 4, row: int = 1) -> Problem:
    """Everybody could serve on every day, were it not for rest: and every day asks for all of them."""
    return Problem(
        tuple(volunteer(f"v{number}", max_shifts=days, max_consecutive_days=row) for number in range(people)),
        tuple(shift(f"s{day}", day=day, seats=people) for day in range(days)),
    )


@given(problems())
@hypothesis_settings(max_examples=40, deadline=None)
def test_no_roster_of_a_small_case_is_beneath_what_prices_prove(problem: Problem) -> None:
    assert priced_bound(problem) <= cheapest(problem)


@given(problems(), st.integers(0, 2**31 - 1))
@hypothesis_settings(max_examples=40, deadline=None)
def test_whatever_the_prices_no_roster_is_beneath_them(problem: Problem, seed: int) -> None:
    chance = rng(seed, "prices")
    prices = chance.integers(-500, 2500, size=(len(LEVELS), len(problem.shifts)))

    found = Decomposition(held_in(problem), prices).climb(-(10**9), Stop())

    assert found <= cheapest(problem)


@pytest.mark.parametrize(("row", "open_seats"), [(1, 4), (2, 2), (3, 2)])
def test_where_days_in_a_row_bind_prices_prove_the_best_and_the_flow_does_not(row: int, open_seats: int) -> None:
    problem = planted(2, row=row)

    flow = assignment.drafted(Tables(problem), held_in(problem), Stop()).bound
    served = 8 - open_seats
    best = 1000 * open_seats + 2 * 3 * sum(range(served // 2))

    assert flow < priced_bound(problem) == best == cheapest(problem)


def test_where_rest_binds_prices_prove_the_best_and_the_flow_does_not() -> None:
    late, early = shift("late", hour=14, hours=8, seats=2), shift("early", day=1, hour=6, hours=8, seats=2)
    problem = Problem((volunteer("a"), volunteer("b")), (late, early))

    assert assignment.drafted(Tables(problem), held_in(problem), Stop()).bound == 6
    assert priced_bound(problem) == cheapest(problem) == 2000


def test_a_row_of_days_goes_on_over_what_is_pinned() -> None:
    people, duties = (volunteer("a", max_consecutive_days=2),), tuple(shift(f"s{day}", day=day, seats=1) for day in range(3))
    problem = Problem(people, duties, (Pin("a", "s1"),))

    assert priced_bound(problem) == cheapest(problem) == 1003


def test_prices_know_leaders_and_newcomers() -> None:
    people = tuple(volunteer(str(each), experience=each, max_shifts=1) for each in (Experience.NEWCOMER, Experience.LEADER))
    problem = Problem(people, (shift("s0", seats=1, asks_leader=True), shift("s1", seats=1, colour="red")))

    assert priced_bound(problem) == cheapest(problem) == 20


def test_the_answer_names_prices_where_they_prove_it() -> None:
    result = solve(planted(6))

    assert (result.status, result.bound_source, result.unfilled) == (Status.OPTIMAL, "prices", 12)
    assert result.violations == ()


def test_equal_seeds_give_equal_rosters_by_prices() -> None:
    problem = shifts_around_the_clock(40)

    first, second = solve(problem, seed=4), solve(problem, seed=4)

    assert first.bound_source == "prices"
    assert (first.solution, first.bound) == (second.solution, second.bound)


def test_prices_leave_out_less_than_the_flow_and_are_closer() -> None:
    problem = shifts_around_the_clock(60)
    held = held_in(problem)
    draft = assignment.drafted(held.tables, held, Stop())

    result = solve(problem, seed=1)

    assert result.violations == ()
    assert result.objective is not None
    assert result.bound is not None
    assert (result.objective - result.bound) * 4 < result.objective - draft.bound


@pytest.mark.parametrize("iterations", [0, 1, 2, 3])
def test_whenever_it_is_stopped_what_prices_placed_is_sound(iterations: int) -> None:
    problem = shifts_around_the_clock(40)

    result = solve(problem, stop=Stop(iterations=iterations))

    assert result.violations == ()


def test_a_stop_is_heard_within_a_round() -> None:
    problem = shifts_around_the_clock(40)
    held = held_in(problem)
    prices = Decomposition(held, assignment.drafted(held.tables, held, Stop()).prices)
    ticks = iter(range(10_000))

    bound = prices.climb(-7, Stop(seconds=5, clock=lambda: float(next(ticks))))

    assert bound == -7
    assert next(ticks) < 10


def test_what_is_placed_takes_no_more_than_the_seats_and_keeps_rest_and_rows_of_days() -> None:
    problem = shifts_around_the_clock(60)
    held = held_in(problem)
    prices = Decomposition(held, assignment.drafted(held.tables, held, Stop()).prices)
    prices.climb(0, Stop())

    placed = prices.placed(3, Stop())

    assert judge(problem, held.tables.roster_of(placed)).violations == ()
    assert len(placed) > 0.9 * sum(each.seats for each in problem.shifts)


times_of_day = st.tuples(st.integers(0, 3), st.sampled_from([6, 10, 14, 22]), st.integers(3, 8))


@given(st.lists(times_of_day, min_size=1, max_size=6, unique=True), st.data())
@hypothesis_settings(max_examples=100, deadline=None)
def test_the_cheapest_sequence_is_the_cheapest_of_all_that_the_judge_allows(times: list[tuple[int, int, int]], data: st.DataObject) -> None:
    who = volunteer(
        max_shifts=data.draw(st.integers(1, 4)),
        max_day_shifts=data.draw(st.integers(1, 2)),
        max_consecutive_days=data.draw(st.integers(1, 3)),
        min_rest_minutes=data.draw(st.sampled_from([0, 480, 660])),
    )
    duties = tuple(shift(f"s{number}", day=day, hour=hour, hours=hours) for number, (day, hour, hours) in enumerate(times))
    problem = Problem((who,), duties)
    tables = Tables(problem)
    points = {each.id: data.draw(st.integers(-50, 20)) for each in tables.duties}
    limits = Limits(who.min_rest_minutes, who.max_consecutive_days, who.max_day_shifts, who.max_shifts, has_pins=False)
    loads = np.array([[0.0], *[[3.0 * number] for number in range(who.max_shifts)]])

    costs = np.array([[float(points[each.id])] for each in tables.duties])
    values, people, slots = Sequences(Calendar(tables), limits).cheapest(costs, loads)

    def price(chosen: tuple[str, ...]) -> float:
        return sum(points[each] for each in chosen) + 3 * sum(range(len(chosen)))

    every = [chosen for count in range(len(duties) + 1) for chosen in combinations(points, count)]
    allowed = [each for each in every if not judge(problem, roster(*[("v", where) for where in each])).violations]
    taken = tuple(tables.duties[tables.slot_firsts[slot]].id for slot in slots.tolist())
    assert values.tolist() == [min(price(each) for each in allowed)]
    assert price(taken) == values[0]
    assert tuple(sorted(taken)) in {tuple(sorted(each)) for each in allowed}
    assert people.tolist() == [0] * len(slots)


def shifts_around_the_clock(people: int) -> Problem:
    """Six days of three shifts of eight hours in two colours, nobody on two days in a row, and seats for nearly all who may."""
    chance = rng(5, "clock", people)
    folk = tuple(
        volunteer(
            f"v{number}",
            windows=(Window(int(chance.integers(0, 2)) * DAY, int(chance.integers(5, 8)) * DAY),),
            colours=tuple(chance.permutation(["green", "red"])[: chance.integers(0, 3)].tolist()),
            max_shifts=4,
            max_consecutive_days=1,
            max_day_shifts=1,
            home=(31_100_000 + int(chance.integers(100_000)), 121_300_000),
        )
        for number in range(people)
    )
    duties = tuple(
        shift(f"s{day}-{hour}-{colour}", day=day, hour=hour, hours=8, colour=colour, seats=people // 12, place=(31_150_000, 121_300_000))
        for day in range(6)
        for hour in (6, 14, 22)
        for colour in ("green", "red")
    )
    return Problem(folk, duties)
