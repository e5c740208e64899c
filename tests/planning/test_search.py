"""Stop, seed and Result: what may be claimed, and what is refused."""

import math
import pickle
import subprocess
import sys
import time
from typing import Any, cast

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.planning.test_fanout import WITH_SRC
from wucai.planning.progress import Event
from wucai.planning.search import Result, Status, Stop, Stopped, StopReason, child_seed, rng


class Hands:
    """A clock whose hands the test moves."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


def result(**changes: Any) -> Result[str]:
    """A sound, proved result, with the given changes."""
    sound: dict[str, Any] = {
        "status": Status.OPTIMAL,
        "seed": 1,
        "seconds": 2.0,
        "solution": "roster",
        "terms": {"distance": 30, "fairness": 12},
        "bound": 42,
        "bound_source": "flow",
    }
    return Result(**(sound | changes))


def test_a_stop_without_budgets_is_never_set_by_itself() -> None:
    stop = Stop()

    stop.step()

    assert (stop.is_set(), stop.reason, stop.seconds_left()) == (False, None, math.inf)


def test_a_stop_is_set_when_its_seconds_are_used() -> None:
    hands = Hands()
    stop = Stop(seconds=5, clock=hands)

    hands.seconds += 4.5
    before = (stop.is_set(), stop.seconds_used(), stop.seconds_left())
    hands.seconds += 1
    after = (stop.reason, stop.seconds_used(), stop.seconds_left())

    assert before == (False, 4.5, 0.5)
    assert after == (StopReason.TIME, 5.5, 0.0)


def test_a_stop_counts_iterations_whatever_the_clock_says() -> None:
    stop = Stop(iterations=3)
    steps = 0

    while not stop.is_set():
        stop.step()
        steps += 1

    assert (steps, stop.reason) == (3, StopReason.ITERATIONS)


def test_a_stop_that_was_asked_stays_set() -> None:
    stop = Stop(seconds=60)

    stop.ask_to_stop()
    stop.step()

    assert (stop.is_set(), stop.reason) == (True, StopReason.ASKED)


def test_a_stop_can_count_processor_seconds() -> None:
    stop = Stop(seconds=0.05, clock=time.process_time)

    time.sleep(0.1)
    slept = stop.is_set()
    while not stop.is_set():
        sum(range(10_000))

    assert (slept, stop.reason) == (False, StopReason.TIME)


def test_a_step_with_nothing_to_hand_back_is_refused_with_the_reason() -> None:
    stop = Stop(iterations=0)

    with pytest.raises(Stopped) as refused:
        stop.require_more()

    assert refused.value.reason == StopReason.ITERATIONS
    Stop().require_more()


@pytest.mark.parametrize("budget", [{"seconds": -1}, {"iterations": -1}, {"seconds": math.nan}])
def test_a_budget_below_zero_is_refused(budget: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="budget"):
        Stop(**budget)


def test_seeds_of_parts_are_the_same_on_every_machine() -> None:
    assert [child_seed(7), child_seed(7, "repair", 3), child_seed(8, "repair", 3)] == [1398742622, 1898604169, 194713]


def test_a_numpy_integer_names_the_same_part_as_a_plain_one() -> None:
    assert child_seed(7, cast(int, np.int64(3))) == child_seed(7, 3) != child_seed(7, "3")


@given(st.integers(0, 2**31 - 1), st.lists(st.one_of(st.text(), st.integers()), max_size=3))
def test_equal_seeds_and_paths_draw_equal_numbers(seed: int, path: list[str | int]) -> None:
    assert rng(seed, *path).integers(2**62, size=3).tolist() == rng(seed, *path).integers(2**62, size=3).tolist()
    assert 0 <= child_seed(seed, *path) < 2**31


def test_parts_draw_different_numbers() -> None:
    seeds = {child_seed(1, "shard", number) for number in range(1_000)}

    assert len(seeds) == 1_000


@pytest.mark.parametrize("seed", [-1, 2**31])
def test_a_seed_that_cp_sat_cannot_take_is_refused(seed: int) -> None:
    with pytest.raises(ValueError, match="seed"):
        child_seed(seed)
    with pytest.raises(ValueError, match="seed"):
        result(seed=seed)


def test_the_objective_is_the_sum_of_its_terms() -> None:
    assert (result().objective, result().gap) == (42, 0)


def test_the_gap_is_relative_to_the_bound() -> None:
    found = result(status=Status.FEASIBLE, bound=40)

    assert found.gap == 0.05


def test_there_is_no_gap_without_a_bound() -> None:
    assert result(status=Status.FEASIBLE, bound=None, bound_source=None).gap is None


def test_the_gap_of_a_bound_near_zero_is_absolute() -> None:
    assert result(status=Status.FEASIBLE, bound=0.5, terms={"idle": 2.5}).gap == 2.0


def test_a_proof_that_there_is_no_solution_is_a_result() -> None:
    nothing = result(status=Status.INFEASIBLE, solution=None, terms=None, bound=None, bound_source=None)

    assert (nothing.objective, nothing.gap) == (None, None)


def test_a_bound_can_be_known_before_a_solution() -> None:
    early = result(status=Status.UNKNOWN, solution=None, terms=None)

    assert (early.bound, early.gap) == (42, None)


def test_a_result_travels_between_processes() -> None:
    found = result(trajectory=(Event(at_seconds=1, phase="flow", objective=42),))

    assert pickle.loads(pickle.dumps(found)) == found


def test_a_solution_that_breaks_rules_may_cost_less_than_the_bound_but_proves_nothing() -> None:
    broken = {"violations": ("Wang Li works twice at once.",), "terms": {"distance": 3}}

    assert result(status=Status.FEASIBLE, **broken).objective == 3
    with pytest.raises(ValueError, match="breaks a rule"):
        result(status=Status.OPTIMAL, **broken)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"bound_source": None}, "names its source"),
        ({"bound_source": ""}, "names its source"),
        ({"bound": None}, "names its source"),
        ({"bound": 42.1}, "above the objective"),
        ({"bound": 40}, "optimal only when"),
        ({"bound": None, "bound_source": None}, "optimal only when"),
        ({"bound": -math.inf}, "finite"),
        ({"terms": {"distance": math.nan}}, "finite"),
        ({"solution": None}, "solution and terms"),
        ({"terms": None}, "solution and terms"),
        ({"status": Status.UNKNOWN}, "solution and terms"),
        ({"status": Status.INFEASIBLE}, "solution and terms"),
        ({"seconds": -0.1}, "below zero"),
        ({"unfilled": -1}, "below zero"),
        ({"trajectory": (Event(at_seconds=2, phase="a"), Event(at_seconds=1, phase="b"))}, "order of time"),
    ],
)
def test_a_claim_that_cannot_be_true_is_refused(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        result(**changes)


@given(st.floats(-1e9, 1e9), st.floats(-1e9, 1e9))
def test_no_accepted_result_has_a_gap_below_rounding(objective: float, bound: float) -> None:
    try:
        found = result(status=Status.FEASIBLE, terms={"cost": objective}, bound=bound)
    except ValueError:
        assert bound > objective
        return
    assert found.gap is not None
    assert found.gap >= -1.1e-6


def test_a_stop_is_set_with_the_one_above_it_and_not_the_reverse() -> None:
    above, beside = Stop(), Stop(iterations=1)
    below = Stop(iterations=3).beneath(above)

    below.step()
    beside.step()
    assert (beside.reason, below.reason, above.reason) == (StopReason.ITERATIONS, None, None)
    above.ask_to_stop()
    assert (below.reason, above.reason) == (StopReason.ASKED, StopReason.ASKED)


def test_importing_planning_loads_no_solver_and_touches_nothing() -> None:
    program = """
import logging, sys
from wucai.planning import fanout, progress, search, text
print(sorted({"numpy", "ortools", "django"} & set(sys.modules)), logging.root.handlers)
from wucai.planning import flow
print(sorted({"ortools", "django"} & set(sys.modules)), logging.root.handlers)
"""

    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=WITH_SRC)

    assert run.stdout.splitlines() == ["[] []", "[] []"]
