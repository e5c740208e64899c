"""Several searches side by side: the best answer and the best bound, wherever they run."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest

from bench.cities import lumpy
from wucai.planning.fanout import Executor, InProcess, ProcessPool
from wucai.planning.portfolio import Searched, best_of
from wucai.planning.progress import Event
from wucai.planning.rostering import check
from wucai.planning.rostering.solution import Roster
from wucai.planning.rostering.solver import solve
from wucai.planning.search import Result, Status, Stop, Stopped, child_seed

PROBLEM = lumpy(60, seed=1)
SEEDS = [5, child_seed(5, "try", 1), child_seed(5, "try", 2)]


def claimed(problem: object, *, seed: int, stop: Stop) -> Result[str]:
    """Three searches that differ: the first one's bound is the best, the last one's answer."""
    number = SEEDS.index(seed)
    return Result(
        status=Status.FEASIBLE,
        seed=seed,
        seconds=0.0,
        solution=f"answer {number}",
        terms={"cost": (9.0, 7.0, 5.0)[number]},
        bound=(4.0, 3.0, 2.0)[number],
        bound_source=("flow", "prices", "guess")[number],
    )


def proved(problem: object, *, seed: int, stop: Stop) -> Result[str]:
    """One has the answer, and another the proof that it is the best."""
    number = SEEDS.index(seed)
    return Result(
        status=Status.FEASIBLE,
        seed=seed,
        seconds=0.0,
        solution="",
        terms={"cost": 5.0 + number},
        bound=3.0 + number,
        bound_source="flow",
    )


@pytest.fixture(params=[InProcess, lambda: ProcessPool(2)], ids=["here", "processes"])
def executor(request: pytest.FixtureRequest) -> Iterator[Executor]:
    make: Callable[[], AbstractContextManager[Executor]] = request.param
    with make() as made:
        yield made


def test_the_best_answer_stands_under_the_best_bound(executor: Executor) -> None:
    heard: list[Event] = []

    found = best_of(executor, Searched(claimed, None), seed=5, tries=3, listen=heard.append)

    assert (found.solution, found.objective, found.bound, found.bound_source, found.seed) == ("answer 2", 5.0, 4.0, "flow", SEEDS[2])
    assert (len(heard), heard[-1].objective, heard[-1].bound) == (3, 5.0, 4.0)


def test_a_bound_that_meets_anothers_answer_proves_it(executor: Executor) -> None:
    found = best_of(executor, Searched(proved, None), seed=5, tries=3)

    assert (found.status, found.objective, found.bound) == (Status.OPTIMAL, 5.0, 5.0)


@pytest.fixture(scope="module")
def alone() -> list[Result[Roster]]:
    """Each of the searches by itself."""
    return [solve(PROBLEM, seed=seed) for seed in SEEDS]


def test_it_is_the_cheapest_of_the_searches_by_themselves(executor: Executor, alone: list[Result[Roster]]) -> None:
    found = best_of(executor, Searched(solve, PROBLEM), seed=5, tries=3)

    assert found.solution is not None
    verdict = check.judge(PROBLEM, found.solution)
    assert (verdict.objective, verdict.violations) == (min(each.objective or 0 for each in alone), ())
    assert found.bound == max(each.bound or 0 for each in alone)


def test_told_to_stop_before_any_is_done_it_has_nothing(executor: Executor) -> None:
    stop = Stop()
    stop.ask_to_stop()

    with pytest.raises(Stopped):
        best_of(executor, Searched(claimed, None), seed=5, tries=3, stop=stop)


def test_no_tries_are_refused() -> None:
    with pytest.raises(ValueError, match="0 tries find nothing"):
        best_of(InProcess(), Searched(claimed, None), seed=5, tries=0)
