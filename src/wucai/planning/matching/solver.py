"""The solver: something at once, then flows, then neighbourhoods, and a check at the end."""

from __future__ import annotations

from collections.abc import Callable

from wucai.planning.matching import check, neighbourhood, pairs, repair
from wucai.planning.matching.problem import POINT, Problem
from wucai.planning.matching.solution import Allocation, Matching
from wucai.planning.matching.transport import Transport
from wucai.planning.progress import Event, Reporter
from wucai.planning.search import Result, Status, Stop


def solve(problem: Problem, *, seed: int = 0, stop: Stop | None = None, listen: Callable[[Event], None] | None = None) -> Result[Matching]:
    """The cheapest matching found until the stop, judged by `check`; always one, if only a greedy one.

    The stop is looked at between steps: a flow at a district's size takes about half a second, a neighbourhood at most a
    second and a half. With a stop of iterations, or none, the same seed gives the same matching unless the machine is so
    slow that a neighbourhood reaches that limit. `unfilled` are the units that stay open. The bound is of the flow that
    forgets `least` and some lending rules (`transport`), or of CP-SAT where the problem is small (`neighbourhood`).
    """
    stop = stop or Stop()
    search = _Search(problem, Reporter(listen), stop)
    search.greedy()
    if not stop.is_set():
        search.flows()
    if not stop.is_set() and not search.is_proved:
        search.neighbourhoods(seed)
    return search.result(seed)


class _Search:
    """The best matching and the best bound so far, in millionths of a point."""

    def __init__(self, problem: Problem, reporter: Reporter, stop: Stop) -> None:
        self._problem, self._reporter, self._stop = problem, reporter, stop
        self._pairs = pairs.allowed(problem)
        self._transport = Transport(problem, self._pairs)
        self._units = self._pairs.most * 0
        self._cost = self._transport.cost(self._units)
        self._bound: int | None = None
        self._bound_source: str | None = None

    @property
    def is_proved(self) -> bool:
        """Whether nothing is cheaper."""
        return self._bound == self._cost

    def greedy(self) -> None:
        """Something at once."""
        self._take(repair.greedy(self._problem, self._pairs))
        self._reporter.end_phase("greedy", objective=self._cost / POINT)

    def flows(self) -> None:
        """A bound, and most of the way."""
        carried = self._transport.cheapest(self._pairs.most)
        self._raise_bound(carried.cost, "flow")
        for units in repair.rounds(self._problem, self._pairs, self._transport, carried, self._stop):
            self._take(units)
            self._stop.step()
            self._reporter.report("flow", objective=self._cost / POINT, bound=self._told_bound())
            if self.is_proved:
                break
        self._reporter.end_phase("flow", objective=self._cost / POINT, bound=self._told_bound())

    def neighbourhoods(self, seed: int) -> None:
        """What flows do not see."""
        for matched in neighbourhood.improved(self._problem, self._pairs, self._units, seed=seed, stop=self._stop):
            self._take(matched.units)
            self._raise_bound(matched.bound, "CP-SAT")
            self._stop.step()
            self._reporter.report("neighbourhoods", objective=self._cost / POINT, bound=self._told_bound())
            if self.is_proved:
                break
        self._reporter.end_phase("neighbourhoods", objective=self._cost / POINT, bound=self._told_bound())

    def result(self, seed: int) -> Result[Matching]:
        """The best, judged."""
        matching = self._matching()
        verdict = check.judge(self._problem, matching)
        return Result(
            status=Status.OPTIMAL if self.is_proved and not verdict.violations else Status.FEASIBLE,
            seed=seed,
            seconds=self._stop.seconds_used(),
            solution=matching,
            terms=verdict.terms,
            bound=self._told_bound(),
            bound_source=self._bound_source,
            unfilled=verdict.unmet,
            violations=verdict.violations,
            trajectory=self._reporter.trajectory,
        )

    def _take(self, units: pairs.Whole) -> None:
        if (cost := self._transport.cost(units)) < self._cost:
            self._units, self._cost = units, cost

    def _raise_bound(self, bound: int | None, source: str) -> None:
        if bound is not None and (self._bound is None or bound > self._bound):
            self._bound, self._bound_source = bound, source

    def _told_bound(self) -> float | None:
        return None if self._bound is None else self._bound / POINT

    def _matching(self) -> Matching:
        used = self._units > 0
        triples = zip(self._pairs.needs[used].tolist(), self._pairs.resources[used].tolist(), self._units[used].tolist(), strict=True)
        needs, resources = self._problem.needs, self._problem.resources
        return Matching(tuple(Allocation(needs[i].id, resources[j].id, units) for i, j, units in triples))
