"""Who could take a shift as things stand, who could for one other seat, and the fewest moves by which a seat is filled.

A chain fills an open seat in the end: one volunteer comes to it from another shift, that seat is taken by the next, until somebody comes
who gives up nothing. Everybody's own rules are all that a step can break, so that a chain of different people is as sound as its steps.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from wucai.planning.flow import Amounts, Ids
from wucai.planning.rostering.barriers import ALONE, BESIDE, Burdens, Found, Groups, Readiness, among
from wucai.planning.rostering.growth import Growth
from wucai.planning.rostering.held import Held
from wucai.planning.rostering.tables import Mask, Pairs, Tables, expanded

NOTHING = -1
"""What somebody gives up who comes from nowhere."""
LOOKS = 60
"""After so many shifts a search for a chain ends."""
SLOTS_KEPT = 64
"""What was worked out about so many slots is kept."""
BY_THEMSELVES = ("available", "hours", "qualified", "language", "group")


class View:
    """Volunteers at one time of day: those who are free then or nearly, and what keeps them from every shift of the slot."""

    def __init__(self, board: Board, slot: int) -> None:
        """Work it out."""
        self._board = board
        tables = board.tables
        first = int(tables.slot_firsts[slot])
        lacking = board.readiness.lacking(slot, 0, len(tables.people))
        self.people: Ids = np.flatnonzero(lacking >= 0).astype(np.int32)
        pairs = Pairs(self.people, np.full(len(self.people), first, dtype=np.int32))
        found = board.burdens.beside(pairs)
        found["available"], found["hours"] = lacking[self.people], board.readiness.out_of_hours(pairs)
        self.broken = {code: np.flatnonzero(amounts) for code, amounts in found.items()}
        self.amounts = {code: amounts[self.broken[code]] for code, amounts in found.items()}
        self.is_free: Mask = (found["available"] == 0) & (found["hours"] == 0)
        self.has_time: Mask = ~np.any([found[code] for code in BESIDE if code in found], axis=0)
        self._first = first

    def found(self, rows: Amounts) -> Found:
        """The amounts of these rows."""
        whole = np.zeros(len(self.people), dtype=np.int64)
        found = {}
        for code, broken in self.broken.items():
            whole[broken] = self.amounts[code]
            found[code] = whole[rows]
            whole[broken] = 0
        return found

    @cached_property
    def lifts(self) -> tuple[Amounts, Amounts]:
        """Rows of those who lack time, and the position of a placement of theirs: without it they would have time, the way apart."""
        board = self._board
        busy = np.flatnonzero(self.is_free & ~self.has_time)
        who = self.people[busy]
        rows, at = expanded(board.burdens.firsts[who], board.held.shifts[who])
        may = board.may_move[at]
        rows, at = rows[may], at[may]
        pairs = Pairs(who[rows], np.full(len(rows), self._first, dtype=np.int32))
        still = board.burdens.beside(pairs, at)
        fits = ~np.any([*still.values()], axis=0)
        return busy[rows[fits]], at[fits]


@dataclass(frozen=True)
class Step:
    """A volunteer who takes a seat, and the position among what is held of the placement that they give up for it, or NOTHING."""

    volunteer: int
    takes: int
    left: int


class Board:
    """What is held, and everything that is asked about it, kept as long as it stands."""

    def __init__(self, held: Held, readiness: Readiness, groups: Groups, may_move: Mask, barred: Amounts | None = None) -> None:
        """may_move: which placements held may be given up. barred: keys of pairs that are never made."""
        self.tables: Tables = held.tables
        self.held, self.readiness, self.groups = held, readiness, groups
        self.burdens, self.growth = Burdens(held), Growth(held)
        self.may_move = may_move & (groups.of[held.pairs.volunteers] == ALONE)
        self._barred = np.empty(0, dtype=np.int64) if barred is None else np.sort(barred)
        self._views: OrderedDict[int, View] = OrderedDict()
        self._by_shift = np.argsort(held.pairs.shifts, kind="stable")
        self._crew_ends = np.cumsum(held.crews)

    def view(self, shift: int) -> View:
        """Of the shift's slot."""
        slot = int(self.tables.slots[shift])
        if slot not in self._views:
            self._views[slot] = View(self, slot)
            if len(self._views) > SLOTS_KEPT:
                self._views.popitem(last=False)
        self._views.move_to_end(slot)
        return self._views[slot]

    def crew(self, shift: int) -> Amounts:
        """Positions among what is held of the shift's placements."""
        end = int(self._crew_ends[shift])
        return self._by_shift[end - int(self.held.crews[shift]) : end]

    def free(self, shift: int) -> Pairs:
        """Who could take the shift with nobody moved, not asking for seats."""
        view = self.view(shift)
        people = view.people[view.is_free & view.has_time]
        pairs = Pairs(people, np.full(len(people), shift, dtype=np.int32))
        pairs = pairs[self._is_able(pairs)]
        return pairs[self.burdens.ways(pairs) == 0]

    def swaps(self, shift: int, movable: Mask | None = None) -> tuple[Pairs, Amounts]:
        """Who could take it if they gave up one placement, and that placement's position; those who need not are left out.

        movable: not others than these.
        """
        view = self.view(shift)
        rows, at = view.lifts
        if self.tables.ways is not None:
            far = self._far(shift, view)
            rows, at = np.append(rows, far[0]), np.append(at, far[1])
        pairs = Pairs(view.people[rows], np.full(len(rows), shift, dtype=np.int32))
        fits = self._is_able(pairs) & (self.held.pairs.shifts[at] != shift)
        if movable is not None:
            fits &= movable[at]
        pairs, at = pairs[fits], at[fits]
        reaches = self.burdens.ways(pairs, at) == 0
        return pairs[reaches], at[reaches]

    def together(self, shift: int) -> list[Pairs]:
        """The whole groups that could take the shift, those of their members apart who are on it."""
        view = self.view(shift)
        people = view.people[view.is_free & view.has_time]
        people = people[self.groups.of[people] != ALONE]
        pairs = Pairs(people, np.full(len(people), shift, dtype=np.int32))
        missing = self.groups.missing(pairs)
        pairs, missing = pairs[missing > 0], missing[missing > 0]
        able = self._is_able(pairs, bound=True) & (self.burdens.ways(pairs) == 0)
        pairs, missing = pairs[able], missing[able]
        groups = self.groups.of[pairs.volunteers]
        by_group = [np.flatnonzero(groups == group) for group in np.unique(groups)]
        return [pairs[rows] for rows in by_group if len(rows) == missing[rows[0]] + 1]

    def chain(
        self, shift: int, *, most: int, looks: int = LOOKS, used: Mask | None = None, movable: Mask | None = None
    ) -> tuple[tuple[Step, ...], Amounts | None]:
        """The fewest steps found that fill an open seat on the shift, at most so many, by people not used who give up what is movable.

        Without any: no steps, and the shifts that were reached, from which no chain leads further; None where the search broke off.
        """
        return _ChainSearch(self, shift, used, movable).go(most, looks)

    def _is_able(self, pairs: Pairs, *, bound: bool = False) -> Mask:
        """Able, not barred, bound to nobody unless that is asked for; the pairs are of one shift."""
        able = np.ones(len(pairs), dtype=np.bool_)
        if len(pairs):
            for lacks in self.readiness.unable(pairs.volunteers, int(pairs.shifts[0])).values():
                able &= lacks == 0
            if not bound:
                able &= self.groups.missing(pairs) == 0
            if len(self._barred):
                able &= ~among(pairs.keys, self._barred)
        return able

    def _far(self, shift: int, view: View) -> tuple[Amounts, Amounts]:
        """Rows of those whom only a way keeps, and each placement that they may give up."""
        rows = np.flatnonzero(view.is_free & view.has_time)
        pairs = Pairs(view.people[rows], np.full(len(rows), shift, dtype=np.int32))
        rows = rows[self.burdens.ways(pairs) > 0]
        who = view.people[rows]
        owners, at = expanded(self.burdens.firsts[who], self.held.shifts[who])
        may = self.may_move[at]
        return rows[owners[may]], at[may]


class _ChainSearch:
    """Shift by shift outward from the open seat: whoever could come to a shift leaves another, until somebody leaves none."""

    def __init__(self, board: Board, shift: int, used: Mask | None, movable: Mask | None) -> None:
        self._board, self._movable = board, movable
        self._used = np.zeros(len(board.tables.people), dtype=np.bool_) if used is None else used
        self._step_from: dict[int, Step | None] = {shift: None}

    def go(self, most: int, looks: int) -> tuple[tuple[Step, ...], Amounts | None]:
        """Search, one step more at a time."""
        level = list(self._step_from)
        for depth in range(1, most + 1):
            for shift in level[:looks]:
                last = self._comer(shift)
                if last is not None:
                    return (*self._way_to(shift), last), None
            looks -= len(level)
            if looks < 0 or depth == most:
                return (), None
            level = [reached for shift in level for reached in self._spread(shift)]
            if not level:
                break
        return (), np.array(sorted(self._step_from), dtype=np.int64)

    def _comer(self, shift: int) -> Step | None:
        """The cheapest who gives up nothing."""
        pairs = self._board.free(shift)
        pairs = pairs[self._is_fresh(pairs, shift)]
        if not len(pairs):
            return None
        return Step(int(pairs.volunteers[np.argmin(self._board.growth.joining(pairs))]), shift, NOTHING)

    def _spread(self, shift: int) -> Iterator[int]:
        """The shifts that somebody could leave for this one and that were not reached before, the cheapest change first."""
        pairs, at = self._board.swaps(shift, self._movable)
        fresh = self._is_fresh(pairs, shift)
        pairs, at = pairs[fresh], at[fresh]
        order = np.argsort(self._board.growth.changing(pairs, at), kind="stable")
        shifts, firsts = np.unique(self._board.held.pairs.shifts[at[order]], return_index=True)
        for left, row in zip(shifts[np.argsort(firsts)].tolist(), order[np.sort(firsts)].tolist(), strict=True):
            if left not in self._step_from:
                self._step_from[left] = Step(int(pairs.volunteers[row]), shift, int(at[row]))
                yield left

    def _is_fresh(self, pairs: Pairs, shift: int) -> Mask:
        fresh: Mask = ~self._used[pairs.volunteers]
        for step in self._way_to(shift):
            fresh &= pairs.volunteers != step.volunteer
        return fresh

    def _way_to(self, shift: int) -> tuple[Step, ...]:
        """The steps from the open seat to this shift, in that order."""
        steps: list[Step] = []
        step = self._step_from[shift]
        while step is not None:
            steps.append(step)
            step = self._step_from[step.takes]
        return tuple(reversed(steps))
