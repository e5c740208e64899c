"""The solver: compared with every possible matching on tiny problems, and with the judge on one of a district's size."""

from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.districts import district
from tests.planning.matching.instances import CAMPUS, need, problem, resource, tiny_problems
from wucai.planning.matching import check
from wucai.planning.matching.problem import Engagement, Need, Problem, Resource, Weights
from wucai.planning.matching.solution import Allocation, Matching
from wucai.planning.matching.solver import solve
from wucai.planning.progress import TOLERANCE, Event
from wucai.planning.search import Status, Stop


def cheapest_of_all(tiny: Problem) -> float:
    """The least cost of any matching that keeps the rules, by trying them all."""
    single = [
        (asked.id, held.id, units)
        for asked in tiny.needs
        for held in tiny.resources
        for units in range(1, asked.quantity + 1)
        if not check.judge(tiny, Matching((Allocation(asked.id, held.id, units),))).violations
    ]
    pairs = sorted({each[:2] for each in single})
    choices = [[None, *(Allocation(*each) for each in single if each[:2] == pair)] for pair in pairs]
    costs = []
    for chosen in product(*choices):
        verdict = check.judge(tiny, Matching(tuple(each for each in chosen if each)))
        if not verdict.violations:
            costs.append(sum(verdict.terms.values()))
    return min(costs)


def given_by(found: Matching | None) -> list[tuple[str, str, int]]:
    """The allocations as plain triples."""
    assert found is not None
    return [(each.need, each.resource, each.quantity) for each in found.allocations]


@settings(max_examples=60, deadline=None)
@given(tiny_problems(is_plain=True))
def test_without_lending_and_least_the_linear_programme_proves_the_cheapest_matching_to_the_millionth(tiny: Problem) -> None:
    result = solve(tiny)

    assert (result.status, result.bound_source, result.violations) == (Status.OPTIMAL, "linear programme", ())
    assert result.bound == pytest.approx(result.objective, abs=1e-9)
    assert result.objective == pytest.approx(cheapest_of_all(tiny), abs=TOLERANCE)


@settings(max_examples=60, deadline=None)
@given(tiny_problems())
def test_with_them_too_a_small_problem_is_solved_to_the_end(tiny: Problem) -> None:
    result = solve(tiny)

    assert (result.status, result.violations) == (Status.OPTIMAL, ())
    assert result.objective == pytest.approx(cheapest_of_all(tiny), abs=TOLERANCE)


@settings(max_examples=60, deadline=None)
@given(tiny_problems(), st.integers(0, 2))
def test_a_search_cut_short_keeps_every_rule_and_never_claims_too_much(tiny: Problem, iterations: int) -> None:
    result, cheapest = solve(tiny, stop=Stop(iterations=iterations)), cheapest_of_all(tiny)

    assert result.violations == ()
    assert result.objective is not None
    assert result.objective >= cheapest - TOLERANCE
    assert result.bound is None or result.bound <= cheapest + TOLERANCE


@settings(max_examples=60, deadline=None)
@given(tiny_problems())
def test_no_single_unit_could_be_added(tiny: Problem) -> None:
    found = solve(tiny).solution
    assert found is not None

    amounts = {(each.need, each.resource): each.quantity for each in found.allocations}
    for pair in product((each.id for each in tiny.needs), (each.id for each in tiny.resources)):
        more = amounts | {pair: amounts.get(pair, 0) + 1}
        assert check.judge(tiny, Matching(tuple(Allocation(*ids, units) for ids, units in more.items()))).violations != ()


@pytest.mark.parametrize(
    ("tiny", "unfilled"),
    [
        (problem([], []), 0),
        (problem([], [resource()]), 0),
        (problem([need()], []), 10),
        (problem([need()], [resource(category="cure")]), 10),
    ],
)
def test_nothing_asked_or_nothing_at_hand_is_no_trouble(tiny: Problem, unfilled: int) -> None:
    result = solve(tiny)

    assert (result.status, given_by(result.solution), result.unfilled) == (Status.OPTIMAL, [], unfilled)


def test_of_ten_asked_six_are_given_and_four_stay_open() -> None:
    result = solve(problem([need()], [resource(quantity=6)]))

    assert given_by(result.solution) == [("n", "r", 6)]
    assert result.unfilled == 4


def test_one_resource_serves_several_needs() -> None:
    result = solve(problem([need("a", quantity=3), need("b", quantity=5)], [resource()]))

    assert given_by(result.solution) == [("a", "r", 3), ("b", "r", 5)]


def test_several_resources_serve_one_need() -> None:
    result = solve(problem([need()], [resource("r", quantity=4), resource("s", quantity=5), resource("t", quantity=1)]))

    assert given_by(result.solution) == [("n", "r", 4), ("n", "s", 5), ("n", "t", 1)]


def test_two_givers_bear_alike() -> None:
    result = solve(problem([need()], [resource("r"), resource("s")]))

    assert [units for _, _, units in given_by(result.solution)] == [5, 5]


def test_a_small_need_is_not_left_open_for_a_large_one() -> None:
    result = solve(problem([need("large", quantity=100), need("small", quantity=1)], [resource(quantity=50)]))

    assert given_by(result.solution) == [("large", "r", 49), ("small", "r", 1)]


def test_the_nearer_and_the_longer_and_the_apter_is_taken() -> None:
    near, far = resource("near", place=CAMPUS), resource("far", place=(31_290_000, 121_310_000))
    short, other = resource("short", ends=12), resource("other", category="cure")
    apt = {("care", "care"): 100, ("care", "cure"): 20}

    def taken(asked: Need, held: list[Resource], **changes: Any) -> list[tuple[str, str, int]]:
        return given_by(solve(problem([asked], held, weights=Weights(load=0), **changes)).solution)

    assert taken(need(place=CAMPUS), [far, near]) == [("n", "near", 10)]
    assert taken(need(), [short, resource("long")]) == [("n", "long", 10)]
    assert taken(need(), [other, resource("same")], affinities=apt) == [("n", "same", 10)]


def test_what_is_lent_comes_back_for_the_next() -> None:
    bus = resource("bus", quantity=1, is_reusable=True)
    early, late = need("early", quantity=1, ends=14), need("late", quantity=1, starts=15)

    lent = solve(problem([early, late], [bus]))
    consumed = solve(problem([early, late], [resource("bus", quantity=1)]))
    engaged = solve(problem([early, late], [bus], engagements=(Engagement("bus", 1, 12, 13),)))

    assert given_by(lent.solution) == [("early", "bus", 1), ("late", "bus", 1)]
    assert consumed.unfilled == 1
    assert given_by(engaged.solution) == [("late", "bus", 1)]


def test_a_giver_who_gives_one_need_little_serves_many() -> None:
    result = solve(problem([need("a"), need("b")], [resource(quantity=20, most=6)]))

    assert given_by(result.solution) == [("a", "r", 6), ("b", "r", 6)]
    assert result.unfilled == 8


def test_no_less_is_taken_than_the_giver_hands_out() -> None:
    setting = problem([need()], [resource("boxes", least=6), resource("odd", quantity=5)])

    result = solve(setting)

    assert result.violations == ()
    assert result.unfilled == 0


def test_the_same_seed_gives_the_same_matching() -> None:
    setting = district(4, needs=500, resources=200)

    first, second = (solve(setting, seed=3, stop=Stop(iterations=25)) for _ in range(2))

    assert first.trajectory[-1].phase == "neighbourhoods"
    assert given_by(first.solution) == given_by(second.solution)
    assert first.terms == second.terms


def test_each_phase_finds_what_the_one_before_missed() -> None:
    result = solve(district(4, needs=500, resources=200))

    last = {each.phase: each.objective for each in result.trajectory}
    assert last["greedy"] > last["dive"] > last["neighbourhoods"]  # type: ignore[operator]  # each has an objective
    assert result.violations == ()
    assert result.gap is not None
    assert result.gap < 0.005


def test_a_search_that_must_not_begin_still_hands_back_a_matching() -> None:
    setting = district(5, needs=120, resources=150)

    result = solve(setting, stop=Stop(iterations=0))

    assert (result.status, result.bound, result.violations) == (Status.FEASIBLE, None, ())
    assert result.unfilled < sum(each.quantity for each in setting.needs) / 2


def test_a_listener_hears_how_it_gets_better() -> None:
    heard: list[Event] = []

    result = solve(district(5, needs=120, resources=150), listen=heard.append)

    assert [heard[0].phase, heard[-1].phase] == ["greedy", "whole"]
    assert heard[-1].objective == pytest.approx(result.objective)
    assert heard[-1].bound == result.bound


def test_a_district_of_the_published_size_keeps_every_rule() -> None:
    setting = district(1)

    result = solve(setting)

    assert (len(setting.needs), len(setting.resources)) == (1_199, 1_452)
    assert result.violations == ()
    assert result.gap is not None
    assert result.gap < 0.001
    assert result.unfilled < 30  # of 12,002 units
