"""The solver: flow, settle, carry again, and a check at the end."""

from __future__ import annotations

from collections.abc import Callable

from wucai.planning.matching import check, pairs, repair
from wucai.planning.matching.problem import POINT, Problem
from wucai.planning.matching.solution import Allocation, Matching
from wucai.planning.matching.transport import Transport
from wucai.planning.progress import Event, Reporter
from wucai.planning.search import Result, Status, Stop


def solve(problem: Problem, *, seed: int = 0, stop: Stop | None = None, listen: Callable[[Event], None] | None = None) -> Result[Matching]:
    """The cheapest matching found until the stop, judged by `check`; always one, if only a greedy one.

    Nothing is left to chance: the seed is only written into the result. The stop is looked at between flows; a flow at
    a district's size takes about a second. `unfilled` are the units that stay open. The bound is the cost of the flow that
    forgets `least` and some lending rules (`transport`); where none of these bites, the matching is proved the best.
    """
    stop = stop or Stop()
    reporter = Reporter(listen)
    found = pairs.allowed(problem)
    transport = Transport(problem, found)
    units = repair.greedy(problem, found)
    cost, bound = transport.cost(units), None
    reporter.end_phase("greedy", objective=cost / POINT)
    if not stop.is_set():
        flow = transport.cheapest(banned=found.needs[:0])
        bound = flow.cost / POINT
        reporter.report("flow", bound=bound)
        for settled in repair.rounds(problem, found, transport, flow, stop):
            if (less := transport.cost(settled)) < cost:
                units, cost = settled, less
            stop.step()
            reporter.report("repair", objective=cost / POINT)
            if cost == flow.cost:
                break
        reporter.end_phase("repair")
    return _result(problem, _matching(problem, found, units), bound, seed=seed, stop=stop, reporter=reporter)


def _matching(problem: Problem, found: pairs.Pairs, units: pairs.Whole) -> Matching:
    used = zip(found.needs[units > 0].tolist(), found.resources[units > 0].tolist(), units[units > 0].tolist(), strict=True)
    return Matching(tuple(Allocation(problem.needs[i].id, problem.resources[j].id, each) for i, j, each in used))


def _result(problem: Problem, matching: Matching, bound: float | None, *, seed: int, stop: Stop, reporter: Reporter) -> Result[Matching]:
    verdict = check.judge(problem, matching)
    is_best = bound is not None and not verdict.violations and sum(verdict.terms.values()) - bound < 0.5 / POINT
    return Result(
        status=Status.OPTIMAL if is_best else Status.FEASIBLE,
        seed=seed,
        seconds=stop.seconds_used(),
        solution=matching,
        terms=verdict.terms,
        bound=bound,
        bound_source=None if bound is None else "flow",
        unfilled=verdict.unmet,
        violations=verdict.violations,
        trajectory=reporter.trajectory,
    )
