"""The way to a roster: draft by one large flow, leave out what breaks a rule, fill what that opened, then improve step by step.

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

CLOSE_ENOUGH = 0.001
"""Improving ends when no roster can be cheaper by more than this share of what wishes, ways and loads cost …"""
PATIENCE = 30
"""… or after so many steps that gained nothing, one after the other."""


def solve(problem: Problem, *, seed: int = 0, stop: Stop | None = None, listen: Callable[[Event], None] | None = None) -> Result[Roster]:
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
    search = repair.Search(tables, pinned, draft, seed=seed)
    reporter.end_phase("repair", objective=search.cost)
    while not stop.is_set() and search.fill():
        stop.step()
    reporter.end_phase("fill", objective=search.cost)
    _improve(search, draft.bound, stop, reporter)
    reporter.end_phase("improve", objective=search.cost)
    return tables.roster_of(search.held.pairs), draft.bound


def _improve(search: repair.Search, bound: int, stop: Stop, reporter: Reporter) -> None:
    """Step by step, and after each fill what that opened, until little is left to gain or nothing was gained for long."""
    in_vain = 0
    while in_vain < PATIENCE and search.cost - bound > CLOSE_ENOUGH * assignment.settled_cost(search.tables, search.held):
        before = search.cost
        for work in (search.step, search.fill):
            if stop.is_set():
                return
            work()
            stop.step()
        in_vain = 0 if search.cost < before else in_vain + 1
        reporter.report("improve", objective=search.cost)
