"""What needs everybody at once: shortfalls, candidates, refusals."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from wucai.planning.flow import Amounts
from wucai.planning.rostering.barriers import Groups, Readiness, among
from wucai.planning.rostering.chains import Board
from wucai.planning.rostering.explain.facts import Barriers, Shortfall, WhyNot
from wucai.planning.rostering.explain.refusals import Refusals, barriers_of
from wucai.planning.rostering.explain.shortfalls import Case
from wucai.planning.rostering.held import Held
from wucai.planning.rostering.problem import Problem
from wucai.planning.rostering.solution import Roster
from wucai.planning.rostering.tables import Mask, Tables


class Answers:
    """Problem and roster as arrays."""

    def __init__(self, problem: Problem, roster: Roster) -> None:
        """Read both."""
        self._problem, self._tables = problem, Tables(problem)
        self._held = Held(self._tables, self._tables.known_pairs(roster))
        groups = Groups(self._held, {each.group for each in roster.splits})
        self._board = Board(self._held, Readiness(self._tables), groups, np.ones(len(self._held.pairs), dtype=np.bool_))
        self._people = {each.id: number for number, each in enumerate(self._tables.people)}
        self._numbers = {each.id: number for number, each in enumerate(self._tables.duties)}

    def remainder(self) -> tuple[Shortfall, ...]:
        """Of every shift with open seats, in the order of the problem; worked out in order of time."""
        short = np.flatnonzero(self._held.crews < self._tables.seats).tolist()
        told = {found.shift: found for found in (self._case(shift).shortfall() for shift in short)}
        return tuple(told[each.id] for each in self._problem.shifts if each.id in told)

    def shortfall(self, shift_id: str) -> Shortfall | None:
        """Of one shift; None when all its seats are taken."""
        shift = self._numbers[shift_id]
        return self._case(shift).shortfall() if self._held.crews[shift] < self._tables.seats[shift] else None

    def candidates(self, shift_id: str, count: int) -> list[tuple[int, int, str]]:
        """Points, shifts held, and id of the best so many."""
        shift = self._numbers[shift_id]
        if self._held.crews[shift] >= self._tables.seats[shift] or count < 1:
            return []
        pairs = self._board.free(shift)
        points, shifts = self._board.growth.joining(pairs), self._held.shifts[pairs.volunteers]
        cheap = np.flatnonzero(points <= np.partition(points, count - 1)[count - 1]) if count < len(points) else np.arange(len(points))
        names = [self._tables.people[who].id for who in pairs.volunteers[cheap].tolist()]
        return sorted(zip(points[cheap].tolist(), shifts[cheap].tolist(), names, strict=True))[:count]

    def barriers(self, volunteer_id: str, shift_id: str) -> Barriers:
        """What keeps one from one."""
        return barriers_of(self._board, self._people[volunteer_id], self._numbers[shift_id])

    def why_not(self, volunteer_id: str, shift_id: str | None) -> WhyNot:
        """Why one does not serve."""
        asked = None if shift_id is None else self._numbers[shift_id]
        return Refusals(self._board, self._people[volunteer_id], self._is_pinned).why_not(asked)

    def _case(self, shift: int) -> Case:
        return Case(self._board, shift, self._is_pinned, self._is_minor)

    @cached_property
    def _is_pinned(self) -> Mask:
        """Which placements are, in the order of what is held."""
        pinned: Amounts = np.sort(self._tables.pairs_of((pin.volunteer, pin.shift) for pin in self._problem.pins).keys)
        return among(self._held.pairs.keys, pinned)

    @cached_property
    def _is_minor(self) -> Mask:
        return np.array([each.hours is not None for each in self._tables.people], dtype=np.bool_)
