"""Which options go into the large flow."""

from dataclasses import replace

import numpy as np
import pytest

from tests.planning.rostering.test_solver import drafted_bound, town
from tests.planning.rostering.tiny import shift, volunteer
from wucai.planning.rostering.held import Held
from wucai.planning.rostering.problem import Problem, Weights
from wucai.planning.rostering.sieve import Sieve, count_above, likely
from wucai.planning.rostering.tables import Tables


def test_where_all_cost_the_same_not_all_are_sent_to_the_same_shifts() -> None:
    people = tuple(volunteer(f"v{number}") for number in range(60))
    tables = Tables(Problem(people, tuple(shift(f"s{number}", seats=1) for number in range(20))))
    held, everywhere = Held(tables, tables.pairs_of(())), np.ones(20, dtype=np.bool_)

    options = likely(tables, held, everywhere, Sieve(cheapest=2, scarce=0), np.zeros((3, 20), dtype=np.int64))

    assert len(options) == 120
    assert np.bincount(options.shifts, minlength=20).min() >= 1


def test_a_shift_that_few_find_cheap_has_its_cheapest_volunteers_all_the_same() -> None:
    people = tuple(volunteer(f"v{number}", colours=("red",)) for number in range(9))
    duties = (shift("s0", colour="red", seats=9), shift("s1", colour="blue", seats=2))
    tables = Tables(Problem(people, duties))
    held, everywhere = Held(tables, tables.pairs_of(())), np.ones(2, dtype=np.bool_)

    options = likely(tables, held, everywhere, Sieve(cheapest=1, scarce=3), np.zeros((3, 2), dtype=np.int64))

    assert np.bincount(options.shifts).tolist() == [9, 6]


def test_a_price_makes_a_shift_likelier() -> None:
    tables = Tables(Problem((volunteer(colours=("red",)),), (shift("s0", colour="red"), shift("s1", colour="blue"))))
    held, everywhere = Held(tables, tables.pairs_of(())), np.ones(2, dtype=np.bool_)
    prices = np.array([[0, 41]] * 3)

    options = likely(tables, held, everywhere, Sieve(cheapest=1, scarce=0), prices)

    assert options.shifts.tolist() == [1]


@pytest.mark.parametrize(("most", "expected"), [(2, True), (3, False)])
def test_of_three_options_there_are_more_than_two(most: int, expected: bool) -> None:
    people = (volunteer("a"), volunteer("b"), volunteer("c", languages=frozenset()))
    tables = Tables(Problem(people, (shift("s0"), shift("s1", language="en"), shift("s2", day=20), shift("s3", day=2, qualification="x"))))
    held = Held(tables, tables.pairs_of((("a", "s0"),)))

    assert count_above(tables, held, np.ones(4, dtype=np.bool_), most) == expected


def test_the_least_that_stays_open_is_proved_where_nothing_else_costs() -> None:
    only_open = Weights(
        unfilled=1, below_minimum=0, colour_rank=0, other_colour=0, per_km=0, extra_shift=0, no_leader=0, newcomers_alone=0, moved=0
    )
    short = replace(town(200), weights=only_open)

    assert drafted_bound(short, Sieve(at_once=0, sampled=1)) == drafted_bound(short) > 0
