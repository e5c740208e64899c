"""What keeps volunteers from shifts, rule by rule, and by how much: in bulk, for reasons and for chains of moves.

An amount is 0 where the rule is kept. `available` is NEVER where no window so much as touches the shift. Tests hold it all against `check`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cached_property

import numpy as np

from wucai.planning.flow import Amounts, Ids
from wucai.planning.rostering.held import Held
from wucai.planning.rostering.problem import Group
from wucai.planning.rostering.tables import FOR_EVER, Mask, Pairs, Tables, column, expanded

NEVER = -1
"""No window touches the shift: no number of minutes would do."""
BESIDE = ("overlap", "rest", "way", "day_shifts", "days", "shifts", "minutes", "day_minutes", "week_minutes")
"""Barriers that come of what a volunteer holds; the others are `available`, `hours`, `qualified`, `language`, `group`."""
ALONE = -1
"""The group of those who are in none, or whose group is split."""

Found = dict[str, Amounts]


class Readiness:
    """What volunteers bring by themselves: time, hours of the day, qualifications, languages."""

    def __init__(self, tables: Tables) -> None:
        """Read all windows once."""
        people = tables.people
        self._tables = tables
        counts = column(len(each.windows) for each in people)
        self._firsts = np.append(0, np.cumsum(counts))
        self._owners = np.repeat(np.arange(len(people)), counts)
        self._starts = column(window.starts for each in people for window in each.windows)
        self._ends = column(window.ends for each in people for window in each.windows)
        self._first_hours = column(0 if each.hours is None else each.hours.starts for each in people)
        self._last_hours = column(FOR_EVER if each.hours is None else each.hours.ends for each in people)
        self._until: dict[str, Amounts] = {}
        self._speaks: dict[str, Mask] = {}

    def lacking(self, slot: int, low: int, past: int) -> Amounts:
        """By how many minutes one window is too short for the slot, for the volunteers of these numbers."""
        first = int(self._tables.slot_firsts[slot])
        starts, ends = int(self._tables.starts[first]), int(self._tables.ends[first])
        mine = slice(int(self._firsts[low]), int(self._firsts[past]))
        touching = mine.start + np.flatnonzero((self._starts[mine] < ends) & (self._ends[mine] > starts))
        lacking = np.maximum(0, self._starts[touching] - starts) + np.maximum(0, ends - self._ends[touching])
        least = np.full(past - low, FOR_EVER)
        np.minimum.at(least, self._owners[touching] - low, lacking)
        least[least == FOR_EVER] = NEVER
        return least

    def out_of_hours(self, pairs: Pairs) -> Amounts:
        """By how many minutes the hours of the day are too short."""
        begins = (self._tables.starts[pairs.shifts] - self._tables.problem.day_zero) % self._tables.problem.day_minutes
        ends = begins + self._tables.minutes[pairs.shifts]
        early = np.maximum(0, self._first_hours[pairs.volunteers] - begins)
        return np.asarray(early + np.maximum(0, ends - self._last_hours[pairs.volunteers]))

    def unable(self, people: Ids, shift: int) -> Found:
        """`qualified`, `language`: 1 where what the shift asks for is lacking."""
        asked = self._tables.duties[shift]
        nothing = np.zeros(len(people), dtype=np.int64)
        found = {"qualified": nothing, "language": nothing}
        if asked.qualification is not None:
            found["qualified"] = (self._until_when(asked.qualification)[people] < asked.ends).astype(np.int64)
        if asked.language is not None:
            found["language"] = (~self._who_speaks(asked.language)[people]).astype(np.int64)
        return found

    def lacks(self, who: int, shift: int) -> tuple[int, int]:
        """Of one volunteer: 1 where the qualification is lacking, 1 where the language is."""
        asked, volunteer = self._tables.duties[shift], self._tables.people[who]
        is_unqualified = False
        if asked.qualification is not None:
            until = volunteer.qualifications.get(asked.qualification, -FOR_EVER)
            is_unqualified = until is not None and until < asked.ends
        return int(is_unqualified), int(asked.language is not None and asked.language not in volunteer.languages)

    def _until_when(self, qualification: str) -> Amounts:
        if qualification not in self._until:
            held = (each.qualifications.get(qualification, -FOR_EVER) for each in self._tables.people)
            self._until[qualification] = column(FOR_EVER if last is None else last for last in held)
        return self._until[qualification]

    def _who_speaks(self, language: str) -> Mask:
        if language not in self._speaks:
            self._speaks[language] = np.array([language in each.languages for each in self._tables.people], dtype=np.bool_)
        return self._speaks[language]


class Groups:
    """Who may serve only together with others."""

    def __init__(self, held: Held, splits: Collection[str] = (), groups: Sequence[Group] | None = None) -> None:
        """Groups of which the roster says that they are split bind nobody, nor does a group of one. groups: instead of the problem's."""
        tables = held.tables
        known = tables.problem.groups if groups is None else groups
        bound = [each for each in known if each.id not in splits and len(each.members) > 1]
        number = {each.id: row for row, each in enumerate(tables.people)} if bound else {}
        self.members: Sequence[Ids] = [np.array([number[member] for member in each.members], dtype=np.int32) for each in bound]
        self.of = np.full(len(tables.people), ALONE, dtype=np.int64)
        for group, members in enumerate(self.members):
            self.of[members] = group
        self._sizes = column(len(members) for members in self.members)
        self._shifts = len(tables.duties)
        mine = held.pairs[self.of[held.pairs.volunteers] != ALONE]
        self._keys, self._there = np.unique(self.of[mine.volunteers] * self._shifts + mine.shifts, return_counts=True)

    def missing(self, pairs: Pairs) -> Amounts:
        """How many others would have to come with each."""
        found = np.zeros(len(pairs), dtype=np.int64)
        bound = np.flatnonzero(self.of[pairs.volunteers] != ALONE) if self.members else found[:0]
        if len(bound):
            groups = self.of[pairs.volunteers[bound]]
            keys = groups * self._shifts + pairs.shifts[bound]
            at = np.searchsorted(self._keys, keys)
            known = np.append(self._keys, -1)[at] == keys
            found[bound] = self._sizes[groups] - 1 - np.where(known, np.append(self._there, 0)[at], 0)
        return found


class Burdens:
    """What the shifts that volunteers hold, or all but one of them, leave no room for."""

    def __init__(self, held: Held) -> None:
        """Take what is held."""
        self.held = held
        self._tables = held.tables
        self.firsts = np.cumsum(held.shifts) - held.shifts

    def beside(self, pairs: Pairs, lifted: Amounts | None = None) -> Found:
        """All of BESIDE but the ways. lifted: the position among what is held of one placement not to be counted, for each pair."""
        rows, old, new, pause = self._pairwise(pairs, lifted)
        tables, who, count = self._tables, pairs.volunteers, len(pairs)
        minutes, lasts = tables.minutes[old], tables.minutes[pairs.shifts]
        is_same_day = tables.days[new] == tables.days[old]
        is_same_week = tables.weeks[new] == tables.weeks[old]
        needed = tables.rest[who[rows]] - pause
        on_day = np.bincount(rows[is_same_day], minlength=count)
        over = {
            "shifts": np.bincount(rows, minlength=count) + 1 - tables.max_shifts[who],
            "day_shifts": on_day + 1 - tables.max_day_shifts[who],
            "days": np.where(on_day > 0, 0, self._run(rows, tables.days[old] - tables.days[new], count) - tables.max_days[who]),
            "minutes": _summed(rows, minutes, count) + lasts - tables.max_minutes[who],
            "day_minutes": _summed(rows, minutes * is_same_day, count) + lasts - tables.max_day_minutes[who],
            "week_minutes": _summed(rows, minutes * is_same_week, count) + lasts - tables.max_week_minutes[who],
        }
        found = {code: np.maximum(0, amount) for code, amount in over.items()}
        found["overlap"] = (np.bincount(rows[pause < 0], minlength=count) > 0).astype(np.int64)
        found["rest"] = _most(rows, np.where((pause >= 0) & ~is_same_day, needed, 0), count)
        return found

    def ways(self, pairs: Pairs, lifted: Amounts | None = None) -> Amounts:
        """By how many minutes the ways to and from the shifts held are too long."""
        if self._tables.ways is None:
            return np.zeros(len(pairs), dtype=np.int64)
        rows, old, new, pause = self._pairwise(pairs, lifted)
        spots = self._tables.spots
        return _most(rows, np.where(pause >= 0, self._tables.ways[spots[new], spots[old]] - pause, 0), len(pairs))

    def _pairwise(self, pairs: Pairs, lifted: Amounts | None) -> tuple[Amounts, Ids, Ids, Amounts]:
        """Each pair beside each shift that counts: the pair's position, the shift held, the pair's own, minutes between them."""
        rows, at = expanded(self.firsts[pairs.volunteers], self.held.shifts[pairs.volunteers])
        if lifted is not None:
            stays = at != lifted[rows]
            rows, at = rows[stays], at[stays]
        old, new = self.held.pairs.shifts[at], pairs.shifts[rows]
        starts, ends = self._tables.starts, self._tables.ends
        return rows, old, new, np.maximum(starts[new] - ends[old], starts[old] - ends[new])

    def _run(self, rows: Amounts, offsets: Amounts, count: int) -> Amounts:
        """How many days in a row there would be around each pair's day, it included."""
        near = np.abs(offsets) <= self._longest
        is_on = np.zeros((count, 2 * self._longest + 1), dtype=np.bool_)
        is_on[rows[near], self._longest + offsets[near]] = True
        before, after = is_on[:, : self._longest][:, ::-1], is_on[:, self._longest + 1 :]
        run = np.ones(count, dtype=np.int64)
        for side in (before, after):
            goes_on = np.ones(count, dtype=np.bool_)
            for distance in range(self._longest):
                goes_on &= side[:, distance]
                if not goes_on.any():
                    break
                run += goes_on
        return run

    @cached_property
    def _longest(self) -> int:
        """The longest row of days that anybody serves."""
        pairs, days = self.held.pairs, self._tables.days[self.held.pairs.shifts]
        if not len(pairs):
            return 0
        is_next = (np.diff(pairs.volunteers) == 0) & (np.diff(days) == 1)
        is_same = (np.diff(pairs.volunteers) == 0) & (np.diff(days) == 0)
        begins = np.flatnonzero(np.append(True, ~(is_next | is_same)))
        served = np.cumsum(np.append(0, is_next))
        return 1 + int((np.append(served[begins[1:] - 1], served[-1]) - served[begins]).max())


def among(asked: Amounts | Ids, known: Amounts | Ids) -> Mask:
    """Whether each number is among the known ones, which are in order: much faster than numpy's `isin`."""
    if not len(known):
        return np.zeros(len(asked), dtype=np.bool_)
    at = np.minimum(np.searchsorted(known, asked), len(known) - 1)
    found: Mask = known[at] == asked
    return found


def _summed(rows: Amounts, amounts: Amounts, count: int) -> Amounts:
    return np.bincount(rows, amounts, minlength=count).astype(np.int64)


def _most(rows: Amounts, amounts: Amounts, count: int) -> Amounts:
    """The largest amount of each row, at least 0."""
    most = np.zeros(count, dtype=np.int64)
    lacking = np.flatnonzero(amounts > 0)
    np.maximum.at(most, rows[lacking], amounts[lacking])
    return most
