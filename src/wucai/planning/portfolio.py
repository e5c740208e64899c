"""One problem searched several times side by side, each time from another seed: the best answer, and the best bound of all.

The shards share nothing while they search, so they may run on processes, on a cluster, or here one after the other; the answer is the same.
It pays where chance decides much, and costs as many searches as there are tries; one search is not made shorter by it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from wucai.planning.fanout import Executor
from wucai.planning.progress import TOLERANCE, Event, gap
from wucai.planning.search import Result, Status, Stop, Stopped, StopReason, child_seed

P = TypeVar("P")
S = TypeVar("S")


@dataclass(frozen=True)
class Searched(Generic[P, S]):
    """What all tries share: a solver at the top level of a module, its problem, and the seconds for each try (None: until it ends)."""

    solve: Callable[..., Result[S]]
    problem: P
    seconds: float | None = None


def best_of(
    executor: Executor,
    searched: Searched[Any, S],
    *,
    seed: int,
    tries: int,
    stop: Stop | None = None,
    listen: Callable[[Event], None] | None = None,
) -> Result[S]:
    """The best of so many searches, the first of which has this very seed. Its bound is the highest that any of them has proved.

    When the stop is set, it is the best of those that are done by then. `listen` hears of each that ends.
    Raises Stopped when none is; what a search raises; ValueError for fewer than one try.
    """
    if tries < 1:
        raise ValueError(f"{tries} tries find nothing.")
    stop = stop or Stop()
    shared = executor.broadcast(searched)
    seeds = [seed, *(child_seed(seed, "try", number) for number in range(1, tries))]
    futures = [executor.submit(_searched, shared, each) for each in seeds]
    found: list[Result[S]] = []
    for future in executor.as_completed(futures, stop=stop):
        found.append(future.result())
        best = _best(found)
        if listen is not None:
            listen(Event(at_seconds=stop.seconds_used(), phase="tries", objective=best.objective, bound=best.bound, note=f"{len(found)}"))
    if not found:
        raise Stopped(stop.reason or StopReason.ASKED)
    return replace(_best(found), seconds=stop.seconds_used(), trajectory=())


def _searched(searched: Searched[Any, S], seed: int) -> Result[S]:
    return searched.solve(searched.problem, seed=seed, stop=Stop(seconds=searched.seconds))


def _best(found: Sequence[Result[S]]) -> Result[S]:
    """The cheapest that breaks no rule, under the highest bound; of equals the one with the lowest seed, whichever came first."""
    cheapest = min(found, key=lambda each: (len(each.violations), _cost(each), each.seed))
    bounded = [each for each in found if each.bound is not None]
    if not bounded:
        return cheapest
    highest = max(bounded, key=lambda each: (each.bound, -each.seed))
    told = gap(cheapest.objective, highest.bound)
    is_proved = told is not None and told <= TOLERANCE and not cheapest.violations
    status = Status.OPTIMAL if is_proved else cheapest.status
    return replace(cheapest, status=status, bound=highest.bound, bound_source=highest.bound_source)


def _cost(found: Result[S]) -> float:
    return float("inf") if found.objective is None else found.objective
