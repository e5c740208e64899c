"""From a draft to a roster that keeps every rule, and from that to better ones, one small flow at a time.

`settled` takes up the placements of a draft again, one for each volunteer in each round, and leaves out what no longer fits. `Search`
then lifts placements, at most one of each volunteer, and places anew by a flow in which each volunteer gets at most one shift that fits
beside the rest: the roster stays sound and never grows dearer, so one can stop after any step.
"""

from __future__ import annotations

import numpy as np

from wucai.planning.flow import Amounts
from wucai.planning.rostering import assignment
from wucai.planning.rostering.options import Held, Mask, Pairs, Tables
from wucai.planning.search import rng

AT_ONCE = 150_000
"""At most about so many options are looked at in one step: some 50 ms."""


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


class Search:
    """A sound roster and its cost, and steps that never make it dearer."""

    def __init__(self, tables: Tables, pinned: Pairs, draft: assignment.Draft, *, seed: int) -> None:
        """Begin with what is sound of the draft. The pinned is never lifted; steps choose among the options of the draft."""
        held = settled(tables, pinned, draft.pairs)
        self.tables = tables
        self.held = held
        self.cost = assignment.whole_cost(tables, held)
        self._options = draft.options
        self._pinned = _keys(tables, pinned)
        self._chance = rng(seed, "rostering", "steps")

    def fill(self) -> bool:
        """Place more volunteers, at most one shift for each, without moving anybody; whether that gained anything."""
        nobody, everywhere = np.zeros(len(self.held.pairs), dtype=np.bool_), np.ones(len(self.tables.duties), dtype=np.bool_)
        return bool(self.held.open_seats.any()) and self._place(nobody, everywhere, self.tables.options)

    def step(self) -> bool:
        """Lift one placement of each volunteer on some shifts, by chance, and place on these shifts anew; whether that gained anything.

        Few shifts or many, since a step like the last seldom finds what that one missed; and a roster that costs the same is taken, too:
        it may lead further.
        """
        share = self._chance.uniform(0.1, 1.0) * min(1.0, AT_ONCE / max(1, len(self._options)))
        duties = self._chance.random(len(self.tables.duties)) < share
        pairs = self.held.pairs
        order = self._chance.permutation(np.flatnonzero(duties[pairs.shifts] & ~np.isin(_keys(self.tables, pairs), self._pinned)))
        _, first = np.unique(pairs.volunteers[order], return_index=True)
        lifted = np.zeros(len(pairs), dtype=np.bool_)
        lifted[order[first]] = True
        return self._place(lifted, duties, self._options)

    def _place(self, lifted: Mask, duties: Mask, options: Pairs) -> bool:
        """Put down what is lifted, place on these shifts as cheaply as these options allow, and keep it unless it is dearer."""
        rest = Held(self.tables, self.held.pairs[~lifted])
        options = options[(duties & (rest.open_seats > 0))[options.shifts]]
        options = options[rest.admits(options)]
        if not len(options):
            return False
        found = Held(self.tables, rest.pairs + assignment.added(self.tables, rest, options))
        cost, before = assignment.whole_cost(self.tables, found), self.cost
        if cost <= before:
            self.held, self.cost = found, cost
        return cost < before


def _keys(tables: Tables, pairs: Pairs) -> Amounts:
    return pairs.volunteers * max(1, len(tables.duties)) + pairs.shifts
