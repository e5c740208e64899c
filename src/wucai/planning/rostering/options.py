"""Which further placements are possible: block by block, since all of them together may be 300 million."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from wucai.planning.flow import Ids
from wucai.planning.rostering.held import Held
from wucai.planning.rostering.prices import Whole
from wucai.planning.rostering.tables import Mask, Pairs, Tables

CELLS = 2_000_000
"""A block has at most about so many."""


@dataclass(frozen=True, eq=False)
class Block:
    """Volunteers (rows, in order) on shifts of one slot (columns, in order): whether each is possible, and its points."""

    volunteers: Ids
    shifts: Ids
    possible: Mask
    points: Whole

    def pairs(self, chosen: Mask | None = None) -> Pairs:
        """The chosen cells, or all that are possible."""
        rows, columns = np.nonzero(self.possible if chosen is None else chosen)
        return Pairs(self.volunteers[rows], self.shifts[columns])


def blocks(tables: Tables, held: Held, duties: Mask, *, people: Mask | None = None) -> Iterator[Block]:
    """What may be added to what is held, alone for each volunteer, on these shifts, by these people or all; seats are not asked for.

    Slot by slot, in order.
    """
    for slot in np.unique(tables.slots[duties]).tolist():
        first, past = tables.slot_firsts[slot : slot + 2].tolist()
        shifts = (first + np.flatnonzero(duties[first:past])).astype(np.int32)
        free = tables.free_in(slot)
        if people is not None:
            free = free[people[free]]
        free = free[held.has_time(Pairs(free, np.full(len(free), first, dtype=np.int32)))]
        height = max(1, CELLS // len(shifts))
        for top in range(0, len(free), height):
            yield _block(tables, held, free[top : top + height], shifts)


def possible(tables: Tables, held: Held, duties: Mask | None = None) -> Pairs:
    """All that may be added, alone for each volunteer, by volunteer and then by time. For small problems, or few shifts."""
    every = np.ones(len(tables.duties), dtype=np.bool_)
    found = [block.pairs() for block in blocks(tables, held, every if duties is None else duties)]
    return joined(found).sorted()


def joined(parts: list[Pairs]) -> Pairs:
    """All parts, one after the other."""
    nobody = np.empty(0, dtype=np.int32)
    people, shifts = [part.volunteers for part in parts], [part.shifts for part in parts]
    return Pairs(np.concatenate([nobody, *people]), np.concatenate([nobody, *shifts]))


def _block(tables: Tables, held: Held, people: Ids, shifts: Ids) -> Block:
    fits = tables.able_between(people, shifts)
    if tables.ways is not None and len(held.pairs):
        busy = np.flatnonzero(held.shifts[people] > 0)
        cells = Pairs(np.repeat(people[busy], len(shifts)), np.tile(shifts, len(busy)))
        fits[busy] &= held.reaches(cells).reshape(len(busy), len(shifts))
    return Block(people, shifts, fits, tables.points_between(people, shifts))
