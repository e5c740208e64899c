"""The problem as arrays: what volunteers and shifts are, and what a pair of the two costs.

Volunteers are numbered as in the problem, shifts in order of time. Shifts with the same start and the same end are one slot, and follow
one another. Whether a volunteer is free, and able, is asked of `Tables`; whether a pair also fits beside what they hold, of `Held`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from wucai.planning.distances import kilometres_between
from wucai.planning.flow import Amounts, Ids
from wucai.planning.rostering.prices import Prices, Whole
from wucai.planning.rostering.problem import DAYS_IN_A_WEEK, Experience, Problem, Shift, Volunteer
from wucai.planning.rostering.solution import Placement, Roster

Mask: TypeAlias = NDArray[np.bool_]

Numbers = TypeVar("Numbers", Ids, Amounts)

FOR_EVER = 2**62
"""Later than any minute, longer than any limit."""
LEVELS = (Experience.NEWCOMER, Experience.EXPERIENCED, Experience.LEADER)
"""How far a volunteer can stand on their own: their level is the place in this order."""
NEWCOMER, EXPERIENCED, LEADER = range(len(LEVELS))
NOBODY = -1
"""The level of a crew of none."""


@dataclass(frozen=True, eq=False)
class Pairs:
    """Volunteers on shifts, position by position, by their numbers."""

    volunteers: Ids
    shifts: Ids

    def __len__(self) -> int:
        """How many pairs."""
        return len(self.volunteers)

    def __getitem__(self, chosen: NDArray[np.bool_] | NDArray[np.intp] | slice) -> Pairs:
        """The chosen ones."""
        return Pairs(self.volunteers[chosen], self.shifts[chosen])

    def __add__(self, other: Pairs) -> Pairs:
        """These, then the others."""
        return Pairs(np.concatenate([self.volunteers, other.volunteers]), np.concatenate([self.shifts, other.shifts]))

    @property
    def keys(self) -> Amounts:
        """A number for each pair, in order of volunteers and then of shifts; the same in all pairs."""
        return (self.volunteers.astype(np.int64) << 32) + self.shifts

    def sorted(self) -> Pairs:
        """The same, by volunteer and then by time."""
        return self[np.argsort(self.keys, kind="stable")]


class Tables:
    """Everything about the problem that is asked in bulk."""

    def __init__(self, problem: Problem) -> None:
        """Read the problem once."""
        self.problem = problem
        self.people: Sequence[Volunteer] = problem.volunteers
        self.duties: Sequence[Shift] = sorted(problem.shifts, key=lambda shift: (shift.starts, shift.ends))
        self._read_shifts()
        self._read_volunteers()
        self._read_skills()
        self._prices = Prices(problem, self.duties)
        self._who = {each.id: number for number, each in enumerate(self.people)}
        self._where = {each.id: number for number, each in enumerate(self.duties)}
        self.previous = self.pairs_of((each.volunteer, each.shift) for each in problem.previous).sorted()

    def _read_shifts(self) -> None:
        self.starts = column(shift.starts for shift in self.duties)
        self.ends = column(shift.ends for shift in self.duties)
        self.minutes = self.ends - self.starts
        self.seats = column(shift.seats for shift in self.duties)
        self.minimum = column(shift.minimum for shift in self.duties)
        self.asks_leader = np.array([shift.asks_leader for shift in self.duties], dtype=np.bool_)
        days = (self.starts - self.problem.day_zero) // self.problem.day_minutes
        self.days = _closed_up(days)
        self.weeks = np.unique(days // DAYS_IN_A_WEEK, return_inverse=True)[1]
        self.turns = _turns(self.starts, self.ends, self.days)
        is_new = (np.diff(self.starts, prepend=-FOR_EVER) != 0) | (np.diff(self.ends, prepend=-FOR_EVER) != 0)
        self.slots = np.cumsum(is_new) - 1
        self.slot_firsts = np.append(np.flatnonzero(is_new), len(self.duties))

    def _read_volunteers(self) -> None:
        people = self.people
        self.max_shifts = column(each.max_shifts for each in people)
        self.max_minutes = _limits(each.max_minutes for each in people)
        self.max_day_minutes = _limits(each.max_day_minutes for each in people)
        self.max_week_minutes = _limits(each.max_week_minutes for each in people)
        self.max_days = column(each.max_consecutive_days for each in people)
        self.max_day_shifts = column(each.max_day_shifts for each in people)
        self.rest = column(each.min_rest_minutes for each in people)
        self.levels = column(LEVELS.index(each.experience) for each in people)

    def _read_skills(self) -> None:
        """Until when each volunteer has each qualification that is asked for, and which languages they speak."""
        skills = {skill: number for number, skill in enumerate(sorted({each.qualification for each in self.duties if each.qualification}))}
        tongues = {tongue: number for number, tongue in enumerate(sorted({each.language for each in self.duties if each.language}))}
        self._skill_of = column(skills[each.qualification] if each.qualification else -1 for each in self.duties)
        self._tongue_of = column(tongues[each.language] if each.language else -1 for each in self.duties)
        self._until = np.full((len(self.people), len(skills) + 1), -FOR_EVER)
        self._until[:, -1] = FOR_EVER  # asked for nothing
        self._speaks = np.zeros((len(self.people), len(tongues) + 1), dtype=np.bool_)
        self._speaks[:, -1] = True
        for row, each in enumerate(self.people):
            for skill, last in each.qualifications.items():
                if skill in skills:
                    self._until[row, skills[skill]] = FOR_EVER if last is None else last
            for tongue in each.languages:
                if tongue in tongues:
                    self._speaks[row, tongues[tongue]] = True

    def points(self, pairs: Pairs) -> Amounts:
        """What each pair adds by itself: colour and distance, less what it would cost not to keep it if it stands already."""
        points = self._prices.of(pairs.volunteers, pairs.shifts)
        if len(self.previous):
            points -= self.problem.weights.moved * np.isin(pairs.keys, self.previous.keys)
        return points

    def points_between(self, people: Whole, shifts: Whole) -> Whole:
        """What `points` says, for each of the people (rows) on each of the shifts (columns), all of one slot."""
        points = self._prices.between(people, shifts)
        if len(self.previous) and len(people) and len(shifts):
            low, high = np.searchsorted(self.previous.volunteers, [people[0], people[-1] + 1])
            kept = self.previous[low:high]
            rows, columns = np.searchsorted(people, kept.volunteers), np.searchsorted(shifts, kept.shifts)
            there = (rows < len(people)) & (columns < len(shifts))
            rows, columns, kept = rows[there], columns[there], kept[there]
            there = (people[rows] == kept.volunteers) & (shifts[columns] == kept.shifts)
            points[rows[there], columns[there]] -= self.problem.weights.moved
        return points

    def able_between(self, people: Whole, shifts: Whole) -> Mask:
        """Whether each of the people (rows) brings what each of the shifts (columns), all of one slot, asks for."""
        able = np.ones((len(people), len(shifts)), dtype=np.bool_)
        skills, tongues = self._skill_of[shifts], self._tongue_of[shifts]
        for skill in np.unique(skills[skills >= 0]):
            able[:, skills == skill] &= (self._until[people, skill] >= self.ends[shifts[0]])[:, np.newaxis]
        for tongue in np.unique(tongues[tongues >= 0]):
            able[:, tongues == tongue] &= self._speaks[people, tongue][:, np.newaxis]
        return able

    def free_in(self, slot: int) -> Ids:
        """The volunteers who are free all through the slot, in order."""
        people, firsts = self._free
        return people[firsts[slot] : firsts[slot + 1]]

    def fits(self, pairs: Pairs) -> Mask:
        """Whether each pair fits by itself: free, able."""
        fits = np.zeros(len(pairs), dtype=np.bool_)
        slots = self.slots[pairs.shifts]
        for slot in np.unique(slots):
            at = np.flatnonzero(slots == slot)
            fits[at] = np.isin(pairs.volunteers[at], self.free_in(int(slot)))
        qualified = self._until[pairs.volunteers, self._skill_of[pairs.shifts]] >= self.ends[pairs.shifts]
        return fits & qualified & self._speaks[pairs.volunteers, self._tongue_of[pairs.shifts]]

    @cached_property
    def asked(self) -> Amounts:
        """A number for each shift, the same for those that ask for the same qualification and language."""
        both = np.stack([self._skill_of, self._tongue_of], axis=1)
        return np.unique(both, axis=0, return_inverse=True)[1].ravel()

    @cached_property
    def ways(self) -> NDArray[np.int32] | None:
        """Minutes from each shift's spot to each other one, by `spots`; None where nobody is ever on the way."""
        if not self.problem.minutes_per_km and not any(way.minutes for way in self.problem.ways):
            return None
        stations, places = [each[0] for each in self._spots], [each[1] for each in self._spots]
        ways = np.zeros((len(stations), len(stations)), dtype=np.int32)
        placed = np.array([number for number, place in enumerate(places) if place is not None], dtype=np.intp)
        points = np.array([places[number] for number in placed], dtype=np.float64).reshape(-1, 2)
        for row, number in enumerate(placed):
            ways[number, placed] = np.ceil(self.problem.minutes_per_km * kilometres_between(points, points[row]))
        at: dict[str, list[int]] = {}
        for number, station in enumerate(stations):
            at.setdefault(station, []).append(number)
        for way in self.problem.ways:
            here, there = at.get(way.first, []), at.get(way.second, [])
            ways[np.ix_(here, there)] = ways[np.ix_(there, here)] = min(way.minutes, 2**31 - 1)
        for spots in at.values():
            ways[np.ix_(spots, spots)] = 0
        return ways

    @cached_property
    def _spots(self) -> list[tuple[str, tuple[int, int] | None]]:
        return list(dict.fromkeys((each.station, each.place) for each in self.duties))

    @cached_property
    def spots(self) -> Amounts:
        """The row of each shift in `ways`: shifts of one station and place share one."""
        number = {spot: row for row, spot in enumerate(self._spots)}
        return column(number[each.station, each.place] for each in self.duties)

    def pairs_of(self, placed: Iterable[tuple[str, str]]) -> Pairs:
        """Numbers for ids of volunteers and shifts."""
        known = [(self._who[volunteer], self._where[shift]) for volunteer, shift in placed]
        numbers = np.array(known, dtype=np.int32).reshape(-1, 2)
        return Pairs(numbers[:, 0].copy(), numbers[:, 1].copy())

    def known_pairs(self, roster: Roster) -> Pairs:
        """The placements of a roster that may be another problem's: each once, and only of whom and what is there."""
        placed = ((each.volunteer, each.shift) for each in dict.fromkeys(roster.placements))
        return self.pairs_of(pair for pair in placed if pair[0] in self._who and pair[1] in self._where)

    def roster_of(self, pairs: Pairs) -> Roster:
        """The roster with these placements, in order of ids."""
        who, where = [each.id for each in self.people], [each.id for each in self.duties]
        named = sorted((who[one], where[other]) for one, other in zip(pairs.volunteers.tolist(), pairs.shifts.tolist(), strict=True))
        return Roster(tuple([Placement(*each) for each in named]))

    @cached_property
    def _free(self) -> tuple[Ids, Amounts]:
        """Volunteers by slot, and where each slot's begin: free is who has a window, and hours of the day, around the whole slot."""
        slots = self.slot_firsts[:-1]
        starts, ends = self.starts[slots], self.ends[slots]
        owners = np.repeat(np.arange(len(self.people)), [len(each.windows) for each in self.people])
        begins = column(window.starts for each in self.people for window in each.windows)
        finishes = column(window.ends for each in self.people for window in each.windows)
        low, high = np.searchsorted(starts, begins), np.searchsorted(starts, finishes)
        windows, found = expanded(low, high - low)
        fits = ends[found] <= finishes[windows]
        keys = distinct(found[fits] * max(1, len(self.people)) + owners[windows[fits]])
        slot, people = np.divmod(keys, max(1, len(self.people)))
        keeps = self._keeps_hours(people, starts[slot], ends[slot])
        slot, people = slot[keeps], people[keeps]
        return people.astype(np.int32), np.searchsorted(slot, np.arange(len(slots) + 1))

    def _keeps_hours(self, people: Amounts, starts: Amounts, ends: Amounts) -> Mask:
        """Whether what begins and ends then lies within the hours of the day of each of these people."""
        first = column(0 if each.hours is None else each.hours.starts for each in self.people)
        last = column(FOR_EVER if each.hours is None else each.hours.ends for each in self.people)
        begins = (starts - self.problem.day_zero) % self.problem.day_minutes
        return np.asarray((first[people] <= begins) & (begins + ends - starts <= last[people]))


def expanded(firsts: Amounts, counts: Amounts) -> tuple[Amounts, Amounts]:
    """For each range (its first, how many) all that is in it: the range's position, and the number."""
    counts = np.maximum(0, counts)
    owners = np.repeat(np.arange(len(counts)), counts)
    within = np.arange(len(owners)) - np.repeat(np.cumsum(counts) - counts, counts)
    return owners, firsts[owners] + within


def distinct(numbers: Numbers) -> Numbers:
    """The numbers in order, each once. Sorting is faster than numpy's `unique`, which hashes."""
    ordered = np.sort(numbers)
    is_new = np.ones(len(ordered), dtype=np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=is_new[1:])
    return ordered[is_new]


def column(values: Iterable[int]) -> Amounts:
    """The numbers as an array."""
    return np.fromiter(values, dtype=np.int64)


def _limits(values: Iterable[int | None]) -> Amounts:
    return column(FOR_EVER if value is None else value for value in values)


def _closed_up(days: Amounts) -> Amounts:
    """The days on which shifts begin, numbered from 0 and close together: however long nothing happens, it is one empty day."""
    return np.cumsum(np.minimum(np.diff(days, prepend=days[:1]), 2))


def _turns(starts: Amounts, ends: Amounts, days: Amounts) -> Amounts:
    """The shifts of each day in the fewest groups that all share a moment: of a turn, nobody can serve on two.

    Such a group is what is on just before the first of those not yet grouped ends (the points that stab all intervals).
    """
    turns = np.zeros(len(starts), dtype=np.int64)
    first = 0
    while first < len(starts):
        day_end = int(np.searchsorted(days, days[first], side="right"))
        past = first + int(np.searchsorted(starts[first:day_end], ends[first:day_end].min()))
        turns[past:] += 1
        first = past
    return turns
