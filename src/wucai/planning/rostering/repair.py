"""From a draft to a roster that keeps every rule, and from that to better ones, one small flow at a time.

`settled` takes up the placements of a draft again, one for each volunteer in each round, and leaves out what no longer fits. `Rounds`
then lifts some placements, at most one of each volunteer, and places anew by a flow in which each volunteer gets at most one shift that
fits beside the rest: the roster stays sound and never grows dearer, so one can stop after any step.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from wucai.planning.rostering import assignment
from wucai.planning.rostering.options import Held, Mask, Pairs, Tables
from wucai.planning.search import Stop, rng


def settled(tables: Tables, pinned: Pairs, draft: Pairs) -> Held:
    """The pins and what of the draft fits beside them; of what does not fit together, what is easiest to fill anew is left out."""
    held = Held(tables, pinned)
    ease = np.bincount(tables.options.shifts, minlength=len(tables.duties)) / np.maximum(1, tables.seats)
    order = np.lexsort((draft.shifts, ease[draft.shifts], draft.volunteers))
    draft = draft[order]
    firsts = np.searchsorted(draft.volunteers, draft.volunteers)
    turn = np.arange(len(draft)) - firsts
    for number in range(int(turn.max(initial=-1)) + 1):
        mine = draft[turn == number]
        held = Held(tables, held.pairs + mine[held.admits(mine)])
    return held


class Rounds:
    """Steps that make a sound roster cheaper; `step` says whether it did."""

    def __init__(self, tables: Tables, pinned: Pairs, held: Held, *, seed: int) -> None:
        """Begin with what is held, of which the pinned is never lifted."""
        self.tables = tables
        self.held = held
        self.cost = assignment.whole_cost(tables, held)
        self._pinned = np.sort(_keys(tables, pinned))
        self._seed = seed

    def fill(self, stop: Stop) -> bool:
        """Place more volunteers without moving anybody."""
        return self._place(np.zeros(len(self.held.pairs), dtype=np.bool_), np.ones(len(self.tables.duties), dtype=np.bool_), stop)

    def sweep(self, number: int) -> Iterator[int]:
        """The days in an order of the seed's choice, for `redo`."""
        days = np.unique(self.tables.days)
        yield from rng(self._seed, "sweep", number).permutation(days).tolist()

    def redo(self, day: int, stop: Stop) -> bool:
        """Lift one shift of each volunteer who serves on this day, and place on this day anew."""
        pairs = self.held.pairs
        on_day = (self.tables.days[pairs.shifts] == day) & ~np.isin(_keys(self.tables, pairs), self._pinned)
        lifted = np.zeros(len(pairs), dtype=np.bool_)
        _, first = np.unique(pairs.volunteers[on_day], return_index=True)
        lifted[np.flatnonzero(on_day)[first]] = True
        return self._place(lifted, self.tables.days == day, stop)

    def _place(self, lifted: Mask, duties: Mask, stop: Stop) -> bool:
        """Put down what is lifted, place on these shifts as cheaply as can be, and keep it if it is cheaper."""
        rest = Held(self.tables, self.held.pairs[~lifted])
        options = self.tables.options
        options = options[(duties & (rest.open_seats > 0))[options.shifts]]
        options = options[rest.admits(options)]
        better = Held(self.tables, rest.pairs + assignment.added(self.tables, rest, options, stop))
        cost = assignment.whole_cost(self.tables, better)
        if cost >= self.cost:
            return False
        self.held, self.cost = better, cost
        return True


def _keys(tables: Tables, pairs: Pairs) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return pairs.volunteers * max(1, len(tables.duties)) + pairs.shifts
