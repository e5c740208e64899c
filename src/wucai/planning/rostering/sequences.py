"""The cheapest sequence of shifts for each of many volunteers at once, where what every slot costs each of them is known.

A dynamic programme over the slots in order of time. A state says in which slot somebody served last, how many shifts that makes, on how
many days in a row, and how many on this day. Which states there are, and what leads to them, is the same for all volunteers with equal
limits: so a state is a row of numbers with a column for each volunteer, and a step of the programme is a sum and a minimum of rows.

Kept are overlaps, rest between days, days in a row, shifts a day and shifts in all. Left out are ways, minutes a week, and rest from a
day to the next but one: no volunteer has a cheaper sequence than the one found here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wucai.planning.flow import Amounts
from wucai.planning.rostering.prices import Whole
from wucai.planning.rostering.tables import Tables

Costs = NDArray[np.float64]
"""Whole numbers as floats, exact far beyond any sum of points; infinite where nothing is possible."""


class Slot(NamedTuple):
    """When it begins and ends, and its number in the tables."""

    starts: int
    ends: int
    number: int


class Calendar:
    """The slots of each day, in order, and the days by number."""

    def __init__(self, tables: Tables) -> None:
        """Read the slots of the tables."""
        firsts = tables.slot_firsts[:-1]
        self.slots = len(firsts)
        self.days: list[list[Slot]] = [[] for _ in range(int(tables.days.max(initial=-1)) + 1)]
        for number, first in enumerate(firsts.tolist()):
            self.days[int(tables.days[first])].append(Slot(int(tables.starts[first]), int(tables.ends[first]), number))

    def pauses(self) -> Amounts:
        """All the minutes that lie between a slot and one of the next day, in order."""
        pairs = zip(self.days, self.days[1:], strict=False)
        return np.unique(np.array([late.starts - early.ends for day, after in pairs for late in after for early in day], dtype=np.int64))

    def most_on_a_day(self) -> int:
        """How many slots of one day can follow one another."""
        longest = 0
        for day in self.days:
            count, free_at = 0, None
            for slot in sorted(day, key=lambda each: each.ends):
                if free_at is None or slot.starts >= free_at:
                    count, free_at = count + 1, slot.ends
            longest = max(longest, count)
        return longest


@dataclass(frozen=True, order=True)
class Limits:
    """What volunteers must share to be looked at together.

    rest: minutes between two days. row, a_day: days in a row, shifts a day, 0 where nothing keeps from more. most: shifts in all.
    has_pins: whether some have days on which they serve in any case.
    """

    rest: int
    row: int
    a_day: int
    most: int
    has_pins: bool


class _State(NamedTuple):
    """Where a volunteer stands. kind: served in the slot `at`; came home from day `at` by the moment `by`; idle before day `at`."""

    kind: str
    at: int
    taken: int
    row: int = 0
    today: int = 0
    by: int = 0


@dataclass(frozen=True, eq=False)
class _Step:
    """States side by side: their rows, the rows that lead to each, the row of costs that all bear (−1: none), shifts taken or None."""

    first: int
    past: int
    before: Amounts
    cost: int
    taken: Amounts | None


class Sequences:
    """All states for volunteers with these limits, in an order in which what leads to a state comes before it."""

    def __init__(self, calendar: Calendar, limits: Limits) -> None:
        """List the states that can be reached, day after day."""
        self.limits, self._calendar = limits, calendar
        self._rows = {_State("idle", 0, 0): 0}
        self._steps: list[_Step] = []
        self._takens = range(1, limits.most + 1)
        self._in_a_row = range(1, max(1, limits.row) + 1)
        self._today = range(1, max(1, limits.a_day) + 1)
        for day, slots in enumerate(calendar.days):
            for slot in slots:
                self._serve(day, slot)
            self._come_home(day)
            self._idle(day + 1)
        last = len(calendar.days)
        self._add([(_State("end", 0, 0), [*self._all_idle(last), *self._home(last - 1)])])
        self.count = len(self._rows)
        self._before, self._slot = self._joined()

    def cheapest(self, costs: Costs, loads: Costs, pinned: NDArray[np.bool_] | None = None) -> tuple[Costs, Amounts, Amounts]:
        """What the cheapest sequence of each volunteer costs, and those sequences: columns, and the slots that they take.

        costs: of each slot (row) for each volunteer (column). loads: of each shift taken, the first in row 1, infinite past the limit.
        pinned: on which days (rows) each serves in any case, where the limits say that some do.
        """
        if self.limits.has_pins and pinned is not None:
            costs = np.concatenate([costs, np.where(pinned, 0.0, np.inf), np.where(pinned, np.inf, 0.0)])
        values = np.empty((self.count, costs.shape[1]))
        values[0] = 0
        for step in self._steps:
            found = values[step.first : step.past]
            np.take(values, step.before[:, 0], axis=0, out=found)
            for column in range(1, step.before.shape[1]):
                np.minimum(found, values[step.before[:, column]], out=found)
            if step.cost >= 0:
                found += costs[step.cost]
            if step.taken is not None:
                found += loads[step.taken]
        return values[-1].copy(), *self._taken(values)

    def _taken(self, values: Costs) -> tuple[Amounts, Amounts]:
        """Go back from the end, all volunteers at once, each to the cheapest state that led to theirs."""
        who = np.arange(values.shape[1])
        at = np.full(len(who), self.count - 1)
        people, slots = [who[:0]], [who[:0]]
        while len(who):
            before = self._before[at]
            at = before[np.arange(len(who)), values[before, who[:, np.newaxis]].argmin(axis=1)]
            who, at = who[at > 0], at[at > 0]
            served = self._slot[at] >= 0
            people.append(who[served])
            slots.append(self._slot[at[served]])
        return np.concatenate(people), np.concatenate(slots)

    def _serve(self, day: int, slot: Slot) -> None:
        """In this slot: the first of the day, after a day without or after one with service; or after another of the day."""
        rested = [each for each in self._ends(day - 1) if slot.starts - each >= self.limits.rest]
        same = [each.number for each in self._calendar.days[day] if each.ends <= slot.starts and each.number < slot.number]
        states = []
        for taken in self._takens:
            for row in self._in_a_row:
                before = [_State("idle", day, taken - 1)] if row == 1 else []
                before += [_State("home", day - 1, taken - 1, each, by=rested[-1]) for each in self._rows_before(row) if rested]
                states.append((_State("served", slot.number, taken, row, 1), before))
                for today in self._today:
                    earlier = today if not self.limits.a_day else today - 1
                    others = [_State("served", each, taken - 1, row, earlier) for each in same]
                    states.append((_State("served", slot.number, taken, row, today), others))
        self._add(states, cost=slot.number, is_taken=True)

    def _come_home(self, day: int) -> None:
        """Served on this day, and home by a moment; those who are pinned come home whether they took more or not."""
        by = None
        if self.limits.has_pins:
            stays = [
                (
                    _State("home", day, taken, row, by=_ALWAYS),
                    [*([_State("idle", day, taken)] if row == 1 else []), *self._home(day - 1, taken, self._rows_before(row))],
                )
                for taken in range(self.limits.most + 1)
                for row in self._in_a_row
            ]
            self._add(stays, cost=self._calendar.slots + day)
            by = _ALWAYS
        for ends in self._ends(day)[1 if self.limits.has_pins else 0 :]:
            here = [each.number for each in self._calendar.days[day] if each.ends == ends]
            states = []
            for taken in range(self.limits.most + 1):
                for row in self._in_a_row:
                    before = [_State("served", each, taken, row, today) for each in here for today in self._today]
                    if by is not None:
                        before.append(_State("home", day, taken, row, by=by))
                    states.append((_State("home", day, taken, row, by=ends), before))
            self._add(states)
            by = ends

    def _idle(self, day: int) -> None:
        """Before this day: no service on the one before."""
        states = [
            (_State("idle", day, taken), [_State("idle", day - 1, taken), *self._home(day - 2, taken)])
            for taken in range(self.limits.most + 1)
        ]
        self._add(states, cost=self._calendar.slots + len(self._calendar.days) + day - 1 if self.limits.has_pins else -1)

    def _all_idle(self, day: int) -> list[_State]:
        return [_State("idle", day, taken) for taken in range(self.limits.most + 1)]

    def _home(self, day: int, taken: int | None = None, rows: Iterable[int] | None = None) -> list[_State]:
        """Home from this day at any time, with so many shifts or with any number."""
        ends = self._ends(day)
        takens = range(self.limits.most + 1) if taken is None else [taken]
        in_a_row = self._in_a_row if rows is None else rows
        return [_State("home", day, each, row, by=ends[-1]) for each in takens for row in in_a_row if ends]

    def _ends(self, day: int) -> list[int]:
        """The moments by which those who serve on this day come home, in order."""
        if not 0 <= day < len(self._calendar.days):
            return []
        return [_ALWAYS] * self.limits.has_pins + sorted({each.ends for each in self._calendar.days[day]})

    def _rows_before(self, row: int) -> list[int]:
        """How many days in a row there were the day before."""
        if not self.limits.row:
            return [1]
        return [row - 1] if row > 1 else []

    def _add(self, states: Sequence[tuple[_State, list[_State]]], *, cost: int = -1, is_taken: bool = False) -> None:
        """Add states to which something leads; one that is there twice is one with all that leads to it."""
        found: dict[_State, list[int]] = {}
        for state, before in states:
            known = [self._rows[each] for each in before if each in self._rows]
            if known:
                found[state] = found.get(state, []) + known
        if not found:
            return
        first, width = len(self._rows), max(map(len, found.values()))
        for state in found:
            self._rows[state] = len(self._rows)
        rows = np.array([known + known[:1] * (width - len(known)) for known in found.values()])
        taken = np.array([state.taken for state in found]) if is_taken else None
        self._steps.append(_Step(first, len(self._rows), rows, cost, taken))

    def _joined(self) -> tuple[Whole, Whole]:
        """For each state what leads to it, filled up to equal length, and its slot or −1."""
        before = np.zeros((self.count, max(step.before.shape[1] for step in self._steps)), dtype=np.int64)
        slot = np.full(self.count, -1)
        for step in self._steps:
            width = step.before.shape[1]
            before[step.first : step.past, :width] = step.before
            before[step.first : step.past, width:] = step.before[:, :1]
            slot[step.first : step.past] = step.cost if step.taken is not None else -1
        return before, slot


_ALWAYS = -(2**62)
"""Home before every moment: those who were pinned on the day have come to rest by their pins, which options respect."""
