"""Why a placement, why an open seat, and whom to ask: in codes with values, for a room to put into words.

Everything is told of one roster as it stands. Nothing here is taken from the search, so whatever roster a person has changed can be
explained as well; tests hold every claim against `check`.
"""

from __future__ import annotations

import math
import operator
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from itertools import accumulate

from wucai.planning.rostering.problem import Problem, Shift, Volunteer
from wucai.planning.rostering.solution import Placement, Roster

EARTH_KM = 6371.0088
"""The mean radius of the Earth (IUGG)."""

Value = int | str
Barriers = Mapping[str, int]
"""What keeps a volunteer from a shift, and how far: minutes that lack, or 1."""

FUNNEL = {
    "available": ("available",),
    "qualified": ("qualified",),
    "language": ("language",),
    "fitting": ("overlap", "rest", "days", "day_shifts"),
    "within_limits": ("shifts", "minutes"),
}
"""The stages of the funnel, in order, each with the barriers that it sorts out."""
RELAXED = ("shifts", "minutes", "day_shifts", "days", "rest", "available", "language", "qualified")
"""Barriers that one can ask to be lowered, the smallest request first."""


@dataclass(frozen=True)
class Reason:
    """One reason. The codes and their values:

    pinned · qualification {qualification} · language {language} · wished_colour {colour, rank from 1} · other_colour {colour} ·
    any_colour {colour} · distance {metres} · only_shift · load {shifts, of}.
    """

    code: str
    values: Mapping[str, Value]


@dataclass(frozen=True)
class Stage:
    """How many volunteers are left after one stage of the funnel."""

    code: str
    volunteers: int


@dataclass(frozen=True)
class Change:
    """One thing that would let the shift have one more volunteer with nobody moved, and for how many volunteers it alone would.

    code: `ask` when nothing but asking is needed; otherwise the barrier to be lowered (of RELAXED). volunteer: for whom the least is
    needed. amount: how much: minutes of rest, time or window; otherwise 1.
    """

    code: str
    volunteers: int
    volunteer: str
    amount: int


@dataclass(frozen=True)
class Shortfall:
    """Why a shift has open seats.

    funnel: from all volunteers who are not on it to those who could still take it, stage by stage. elsewhere: how many more could, if
    they gave up one other placement that is not pinned. changes: what would help, the smallest first; empty where no single change does.
    """

    shift: str
    open_seats: int
    below_minimum: int
    funnel: tuple[Stage, ...]
    elsewhere: int
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Candidate:
    """A volunteer who could take a seat with nobody moved: what that costs in points, how many shifts they hold, and why they."""

    volunteer: str
    points: int
    shifts: int
    reasons: tuple[Reason, ...]


def why(problem: Problem, roster: Roster, placement: Placement) -> tuple[Reason, ...]:
    """What speaks for a placement of the roster. For many placements make one `Explanation` and ask that."""
    return Explanation(problem, roster).why(placement)


def remainder(problem: Problem, roster: Roster) -> tuple[Shortfall, ...]:
    """Why seats are open, shift by shift."""
    return Explanation(problem, roster).remainder()


def candidates(problem: Problem, roster: Roster, shift_id: str, count: int) -> tuple[Candidate, ...]:
    """Whom to ask for a seat on the shift: the best so many, none when it has no open seat. KeyError for a shift that is not there."""
    return Explanation(problem, roster).candidates(shift_id, count)


class Explanation:
    """Problem and roster read once, to be asked often."""

    def __init__(self, problem: Problem, roster: Roster) -> None:
        """Placements of strangers are left out."""
        self._problem = problem
        self._volunteers = {each.id: each for each in problem.volunteers}
        self._shifts = {each.id: each for each in problem.shifts}
        self._pins = {(pin.volunteer, pin.shift) for pin in problem.pins}
        self._duties: dict[str, tuple[Shift, ...]] = defaultdict(tuple)
        self._crews: dict[str, set[str]] = defaultdict(set)
        for placement in dict.fromkeys(roster.placements):
            if placement.volunteer in self._volunteers and placement.shift in self._shifts:
                self._duties[placement.volunteer] += (self._shifts[placement.shift],)
                self._crews[placement.shift].add(placement.volunteer)
        # What is known of volunteers at one time of day, asked again for each shift at that time.
        self._time = (0, 0)
        self._kept_by_time: dict[str, Barriers] = {}
        self._tied_elsewhere: dict[str, bool] = {}

    def why(self, placement: Placement) -> tuple[Reason, ...]:
        """As the function of this name."""
        volunteer, shift = self._volunteers[placement.volunteer], self._shifts[placement.shift]
        pinned = [Reason("pinned", {})] if (volunteer.id, shift.id) in self._pins else []
        return (*pinned, *_reasons(volunteer, shift, len(self._duties[volunteer.id])))

    def remainder(self) -> tuple[Shortfall, ...]:
        """As the function of this name."""
        short = [shift for shift in self._problem.shifts if self._open_seats(shift) > 0]
        told = {shift.id: self._shortfall(shift) for shift in sorted(short, key=lambda shift: (shift.starts, shift.ends))}
        return tuple(told[shift.id] for shift in short)

    def candidates(self, shift_id: str, count: int) -> tuple[Candidate, ...]:
        """As the function of this name."""
        shift = self._shifts[shift_id]
        if self._open_seats(shift) <= 0:
            return ()
        able = (each for each in self._others(shift) if not self.barriers(each.id, shift_id))
        ranked = nsmallest(count, ((self._points(each, shift), len(self._duties[each.id]), each.id) for each in able))
        return tuple(
            Candidate(who, points, shifts, tuple(_reasons(self._volunteers[who], shift, shifts + 1))) for points, shifts, who in ranked
        )

    def barriers(self, volunteer_id: str, shift_id: str) -> Barriers:
        """What keeps the volunteer from the shift beside what they hold; empty when they could take it. Seats are not asked for.

        available: minutes by which one window is too short (0 where none touches the shift) · qualified · language · overlap ·
        rest: minutes that lack · days (in a row) · day_shifts · shifts · minutes: how many too many.
        """
        volunteer, shift = self._volunteers[volunteer_id], self._shifts[shift_id]
        self._turn_to(shift)
        kept = self._kept_by_time.get(volunteer_id)
        if kept is None:
            kept = self._kept_by_time[volunteer_id] = self._by_time(volunteer, shift, self._duties[volunteer_id])
        lacks = dict.fromkeys(_lacks(volunteer, shift), 1)
        return {**kept, **lacks} if lacks else kept

    def _shortfall(self, shift: Shift) -> Shortfall:
        found = {each.id: self.barriers(each.id, shift.id) for each in self._others(shift)}
        return Shortfall(
            shift=shift.id,
            open_seats=self._open_seats(shift),
            below_minimum=max(0, shift.minimum - len(self._crews[shift.id])),
            funnel=_funnel(found.values()),
            elsewhere=sum(self._is_elsewhere(who, shift, lacks) for who, lacks in found.items()),
            changes=tuple(_changes(found)),
        )

    def _is_elsewhere(self, who: str, shift: Shift, lacks: Barriers) -> bool:
        """Whether giving up one placement that is not pinned would be enough."""
        if not lacks or lacks.keys() & {"available", "qualified", "language"}:
            return False
        if who not in self._tied_elsewhere:
            volunteer, duties = self._volunteers[who], self._duties[who]
            free = [each for each in duties if (who, each.id) not in self._pins]
            rests = ([other for other in duties if other is not each] for each in free)
            self._tied_elsewhere[who] = any(not self._by_time(volunteer, shift, rest) for rest in rests)
        return self._tied_elsewhere[who]

    def _turn_to(self, shift: Shift) -> None:
        """Forget what was known of another time."""
        if self._time != (shift.starts, shift.ends):
            self._time = (shift.starts, shift.ends)
            self._kept_by_time, self._tied_elsewhere = {}, {}

    def _by_time(self, volunteer: Volunteer, shift: Shift, held: Sequence[Shift]) -> Barriers:
        """What keeps the volunteer from any shift at the time of this one."""
        found = dict(_stretch(volunteer, shift))
        if held:
            found.update(self._clashes(volunteer, shift, held))
        found.update(_excesses(volunteer, shift, held))
        return found

    def _others(self, shift: Shift) -> Iterator[Volunteer]:
        return (each for each in self._problem.volunteers if each.id not in self._crews[shift.id])

    def _open_seats(self, shift: Shift) -> int:
        return shift.seats - len(self._crews[shift.id])

    def _points(self, volunteer: Volunteer, shift: Shift) -> int:
        """What the objective grows by, the seat's own penalty apart."""
        weights, rank = self._problem.weights, _rank(volunteer, shift)
        colour = weights.other_colour if rank is None else rank * weights.colour_rank
        way = math.floor(weights.per_km * (_kilometres(volunteer, shift) or 0) + 0.5)
        return colour + way + weights.extra_shift * len(self._duties[volunteer.id])

    def _clashes(self, volunteer: Volunteer, shift: Shift, held: Sequence[Shift]) -> Iterator[tuple[str, int]]:
        """Beside the other shifts: at the same time, too little rest, too many on the day, too many days in a row."""
        day = self._day(shift)
        days = {self._day(each) for each in held}
        if any(each.starts < shift.ends and shift.starts < each.ends for each in held):
            yield "overlap", 1
        pauses = [max(shift.starts - each.ends, each.starts - shift.ends) for each in held if self._day(each) != day]
        if pauses and min(pauses) < volunteer.min_rest_minutes:
            yield "rest", volunteer.min_rest_minutes - min(pauses)
        on_day = 1 + sum(self._day(each) == day for each in held)
        if on_day > volunteer.max_day_shifts:
            yield "day_shifts", on_day - volunteer.max_day_shifts
        if day not in days and (run := _run_through(day, days)) > volunteer.max_consecutive_days:
            yield "days", run - volunteer.max_consecutive_days

    def _day(self, shift: Shift) -> int:
        return (shift.starts - self._problem.day_zero) // self._problem.day_minutes


def _stretch(volunteer: Volunteer, shift: Shift) -> Iterator[tuple[str, int]]:
    """By how many minutes one window of the volunteer's is too short, at the least."""
    nearest = None
    for window in volunteer.windows:
        if window.starts < shift.ends and shift.starts < window.ends:
            lacking = max(0, window.starts - shift.starts) + max(0, shift.ends - window.ends)
            nearest = lacking if nearest is None else min(nearest, lacking)
    if nearest != 0:
        yield "available", nearest or 0


def _lacks(volunteer: Volunteer, shift: Shift) -> Iterator[str]:
    """What the volunteer lacks whatever else they do."""
    if shift.qualification is not None and not _is_qualified(volunteer, shift.qualification, shift.ends):
        yield "qualified"
    if shift.language is not None and shift.language not in volunteer.languages:
        yield "language"


def _excesses(volunteer: Volunteer, shift: Shift, held: Sequence[Shift]) -> Iterator[tuple[str, int]]:
    """What would be too much in all."""
    if len(held) >= volunteer.max_shifts:
        yield "shifts", len(held) + 1 - volunteer.max_shifts
    minutes = sum(each.ends - each.starts for each in (*held, shift))
    if volunteer.max_minutes is not None and minutes > volunteer.max_minutes:
        yield "minutes", minutes - volunteer.max_minutes


def _is_qualified(volunteer: Volunteer, qualification: str, at: int) -> bool:
    if qualification not in volunteer.qualifications:
        return False
    until = volunteer.qualifications[qualification]
    return until is None or until >= at


def _run_through(day: int, days: set[int]) -> int:
    """How many days in a row there are around this day, it included."""
    first = last = day
    while first - 1 in days:
        first -= 1
    while last + 1 in days:
        last += 1
    return last - first + 1


def _funnel(found: Collection[Barriers]) -> tuple[Stage, ...]:
    """How many are left after each stage: those whose first barrier is sorted out later, or who have none."""
    stage_of = {barrier: number for number, barriers in enumerate(FUNNEL.values()) for barrier in barriers}
    ends = Counter(min(map(stage_of.__getitem__, lacks), default=len(FUNNEL)) for lacks in found)
    left = accumulate((ends[number] for number in range(len(FUNNEL))), operator.sub, initial=len(found))
    return tuple(Stage(code, count) for code, count in zip(("volunteers", *FUNNEL), left, strict=True))


def _changes(found: Mapping[str, Barriers]) -> Iterator[Change]:
    """What would help: asking those whom nothing keeps, or lowering the one barrier of those whom one keeps."""
    kept: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for who, lacks in found.items():
        if len(lacks) < 2:
            [(code, amount)] = lacks.items() or [("ask", 1)]
            kept[code].append((amount, who))
    for code in ("ask", *RELAXED):
        if able := [each for each in kept[code] if each[0] > 0]:
            amount, who = min(able)
            yield Change(code, len(able), who, amount)


def _reasons(volunteer: Volunteer, shift: Shift, shifts: int) -> Iterable[Reason]:
    """What speaks for the volunteer on the shift, when they hold so many in all."""
    if shift.qualification is not None and _is_qualified(volunteer, shift.qualification, shift.ends):
        yield Reason("qualification", {"qualification": shift.qualification})
    if shift.language is not None and shift.language in volunteer.languages:
        yield Reason("language", {"language": shift.language})
    rank = _rank(volunteer, shift)
    if rank is None:
        yield Reason("other_colour", {"colour": shift.colour})
    elif volunteer.colours:
        yield Reason("wished_colour", {"colour": shift.colour, "rank": rank + 1})
    else:
        yield Reason("any_colour", {"colour": shift.colour})
    kilometres = _kilometres(volunteer, shift)
    if kilometres is not None:
        yield Reason("distance", {"metres": round(1000 * kilometres)})
    yield Reason("only_shift", {}) if shifts == 1 else Reason("load", {"shifts": shifts, "of": volunteer.max_shifts})


def _rank(volunteer: Volunteer, shift: Shift) -> int | None:
    """How far down the wishes the colour stands, 0 where all are equal; None when it was not wished."""
    if not volunteer.colours:
        return 0
    return volunteer.colours.index(shift.colour) if shift.colour in volunteer.colours else None


def _kilometres(volunteer: Volunteer, shift: Shift) -> float | None:
    """The great circle by the haversine formula (R. W. Sinnott, 1984); None when an end is not known."""
    if volunteer.home is None or shift.place is None:
        return None
    north, east, to_north, to_east = (math.radians(part / 1e6) for part in (*volunteer.home, *shift.place))
    half = math.sin((to_north - north) / 2) ** 2 + math.cos(north) * math.cos(to_north) * math.sin((to_east - east) / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(min(1.0, half)))
