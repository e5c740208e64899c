"""The problem as arrays: who may serve on what, what it costs, and what a volunteer may add to what they hold.

Volunteers are numbered as in the problem, shifts in order of time. An option is a pair of the two that fits by itself: time,
qualification, language. Whether it also fits beside what the volunteer holds already is asked of `Held`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from wucai.planning.flow import Amounts
from wucai.planning.rostering.problem import Problem, Shift, Volunteer
from wucai.planning.rostering.solution import Placement, Roster

Mask: TypeAlias = NDArray[np.bool_]

EARTH_KM = 6371.0088
"""The mean radius of the Earth (IUGG)."""
FOR_EVER = 2**62
"""Later than any minute, longer than any limit."""


@dataclass(frozen=True, eq=False)
class Pairs:
    """Volunteers on shifts, position by position, by their numbers."""

    volunteers: Amounts
    shifts: Amounts

    def __len__(self) -> int:
        """How many pairs."""
        return len(self.volunteers)

    def __getitem__(self, chosen: NDArray[np.bool_] | NDArray[np.intp] | slice) -> Pairs:
        """The chosen ones."""
        return Pairs(self.volunteers[chosen], self.shifts[chosen])

    def __add__(self, other: Pairs) -> Pairs:
        """These, then the others."""
        return Pairs(np.concatenate([self.volunteers, other.volunteers]), np.concatenate([self.shifts, other.shifts]))


class Tables:
    """Everything about the problem that is asked in bulk."""

    def __init__(self, problem: Problem) -> None:
        """Read the problem once; `options` and what they cost are worked out when first asked for."""
        self.problem = problem
        self.people: Sequence[Volunteer] = problem.volunteers
        self.duties: Sequence[Shift] = sorted(problem.shifts, key=lambda shift: (shift.starts, shift.ends))
        self.starts = _column(shift.starts for shift in self.duties)
        self.ends = _column(shift.ends for shift in self.duties)
        self.seats = _column(shift.seats for shift in self.duties)
        self.minimum = _column(shift.minimum for shift in self.duties)
        self.days = _days(self.starts, problem)
        self.turns = _turns(self.starts, self.ends, self.days)
        self.max_shifts = _column(each.max_shifts for each in self.people)
        self.max_minutes = _column(FOR_EVER if each.max_minutes is None else each.max_minutes for each in self.people)
        self.max_days = _column(each.max_consecutive_days for each in self.people)
        self.max_day_shifts = _column(each.max_day_shifts for each in self.people)
        self.rest = _column(each.min_rest_minutes for each in self.people)
        self._prices = _Prices(problem, self.people, self.duties)

    @property
    def minutes(self) -> Amounts:
        """How long each shift is."""
        return self.ends - self.starts

    @cached_property
    def options(self) -> Pairs:
        """Every pair that fits by itself, by volunteer and then by time."""
        slots = np.stack([self.starts, self.ends], axis=1)
        firsts = np.flatnonzero((np.diff(slots, axis=0, prepend=-FOR_EVER) != 0).any(axis=1))
        sizes = np.diff(np.append(firsts, len(slots)))
        people, within = self._free_slots(slots[firsts])
        owners, duties = expanded(firsts[within], sizes[within])
        pairs = Pairs(people[owners], duties)
        return pairs[self._is_able(pairs)]

    def points(self, pairs: Pairs) -> Amounts:
        """What each pair costs by itself: colour and distance."""
        return self._prices.of(pairs)

    def pairs_of(self, placed: Iterable[tuple[str, str]]) -> Pairs:
        """Numbers for ids of volunteers and shifts."""
        who = {each.id: number for number, each in enumerate(self.people)}
        where = {each.id: number for number, each in enumerate(self.duties)}
        known = [(who[volunteer], where[shift]) for volunteer, shift in placed]
        return Pairs(_column(each[0] for each in known), _column(each[1] for each in known))

    def roster_of(self, pairs: Pairs) -> Roster:
        """The roster with these placements, in order of ids."""
        numbers = zip(pairs.volunteers.tolist(), pairs.shifts.tolist(), strict=True)
        return Roster(tuple(sorted(Placement(self.people[who].id, self.duties[where].id) for who, where in numbers)))

    def _free_slots(self, slots: Amounts) -> tuple[Amounts, Amounts]:
        """Volunteer and slot (a start with an end) for each slot that lies in a window of the volunteer's, once, in order."""
        owners = np.repeat(np.arange(len(self.people)), [len(each.windows) for each in self.people])
        begins = _column(window.starts for each in self.people for window in each.windows)
        finishes = _column(window.ends for each in self.people for window in each.windows)
        low, high = np.searchsorted(slots[:, 0], begins), np.searchsorted(slots[:, 0], finishes)
        windows, found = expanded(low, high - low)
        fits = slots[found, 1] <= finishes[windows]
        keys = np.unique(owners[windows[fits]] * max(1, len(slots)) + found[fits])
        return np.divmod(keys, max(1, len(slots)))

    def _is_able(self, pairs: Pairs) -> Mask:
        """Whether the volunteer brings the qualification and the language."""
        skills = sorted({each.qualification for each in self.duties if each.qualification is not None})
        until = np.full((len(self.people), len(skills) + 1), -FOR_EVER)
        until[:, -1] = FOR_EVER  # asked for nothing
        tongues = sorted({each.language for each in self.duties if each.language is not None})
        speaks = np.zeros((len(self.people), len(tongues) + 1), dtype=np.bool_)
        speaks[:, -1] = True
        for row, each in enumerate(self.people):
            for column, skill in enumerate(skills):
                if skill in each.qualifications:
                    last = each.qualifications[skill]
                    until[row, column] = FOR_EVER if last is None else last
            speaks[row, [column for column, tongue in enumerate(tongues) if tongue in each.languages]] = True
        skill_of = _column(skills.index(each.qualification) if each.qualification else -1 for each in self.duties)
        tongue_of = _column(tongues.index(each.language) if each.language else -1 for each in self.duties)
        is_qualified = until[pairs.volunteers, skill_of[pairs.shifts]] >= self.ends[pairs.shifts]
        return is_qualified & speaks[pairs.volunteers, tongue_of[pairs.shifts]]


class Held:
    """What every volunteer holds; asked which further pairs fit beside it, one at a time for each volunteer."""

    def __init__(self, tables: Tables, pairs: Pairs) -> None:
        """Sort what is held by volunteer."""
        order = np.lexsort((pairs.shifts, pairs.volunteers))
        self.tables = tables
        self.pairs = pairs[order]
        self.shifts = np.bincount(pairs.volunteers, minlength=len(tables.people)).astype(np.int64)
        self.crews = np.bincount(pairs.shifts, minlength=len(tables.duties)).astype(np.int64)
        self.minutes = np.zeros(len(tables.people), dtype=np.int64)
        np.add.at(self.minutes, pairs.volunteers, tables.minutes[pairs.shifts])
        self._on_day = np.zeros((len(tables.people), int(tables.days.max(initial=0)) + 3), dtype=np.int16)
        np.add.at(self._on_day, (pairs.volunteers, tables.days[pairs.shifts] + 1), 1)

    @cached_property
    def open_seats(self) -> Amounts:
        """Seats left on each shift."""
        seats: Amounts = np.maximum(0, self.tables.seats - self.crews)
        return seats

    def room_on(self, volunteers: Amounts, days: Amounts) -> Amounts:
        """How many shifts each volunteer may still add on the day beside it."""
        room: Amounts = np.maximum(0, self.tables.max_day_shifts[volunteers] - self._on_day[volunteers, days + 1])
        return room

    def admits(self, pairs: Pairs) -> Mask:
        """Whether each pair, added alone, keeps every rule. Seats are not asked for, nor is what the option is by itself."""
        who, where = pairs.volunteers, pairs.shifts
        fits = self.shifts[who] < self.tables.max_shifts[who]
        fits &= self.minutes[who] + self.tables.minutes[where] <= self.tables.max_minutes[who]
        busy = np.flatnonzero(fits & (self.shifts > 0)[who])
        fits[busy] = self._fits_days(pairs[busy]) & self._is_apart(pairs[busy])
        return fits

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
        before, after = np.zeros(worked.shape, dtype=np.int64), np.zeros(worked.shape, dtype=np.int64)
        for day in range(1, worked.shape[1]):
            before[:, day] = np.where(worked[:, day - 1], before[:, day - 1] + 1, 0)
            after[:, -1 - day] = np.where(worked[:, -day], after[:, -day] + 1, 0)
        return before + 1 + after

    def _is_apart(self, pairs: Pairs) -> Mask:
        """Whether no shift held shares a moment with the pair's, nor robs the rest before or after it."""
        firsts = np.cumsum(self.shifts) - self.shifts
        asked, held = expanded(firsts[pairs.volunteers], self.shifts[pairs.volunteers])
        new, old = pairs.shifts[asked], self.pairs.shifts[held]
        starts, ends, days = self.tables.starts, self.tables.ends, self.tables.days
        pause = np.maximum(starts[new] - ends[old], starts[old] - ends[new])
        needed = np.where(days[new] == days[old], 0, self.tables.rest[pairs.volunteers[asked]])
        apart = np.ones(len(pairs), dtype=np.bool_)
        apart[asked[pause < needed]] = False
        return apart


class _Prices:
    """Points of a volunteer on a shift, from one table by colour and one by place."""

    def __init__(self, problem: Problem, people: Sequence[Volunteer], duties: Sequence[Shift]) -> None:
        colours = sorted({each.colour for each in duties})
        places = sorted({each.place for each in duties if each.place is not None})
        colour_at = {colour: column for column, colour in enumerate(colours)}
        place_at = {place: column for column, place in enumerate(places)}
        self._colour_of = _column(colour_at[each.colour] for each in duties)
        self._place_of = _column(-1 if each.place is None else place_at[each.place] for each in duties)
        weights = problem.weights
        self._by_colour = np.zeros((len(people), len(colours)), dtype=np.int64)
        for row, each in enumerate(people):
            if each.colours:
                self._by_colour[row] = weights.other_colour
                for rank, colour in enumerate(each.colours):
                    if colour in colour_at:
                        self._by_colour[row, colour_at[colour]] = rank * weights.colour_rank
        # The last column is for shifts without a place.
        self._by_place = np.zeros((len(people), len(places) + 1), dtype=np.int64)
        housed = np.array([row for row, each in enumerate(people) if each.home is not None], dtype=np.intp)
        homes = np.array([each.home for each in people if each.home is not None], dtype=np.float64).reshape(-1, 2)
        for column, place in enumerate(places):
            self._by_place[housed, column] = np.floor(weights.per_km * _kilometres(homes, place) + 0.5)

    def of(self, pairs: Pairs) -> Amounts:
        """Colour and distance of each pair."""
        by_colour: Amounts = self._by_colour[pairs.volunteers, self._colour_of[pairs.shifts]]
        by_place: Amounts = self._by_place[pairs.volunteers, self._place_of[pairs.shifts]]
        return by_colour + by_place


def expanded(firsts: Amounts, counts: Amounts) -> tuple[Amounts, Amounts]:
    """For each range (its first, how many) all that is in it: the range's position, and the number."""
    counts = np.maximum(0, counts)
    owners = np.repeat(np.arange(len(counts)), counts)
    within = np.arange(len(owners)) - np.repeat(np.cumsum(counts) - counts, counts)
    return owners, firsts[owners] + within


def _column(values: Iterable[int]) -> Amounts:
    return np.fromiter(values, dtype=np.int64)


def _days(starts: Amounts, problem: Problem) -> Amounts:
    """The days on which shifts begin, numbered from 0 and close together: however long nothing happens, it is one empty day."""
    days = (starts - problem.day_zero) // problem.day_minutes
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


def _kilometres(homes: NDArray[np.float64], place: tuple[int, int]) -> NDArray[np.float64]:
    """Great circles from homes to a place by the haversine formula (R. W. Sinnott, 1984)."""
    north, east = np.radians(homes / 1e6).T
    to_north, to_east = np.radians(np.array(place) / 1e6)
    half = np.sin((to_north - north) / 2) ** 2 + np.cos(north) * np.cos(to_north) * np.sin((to_east - east) / 2) ** 2
    return np.asarray(2 * EARTH_KM * np.arcsin(np.sqrt(np.minimum(1.0, half))))
