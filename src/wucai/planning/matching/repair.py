"""From a flow to a matching that keeps every rule, and on from there: settle, polish, ban what did not fit, carry again.

The flow may hand out less than a giver's least, or lend one unit twice on a day. Settling takes its amounts one after the other as far as
the rules allow, then fills what is still open with what is still free, cheapest first. Polishing carries once more with the lending as
settled, so that what is consumed finds its best place around it. Then what did not fit is banned and the flow asked again, so that the
needs that lost out find other resources. Every step ends with a whole matching; the solver keeps the cheapest.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from wucai.planning.matching.pairs import Mask, Pairs, Whole, engaged, most_out, open_costs
from wucai.planning.matching.problem import Problem
from wucai.planning.matching.transport import Carried, Transport
from wucai.planning.search import Stop

ROUNDS = 5
"""Each bans more; later ones seldom find anything."""


class Ledger:
    """What is open and what is free while a matching is being put together."""

    def __init__(self, problem: Problem, pairs: Pairs) -> None:
        """Start with nothing given."""
        self._resources = problem.resources
        self._needs: list[int] = pairs.needs.tolist()  # lists: one number out of an array costs ten times as much
        self._given_by: list[int] = pairs.resources.tolist()
        self._firsts: list[int] = pairs.firsts.tolist()
        self._lasts: list[int] = pairs.lasts.tolist()
        self._open = [need.quantity for need in problem.needs]
        self._left = [resource.quantity for resource in problem.resources]
        self._out = {at: [(each.starts, each.ends, each.quantity) for each in agreed] for at, agreed in engaged(problem).items()}
        self.units = np.zeros(len(pairs), dtype=np.int64)

    def take(self, at: int, wanted: int) -> int:
        """Give the pair as many of the wanted units as the rules allow, or none if that is below the giver's least."""
        resource = self._resources[self._given_by[at]]
        units = min(wanted, self._open[self._needs[at]], self._free(at))
        if units <= 0 or self.units[at] + units < resource.least:
            return 0
        self._open[self._needs[at]] -= units
        if resource.is_reusable:
            self._out.setdefault(self._given_by[at], []).append((self._firsts[at], self._lasts[at], units))
        else:
            self._left[self._given_by[at]] -= units
        self.units[at] += units
        return units

    def is_open(self) -> Mask:
        """For each need whether it still lacks something."""
        return np.array(self._open, dtype=np.int64) > 0

    def _free(self, at: int) -> int:
        j = self._given_by[at]
        if not self._resources[j].is_reusable:
            return self._left[j]
        return self._resources[j].quantity - most_out(self._out.get(j, []), self._firsts[at], self._lasts[at])


def greedy(problem: Problem, pairs: Pairs) -> Whole:
    """A matching without any flow: the pair that saves most goes first."""
    ledger = Ledger(problem, pairs)
    _fill(problem, pairs, ledger)
    return ledger.units


def rounds(problem: Problem, pairs: Pairs, transport: Transport, carried: Carried, stop: Stop) -> Iterator[Whole]:
    """Matchings that keep every rule, from this flow and from those that follow it, not always better ones."""
    is_lent = np.array([resource.is_reusable for resource in problem.resources], dtype=np.bool_)[pairs.resources]
    most = pairs.most.copy()
    for _ in range(ROUNDS):
        settled, misfits = settle(problem, pairs, carried.units, is_raised=False)
        yield settled
        if not len(misfits) or stop.is_set():
            return
        raised, _ = settle(problem, pairs, carried.units, is_raised=True)
        yield raised
        if stop.is_set():
            return
        best = min(settled, raised, key=transport.cost)
        polished = transport.cheapest(np.where(is_lent, best, most))
        yield settle(problem, pairs, polished.units, is_raised=True)[0]
        if stop.is_set():
            return
        most[misfits] = 0
        carried = transport.cheapest(most)


def settle(problem: Problem, pairs: Pairs, wanted: Whole, *, is_raised: bool) -> tuple[Whole, Whole]:
    """The wanted units as far as the rules allow, the rest filled up; and the positions of those that did not fit.

    is_raised: what is below its giver's least is raised to it first, instead of being left out.
    """
    ledger = Ledger(problem, pairs)
    least = np.array([resource.least for resource in problem.resources], dtype=np.int64)[pairs.resources]
    saved = (open_costs(problem)[pairs.needs] - pairs.costs) * wanted
    used = np.flatnonzero(wanted)
    is_short = (wanted < least)[used] if is_raised else np.zeros(len(used), dtype=np.bool_)
    amounts = np.maximum(wanted, least) if is_raised else wanted
    order = used[np.lexsort((used, -saved[used], ~is_short))]
    misfits = [at for at in order.tolist() if ledger.take(at, int(amounts[at])) < wanted[at]]
    _fill(problem, pairs, ledger)
    return ledger.units, np.array(misfits, dtype=np.int64)


def _fill(problem: Problem, pairs: Pairs, ledger: Ledger) -> None:
    """Give what is free to what is open, the pair that saves most a unit first."""
    saved = open_costs(problem)[pairs.needs] - pairs.costs
    candidates = np.flatnonzero(ledger.is_open()[pairs.needs])
    for at in candidates[np.argsort(-saved[candidates], kind="stable")].tolist():
        ledger.take(at, problem.needs[int(pairs.needs[at])].quantity)
