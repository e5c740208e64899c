"""Why somebody does not serve, on one shift or on any."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from wucai.planning.flow import Amounts
from wucai.planning.rostering.barriers import ALONE as UNBOUND
from wucai.planning.rostering.barriers import Found
from wucai.planning.rostering.chains import Board
from wucai.planning.rostering.explain.facts import ALONE, FUNNEL, Barriers, Kept, Passed, Rival, WhyNot
from wucai.planning.rostering.prices import Whole
from wucai.planning.rostering.tables import Mask, Pairs

NEAREST = 3
"""So many shifts are told, and of each so many rivals."""


def found_of(board: Board, who: int, shifts: Amounts) -> Found:
    """What keeps one volunteer from each of these shifts."""
    pairs = Pairs(np.full(len(shifts), who, dtype=np.int32), shifts.astype(np.int32))
    found = board.burdens.beside(pairs) | {
        "way": board.burdens.ways(pairs),
        "group": board.groups.missing(pairs),
        "hours": board.readiness.out_of_hours(pairs),
    }
    slots = board.tables.slots[shifts]
    lacking = {slot: int(board.readiness.lacking(slot, who, who + 1)[0]) for slot in np.unique(slots).tolist()}
    found["available"] = np.array([lacking[slot] for slot in slots.tolist()], dtype=np.int64)
    unable = [board.readiness.lacks(who, shift) for shift in shifts.tolist()]
    found["qualified"], found["language"] = np.array(unable, dtype=np.int64).reshape(-1, 2).T
    return found


def barriers_of(board: Board, who: int, shift: int) -> Barriers:
    """What keeps one volunteer from one shift."""
    found = found_of(board, who, np.array([shift]))
    return {code: max(0, int(amounts[0])) for code, amounts in found.items() if amounts[0]}


class Refusals:
    """One volunteer against all shifts."""

    def __init__(self, board: Board, who: int, is_pinned: Mask) -> None:
        """is_pinned: which placements held are."""
        self._board, self._who = board, who
        self._held, self._tables = board.held, board.tables
        self._may_go = ~is_pinned & (board.groups.of[board.held.pairs.volunteers] == UNBOUND)

    def why_not(self, asked: int | None) -> WhyNot:
        """On one shift, or on any."""
        mine = self._held.pairs.shifts[self._held.pairs.volunteers == self._who]
        others = np.setdiff1d(np.arange(len(self._tables.duties)), mine)
        found = found_of(self._board, self._who, others)
        fits = others[~np.any([*found.values()], axis=0)]
        is_open = self._held.crews[fits] < self._tables.seats[fits]
        nearest = [asked] if asked is not None else self._nearest(fits, is_open)
        return WhyNot(
            volunteer=self._tables.people[self._who].id,
            shifts=len(mine),
            funnel=(*self._funnel(found, len(others)), Passed("open", int(is_open.sum()))),
            nearest=tuple(self._kept(shift, is_mine=shift in mine) for shift in nearest),
        )

    def _funnel(self, found: Found, others: int) -> Iterator[Passed]:
        yield Passed("shifts", others)
        is_left = np.ones(others, dtype=np.bool_)
        for code, barriers in (FUNNEL | (ALONE if self._board.groups.members else {})).items():
            for barrier in barriers:
                is_left &= found[barrier] == 0
            yield Passed(code, int(is_left.sum()))

    def _nearest(self, fits: Amounts, is_open: Mask) -> list[int]:
        """Open ones first, then where the least stands between."""
        open_ones = fits[is_open]
        growth = self._board.growth
        saved = np.array([growth.saved(shift) for shift in open_ones.tolist()], dtype=np.int64)
        first = open_ones[np.argsort(growth.joining(self._mine(open_ones)) - saved, kind="stable")]
        is_full = np.zeros(len(self._tables.duties), dtype=np.bool_)
        is_full[fits[~is_open]] = True
        left = np.flatnonzero(is_full[self._held.pairs.shifts] & self._may_go)
        shifts = self._held.pairs.shifts[left]
        order = np.argsort(growth.replacing(self._mine(shifts), left), kind="stable")
        then, firsts = np.unique(shifts[order], return_index=True)
        return [*first.tolist(), *then[np.argsort(firsts)].tolist()][:NEAREST]

    def _kept(self, shift: int, *, is_mine: bool) -> Kept:
        name = self._tables.duties[shift].id
        if is_mine:
            return Kept(name, "serves", {}, None, ())
        barriers = barriers_of(self._board, self._who, shift)
        if barriers:
            return Kept(name, "barred", barriers, None, ())
        if self._held.crews[shift] < self._tables.seats[shift]:
            [points] = self._board.growth.joining(self._mine(np.array([shift]))).tolist()
            return Kept(name, "open", {}, points - self._board.growth.saved(shift), ())
        return Kept(name, "full", {}, None, tuple(self._rivals(shift)))

    def _rivals(self, shift: int) -> Iterator[Rival]:
        """Those who could make room, whom it costs least to replace first."""
        left = self._board.crew(shift)
        left = left[self._may_go[left]]
        by = self._board.growth.replacing(self._mine(np.full(len(left), shift)), left)
        for row in np.argsort(by, kind="stable")[:NEAREST].tolist():
            yield Rival(self._tables.people[int(self._held.pairs.volunteers[left[row]])].id, int(by[row]))

    def _mine(self, shifts: Whole) -> Pairs:
        return Pairs(np.full(len(shifts), self._who, dtype=np.int32), shifts.astype(np.int32))
