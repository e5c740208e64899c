"""Which of the possible options go into the large flow: of 300 million some three million can matter, and prices tell which."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wucai.planning.flow import Amounts
from wucai.planning.rostering.held import Held
from wucai.planning.rostering.options import Block, blocks
from wucai.planning.rostering.prices import Whole
from wucai.planning.rostering.tables import Mask, Pairs, Tables, distinct
from wucai.planning.search import rng

TIE_BITS = 6
_TIES = rng(0, "rostering", "ties").integers(2**TIE_BITS, size=(251, 257), dtype=np.int32)


@dataclass(frozen=True)
class Sieve:
    """All options go in up to `at_once`; of more, the likely ones.

    Likely are of each volunteer's options at each time the `cheapest` so many, what a seat is worth taken off, and for each seat of a
    shift that has fewer than `scarce` of those, the cheapest so many of all who could take it. What seats are worth is guessed where a
    tenth of the volunteers are at least `sampled`.
    """

    at_once: int = 200_000
    cheapest: int = 4
    scarce: int = 14
    sampled: int = 400


def count_above(tables: Tables, held: Held, duties: Mask, most: int) -> bool:
    """Whether there are more options on these shifts than this."""
    count = 0
    for block in blocks(tables, held, duties):
        count += int(np.count_nonzero(block.possible))
        if count > most:
            return True
    return False


def likely(
    tables: Tables,
    held: Held,
    duties: Mask,
    sieve: Sieve,
    prices: Amounts,
    *,
    people: Mask | None = None,
    seats: Amounts | None = None,
) -> Pairs:
    """The options that go in, by volunteer and then by time; of these people, for so many seats, where not all are meant."""
    chosen = [_cheapest_of_rows(block, sieve.cheapest, prices, tables.levels) for block in blocks(tables, held, duties, people=people)]
    cheap = united(chosen)
    wanted = sieve.scarce * (held.open_seats if seats is None else seats)
    scarce = duties & (np.bincount(cheap.shifts, minlength=len(duties)) < wanted)
    more = [cheapest_of_columns(block, wanted[block.shifts]) for block in blocks(tables, held, scarce, people=people)]
    return united([cheap, *more])


def worth_in(block: Block, prices: Amounts, levels: Amounts) -> Whole:
    """Points less the price that a volunteer of their level is worth on the shift; out of reach where the cell is not possible."""
    mine = prices[:, block.shifts]
    if np.abs(mine).max(initial=0) < 2**29:
        mine = mine.astype(block.points.dtype)
    found: Whole = np.subtract(block.points, mine[levels[block.volunteers]])
    np.copyto(found, unreachable(block), where=~block.possible)
    return found


def unreachable(block: Block) -> int:
    """More than anything in the block costs."""
    return int(np.iinfo(block.points.dtype).max)


def scattered(costs: Whole, people: Whole, shifts: Whole) -> Whole:
    """These costs in the same order, with equal ones told apart, differently for every volunteer: else all would be sent the same way.

    Written over what is given, unless its range is too large.
    """
    far = np.iinfo(costs.dtype).max
    is_near = costs < far
    if max(-int(costs.min(initial=0)), int(costs.max(where=is_near, initial=0))) < far >> TIE_BITS + 1:
        np.left_shift(costs, TIE_BITS, out=costs, where=is_near)
        np.add(costs, _TIES[np.ix_(people % _TIES.shape[0], shifts % _TIES.shape[1])], out=costs, where=is_near)
    return costs


def cheapest_of_columns(block: Block, counts: Amounts) -> Pairs:
    """Each shift's so many cheapest possible cells."""
    points = scattered(np.where(block.possible, block.points, unreachable(block)), block.volunteers, block.shifts)
    chosen = np.zeros(block.possible.shape, dtype=np.bool_)
    for column, count in enumerate(counts.tolist()):
        chosen[np.argpartition(points[:, column], count)[:count] if count < len(points) else slice(None), column] = True
    return block.pairs(chosen & block.possible)


def united(parts: list[Pairs]) -> Pairs:
    """All that is in any part, each pair once, by volunteer and then by time."""
    keys = distinct(np.concatenate([np.empty(0, dtype=np.int64), *[part.keys for part in parts]]))
    return Pairs((keys >> 32).astype(np.int32), (keys & (2**32 - 1)).astype(np.int32))


def _cheapest_of_rows(block: Block, count: int, prices: Amounts, levels: Amounts) -> Pairs:
    """Each volunteer's so many cheapest possible cells, what a seat is worth taken off."""
    if count >= len(block.shifts):
        return block.pairs()
    costs = scattered(worth_in(block, prices, levels), block.volunteers, block.shifts)
    columns = np.argpartition(costs, count, axis=1)[:, :count].ravel()
    rows = np.repeat(np.arange(len(block.volunteers)), count)
    fits = block.possible[rows, columns]
    return Pairs(block.volunteers[rows[fits]], block.shifts[columns[fits]])
