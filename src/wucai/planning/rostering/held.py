"""What every volunteer holds, and which further pairs keep every rule beside it, one at a time for each volunteer."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from wucai.planning.flow import Amounts, Ids
from wucai.planning.rostering.prices import Whole
from wucai.planning.rostering.tables import FOR_EVER, LEVELS, NOBODY, Mask, Pairs, Tables, expanded


class Held:
    """Placements, sorted by volunteer and then by time, and what they add up to."""

    def __init__(self, tables: Tables, pairs: Pairs) -> None:
        """Take these placements."""
        self.tables = tables
        self.pairs = pairs.sorted()
        self.shifts = np.bincount(pairs.volunteers, minlength=len(tables.people))
        self.crews = np.bincount(pairs.shifts, minlength=len(tables.duties))
        self._on_day = np.zeros((len(tables.people), int(tables.days.max(initial=0)) + 3), dtype=np.int16)
        np.add.at(self._on_day, (pairs.volunteers, tables.days[pairs.shifts] + 1), 1)

    @cached_property
    def open_seats(self) -> Amounts:
        """Seats left on each shift."""
        seats: Amounts = np.maximum(0, self.tables.seats - self.crews)
        return seats

    @cached_property
    def best_levels(self) -> Amounts:
        """The highest level on each shift, NOBODY where there is none."""
        best = np.full(len(self.tables.duties), NOBODY)
        np.maximum.at(best, self.pairs.shifts, self.tables.levels[self.pairs.volunteers])
        return best

    def shifts_left(self, people: Whole, shortest: Amounts) -> Amounts:
        """How many more shifts each of these people may take, in all, if none is shorter than this."""
        by_minutes = (self.tables.max_minutes[people] - self.minutes[people]) // shortest
        left: Amounts = np.maximum(0, np.minimum(self.tables.max_shifts[people] - self.shifts[people], by_minutes))
        return left

    def room_on(self, people: Whole, days: Amounts, shortest: Amounts) -> Amounts:
        """How many more shifts each of these people may take on the day beside it, if none is shorter than this."""
        room = self.tables.max_day_shifts[people] - self._on_day[people, days + 1]
        if self._limits_days:
            spent = self._day_minutes[people, days]
            room = np.minimum(room, (self.tables.max_day_minutes[people] - spent) // shortest)
        return np.asarray(np.maximum(0, room))

    def admits(self, pairs: Pairs) -> Mask:
        """Whether each pair, added alone, keeps every rule. Seats are not asked for, nor is what the pair is by itself."""
        fits = self.has_time(pairs)
        if self.tables.ways is not None:
            busy = np.flatnonzero(fits & (self.shifts > 0)[pairs.volunteers])
            fits[busy] = self.reaches(pairs[busy])
        return fits

    def has_time(self, pairs: Pairs) -> Mask:
        """As `admits`, the ways between stations apart: the same for all shifts of a slot."""
        who, where = pairs.volunteers, pairs.shifts
        tables, minutes = self.tables, self.tables.minutes[pairs.shifts]
        fits = self.shifts[who] < tables.max_shifts[who]
        fits &= self.minutes[who] + minutes <= tables.max_minutes[who]
        if self._limits_days:
            fits &= self._day_minutes[who, tables.days[where]] + minutes <= tables.max_day_minutes[who]
        if self._limits_weeks:
            fits &= self._week_minutes[who, tables.weeks[where]] + minutes <= tables.max_week_minutes[who]
        busy = np.flatnonzero(fits & (self.shifts > 0)[who])
        fits[busy] = self._fits_days(pairs[busy])
        busy = busy[fits[busy]]
        fits[busy] = self._is_rested(pairs[busy])
        return fits

    def reaches(self, pairs: Pairs) -> Mask:
        """Whether there is time for the way from each shift held to the pair's, and back."""
        reaches = np.ones(len(pairs), dtype=np.bool_)
        if self.tables.ways is not None:
            asked, new, old, pause = self._beside(pairs)
            reaches[asked[pause < self.tables.ways[self.tables.spots[new], self.tables.spots[old]]]] = False
        return reaches

    @cached_property
    def minutes(self) -> Amounts:
        """Minutes that each volunteer serves in all."""
        minutes = np.zeros(len(self.tables.people), dtype=np.int64)
        np.add.at(minutes, self.pairs.volunteers, self.tables.minutes[self.pairs.shifts])
        return minutes

    @cached_property
    def _limits_days(self) -> bool:
        return bool((self.tables.max_day_minutes < FOR_EVER).any())

    @cached_property
    def _limits_weeks(self) -> bool:
        return bool((self.tables.max_week_minutes < FOR_EVER).any())

    @cached_property
    def _day_minutes(self) -> Amounts:
        return self._minutes_by(self.tables.days)

    @cached_property
    def _week_minutes(self) -> Amounts:
        return self._minutes_by(self.tables.weeks)

    def _minutes_by(self, spans: Amounts) -> Amounts:
        minutes = np.zeros((len(self.tables.people), int(spans.max(initial=0)) + 1), dtype=np.int64)
        np.add.at(minutes, (self.pairs.volunteers, spans[self.pairs.shifts]), self.tables.minutes[self.pairs.shifts])
        return minutes

    def _fits_days(self, pairs: Pairs) -> Mask:
        """Whether the day takes one more, and the row of days one more day."""
        who, days = pairs.volunteers, self.tables.days[pairs.shifts] + 1
        on_day = self._on_day[who, days]
        fits: Mask = on_day < self.tables.max_day_shifts[who]
        return fits & ((on_day > 0) | (self._run_with[who, days] <= self.tables.max_days[who]))

    @cached_property
    def _run_with(self) -> Amounts:
        """How long the row of days would be if the volunteer served on this day, too."""
        worked = self._on_day > 0
        before, after = np.zeros(worked.shape, dtype=np.int16), np.zeros(worked.shape, dtype=np.int16)
        for day in range(1, worked.shape[1]):
            before[:, day] = np.where(worked[:, day - 1], before[:, day - 1] + 1, 0)
            after[:, -1 - day] = np.where(worked[:, -day], after[:, -day] + 1, 0)
        return np.asarray(before + 1 + after)

    @property
    def days_on(self) -> Mask:
        """On which days (columns) each volunteer (row) serves."""
        return np.asarray(self._on_day[:, 1:-1] > 0)

    @property
    def longest_rows(self) -> Amounts:
        """How many days in a row each volunteer serves at the most."""
        return np.asarray(np.where(self._on_day > 0, self._run_with, 0).max(axis=1), dtype=np.int64)

    def _is_rested(self, pairs: Pairs) -> Mask:
        """Whether no shift held shares a moment with the pair's, nor robs the rest before or after it."""
        asked, new, old, pause = self._beside(pairs)
        is_same_day = self.tables.days[new] == self.tables.days[old]
        needed = np.where(is_same_day, 0, self.tables.rest[pairs.volunteers[asked]])
        rested = np.ones(len(pairs), dtype=np.bool_)
        rested[asked[pause < needed]] = False
        return rested

    def _beside(self, pairs: Pairs) -> tuple[Amounts, Ids, Ids, Amounts]:
        """Each pair beside each shift that its volunteer holds: the pair's position, the two shifts, minutes between them."""
        firsts = np.cumsum(self.shifts) - self.shifts
        asked, held = expanded(firsts[pairs.volunteers], self.shifts[pairs.volunteers])
        new, old = pairs.shifts[asked], self.pairs.shifts[held]
        starts, ends = self.tables.starts, self.tables.ends
        return asked, new, old, np.maximum(starts[new] - ends[old], starts[old] - ends[new])


def crew_costs(tables: Tables) -> Amounts:
    """What each shift costs (row) when the best of its crew is of each level (column): no leader, newcomers by themselves."""
    costs = np.zeros((len(tables.duties), len(LEVELS)), dtype=np.int64)
    costs[tables.asks_leader, :-1] = tables.problem.weights.no_leader
    costs[:, 0] += tables.problem.weights.newcomers_alone
    return costs


def settled_cost(held: Held) -> int:
    """What the placements held cost, by themselves and together, without the seats left open."""
    tables, weights = held.tables, held.tables.problem.weights
    load = weights.extra_shift * int((held.shifts * (held.shifts - 1) // 2).sum())
    stands = np.flatnonzero(held.best_levels > NOBODY)
    crews = int(crew_costs(tables)[stands, held.best_levels[stands]].sum())
    return load + crews + weights.moved * len(tables.previous) + int(tables.points(held.pairs).sum())


def whole_cost(held: Held) -> int:
    """The objective of the roster that is held."""
    weights = held.tables.problem.weights
    below = int(np.maximum(0, held.tables.minimum - held.crews).sum())
    return settled_cost(held) + weights.unfilled * int(held.open_seats.sum()) + weights.below_minimum * below
