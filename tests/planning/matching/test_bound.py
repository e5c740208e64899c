"""The bound and what it rests on: rows, prices, and the programme that sets them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.districts import district
from tests.planning.matching.instances import need, problem, resource, tiny_problems
from tests.planning.matching.test_solver import cheapest_of_all
from wucai.planning.matching import check, pairs, repair
from wucai.planning.matching.linear import Linear
from wucai.planning.matching.problem import POINT, Engagement, Problem
from wucai.planning.matching.rows import Rows
from wucai.planning.matching.solution import Allocation, Matching
from wucai.planning.search import Stop


def rows_of(setting: Problem) -> Rows:
    return Rows(setting, pairs.allowed(setting))


def matching_of(rows: Rows, units: pairs.Whole) -> Matching:
    """The units as the judge reads them."""
    needs, resources = rows.problem.needs, rows.problem.resources
    ends = zip(rows.pairs.needs.tolist(), rows.pairs.resources.tolist(), units.tolist(), strict=True)
    return Matching(tuple(Allocation(needs[i].id, resources[j].id, amount) for i, j, amount in ends if amount))


@settings(max_examples=80, deadline=None)
@given(tiny_problems(), st.data())
def test_no_prices_whatever_make_a_bound_above_the_cheapest_matching(tiny: Problem, data: st.DataObject) -> None:
    rows = rows_of(tiny)
    dear = st.integers(0, 1_200 * POINT)
    prices = np.array([data.draw(dear) for _ in rows.rooms], dtype=np.int64)

    assert rows.bound(prices) <= round(cheapest_of_all(tiny) * POINT)


@settings(max_examples=60, deadline=None)
@given(tiny_problems())
def test_what_a_matching_costs_the_judge_finds_too_and_the_losses_explain_its_distance_from_the_bound(tiny: Problem) -> None:
    rows = rows_of(tiny)
    linear = Linear(rows)
    assert linear.solve(Stop())
    units = repair.greedy(rows)

    verdict = check.judge(tiny, matching_of(rows, units))

    assert verdict.violations == ()
    assert rows.cost(units) == round(sum(verdict.terms.values()) * POINT)
    losses = rows.losses(units, linear.prices)
    assert losses.min(initial=0) >= 0
    assert losses.sum() <= rows.cost(units) - linear.bound()


@settings(max_examples=40, deadline=None)
@given(tiny_problems())
def test_a_dive_keeps_every_rule_at_every_step(tiny: Problem) -> None:
    rows = rows_of(tiny)
    linear = Linear(rows)
    assert linear.solve(Stop())

    for units in repair.dive(rows, linear, Stop()):
        assert check.judge(tiny, matching_of(rows, units)).violations == ()


def test_what_is_lent_has_a_row_for_each_day_on_which_most_can_be_out() -> None:
    early, late, across, apart = need("a", ends=12), need("b", starts=14), need("c", starts=12, ends=15), need("d", starts=17, ends=18)
    setting = problem([early, late, across, apart], [resource(is_reusable=True)], engagements=(Engagement("r", 4, 16, 30),))

    rows = rows_of(setting)

    assert rows.stock_rooms.tolist() == [10, 10, 6]  # days 12 (a, c), 14 (b, c) and 17 (b, d and the engagement)
    taken = {setting.needs[i].id: (int(rows.firsts[at]), int(rows.lasts[at])) for at, i in enumerate(rows.pairs.needs)}
    assert taken == {"a": (0, 1), "b": (1, 3), "c": (0, 2), "d": (2, 3)}


def test_pairs_are_taken_in_until_the_programme_over_all_of_them_is_solved() -> None:
    rows = rows_of(district(5, needs=120, resources=400))
    grown, whole = Linear(rows), Linear(rows)
    for _ in range(100):
        whole.widen(np.arange(120))  # ten a need each time: all of them in the end
    assert whole.solve(Stop())

    while grown.solve(Stop()) and grown.price():
        pass

    assert grown.cost == pytest.approx(whole.cost, abs=1e-4)
    assert grown.bound() / POINT == pytest.approx(whole.cost, abs=1e-3)


def test_a_stop_that_has_come_ends_a_programme_and_nothing_is_changed() -> None:
    linear = Linear(rows_of(district(5, needs=600, resources=700)))

    assert not linear.solve(Stop(iterations=0))
    assert linear.units.sum() == 0
    assert linear.prices.sum() == 0
