"""The way to a roster: draft by one large flow, leave out what breaks a rule, fill what that opened, then improve step by step.

Where much of the draft had to be left out, prices that know the sequence rules give another roster to begin with, and a better bound.

The stop is looked at before every step. A step is short, except that the one large flow cannot be interrupted: about 2 s for 5,000
volunteers, a minute for 100,000. What was found before the stop was set is kept.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from wucai.planning.progress import Event, Reporter, gap
from wucai.planning.rostering import assignment, check, groups, repair
from wucai.planning.rostering.decomposition import Decomposition
from wucai.planning.rostering.held import Held, settled_cost, whole_cost
from wucai.planning.rostering.problem import Problem
from wucai.planning.rostering.sieve import united
from wucai.planning.rostering.solution import Roster
from wucai.planning.rostering.tables import Pairs, Tables
from wucai.planning.search import Result, Status, Stop

CLOSE_ENOUGH = 0.001
"""Improving ends when no roster can be cheaper by more than this share of what wishes, ways and loads cost …"""
PATIENCE = 30
"""… or after so many steps, one after the other, …"""
WORTHWHILE = 0.0001
"""… that all together gained less than this share of it."""
BINDING = 0.05
"""Rules that the flow does not know bind where more than this share of its draft breaks them."""
WORTH_PRICES = 0.01
"""Prices go on where those of the flow alone prove more than this share of what wishes, ways and loads cost."""
SECONDS_APART = 2.0
"""A roster that is kept follows the last one no sooner, nor before the time is past twenty times that the last one took to hand over."""

Keep = Callable[[Roster, Event], None]


def solve(
    problem: Problem,
    *,
    seed: int = 0,
    stop: Stop | None = None,
    listen: Callable[[Event], None] | None = None,
    start: Roster | None = None,
    keep: Keep | None = None,
) -> Result[Roster]:
    """The best roster found until the stop is set or nothing more is gained, judged by `check`.

    start: a roster to begin from; what of it breaks a rule is left out, and the answer is never dearer than what is left. keep: hears
    better rosters on the way, seldom enough to write each into a database, and the best before the end.
    The bound is that of the flow or, where rules that it does not know bind, that of prices, if it is better. Without one, the stop was
    set before it began, and the roster is that of pins and start.
    """
    stop = stop or Stop()
    way = _Way(problem, seed, stop, listen, keep)
    way.go(start)
    roster, bound = way.roster(), way.bound
    verdict = check.judge(problem, roster)
    is_proved = bound is not None and verdict.objective <= bound and not verdict.violations
    return Result(
        status=Status.OPTIMAL if is_proved else Status.FEASIBLE,
        seed=seed,
        seconds=stop.seconds_used(),
        solution=roster,
        terms=verdict.terms,
        bound=bound,
        bound_source=None if bound is None else way.source,
        unfilled=verdict.unfilled,
        violations=verdict.violations,
        trajectory=way.reporter.trajectory,
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


class _Way:
    """One search from beginning to end: what is held by now, and who hears of it."""

    def __init__(self, problem: Problem, seed: int, stop: Stop, listen: Callable[[Event], None] | None, keep: Keep | None) -> None:
        self.seed, self.stop, self.keep = seed, stop, keep
        self.reporter = Reporter(listen)
        self.tables = Tables(problem)
        self.pinned = self.tables.pairs_of((pin.volunteer, pin.shift) for pin in problem.pins)
        self.held = Held(self.tables, self.pinned)
        self.crews = groups.crews_of(self.tables, self.held)
        self.bound: int | None = None
        self.source = "flow"
        self._kept_cost: int | None = None
        self._keeps_at = 0.0

    def go(self, start: Roster | None) -> None:
        """All phases, until the stop is set."""
        started = self.tables.known_pairs(start or Roster())
        if self.crews.together and not self.stop.is_set():
            self._place_groups(started)
        if start is not None:
            started = started[self.tables.fits(started)]
            self.held = repair.settled(self.tables, self.pinned, started, np.zeros(len(self.tables.duties), dtype=np.int64))
        self.reporter.end_phase("reading", objective=whole_cost(self.held))
        if not self.stop.is_set():
            self._search()

    def roster(self) -> Roster:
        """What is held now."""
        return replace(self.tables.roster_of(self.held.pairs), splits=self.crews.splits)

    def _place_groups(self, started: Pairs) -> None:
        """Put the groups down, as in the roster to begin from if it has any; from then on they are pinned, and their members are taken."""
        together = groups.Bound(self.tables, self.crews.together, [crew.shifts for crew in self.crews.together])
        pinned = Held(together, self.pinned)
        draft = assignment.drafted(together, pinned, self.stop)
        self.bound = draft.bound
        found = groups.whole(pinned, self.crews, started)
        if not len(found):
            found = groups.placed(pinned, self.crews, draft.prices.max(axis=0), seed=self.seed, stop=self.stop)
        nowhere = np.empty(0, dtype=np.int32)
        self.tables = groups.Bound(self.tables, self.crews.together, [nowhere] * len(self.crews.together))
        self.pinned += found
        self.held = Held(self.tables, self.pinned)
        self.stop.step()
        self.reporter.end_phase("groups", objective=whole_cost(self.held), bound=self.bound)

    def _search(self) -> None:
        draft = assignment.drafted(self.tables, Held(self.tables, self.pinned), self.stop)
        self.bound = draft.bound if self.bound is None else self.bound
        self.stop.step()
        self.reporter.end_phase("flow", bound=self.bound)
        repaired = repair.settled(self.tables, self.pinned, draft.pairs, draft.prices.max(axis=0))
        options = united([draft.options, self.held.pairs])
        search = repair.Search(self.pinned, min(self.held, repaired, key=whole_cost), options, seed=self.seed)
        self._end("repair", search)
        while not self.stop.is_set() and search.fill():
            self.stop.step()
            self._offer("fill", search)
        bound, left_out = draft.bound, len(draft.pairs) + len(self.pinned) - len(repaired.pairs)
        if left_out > BINDING * len(draft.pairs) and not self._is_close(search, bound):
            search, bound = self._decomposed(search, draft)
        self._end("fill", search)
        self._improve(search, bound)
        self._end("improve", search)

    def _decomposed(self, search: repair.Search, draft: assignment.Draft) -> tuple[repair.Search, int]:
        """What volunteers choose by themselves at good prices, filled up, if that is the better roster; and the better bound."""
        prices = Decomposition(Held(self.tables, self.pinned), draft.prices)
        least = int(WORTH_PRICES * settled_cost(search.held))
        bound = prices.climb(draft.bound, self.stop, least=least)
        if not self.crews.together and self.bound is not None and bound > self.bound:
            self.bound, self.source = bound, "prices"
        self.reporter.report("fill", objective=search.cost, bound=self.bound)
        if bound <= draft.bound + least:
            return search, bound
        chosen = prices.placed(self.seed, self.stop)
        settled = repair.settled(self.tables, self.pinned, chosen, draft.prices.max(axis=0))
        other = repair.Search(self.pinned, settled, united([draft.options, self.held.pairs, chosen]), seed=self.seed)
        while not self.stop.is_set() and other.fill():
            self.stop.step()
        return min(search, other, key=lambda each: each.cost), bound

    @staticmethod
    def _is_close(search: repair.Search, bound: int) -> bool:
        return search.cost - bound <= CLOSE_ENOUGH * settled_cost(search.held)

    def _improve(self, search: repair.Search, bound: int) -> None:
        """Step by step, and after each fill what that opened, until little is left to gain or next to nothing was gained for long."""
        costs, preferences = [search.cost], settled_cost(search.held)
        while search.cost - bound > CLOSE_ENOUGH * preferences:
            for work in (search.step, search.fill):
                if self.stop.is_set():
                    return
                work()
                self.stop.step()
            costs.append(search.cost)
            self.reporter.report("improve", objective=search.cost)
            self._offer("improve", search)
            if len(costs) > PATIENCE and costs[-1 - PATIENCE] - search.cost <= WORTHWHILE * preferences:
                return

    def _end(self, phase: str, search: repair.Search) -> None:
        self.held = search.held
        self.reporter.end_phase(phase, objective=search.cost)
        self._offer(phase, search, is_last=phase == "improve")

    def _offer(self, phase: str, search: repair.Search, *, is_last: bool = False) -> None:
        """Let the keeper have the roster, if it is better than the last one and enough time is past."""
        self.held = search.held
        now = time.monotonic()
        is_better = self._kept_cost is None or search.cost < self._kept_cost
        if self.keep is None or not is_better or (now < self._keeps_at and not is_last):
            return
        self._kept_cost = search.cost
        event = Event(at_seconds=self.stop.seconds_used(), phase=phase, objective=search.cost, bound=self.bound)
        self.keep(self.roster(), event)
        self._keeps_at = time.monotonic() + max(SECONDS_APART, 20 * (time.monotonic() - now))
