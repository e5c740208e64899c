"""The judge of rosters: every hard rule and every term of the cost, recomputed plainly from problem and roster.

It shares no arithmetic with those that it judges, and takes nobody's word. A breach to which only pins belong is a note: what stands
stands. As soon as a placement of the roster's own belongs to it, it is a violation.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, groupby

from wucai.planning.rostering.problem import DAYS_IN_A_WEEK, Experience, Group, Problem, Shift, Volunteer
from wucai.planning.rostering.solution import Placement, Roster, SplitReason

EARTH_KM = 6371.0088
"""The mean radius of the Earth (IUGG)."""

Fault = tuple[str, bool]
"""A sentence, and whether pins alone are to blame."""


@dataclass(frozen=True)
class Verdict:
    """What a roster costs in points, by term; what it leaves open; which rules it breaks, and which its pins broke before it.

    unfilled: open seats. below_minimum: those of them below the minimum of their shift.
    """

    terms: Mapping[str, float]
    unfilled: int
    below_minimum: int
    violations: tuple[str, ...]
    notes: tuple[str, ...] = ()

    @property
    def objective(self) -> float:
        """The sum of the terms."""
        return sum(self.terms.values())


def judge(problem: Problem, roster: Roster) -> Verdict:
    """Judge the roster. Placements of strangers, and the second of two that are equal, are violations and otherwise left out."""
    case = _Case(problem, roster)
    faults = [*case.strangers(), *case.alone(), *case.together(), *case.oversold(), *case.unkept(), *case.scattered(), *case.excused()]
    open_seats = {shift.id: max(0, shift.seats - len(case.crews[shift.id])) for shift in problem.shifts}
    below = sum(max(0, shift.minimum - len(case.crews[shift.id])) for shift in problem.shifts)
    unfilled = sum(open_seats.values())
    return Verdict(
        terms=case.terms(unfilled, below),
        unfilled=unfilled,
        below_minimum=below,
        violations=tuple(sentence for sentence, is_pinned in faults if not is_pinned),
        notes=tuple(sentence for sentence, is_pinned in faults if is_pinned),
    )


class _Case:
    """Problem and roster side by side: who is where."""

    def __init__(self, problem: Problem, roster: Roster) -> None:
        self.problem = problem
        self.roster = roster
        self.volunteers = {each.id: each for each in problem.volunteers}
        self.shifts = {each.id: each for each in problem.shifts}
        self.pins = {(pin.volunteer, pin.shift) for pin in problem.pins}
        self.groups = {each.id: each for each in problem.groups}
        self.splits = {each.group for each in roster.splits}
        self.ways = {frozenset((way.first, way.second)): way.minutes for way in problem.ways}
        self.duties: dict[str, list[Shift]] = defaultdict(list)
        self.crews: dict[str, list[str]] = defaultdict(list)
        for placement in dict.fromkeys(roster.placements):
            if placement.volunteer in self.volunteers and placement.shift in self.shifts:
                self.duties[placement.volunteer].append(self.shifts[placement.shift])
                self.crews[placement.shift].append(placement.volunteer)

    def strangers(self) -> Iterator[Fault]:
        """Ids that nobody knows, and placements that are there twice."""
        for placement, times in Counter(self.roster.placements).items():
            if placement.volunteer not in self.volunteers or placement.shift not in self.shifts:
                yield f"{_told(placement)}: the problem does not know them.", False
            elif times > 1:
                yield f"{_told(placement)}: there {times} times.", False

    def alone(self) -> Iterator[Fault]:
        """What a volunteer must bring to a shift: time, qualification, language."""
        for who, duties in self.duties.items():
            volunteer = self.volunteers[who]
            for shift in duties:
                for lack in self._lacks(volunteer, shift):
                    yield f"{_told(Placement(who, shift.id))}: {lack}.", self._is_pinned(who, shift)

    def together(self) -> Iterator[Fault]:
        """What the shifts of one volunteer must be to each other."""
        for who, duties in self.duties.items():
            yield from self._beside(self.volunteers[who], duties)

    def oversold(self) -> Iterator[Fault]:
        """More volunteers than seats."""
        for shift in self.problem.shifts:
            crew = self.crews[shift.id]
            if len(crew) > shift.seats:
                only_pins = all(self._is_pinned(who, shift) for who in crew)
                yield f"Shift {shift.id!r} has {len(crew)} volunteers on {shift.seats} seats.", only_pins

    def unkept(self) -> Iterator[Fault]:
        """Pins that were not kept."""
        for who, where in self.pins:
            if who not in self.crews[where]:
                yield f"{_told(Placement(who, where))}: pinned, and not kept.", False

    def scattered(self) -> Iterator[Fault]:
        """Groups of which some serve on a shift and some do not."""
        for group in self.problem.groups:
            if group.id in self.splits:
                continue
            shifts = {shift.id: shift for member in group.members for shift in self.duties[member]}
            for shift in shifts.values():
                there = [member for member in group.members if member in self.crews[shift.id]]
                if len(there) < len(group.members):
                    only_pins = all(self._is_pinned(member, shift) for member in there)
                    yield f"Group {group.id!r} on shift {shift.id!r}: {len(there)} of {len(group.members)} members.", only_pins

    def excused(self) -> Iterator[Fault]:
        """Groups that are split for a reason which does not hold, or which nobody knows."""
        for split in self.roster.splits:
            if split.group not in self.groups:
                yield f"Group {split.group!r} is split: the problem does not know it.", False
                continue
            group = self.groups[split.group]
            large = [shift for shift in self.problem.shifts if self._room(group, shift) >= len(group.members)]
            if split.reason == SplitReason.TOO_LARGE and large:
                yield f"Group {group.id!r} is split as too large, but shift {large[0].id!r} has room for it.", False
            if split.reason == SplitReason.NEVER_TOGETHER:
                able = [shift for shift in large if all(self._could(self.volunteers[member], shift) for member in group.members)]
                if not large or able:
                    told = f"but shift {able[0].id!r} would do" if able else "but no shift has room for it"
                    yield f"Group {group.id!r} is split as never together, {told}.", False

    def terms(self, unfilled: int, below_minimum: int) -> dict[str, float]:
        """The points, by term."""
        weights = self.problem.weights
        held = [(self.volunteers[who], shift) for who, duties in self.duties.items() for shift in duties]
        return {
            "unfilled": float(weights.unfilled * unfilled),
            "below_minimum": float(weights.below_minimum * below_minimum),
            "colour": float(sum(self._colour(volunteer, shift) for volunteer, shift in held)),
            "distance": float(sum(math.floor(weights.per_km * _kilometres(volunteer, shift) + 0.5) for volunteer, shift in held)),
            "fairness": float(sum(weights.extra_shift * before for duties in self.duties.values() for before in range(len(duties)))),
            "leaders": float(weights.no_leader * sum(self._lacks_leader(shift) for shift in self.problem.shifts)),
            "newcomers": float(weights.newcomers_alone * sum(self._is_green(shift) for shift in self.problem.shifts)),
            "moved": float(weights.moved * sum(each.volunteer not in self.crews[each.shift] for each in self.problem.previous)),
        }

    def _lacks_leader(self, shift: Shift) -> bool:
        crew = [self.volunteers[who].experience for who in self.crews[shift.id]]
        return shift.asks_leader and bool(crew) and Experience.LEADER not in crew

    def _is_green(self, shift: Shift) -> bool:
        """Whether newcomers are on it by themselves."""
        return {self.volunteers[who].experience for who in self.crews[shift.id]} == {Experience.NEWCOMER}

    def _colour(self, volunteer: Volunteer, shift: Shift) -> int:
        if not volunteer.colours:
            return 0
        if shift.colour not in volunteer.colours:
            return self.problem.weights.other_colour
        return self.problem.weights.colour_rank * volunteer.colours.index(shift.colour)

    def _room(self, group: Group, shift: Shift) -> int:
        """Seats that are not pinned for anybody outside the group."""
        return shift.seats - sum(where == shift.id and who not in group.members for who, where in self.pins)

    def _could(self, volunteer: Volunteer, shift: Shift) -> bool:
        """Whether the volunteer may serve on the shift beside what is pinned."""
        if self._is_pinned(volunteer.id, shift):
            return True
        pinned = [each for each in self.problem.shifts if self._is_pinned(volunteer.id, each)]
        beside = self._beside(volunteer, [*pinned, shift])
        return not any(self._lacks(volunteer, shift)) and all(is_pinned for _, is_pinned in beside)

    def _beside(self, volunteer: Volunteer, duties: list[Shift]) -> Iterator[Fault]:
        ordered = sorted(duties, key=lambda shift: shift.starts)
        yield from self._pairs(volunteer, ordered)
        yield from self._days(volunteer, ordered)
        yield from self._loads(volunteer, ordered)

    def _pairs(self, volunteer: Volunteer, duties: list[Shift]) -> Iterator[Fault]:
        for first, second in combinations(duties, 2):
            pinned = self._is_pinned(volunteer.id, first) and self._is_pinned(volunteer.id, second)
            pair = f"Volunteer {volunteer.id!r} on shifts {first.id!r} and {second.id!r}"
            if second.starts < first.ends:
                yield f"{pair}: both at once.", pinned
            elif self._day(first) != self._day(second) and second.starts - first.ends < volunteer.min_rest_minutes:
                yield f"{pair}: {second.starts - first.ends} of {volunteer.min_rest_minutes} minutes of rest.", pinned
            elif second.starts - first.ends < self._way(first, second):
                yield f"{pair}: {second.starts - first.ends} of {self._way(first, second)} minutes for the way.", pinned

    def _days(self, volunteer: Volunteer, duties: list[Shift]) -> Iterator[Fault]:
        by_day = {day: list(shifts) for day, shifts in groupby(duties, self._day)}
        pinned_on = {day for day, shifts in by_day.items() if any(self._is_pinned(volunteer.id, shift) for shift in shifts)}
        for day, shifts in by_day.items():
            if len(shifts) > volunteer.max_day_shifts:
                only_pins = all(self._is_pinned(volunteer.id, shift) for shift in shifts)
                yield f"Volunteer {volunteer.id!r} has {len(shifts)} of {volunteer.max_day_shifts} shifts on day {day}.", only_pins
            yield from self._spent(volunteer, shifts, volunteer.max_day_minutes, f"on day {day}")
        for run in _runs(by_day):
            if len(run) > volunteer.max_consecutive_days:
                told = f"Volunteer {volunteer.id!r} serves {len(run)} of {volunteer.max_consecutive_days} days in a row from day {run[0]}."
                yield told, pinned_on.issuperset(run)

    def _loads(self, volunteer: Volunteer, duties: list[Shift]) -> Iterator[Fault]:
        if len(duties) > volunteer.max_shifts:
            only_pins = all(self._is_pinned(volunteer.id, shift) for shift in duties)
            yield f"Volunteer {volunteer.id!r} has {len(duties)} of {volunteer.max_shifts} shifts.", only_pins
        yield from self._spent(volunteer, duties, volunteer.max_minutes, "in all")
        for week, shifts in groupby(duties, lambda shift: self._day(shift) // DAYS_IN_A_WEEK):
            yield from self._spent(volunteer, list(shifts), volunteer.max_week_minutes, f"in week {week}")

    def _spent(self, volunteer: Volunteer, duties: list[Shift], most: int | None, when: str) -> Iterator[Fault]:
        """More minutes than a limit."""
        minutes = sum(shift.ends - shift.starts for shift in duties)
        if most is not None and minutes > most:
            only_pins = all(self._is_pinned(volunteer.id, shift) for shift in duties)
            yield f"Volunteer {volunteer.id!r} has {minutes} of {most} minutes {when}.", only_pins

    def _way(self, first: Shift, second: Shift) -> int:
        """Minutes from one shift's station to the other's."""
        if first.station == second.station:
            return 0
        given = self.ways.get(frozenset((first.station, second.station)))
        if given is not None:
            return given
        return math.ceil(self.problem.minutes_per_km * _crow(first.place, second.place))

    def _lacks(self, volunteer: Volunteer, shift: Shift) -> Iterator[str]:
        if not any(window.starts <= shift.starts and shift.ends <= window.ends for window in volunteer.windows):
            yield "not available"
        begins = (shift.starts - self.problem.day_zero) % self.problem.day_minutes
        hours = volunteer.hours
        if hours is not None and not hours.starts <= begins < begins + shift.ends - shift.starts <= hours.ends:
            yield "not within their hours of the day"
        yield from _unable(volunteer, shift)

    def _is_pinned(self, who: str, shift: Shift) -> bool:
        return (who, shift.id) in self.pins

    def _day(self, shift: Shift) -> int:
        return (shift.starts - self.problem.day_zero) // self.problem.day_minutes


def _told(placement: Placement) -> str:
    return f"Volunteer {placement.volunteer!r} on shift {placement.shift!r}"


def _unable(volunteer: Volunteer, shift: Shift) -> Iterator[str]:
    if shift.language is not None and shift.language not in volunteer.languages:
        yield f"does not speak {shift.language!r}"
    if shift.qualification is None:
        return
    if shift.qualification not in volunteer.qualifications:
        yield f"without the qualification {shift.qualification!r}"
        return
    until = volunteer.qualifications[shift.qualification]
    if until is not None and until < shift.ends:
        yield f"the qualification {shift.qualification!r} ends at {until}, before the shift"


def _runs(days: Iterable[int]) -> Iterator[list[int]]:
    run: list[int] = []
    for day in sorted(days):
        if run and day != run[-1] + 1:
            yield run
            run = []
        run.append(day)
    if run:
        yield run


def _kilometres(volunteer: Volunteer, shift: Shift) -> float:
    return _crow(volunteer.home, shift.place)


def _crow(one: tuple[int, int] | None, other: tuple[int, int] | None) -> float:
    """Kilometres along the great circle by the haversine formula (R. W. Sinnott, 1984); 0 where an end is not known."""
    if one is None or other is None:
        return 0.0
    north, east, to_north, to_east = (math.radians(part / 1e6) for part in (*one, *other))
    half = math.sin((to_north - north) / 2) ** 2 + math.cos(north) * math.cos(to_north) * math.sin((to_east - east) / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(min(1.0, half)))
