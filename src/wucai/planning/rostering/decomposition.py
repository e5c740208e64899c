"""Prices of seats at which every volunteer chooses by themselves: a bound that knows rest and days in a row, and a roster to begin with.

The seats are taken out of the problem (Lagrange; M. L. Fisher, Management Science 27, 1981): a shift pays each who takes it a price, and
each volunteer takes the cheapest sequence of shifts that their rules allow (`sequences`), whoever else wants the same. What all of them
cost, with what the shifts pay at the least, is no more than any roster costs, whatever the prices: of prices that are good it is hardly
less. They rise where too few came, and fall where too many did: for a qualification as a whole, for each of its slots, for each shift.

Prices are whole parts of a point, so that every sum is exact. No option is left out: all that are possible are looked at in every round.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from wucai.planning.flow import Amounts, Ids
from wucai.planning.rostering.held import Held, crew_costs, settled_cost
from wucai.planning.rostering.options import Block, blocks, joined
from wucai.planning.rostering.prices import Whole
from wucai.planning.rostering.sequences import Calendar, Costs, Limits, Sequences
from wucai.planning.rostering.tables import LEVELS, NOBODY, Mask, Pairs, Tables
from wucai.planning.search import Stop, Stopped, rng

PARTS = 64
"""Prices are whole numbers of so many parts of a point."""
ROUNDS = (20, 200)
"""So many rounds at the least and at the most …"""
WORK = 3_000_000_000
"""… and in between as many as come to so many options and states."""
FIRST_STEPS, LAST_STEPS = (1.0, 0.4, 0.001), (0.01, 1e-4, 2e-5)
"""How far prices go at first and at last if nobody comes, in shares of an open seat's penalty: for the whole of a qualification, …"""
MEMORY = 0.85
"""So much of what too few or too many came in earlier rounds counts on in the next."""
KEPT = 60_000_000
"""Options are kept from round to round up to about so many (4 bytes each), else made anew."""
CELLS = 2_000_000
"""States × volunteers of one block are at most about so many."""
TURNS = 100
"""In so many turns everybody is placed: so each turn finds what the turns before left open, at prices that say it."""
AT_LEAST = 5
"""… of so many volunteers at the least."""
FILLING = 0.003
"""A shift that is full before its time pays less by this share of an open seat's penalty, one that is empty at the end more."""


@dataclass(frozen=True, eq=False)
class _Options:
    """Of volunteers (rows) on shifts of one slot (columns) the costs in parts, far above all others where it is not possible."""

    slot: int
    volunteers: Ids
    shifts: Ids
    costs: Whole


@dataclass(frozen=True, eq=False)
class _Alike:
    """Volunteers whose limits are equal, what the next shift costs each of them, and the days on which they are pinned."""

    sequences: Sequences
    people: Amounts
    loads: Costs
    pinned: Mask | None

    def only(self, people: Mask) -> _Alike:
        """Those of them who are meant."""
        some = people[self.people]
        return _Alike(self.sequences, self.people[some], self.loads[:, some], None if self.pinned is None else self.pinned[:, some])


class Decomposition:
    """Prices for the seats that are open beside what is held."""

    def __init__(self, held: Held, prices: Amounts) -> None:
        """Begin with what one more volunteer of each level (row) saves on each shift (column), in points."""
        self._tables, self._held = held.tables, held
        tables = held.tables
        self._duties = held.open_seats > 0
        weights = tables.problem.weights
        self._dearest = PARTS * sum((weights.unfilled, weights.below_minimum, weights.no_leader, weights.newcomers_alone, weights.moved))
        highest = prices.max(axis=0)
        self._below = PARTS * (prices - highest)
        self._prices = np.clip(PARTS * highest, -self._dearest, self._dearest)
        self._seats = _Seats(held, self._duties)
        self._alike = list(_alike(held))
        self._size = sum(len(each.people) * each.sequences.count for each in self._alike)
        self._kept = self._options_kept()

    def climb(self, known: int, stop: Stop, *, least: int = 0) -> int:
        """Change prices, round by round, until the stop is set, and keep the best: the bound that they prove, or the one that is known.

        Where the prices of the beginning prove no more than `least` points above what is known, sequences bind hardly anybody, and it ends.
        """
        prices, best, bound = self._prices.astype(np.float64), None, known
        rounds = int(np.clip(WORK // max(1, self._size), *ROUNDS))
        steps = _Steps(self._tables, self._duties, self._held.open_seats, rounds)
        for _ in range(rounds):
            tried = np.rint(prices).astype(np.int64)
            try:
                found, missing = self._tried(tried, stop)
            except Stopped:
                break
            is_first = best is None
            if best is None or found > best:
                best, self._prices, bound = found, tried, max(known, found)
            if is_first and found <= known + least:
                break
            prices = np.clip(prices + steps.after(missing), -self._dearest, self._dearest)
        return bound

    def placed(self, seed: int, stop: Stop) -> Pairs:
        """Everybody's sequence, in turns by chance, as long as there are seats. What the sequences leave out may be broken."""
        tables, seats = self._tables, self._held.open_seats
        taken = np.zeros(len(seats), dtype=np.int64)
        order = rng(seed, "rostering", "sequences").permutation(len(tables.people))
        turns = max(1, min(TURNS, len(order) // AT_LEAST))
        filling = FILLING * PARTS * tables.problem.weights.unfilled
        found = []
        for turn, some in enumerate(np.array_split(order, turns)):
            if stop.is_set():
                break
            people = np.zeros(len(order), dtype=np.bool_)
            people[some] = True
            ahead = np.clip(taken / np.maximum(1, seats) - turn / turns, -0.5, 0.5)
            is_open = self._duties & (taken < seats)
            offers = (self._options(block) for block in blocks(tables, self._held, is_open, people=people))
            alike = (each.only(people) for each in self._alike)
            _, chosen = self._chosen(offers, alike, self._prices - np.rint(filling * ahead).astype(np.int64), Stop())
            chosen = chosen[np.argsort(chosen.shifts, kind="stable")]
            seat = np.arange(len(chosen)) - np.searchsorted(chosen.shifts, chosen.shifts)
            found.append(chosen[seat < (seats - taken)[chosen.shifts]])
            taken += np.bincount(found[-1].shifts, minlength=len(taken))
        return joined(found)

    def _tried(self, prices: Amounts, stop: Stop) -> tuple[int, Amounts]:
        """The bound at these prices, and how many more each shift would pay for than came."""
        offers = map(self._options, blocks(self._tables, self._held, self._duties)) if self._kept is None else self._kept
        costs, chosen = self._chosen(offers, self._alike, prices, stop)
        paid, wanted = self._seats.cheapest(prices + self._below)
        parts = costs + paid
        came = np.bincount(chosen.shifts, minlength=len(wanted))
        return settled_cost(self._held) - (-parts // PARTS), wanted - came

    def _chosen(self, offers: Iterable[_Options], alike: Iterable[_Alike], prices: Amounts, stop: Stop) -> tuple[int, Pairs]:
        """What everybody takes at these prices, and what it costs them all together, in parts."""
        slots, people = len(self._tables.slot_firsts) - 1, len(self._tables.people)
        costs, shifts = np.full((slots, people), np.inf), np.zeros((slots, people), dtype=np.int32)
        for each in offers:
            stop.require_more()
            worth = each.costs - prices[each.shifts].astype(each.costs.dtype)
            best = worth.argmin(axis=1)
            least = worth[np.arange(len(best)), best]
            is_possible = least < np.iinfo(worth.dtype).max // 4
            costs[each.slot, each.volunteers[is_possible]] = least[is_possible]
            shifts[each.slot, each.volunteers] = each.shifts[best]
        total, found = 0, []
        for group in alike:
            if len(group.people):
                stop.require_more()
                values, at, where = group.sequences.cheapest(costs[:, group.people], group.loads, group.pinned)
                total += int(values.sum())
                who = group.people[at]
                found.append(Pairs(who.astype(np.int32), shifts[where, who]))
        return total, joined(found)

    def _options(self, block: Block) -> _Options:
        """In 32 bits where that is enough for points and prices."""
        largest = PARTS * int(np.abs(block.points).max(initial=0)) + self._dearest + int(np.abs(self._below).max(initial=0))
        kind = np.int32 if largest < 2**28 else np.int64
        costs: Whole = np.multiply(block.points, PARTS, dtype=kind)
        below = self._below[:, block.shifts]
        if below.any():
            costs -= below.astype(kind)[self._tables.levels[block.volunteers]]
        costs[~block.possible] = np.iinfo(kind).max // 2
        return _Options(int(self._tables.slots[block.shifts[0]]), block.volunteers, block.shifts, costs)

    def _options_kept(self) -> list[_Options] | None:
        """All options, or None where they are too many."""
        cells = np.bincount(self._tables.slots[self._duties], minlength=len(self._tables.slot_firsts) - 1)
        count = sum(shifts * len(self._tables.free_in(slot)) for slot, shifts in enumerate(cells.tolist()))
        self._size += count
        return None if count > KEPT else [self._options(each) for each in blocks(self._tables, self._held, self._duties)]


class _Seats:
    """The shifts' side: what is cheapest for each, so many volunteers at these prices or open seats."""

    def __init__(self, held: Held, duties: Mask) -> None:
        tables, self._weights = held.tables, held.tables.problem.weights
        self._open = np.where(duties, held.open_seats, 0)
        self._under = np.clip(tables.minimum - held.crews, 0, self._open)
        self._levels = np.unique(tables.levels).tolist()
        costs, best = crew_costs(tables), held.best_levels
        rows = np.arange(len(best))
        stands = np.where(best == NOBODY, 0, costs[rows, best])
        self._crews = [PARTS * (costs[rows, np.maximum(best, level)] - stands) for level in range(len(LEVELS))]

    def cheapest(self, prices: Amounts) -> tuple[int, Amounts]:
        """What all shifts cost at the least, in parts, and how many volunteers that takes on each; a row of prices for each level.

        For a crew whose best is of one level, penalties and pay grow evenly but for one corner, the minimum: one of its ends is cheapest.
        """
        least, wanted = self._penalties(0 * self._open), 0 * self._open
        cheaper = prices[self._levels[0]] if self._levels else wanted
        for level in self._levels:
            cheaper = np.minimum(cheaper, prices[level])
            for count in (0 * self._open + 1, self._under, self._open):
                costs = self._penalties(count) + self._crews[level] + prices[level] + (count - 1) * cheaper
                is_less = (costs < least) & (count > 0) & (count <= self._open)
                least, wanted = np.where(is_less, costs, least), np.where(is_less, count, wanted)
        return int(least.sum()), wanted

    def _penalties(self, count: Amounts) -> Amounts:
        weights = self._weights
        parts = weights.unfilled * (self._open - count) + weights.below_minimum * np.maximum(0, self._under - count)
        return np.asarray(PARTS * parts)


class _Steps:
    """How prices change: shifts that ask for the same, those of them in one slot, and each shift have their own pace and memory."""

    def __init__(self, tables: Tables, duties: Mask, seats: Amounts, rounds: int) -> None:
        slots = tables.slots * (int(tables.asked.max(initial=0)) + 1) + tables.asked
        self._parts = [np.unique(each, return_inverse=True)[1].ravel() for each in (tables.asked, slots, np.arange(len(slots)))]
        self._seats = [np.maximum(1, np.bincount(part, weights=np.where(duties, seats, 0))) for part in self._parts]
        self._memory = [np.zeros(len(each)) for each in self._seats]
        self._pace = PARTS * max(1, tables.problem.weights.unfilled) * np.array(FIRST_STEPS)
        self._slowing = (np.array(LAST_STEPS) / FIRST_STEPS) ** (1 / rounds)

    def after(self, missing: Amounts) -> Costs:
        """By how much prices rise when so many were missing."""
        rise, explained = np.zeros(len(missing)), np.zeros(len(missing))
        for number, (part, seats) in enumerate(zip(self._parts, self._seats, strict=True)):
            share = np.bincount(part, weights=missing - explained * self._seats[-1]) / seats
            explained = explained + share[part]
            self._memory[number] = MEMORY * self._memory[number] + (1 - MEMORY) * share
            rise += self._pace[number] * self._memory[number][part]
        self._pace = self._pace * self._slowing
        return rise


def _alike(held: Held) -> Iterator[_Alike]:
    """All volunteers, sorted by their limits, in blocks."""
    tables = held.tables
    if not len(tables.people) or not len(tables.duties):
        return
    calendar = Calendar(tables)
    limits = _limits(held, calendar)
    kinds, kind_of = np.unique(limits, axis=0, return_inverse=True)
    everybody = np.arange(len(tables.people))
    left = held.shifts_left(everybody, np.full(len(everybody), tables.minutes.min()))
    extra = PARTS * tables.problem.weights.extra_shift
    for number, (rest, row, a_day, has_pins) in enumerate(kinds.tolist()):
        people = np.flatnonzero(kind_of.ravel() == number)
        most = min(int(left[people].max()), len(calendar.days) * max(1, calendar.most_on_a_day()))
        sequences = Sequences(calendar, Limits(rest, row, a_day, most, bool(has_pins)))
        height = max(1, CELLS // sequences.count)
        for top in range(0, len(people), height):
            some = people[top : top + height]
            taken = np.arange(most + 1)[:, np.newaxis]
            loads = np.where(taken > left[some], np.inf, extra * (held.shifts[some] + taken - 1.0))
            yield _Alike(sequences, some, loads, held.days_on[some].T if has_pins else None)


def _limits(held: Held, calendar: Calendar) -> Amounts:
    """For each volunteer rest, days in a row, shifts a day and whether anything is held, as `Limits` has them; what cannot bind is 0.

    A row of days that what is held makes longer than allowed stays allowed.
    """
    tables = held.tables
    people, pauses = np.arange(len(tables.people)), calendar.pauses()
    limits = np.zeros((len(people), 4), dtype=np.int64)
    marks = np.append(pauses, pauses.max(initial=0) + 1)
    limits[:, 0] = marks[np.minimum(np.searchsorted(pauses, tables.rest), len(pauses))]
    row = np.maximum(tables.max_days, held.longest_rows)
    limits[:, 1] = np.where(row < len(calendar.days), row, 0)
    a_day = np.zeros(len(people), dtype=np.int64)
    for day, slots in enumerate(calendar.days):
        if slots:
            shortest = np.full(len(people), min(each.ends - each.starts for each in slots))
            a_day = np.maximum(a_day, held.room_on(people, np.full(len(people), day), shortest))
    limits[:, 2] = np.where(a_day < calendar.most_on_a_day(), np.maximum(1, a_day), 0)
    limits[:, 3] = held.shifts > 0
    return limits
