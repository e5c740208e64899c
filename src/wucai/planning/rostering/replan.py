"""Placements that fell away: their seats filled again, first with nobody else moved, then with as many moves as one allows.

Every answer is a whole roster that keeps every rule of the problem as it is after the absences (`Refill.problem`): pins that fell away are
gone, whoever is away has no window then, and a group from which some fell away goes on without them. Seats that were open before stay so.
As many holes as can be are filled, whatever that costs, and as cheaply as can be told shift by shift.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from wucai.planning.rostering.barriers import Groups, Readiness, among
from wucai.planning.rostering.chains import Board
from wucai.planning.rostering.held import Held
from wucai.planning.rostering.problem import BadProblem, Group, Problem, Volunteer, Window
from wucai.planning.rostering.refilling import Refilling
from wucai.planning.rostering.solution import Placement, Roster
from wucai.planning.rostering.tables import Mask, Pairs, Tables
from wucai.planning.search import Stop

Away = Mapping[str, Window]
"""Volunteers, and from when to when they are not there."""
BUDGETS = (0, 5, 20, 100)
"""How many moves are looked at unless somebody says otherwise."""


@dataclass(frozen=True)
class Move:
    """Somebody present who gives up one shift and takes another for it."""

    volunteer: str
    gives_up: str
    takes: str


@dataclass(frozen=True)
class Point:
    """What a budget of moves buys: how many holes are filled, how many stay open, who moves, and the whole roster.

    budget: so many placements of those present may change at the most.
    """

    budget: int
    filled: int
    left: int
    moves: tuple[Move, ...]
    roster: Roster


@dataclass(frozen=True)
class Refill:
    """The holes filled with nobody else moved.

    absent: what fell away. added: what was put there. holes: seats that fell away and are there to be filled. filled: how many of them are.
    at_most: more cannot be filled with nobody else moved; where that is `filled`, it is proved that nobody was forgotten.
    left: holes still open, by shift.
    """

    roster: Roster
    absent: tuple[Placement, ...]
    added: tuple[Placement, ...]
    holes: int
    filled: int
    at_most: int
    left: Mapping[str, int]
    _before: Problem = field(repr=False, compare=False)
    _splits: frozenset[str] = field(repr=False, compare=False)
    _away: Away = field(repr=False, compare=False)

    @cached_property
    def problem(self) -> Problem:
        """The problem as it is now, for the check and for whoever plans on."""
        gone = {(each.volunteer, each.shift) for each in self.absent}
        return replace(
            self._before,
            volunteers=tuple(_without(each, self._away.get(each.id)) for each in self._before.volunteers),
            pins=tuple(pin for pin in self._before.pins if (pin.volunteer, pin.shift) not in gone),
            groups=tuple(_remaining(self._before, self._splits, gone)),
        )


@dataclass(frozen=True)
class Asked:
    """Somebody who could cover a shift with nobody moved: what that costs in points, how many shifts they hold, when last asked."""

    volunteer: str
    points: int
    shifts: int
    asked: int | None


def refill(
    problem: Problem, roster: Roster, absent: Collection[Placement], *, away: Away | None = None, stop: Stop | None = None
) -> Refill:
    """Fill what fell away, nobody else moved. To ask more than once, keep a `Replanner`."""
    return Replanner(problem, roster).refill(absent, away=away, stop=stop)


def frontier(
    problem: Problem,
    roster: Roster,
    absent: Collection[Placement],
    *,
    moves: Collection[int] = BUDGETS,
    away: Away | None = None,
    stop: Stop | None = None,
) -> tuple[Point, ...]:
    """How much can be filled with so many moves, for each of these budgets."""
    return Replanner(problem, roster).frontier(absent, moves=moves, away=away, stop=stop)


class Replanner:
    """Problem and roster in memory, to be asked whenever somebody does not come."""

    def __init__(self, problem: Problem, roster: Roster) -> None:
        """Read both. Placements of strangers are left out."""
        self.problem = problem
        self.tables = Tables(problem)
        self._people, self._duties = [each.id for each in self.tables.people], [each.id for each in self.tables.duties]
        self._placements, pairs = self._read(roster)
        self.held = Held(self.tables, pairs)
        self._readiness = Readiness(self.tables)
        self._pinned = self.tables.pairs_of((pin.volunteer, pin.shift) for pin in problem.pins)
        self._splits = frozenset(each.group for each in roster.splits)

    def refill(self, absent: Collection[Placement], *, away: Away | None = None, stop: Stop | None = None) -> Refill:
        """As the function of this name. Raises BadProblem for an absence that is not on the roster, and for somebody unknown."""
        gone = self._gone(absent, away or {})
        work = self._filled(gone, away or {}, stop)
        left = work.left
        return Refill(
            roster=self._roster(work.held),
            absent=tuple(self._placements[gone].tolist()),
            added=tuple(self._new(work.held)),
            holes=int(work.wanted.sum()),
            filled=int((work.wanted - left).sum()),
            at_most=work.at_most(),
            left={self._duties[shift]: int(left[shift]) for shift in np.flatnonzero(left).tolist()},
            _before=self.problem,
            _splits=self._splits,
            _away=away or {},
        )

    def frontier(
        self, absent: Collection[Placement], *, moves: Collection[int] = BUDGETS, away: Away | None = None, stop: Stop | None = None
    ) -> tuple[Point, ...]:
        """As the function of this name: a point for each budget, the smallest first. After the stop, points are as good as those before."""
        work = self._filled(self._gone(absent, away or {}), away or {}, stop)
        found = []
        for budget in sorted(set(moves)):
            work.move(budget)
            left = int(work.left.sum())
            told = tuple(self._moves(work))
            found.append(Point(budget, int(work.wanted.sum()) - left, left, told, self._roster(work.held)))
        return tuple(found)

    def best_to_ask(self, shift: str, count: int, asked_when: Mapping[str, int]) -> tuple[Asked, ...]:
        """The best so many to cover the shift, whether a seat is open or not: never asked, then least recently; then cheapest.

        asked_when: volunteer → minute. Raises BadProblem for a shift that is not there.
        """
        if shift not in self._duties:
            raise BadProblem(f"Shift {shift!r} is not there.")
        nobody_moves = np.zeros(len(self.held.pairs), dtype=np.bool_)
        board = Board(self.held, self._readiness, Groups(self.held, self._splits), nobody_moves)
        pairs = board.free(self._duties.index(shift))
        points, shifts = board.growth.joining(pairs), self.held.shifts[pairs.volunteers]
        names = [self._people[who] for who in pairs.volunteers.tolist()]
        known = [asked_when.get(name) for name in names]
        when = np.array([-np.inf if each is None else each for each in known], dtype=np.float64)
        chosen = np.lexsort((pairs.volunteers, shifts, points, when))[:count].tolist()
        return tuple(Asked(names[row], int(points[row]), int(shifts[row]), known[row]) for row in chosen)

    def _filled(self, gone: Mask, away: Away, stop: Stop | None) -> Refilling:
        fixed = Held(self.tables, self.held.pairs[~gone])
        fell = self.held.pairs[gone]
        room = np.maximum(0, self.tables.seats - fixed.crews)
        work = Refilling(
            fixed,
            np.minimum(np.bincount(fell.shifts, minlength=len(self._duties)), room),
            fell + self._barred(away),
            self._groups(fixed, gone),
            self._readiness,
            pinned=self._pinned,
            stop=stop or Stop(),
        )
        work.fill()
        return work

    def _groups(self, fixed: Held, gone: Mask) -> Groups:
        """Those who still serve together."""
        fell = {(each.volunteer, each.shift) for each in self._placements[gone].tolist()} if self.problem.groups else set()
        return Groups(fixed, self._splits, tuple(_remaining(self.problem, self._splits, fell)))

    def _gone(self, absent: Collection[Placement], away: Away) -> Mask:
        """Which placements fall away: those told, and all that touch a span in which somebody is away."""
        told = self._pairs([(each.volunteer, each.shift) for each in absent])
        missing = told[~among(told.keys, self.held.pairs.keys)]
        if len(missing):
            who, where = self._people[missing.volunteers[0]], self._duties[missing.shifts[0]]
            raise BadProblem(f"Absent: volunteer {who!r} is not on shift {where!r}.")
        return among(self.held.pairs.keys, np.sort(np.append(told.keys, self._barred(away).keys)))

    def _barred(self, away: Away) -> Pairs:
        """Everybody who is away, with every shift that touches their span."""
        if not away:
            return self.held.pairs[:0]
        number = {name: row for row, name in enumerate(self._people)}
        unknown = sorted(away.keys() - number.keys())
        if unknown:
            raise BadProblem(f"Away: {unknown[0]!r} is not there.")
        starts, ends = self.tables.starts, self.tables.ends
        touched = [np.flatnonzero((starts < span.ends) & (ends > span.starts)).astype(np.int32) for span in away.values()]
        people = np.array([number[who] for who in away], dtype=np.int32)
        return Pairs(np.repeat(people, [len(shifts) for shifts in touched]), np.concatenate(touched))

    def _pairs(self, named: Collection[tuple[str, str]]) -> Pairs:
        try:
            return self.tables.pairs_of(named)
        except KeyError as error:
            raise BadProblem(f"Absent: {error.args[0]!r} is not there.") from None

    def _read(self, roster: Roster) -> tuple[np.ndarray[tuple[int], np.dtype[np.object_]], Pairs]:
        """The placements of the roster, each once, and their numbers, in the order of `Held`."""
        people, duties = set(self._people), set(self._duties)
        known = [each for each in dict.fromkeys(roster.placements) if each.volunteer in people and each.shift in duties]
        pairs = self.tables.pairs_of((each.volunteer, each.shift) for each in known)
        placements = np.empty(len(known), dtype=np.object_)
        placements[:] = known
        order = np.argsort(pairs.keys, kind="stable")
        return placements[order], pairs[order]

    def _roster(self, held: Held) -> Roster:
        """What is held as a roster. Groups that were split are none by now: see `Refill.problem`."""
        stays = among(self.held.pairs.keys, held.pairs.keys)
        return Roster((*self._placements[stays].tolist(), *self._new(held)))

    def _new(self, held: Held) -> list[Placement]:
        return self._named(held.pairs[~among(held.pairs.keys, self.held.pairs.keys)])

    def _named(self, pairs: Pairs) -> list[Placement]:
        together = zip(pairs.volunteers.tolist(), pairs.shifts.tolist(), strict=True)
        return [Placement(self._people[who], self._duties[where]) for who, where in together]

    def _moves(self, work: Refilling) -> Iterator[Move]:
        """What those present gave up, and what they took, in order of time."""
        before, after = work.fixed.pairs, work.held.pairs
        lost, won = before[~among(before.keys, after.keys)], after[~among(after.keys, before.keys)]
        taken: dict[str, list[str]] = {}
        for each in self._named(won):
            taken.setdefault(each.volunteer, []).append(each.shift)
        for each in self._named(lost):
            yield Move(each.volunteer, each.shift, taken[each.volunteer].pop(0))


def _remaining(problem: Problem, splits: frozenset[str], gone: Collection[tuple[str, str]]) -> Iterator[Group]:
    """The groups that still serve together: not those that were split, and without members who fell away where others did not."""
    fell: dict[str, set[str]] = {}
    for who, where in gone:
        fell.setdefault(who, set()).add(where)
    for group in problem.groups:
        together = {frozenset(fell.get(member, ())) for member in group.members}
        members = group.members if len(together) == 1 else tuple(member for member in group.members if member not in fell)
        if group.id not in splits and members:
            yield Group(group.id, members)


def _without(volunteer: Volunteer, span: Window | None) -> Volunteer:
    """The volunteer less a span of time."""
    if span is None:
        return volunteer
    windows = []
    for window in volunteer.windows:
        if window.starts < min(window.ends, span.starts):
            windows.append(Window(window.starts, min(window.ends, span.starts)))
        if max(window.starts, span.ends) < window.ends:
            windows.append(Window(max(window.starts, span.ends), window.ends))
    return replace(volunteer, windows=tuple(windows))
