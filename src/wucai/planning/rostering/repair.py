"""From a draft to a roster that keeps every rule, and from that to better ones, one small flow at a time.

`settled` takes up the placements of a draft again, one for each volunteer in each round, and leaves out what no longer fits. `Search`
then lifts placements, at most one of each volunteer, and places anew by a flow in which each volunteer gets at most one shift that fits
beside the rest: the roster stays sound and never grows dearer, so one can stop after any step.
"""

from __future__ import annotations

import numpy as np

from wucai.planning.flow import Amounts
from wucai.planning.rostering import assignment
from wucai.planning.rostering.held import Held, whole_cost
from wucai.planning.rostering.options import Block, blocks, joined
from wucai.planning.rostering.sieve import cheapest_of_columns
from wucai.planning.rostering.tables import Mask, Pairs, Tables, expanded
from wucai.planning.search import rng

AT_ONCE = 150_000
"""At most about so many options are looked at in one step: some 50 ms."""
OPEN_SHARE = 0.3
"""While seats are open, this share of the steps goes to them."""
NEAR = 10
"""So many shifts with open seats one step goes to."""
A_SEAT = 30
"""Of those who could fill a shift with nobody moved, so many for each open seat, the cheapest, are looked at in one step."""


def settled(tables: Tables, pinned: Pairs, draft: Pairs, worth: Amounts) -> Held:
    """The pins and what of the draft fits beside them; of what does not fit together, the shift that is worth less is left out."""
    held = Held(tables, pinned)
    draft = draft[np.lexsort((draft.shifts, -worth[draft.shifts], draft.volunteers))]
    turn = np.arange(len(draft)) - np.searchsorted(draft.volunteers, draft.volunteers)
    for number in range(int(turn.max(initial=-1)) + 1):
        mine = draft[turn == number]
        mine = mine[held.admits(mine)]
        mine = mine[np.argsort(mine.shifts, kind="stable")]
        seat = np.arange(len(mine)) - np.searchsorted(mine.shifts, mine.shifts)
        held = Held(tables, held.pairs + mine[seat < held.open_seats[mine.shifts]])
    return held


class Search:
    """A sound roster and its cost, and steps that never make it dearer."""

    def __init__(self, pinned: Pairs, held: Held, options: Pairs, *, seed: int) -> None:
        """Begin with a sound roster. The pinned is never lifted; steps choose among these options."""
        self.tables = held.tables
        self.held = held
        self.cost = whole_cost(held)
        self._options = options[np.argsort(options.shifts, kind="stable")]
        self._firsts = np.searchsorted(self._options.shifts, np.arange(len(self.tables.duties) + 1))
        self._pinned = pinned.keys
        self._chance = rng(seed, "rostering", "steps")

    def fill(self) -> bool:
        """Place more volunteers, at most one shift for each, without moving anybody; whether that gained anything."""
        is_open = self.held.open_seats > 0
        found = [_cheapest(block, self.held.open_seats) for block in blocks(self.tables, self.held, is_open)]
        return self._place(self.held, joined(found).sorted())

    def step(self) -> bool:
        """Lift one placement of each volunteer on some shifts, by chance, and place on these shifts anew; whether that gained anything.

        Few shifts or many, since a step like the last seldom finds what that one missed; and a roster that costs the same is taken, too:
        it may lead further. While seats are open, some steps go to some of these and to where those serve who could take them.
        """
        duties = self._by_chance(AT_ONCE)
        is_open = self.held.open_seats > 0
        if is_open.any() and self._chance.random() < OPEN_SHARE:
            duties = self._by_chance(AT_ONCE // 2) | self._near(np.flatnonzero(is_open))
        pairs = self.held.pairs
        order = self._chance.permutation(np.flatnonzero(duties[pairs.shifts] & ~np.isin(pairs.keys, self._pinned)))
        _, first = np.unique(pairs.volunteers[order], return_index=True)
        lifted = np.zeros(len(pairs), dtype=np.bool_)
        lifted[order[first]] = True
        rest = Held(self.tables, pairs[~lifted])
        options = self._options_on(np.flatnonzero(duties & (rest.open_seats > 0)))
        return self._place(rest, options[rest.admits(options)])

    def _by_chance(self, most: int) -> Mask:
        """Few shifts or many, with so many options at the most."""
        share = self._chance.uniform(0.1, 1.0) * min(1.0, most / max(1, len(self._options)))
        return np.asarray(self._chance.random(len(self.tables.duties)) < share)

    def _near(self, opened: Amounts) -> Mask:
        """Some of these shifts, and some of those on which serve who could take one of them."""
        near = np.zeros(len(self.tables.duties), dtype=np.bool_)
        some = self._chance.permutation(opened)[:NEAR]
        could = np.zeros(len(self.tables.people), dtype=np.bool_)
        could[self._options_on(some).volunteers] = True
        near[self.held.pairs.shifts[could[self.held.pairs.volunteers]]] = True
        size = int(np.diff(self._firsts)[near].sum())
        near &= self._chance.random(len(near)) < self._chance.uniform(0.1, 1.0) * min(1.0, AT_ONCE / 2 / max(1, size))
        near[some] = True
        return near

    def _options_on(self, duties: Amounts) -> Pairs:
        return self._options[expanded(self._firsts[duties], np.diff(self._firsts)[duties])[1]]

    def _place(self, rest: Held, options: Pairs) -> bool:
        """Place as cheaply as these options allow beside the rest, and keep it unless it is dearer."""
        if not len(options):
            return False
        found = Held(self.tables, rest.pairs + assignment.added(rest, options))
        cost, before = whole_cost(found), self.cost
        if cost <= before:
            self.held, self.cost = found, cost
        return cost < before


def _cheapest(block: Block, open_seats: Amounts) -> Pairs:
    return cheapest_of_columns(block, A_SEAT * open_seats[block.shifts])
