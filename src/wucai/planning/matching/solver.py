"""The solver: something at once, then a linear programme, a dive from its answer, neighbourhoods of what is left; a check at the end."""

from __future__ import annotations

from collections.abc import Callable

from wucai.planning.matching import check, neighbourhood, pairs, repair
from wucai.planning.matching.linear import Linear
from wucai.planning.matching.problem import POINT, Problem
from wucai.planning.matching.rows import Rows
from wucai.planning.matching.solution import Allocation, Matching
from wucai.planning.progress import Event, Reporter
from wucai.planning.search import Result, Status, Stop

ENOUGH = 1e-3
"""A problem is searched on only while the gap is wider than this: what is left is mostly the bound's fault."""

ENOUGH_OF_SMALL = 1e-5
"""The same of a small one; a tiny one must be proved."""

CLOSE = 5e-4
"""A dive, which is cheap, goes on until it is as near as this."""

CONVERGED = 1e-5
"""Pairs are taken in until the bound is so near to the programme's cost; in a small problem until no pair is left out that would help."""


def solve(problem: Problem, *, seed: int = 0, stop: Stop | None = None, listen: Callable[[Event], None] | None = None) -> Result[Matching]:
    """The cheapest matching found until the stop, judged by `check`; always one, if only a greedy one.

    The stop is looked at between steps, and every tenth of a second within a linear programme; a neighbourhood takes at most a second and
    a half. With a stop of iterations, or none, the same seed gives the same matching unless the machine is so slow that a neighbourhood
    reaches that limit. `unfilled` are the units that stay open. The bound is of the linear programme over every pair, which forgets only
    `least` and that units are whole; of a small problem it is that of HiGHS or CP-SAT where it is better.
    """
    stop = stop or Stop()
    search = _Search(problem, Reporter(listen), stop)
    search.greedy()
    for phase in (search.relax, search.dive, lambda: search.whole(seed), lambda: search.neighbourhoods(seed)):
        if not stop.is_set() and not search.is_good:
            phase()
    return search.result(seed)


class _Search:
    """The best matching and the best bound so far, in millionths of a point."""

    def __init__(self, problem: Problem, reporter: Reporter, stop: Stop) -> None:
        self._problem, self._reporter, self._stop = problem, reporter, stop
        self._pairs = pairs.allowed(problem)
        self._rows = Rows(problem, self._pairs)
        self._linear = Linear(self._rows)
        self._is_small = len(self._pairs) <= neighbourhood.SMALL_PAIRS
        self._units = self._pairs.most * 0
        self._cost = self._rows.cost(self._units)
        self._bound: int | None = None
        self._bound_source: str | None = None
        self._prices = self._linear.prices

    @property
    def is_good(self) -> bool:
        """Whether little can be cheaper; of a tiny problem, whether nothing is."""
        return self._is_within(ENOUGH if not self._is_small else ENOUGH_OF_SMALL if len(self._pairs) > neighbourhood.TINY_PAIRS else 0)

    def greedy(self) -> None:
        """Something at once."""
        self._take(repair.greedy(self._rows))
        self._end_phase("greedy")

    def relax(self) -> None:
        """A bound, and most of the way."""
        while self._linear.solve(self._stop):
            if self._raise_bound(self._linear.bound(), "linear programme"):
                self._prices = self._linear.prices
            self._take(repair.settled(self._rows, repair.within(self._rows, self._linear.units)))
            self._step("linear programme")
            is_near = not self._is_small and self._linear.cost * POINT - (self._bound or 0) <= CONVERGED * abs(self._linear.cost) * POINT
            if is_near or not self._linear.price() or self._stop.is_set():
                break
        self._end_phase("linear programme")

    def dive(self) -> None:
        """From its answer to one that keeps every rule."""
        for units in repair.dive(self._rows, self._linear, self._stop):
            self._take(units)
            self._step("dive")
            if self.is_good and self._is_within(CLOSE):
                break
        self._end_phase("dive")

    def neighbourhoods(self, seed: int) -> None:
        """What is still lost, need by need."""
        for units in neighbourhood.improved(self._rows, self._prices, self._units, seed=seed, stop=self._stop):
            self._take(units)
            self._step("neighbourhoods")
            if self.is_good:
                break
        self._end_phase("neighbourhoods")

    def whole(self, seed: int) -> None:
        """A small problem at once, a tiny one to the last digit."""
        if not self._is_small:
            return
        for match, source in ((neighbourhood.whole, "HiGHS"), (neighbourhood.proved, "CP-SAT")):
            if not self.is_good and not self._stop.is_set():
                matched = match(self._rows, self._units, seed=seed, stop=self._stop)
                self._take(matched.units)
                self._raise_bound(matched.bound, source)
                self._step("whole")
        self._end_phase("whole")

    def result(self, seed: int) -> Result[Matching]:
        """The best, judged."""
        matching = self._matching()
        verdict = check.judge(self._problem, matching)
        return Result(
            status=Status.OPTIMAL if self._bound == self._cost and not verdict.violations else Status.FEASIBLE,
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

    def _is_within(self, share: float) -> bool:
        return self._bound is not None and self._cost - self._bound <= share * self._bound

    def _take(self, units: pairs.Whole) -> None:
        if (cost := self._rows.cost(units)) < self._cost:
            self._units, self._cost = units, cost

    def _raise_bound(self, bound: int | None, source: str) -> bool:
        if bound is None or (self._bound is not None and bound <= self._bound):
            return False
        self._bound, self._bound_source = bound, source
        return True

    def _step(self, phase: str) -> None:
        self._stop.step()
        self._reporter.report(phase, objective=self._cost / POINT, bound=self._told_bound())

    def _end_phase(self, phase: str) -> None:
        self._reporter.end_phase(phase, objective=self._cost / POINT, bound=self._told_bound())

    def _told_bound(self) -> float | None:
        return None if self._bound is None else self._bound / POINT

    def _matching(self) -> Matching:
        used = self._units > 0
        triples = zip(self._pairs.needs[used].tolist(), self._pairs.resources[used].tolist(), self._units[used].tolist(), strict=True)
        needs, resources = self._problem.needs, self._problem.resources
        return Matching(tuple(Allocation(needs[i].id, resources[j].id, units) for i, j, units in triples))
