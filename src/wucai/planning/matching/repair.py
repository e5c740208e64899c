"""Matchings that keep every rule: put together pair by pair, from nothing or from what a programme would like.

A programme may hand out less than a giver's least, or halves. Settling takes its whole units pair after pair as far as the rules allow,
then fills what is still open with what is still free. Diving goes on from there: of the pairs that did not fit, one of each need and one of
each resource may have only what the rules allow of it; then the programme is solved again, in a tenth of the time, and finds for the needs
that lost out what is best for all. It ends when everything fits. Every step hands back a whole matching.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from wucai.planning.matching.linear import Linear
from wucai.planning.matching.pairs import Whole, engaged, most_out
from wucai.planning.matching.rows import Real, Rows
from wucai.planning.search import Stop

DIVES = 16
"""Programmes that a dive solves at most; most end sooner."""

BATCH = 4_096
"""Pairs that are looked at together before each is tried."""

ROUNDING = 1e-6
"""What a programme in floating point may be too low."""


class Ledger:
    """What is open and what is free while a matching is being put together."""

    def __init__(self, rows: Rows) -> None:
        """Start with nothing given."""
        pairs = rows.pairs
        self._resources = rows.problem.resources
        self._needs: list[int] = pairs.needs.tolist()  # lists: one number out of an array costs ten times as much
        self._given_by: list[int] = pairs.resources.tolist()
        self._most: list[int] = pairs.most.tolist()
        self._firsts: list[int] = pairs.firsts.tolist()
        self._lasts: list[int] = pairs.lasts.tolist()
        self._open: list[int] = rows.asked.tolist()
        self._left = [resource.quantity for resource in self._resources]
        self._out = {at: [(each.starts, each.ends, each.quantity) for each in agreed] for at, agreed in engaged(rows.problem).items()}
        self.units = np.zeros(len(pairs), dtype=np.int64)

    def take(self, at: int, wanted: int) -> int:
        """Give the pair as many of the wanted units as the rules allow, or none if that is below the giver's least."""
        resource = self._resources[self._given_by[at]]
        held = int(self.units[at])
        units = min(wanted, self._most[at] - held, self._open[self._needs[at]], self._free(at))
        if units <= 0 or held + units < resource.least:
            return 0
        self._open[self._needs[at]] -= units
        if resource.is_reusable:
            self._out.setdefault(self._given_by[at], []).append((self._firsts[at], self._lasts[at], units))
        else:
            self._left[self._given_by[at]] -= units
        self.units[at] += units
        return units

    def fill(self, rows: Rows) -> None:
        """Give what is free to what is open, the pair that saves most a unit first."""
        order = np.flatnonzero(np.array(self._open)[rows.pairs.needs] > 0)
        order = order[np.argsort(-rows.saved[order], kind="stable")]
        for start in range(0, len(order), BATCH):
            batch = order[start : start + BATCH]
            may = (np.array(self._open)[rows.pairs.needs[batch]] > 0) & (np.array(self._left)[rows.pairs.resources[batch]] > 0)
            for at in batch[may].tolist():
                if self._open[self._needs[at]]:
                    self.take(at, self._open[self._needs[at]])

    def _free(self, at: int) -> int:
        j = self._given_by[at]
        if not self._resources[j].is_reusable:
            return self._left[j]
        return self._resources[j].quantity - most_out(self._out.get(j, []), self._firsts[at], self._lasts[at])


def greedy(rows: Rows) -> Whole:
    """A matching without any programme: the pair that saves most goes first."""
    ledger = Ledger(rows)
    ledger.fill(rows)
    return ledger.units


def settled(rows: Rows, wanted: Whole) -> Whole:
    """The wanted units as far as the rules allow, those first that save most, and the rest filled up."""
    ledger = Ledger(rows)
    used = np.flatnonzero(wanted)
    for at in used[np.argsort(-(rows.saved * wanted)[used], kind="stable")].tolist():
        ledger.take(at, int(wanted[at]))
    ledger.fill(rows)
    return ledger.units


def within(rows: Rows, units: Real) -> Whole:
    """What of a programme's answer is whole and no less than the giver's least."""
    whole = np.floor(units + ROUNDING).astype(np.int64)
    whole[whole < rows.least] = 0
    return whole


def dive(rows: Rows, linear: Linear, stop: Stop) -> Iterator[Whole]:
    """Matchings that come nearer and nearer to what the programme says, from its answer on, not always better ones."""
    for _ in range(DIVES):
        whole = within(rows, linear.units)
        yield settled(rows, whole)
        misfits = np.flatnonzero(linear.units > whole + ROUNDING)
        if stop.is_set() or not (len(misfits) or linear.price()):
            return
        lowered = _one_each(rows, misfits, linear.units)
        linear.most[lowered] = whole[lowered]
        linear.widen(rows.pairs.needs[lowered])
        if not linear.solve(stop):
            return
        linear.price()


def _one_each(rows: Rows, misfits: Whole, units: Real) -> Whole:
    """Of these pairs no two of one need or one resource, those first that are farthest from what fits."""
    needs, resources = rows.pairs.needs, rows.pairs.resources
    met: set[tuple[str, int]] = set()
    found = []
    for at in misfits[np.argsort((units / rows.least)[misfits], kind="stable")].tolist():
        ends = {("need", int(needs[at])), ("resource", int(resources[at]))}
        if not met & ends:
            met |= ends
            found.append(at)
    return np.array(found, dtype=np.int64)
