"""The way to a roster: draft by one large flow, settle what breaks a rule, fill what that opened, then improve day by day.

The stop is looked at before every step. A step is short, except that the one large flow cannot be interrupted: about 2 s for 5,000
volunteers, a minute for 100,000. What was found before the stop was set is kept.
"""

from __future__ import annotations

from collections.abc import Callable

from wucai.planning.progress import Event, Reporter, gap
from wucai.planning.rostering import assignment, check, repair
from wucai.planning.rostering.options import Held, Tables
from wucai.planning.rostering.problem import Problem
from wucai.planning.rostering.solution import Roster
from wucai.planning.search import Result, Status, Stop

CLOSE_ENOUGH = 0.0005
"""Improving ends at this gap: what is left is less than anybody would see."""
SWEEPS = 10
"""Improving ends after so many rounds over all days, or the first that gains nothing."""


def solve(
    problem: Problem, *, seed: int = 0, stop: Stop | None = None, listen: Callable[[Event], None] | None = None
) -> Result[Roster]:
    """The best roster found until the stop is set or nothing more is gained, judged by `check`.

    The bound is that of the flow; without one, the stop was set before it began and the roster holds the pins alone.
    """
    stop, reporter = stop or Stop(), Reporter(listen)
    roster, bound = _searched(problem, seed, stop, reporter)
    verdict = check.judge(problem, roster)
    is_proved = bound is not None and verdict.objective <= bound and not verdict.violations
    return Result(
        status=Status.OPTIMAL if is_proved else Status.FEASIBLE,
        seed=seed,
        seconds=stop.seconds_used(),
        solution=roster,
        terms=verdict.terms,
        bound=bound,
        bound_source=None if bound is None else "flow",
        unfilled=verdict.unfilled,
        violations=verdict.violations,
        trajectory=reporter.trajectory,
    )


def gap_apart(result: Result[Roster]) -> float | None:
    """The gap with open seats apart: how much dearer wishes, ways and loads may be than in any roster that leaves as much open.

    Such a roster pays the same penalties, so that its other terms come to at least bound − penalties. None without a bound.
    """
    if result.bound is None or result.terms is None:
        return None
    penalties = result.terms["unfilled"] + result.terms["below_minimum"]
    preferences = sum(result.terms.values()) - penalties
    return gap(preferences, result.bound - penalties)


def _searched(problem: Problem, seed: int, stop: Stop, reporter: Reporter) -> tuple[Roster, int | None]:
    """The roster, and the bound once there is one."""
    tables = Tables(problem)
    pinned = tables.pairs_of((pin.volunteer, pin.shift) for pin in problem.pins)
    held = Held(tables, pinned)
    reporter.end_phase("reading", objective=assignment.whole_cost(tables, held), note=f"{len(tables.options)} options")
    if stop.is_set():
        return tables.roster_of(held.pairs), None
    draft = assignment.drafted(tables, held, stop)
    stop.step()
    reporter.end_phase("flow", bound=draft.bound)
    rounds = repair.Rounds(tables, pinned, repair.settled(tables, pinned, draft.pairs), seed=seed)
    reporter.end_phase("repair", objective=rounds.cost)
    for phase, work in (("fill", _fill), ("improve", _improve)):
        work(rounds, draft.bound, stop, reporter)
        reporter.end_phase(phase, objective=rounds.cost)
    return tables.roster_of(rounds.held.pairs), draft.bound


def _fill(rounds: repair.Rounds, bound: int, stop: Stop, reporter: Reporter) -> None:
    """Add, at most one shift for each volunteer a round, until nobody can or need."""
    while not stop.is_set() and rounds.cost > bound and rounds.fill(stop):
        stop.step()
        reporter.report("fill", objective=rounds.cost)


def _improve(rounds: repair.Rounds, bound: int, stop: Stop, reporter: Reporter) -> None:
    """Place day after day anew, in an order of chance, until a whole sweep gains nothing or little is left to gain."""
    for number in range(SWEEPS):
        is_better = False
        for day in rounds.sweep(number):
            left = gap(rounds.cost, bound)
            if stop.is_set() or (left is not None and left <= CLOSE_ENOUGH):
                return
            is_better |= rounds.redo(day, stop)
            stop.step()
            reporter.report("improve", objective=rounds.cost)
        if not is_better:
            return
