"""Why one shift has open seats: everybody against it at once."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from wucai.planning.flow import Amounts
from wucai.planning.rostering.barriers import Found, among
from wucai.planning.rostering.chains import NOTHING, Board, Step
from wucai.planning.rostering.explain.facts import ALONE, FUNNEL, PROTECTING, RELAXED, Chain, Change, Move, Price, Shortfall, Stage
from wucai.planning.rostering.tables import Mask, Pairs, distinct

LONGEST = 4
"""A chain that is told has at most so many steps …"""
LOOKS = 30
"""… and is given up when it is not found after a look at so many shifts."""


class Case:
    """One shift, and what keeps each from it who is free at its time or nearly; the others are only counted."""

    def __init__(self, board: Board, shift: int, is_pinned: Mask, is_minor: Mask) -> None:
        """is_pinned: which placements held are. is_minor: whose limits nobody is asked to lower."""
        self._board, self._shift, self._is_pinned, self._is_minor = board, shift, is_pinned, is_minor
        self._tables, self._held = board.tables, board.held
        view = board.view(shift)
        crew = np.sort(self._held.pairs.volunteers[board.crew(shift)])
        rows = np.flatnonzero(~among(view.people, crew))
        people = view.people[rows]
        self._pairs = Pairs(people, np.full(len(people), shift, dtype=np.int32))
        self._found: Found = view.found(rows) | board.readiness.unable(people, shift)
        self._found |= {"way": board.burdens.ways(self._pairs), "group": board.groups.missing(self._pairs)}
        self._broken = np.sum([amounts != 0 for amounts in self._found.values()], axis=0)
        self._points = board.growth.joining(self._pairs)
        self._open = int(self._tables.seats[shift] - self._held.crews[shift])

    def shortfall(self) -> Shortfall:
        """All of it."""
        crew = int(self._held.crews[self._shift])
        pairs, left = self._board.swaps(self._shift)
        is_loose = ~self._is_pinned[left]
        pairs, left = pairs[is_loose], left[is_loose]
        return Shortfall(
            shift=self._tables.duties[self._shift].id,
            open_seats=self._open,
            below_minimum=max(0, int(self._tables.minimum[self._shift]) - crew),
            funnel=tuple(self._funnel(len(self._tables.people) - crew)),
            elsewhere=len(distinct(pairs.volunteers)),
            changes=tuple(self._changes()),
            price=self._price(pairs, left),
            chain=None if (self._broken == 0).any() else self._chain(),
        )

    def _funnel(self, others: int) -> Iterator[Stage]:
        """How many are left after each stage."""
        yield Stage("volunteers", others)
        is_left = np.ones(len(self._pairs), dtype=np.bool_)
        for code, barriers in (FUNNEL | (ALONE if self._board.groups.members else {})).items():
            for barrier in barriers:
                is_left &= self._found[barrier] == 0
            yield Stage(code, int(is_left.sum()))

    def _changes(self) -> Iterator[Change]:
        """What would help: asking those whom nothing keeps, or lowering the one barrier of those whom one keeps."""
        able = np.flatnonzero(self._broken == 0)
        if len(able):
            yield self._least("ask", able, np.ones(len(able), dtype=np.int64))
        is_near = self._broken == 1
        for code in RELAXED:
            amounts = self._found[code]
            near = np.flatnonzero(is_near & (amounts > 0))
            if code in PROTECTING:
                near = near[~self._is_minor[self._pairs.volunteers[near]]]
            if code == "group":
                near = self._whole_groups(near)
            if len(near):
                yield self._least(code, near, amounts[near])

    def _whole_groups(self, near: Amounts) -> Amounts:
        """Of those whom only their group keeps, those whose whole group could come."""
        groups = self._board.groups.of[self._pairs.volunteers[near]]
        missing = self._found["group"][near]
        size = np.bincount(groups, minlength=1)[groups] if len(near) else missing
        whole: Amounts = near[(size == missing + 1) & (size <= self._open)]
        return whole

    def _least(self, code: str, rows: Amounts, amounts: Amounts) -> Change:
        best = int(np.lexsort((rows, self._points[rows], amounts))[0])
        who = int(self._pairs.volunteers[rows[best]])
        return Change(code, len(rows), self._tables.people[who].id, int(amounts[best]))

    def _price(self, pairs: Pairs, left: Amounts) -> Price | None:
        """The cheapest of those whom nothing keeps, and of those who would give up one placement."""
        saves = self._board.growth.saved(self._shift)
        free = np.flatnonzero(self._broken == 0)
        found = list[tuple[int, int, str | None]]()
        if len(free):
            best = free[np.argmin(self._points[free])]
            found.append((int(self._points[best]), int(self._pairs.volunteers[best]), None))
        if len(pairs):
            costs = self._board.growth.changing(pairs, left)
            best = int(np.argmin(costs))
            given_up = self._tables.duties[int(self._held.pairs.shifts[left[best]])].id
            found.append((int(costs[best]), int(pairs.volunteers[best]), given_up))
        if not found:
            return None
        points, who, gives_up = min(found, key=lambda each: each[0])
        return Price(self._tables.people[who].id, points, saves, gives_up)

    def _chain(self) -> Chain | None:
        """The fewest moves: of those who are not pinned, and only if there are none, of all."""
        for movable in (~self._is_pinned, np.ones(len(self._is_pinned), dtype=np.bool_)):
            steps, _ = self._board.chain(self._shift, most=LONGEST, looks=LOOKS, movable=movable)
            if steps:
                return Chain(
                    tuple(self._move(step) for step in steps),
                    self._board.growth.chain([(each.volunteer, each.takes, each.left) for each in steps]),
                )
            if not self._is_pinned.any():
                break
        return None

    def _move(self, step: Step) -> Move:
        duties, who = self._tables.duties, self._tables.people[step.volunteer].id
        if step.left == NOTHING:
            return Move(who, duties[step.takes].id, None, is_pinned=False)
        given_up = duties[int(self._held.pairs.shifts[step.left])].id
        return Move(who, duties[step.takes].id, given_up, is_pinned=bool(self._is_pinned[step.left]))
