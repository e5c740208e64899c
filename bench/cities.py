"""Made-up cities, all of each from its size and its seed: volunteers, shifts, groups, no-shows. The real festival is in `festival.py`.

A city has 10 days of three shifts (8:00–12:30, 12:30–17:00, 17:00–22:00) in 5 colours at 6 stations up to 5,000 volunteers, then at one
more for each 833, at 60 from 50,000 on: 900, 3,600 and 9,000 shifts. A volunteer is free for 35 % of the thirty times, wishes for 1–3
colours in order, takes 2–5 shifts, lives within some 20 km; 30 % speak English, 20 % have first aid, which for a third of them runs out
on the way, 10 % can guide a wheelchair. One shift in twelve asks for English, one in twenty for first aid, one in fifty for a wheelchair.
Seats are 68 % of all shifts that volunteers would take, spread unevenly; a third of each shift's are its minimum. Weights and limits are
the planner's own defaults.

`lumpy`, `tight`, `ruled` and `grouped` say in their docstrings what is different there.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
from numpy.typing import NDArray

from wucai.planning.rostering.problem import Experience, Group, Problem, Shift, Volunteer, Window
from wucai.planning.rostering.solution import Placement, Roster
from wucai.planning.search import rng

Chance = np.random.Generator
Whole = NDArray[np.int64]
Share = NDArray[np.float64]
Skills = Mapping[str, int | None]

DAYS, HALF_HOUR, DAY = 10, 30, 1440
TIMES = ((16, 25), (25, 34), (34, 44))  # in half hours after midnight
TURNS = tuple(product(range(DAYS), range(len(TIMES))))
COLOURS = ("red", "blue", "green", "orange", "purple")
SOUTH_WEST, NORTH_EAST = (31_000_000, 121_300_000), (31_200_000, 121_500_000)
AVAILABLE = 0.35
FILLED = 0.68
PEOPLE_A_STATION = 5_000 / 6
STATIONS = (6, 60)

SCARCE = {"sign language": 0.010, "defibrillator": 0.015, "japanese": 0.020, "forklift": 0.025, "stage": 0.030}
LUMPY = 0.85
STEEPER = 2.5
ROUND_THE_CLOCK = tuple(
    (begin, begin + 16) for begin in (12, 28, 44)
)  # in half hours: from six, from two in the afternoon, from ten at night
TIGHT = 0.95
NO_SHOWS = 0.01
IN_GROUPS = 0.2
GROUP_SIZES = (2, 12)


@dataclass(frozen=True)
class _Duties:
    """What is asked at each time, station and colour, in this order."""

    seats: Whole
    qualifications: Sequence[str | None]
    languages: Sequence[str | None]


def city(size: int, *, seed: int) -> Problem:
    """The instance that the head of this file describes."""
    chance = rng(seed, "city", size)
    places = _places(size, chance)
    people = _volunteers(chance.random((size, len(TURNS))) < AVAILABLE, _common_skills(size, chance), chance)
    shifts = len(TURNS) * len(places) * len(COLOURS)
    asked = chance.random(shifts)
    seats = _shared_out(FILLED * sum(each.max_shifts for each in people), 0.3 + chance.random(shifts))
    duties = _Duties(
        seats,
        ["first aid" if each < 0.05 else "wheelchair" if each < 0.07 else None for each in asked],
        ["en" if 0.07 <= each < 0.07 + 1 / 12 else None for each in asked],
    )
    return Problem(tuple(people), tuple(_shifts(places, duties)))


def lumpy(size: int, *, seed: int) -> Problem:
    """A city with peaks, in which seats come to 85 % of the supply, and so do those of each of five scarce qualifications.

    The supply is what volunteers would take of the times at which they are free. Some are nearly always free, some hardly ever (a beta
    distribution around 35 %). The first day and the weekends want 1.8 times as much, afternoons 1.3 times, one evening 2.5 times;
    stations differ by up to a factor of four. The purple shifts of each station ask for one of `SCARCE`, which 1 to 3 % have; their peaks
    are steeper (the power 2.5), so that at some times all who have it are wanted at once, and rest after an evening binds.
    """
    chance = rng(seed, "lumpy", size)
    places = _places(size, chance)
    free = chance.random((size, len(TURNS))) < chance.beta(2, 2 * (1 - AVAILABLE) / AVAILABLE, size)[:, None]
    skills = _scarce_skills(size, chance)
    people = _volunteers(free, skills, chance)
    supply = np.minimum([each.max_shifts for each in people], free.sum(axis=1))
    scarce = list(SCARCE)
    station, colour = (each.ravel() for each in np.meshgrid(range(len(places)), range(len(COLOURS)), indexing="ij"))
    special = np.where(colour == len(COLOURS) - 1, station % len(scarce), -1)
    kinds = np.tile(special, len(TURNS))
    popular = np.exp(chance.uniform(0, np.log(4), len(places)))[station]
    weights = (_peaks()[:, None] * popular * (0.3 + chance.random((len(TURNS), len(special))))).ravel()
    weights = np.where(kinds >= 0, weights * np.repeat(_peaks() ** (STEEPER - 1), len(special)), weights)
    seats = np.zeros(len(kinds), dtype=np.int64)
    holds = np.array([[name in held for name in scarce] for held in skills])
    for kind in range(len(scarce)):
        seats[kinds == kind] = _shared_out(LUMPY * supply[holds[:, kind]].sum(), weights[kinds == kind])
    seats[kinds < 0] = _shared_out(LUMPY * supply.sum() - seats.sum(), weights[kinds < 0])
    languages = ["en" if kind < 0 and each < 1 / 12 else None for kind, each in zip(kinds, chance.random(len(kinds)), strict=True)]
    duties = _Duties(seats, [scarce[kind] if kind >= 0 else None for kind in kinds], languages)
    return Problem(tuple(people), tuple(_shifts(places, duties)))


def tight(size: int, *, seed: int) -> Problem:
    """A city round the clock in which rest and days in a row bind everywhere.

    Each day has three shifts of eight hours, the last until six in the morning: so with eleven hours of rest nobody goes from a night to a
    morning or an afternoon, nor from an afternoon to a morning. Volunteers are free without a break for five to ten days, take 5 to 7
    shifts, on at most two or three days in a row, one or two a day. Seats come to 95 % of what that allows each by themselves, and so
    do those of each of the qualifications of `SCARCE`, for which purple shifts ask; they follow how many are there, unevenly.
    """
    chance = rng(seed, "tight", size)
    places = _places(size, chance)
    skills = _scarce_skills(size, chance)
    plain = _volunteers(np.zeros((size, 0), dtype=np.bool_), skills, chance)
    first, length, most = chance.integers(0, 5, size), chance.integers(5, 11, size), chance.integers(5, 8, size)
    row, a_day = chance.integers(2, 4, size), chance.integers(1, 3, size)
    last = np.minimum(DAYS, first + length)
    people = [
        replace(
            each,
            windows=(Window(int(first[number]) * DAY + 6 * 60, int(last[number]) * DAY + 6 * 60),),
            max_shifts=int(most[number]),
            max_consecutive_days=int(row[number]),
            max_day_shifts=int(a_day[number]),
        )
        for number, each in enumerate(plain)
    ]
    days = last - first
    supply = np.minimum(most, (days - days // (row + 1)) * a_day)
    kinds = np.tile([each % len(SCARCE) if colour == len(COLOURS) - 1 else -1 for each, colour in _spots(places)], len(TURNS))
    there = ((first[:, None] <= range(DAYS)) & (range(DAYS) < last[:, None])).sum(axis=0)
    weights = np.repeat(there, len(kinds) // DAYS) * (0.5 + chance.random(len(kinds)))
    holds = np.array([[name in held for name in SCARCE] for held in skills])
    seats = np.zeros(len(kinds), dtype=np.int64)
    for kind in range(len(SCARCE)):
        seats[kinds == kind] = _shared_out(TIGHT * supply[holds[:, kind]].sum(), weights[kinds == kind])
    seats[kinds < 0] = _shared_out(TIGHT * supply.sum() - seats.sum(), weights[kinds < 0])
    scarce = list(SCARCE)
    duties = _Duties(seats, [scarce[kind] if kind >= 0 else None for kind in kinds], [None] * len(kinds))
    return Problem(tuple(people), tuple(_shifts(places, duties, ROUND_THE_CLOCK)))


def ruled(size: int, *, seed: int) -> Problem:
    """A city in which every rule has somebody whom it binds.

    30 % are newcomers, 6 % leaders; at each station and time the red shift asks for a leader. 5 % are minors: from 8:00 to 18:00, six
    hours a day, twenty a week. A kilometre between stations takes three minutes, so that nobody crosses the city in no time.
    """
    plain = city(size, seed=seed)
    chance = rng(seed, "ruled", size)
    experiences = chance.choice(list(Experience), size, p=[0.30, 0.64, 0.06])
    is_minor = chance.random(size) < 0.05
    people = [
        _minor(each) if minor else replace(each, experience=Experience(experience))
        for each, experience, minor in zip(plain.volunteers, experiences.tolist(), is_minor, strict=True)
    ]
    shifts = [replace(each, asks_leader=each.colour == COLOURS[0]) for each in plain.shifts]
    return Problem(tuple(people), tuple(shifts), minutes_per_km=3)


def grouped(size: int, *, seed: int) -> Problem:
    """A city in which 20 % of the volunteers are in groups of 2 to 12 who want to serve together.

    The members of a group wish for the same colours and take equally many shifts; each is free when the first one is, but for one time
    in twenty. Homes, languages and qualifications are their own.
    """
    plain = city(size, seed=seed)
    chance = rng(seed, "grouped", size)
    people = list(plain.volunteers)
    order = chance.permutation(size)[: round(IN_GROUPS * size)].tolist()
    groups: list[Group] = []
    while len(order) >= GROUP_SIZES[0]:
        crew = [order.pop() for _ in range(min(len(order), int(chance.integers(GROUP_SIZES[0], GROUP_SIZES[1] + 1))))]
        first = people[crew[0]]
        for each in crew[1:]:
            windows = tuple(window for window in first.windows if chance.random() >= 0.05)
            people[each] = replace(people[each], windows=windows, colours=first.colours, max_shifts=first.max_shifts)
        groups.append(Group(f"g{len(groups)}", tuple(people[each].id for each in crew)))
    return replace(plain, volunteers=tuple(people), groups=tuple(groups))


def absent(problem: Problem, roster: Roster, *, seed: int) -> tuple[Placement, ...]:
    """The 1 % of the roster's placements that nobody comes to; never a pinned one."""
    pinned = {Placement(pin.volunteer, pin.shift) for pin in problem.pins}
    placements = sorted(set(roster.placements) - pinned)
    chosen = rng(seed, "absent").choice(len(placements), round(NO_SHOWS * len(placements)), replace=False)
    return tuple(placements[each] for each in sorted(chosen.tolist()))


def _places(size: int, chance: Chance) -> list[tuple[int, int]]:
    """Where the stations are."""
    fewest, most = STATIONS
    count = min(most, max(fewest, round(size / PEOPLE_A_STATION)))
    return [(int(north), int(east)) for north, east in chance.integers(SOUTH_WEST, NORTH_EAST, (count, 2))]


def _volunteers(free: NDArray[np.bool_], skills: Sequence[Skills], chance: Chance) -> list[Volunteer]:
    """Volunteers who are free at these of the thirty times. What is equal is one object, so that 100,000 of them stay small."""
    size = len(free)
    windows = [_window(day, TIMES[time]) for day, time in TURNS]
    orders = chance.random((size, len(COLOURS))).argsort(axis=1).tolist()
    counts = chance.integers(1, 4, size).tolist()
    tongues = (frozenset({"zh"}), frozenset({"zh", "en"}))
    speaks = (chance.random(size) < 0.3).tolist()
    homes = chance.integers(SOUTH_WEST, NORTH_EAST, (size, 2)).tolist()
    most = chance.integers(2, 6, size).tolist()
    return [
        Volunteer(
            id=f"v{number}",
            windows=tuple([windows[turn] for turn in np.flatnonzero(free[number])]),
            colours=tuple([COLOURS[colour] for colour in orders[number][: counts[number]]]),
            qualifications=skills[number],
            languages=tongues[speaks[number]],
            home=(homes[number][0], homes[number][1]),
            max_shifts=most[number],
        )
        for number in range(size)
    ]


def _minor(volunteer: Volunteer) -> Volunteer:
    hours = Window(8 * 60, 18 * 60)
    return replace(volunteer, experience=Experience.NEWCOMER, hours=hours, max_day_minutes=6 * 60, max_week_minutes=20 * 60)


def _common_skills(size: int, chance: Chance) -> list[Skills]:
    has_first_aid, has_wheelchair = chance.random(size) < 0.2, chance.random(size) < 0.1
    until = chance.integers(3 * DAYS * DAY, size=size).tolist()
    none: Skills = {}
    wheelchair: Skills = {"wheelchair": None}
    return [
        {"first aid": last if last < DAYS * DAY else None, **(wheelchair if pushes else none)} if aids else wheelchair if pushes else none
        for aids, pushes, last in zip(has_first_aid, has_wheelchair, until, strict=True)
    ]


def _scarce_skills(size: int, chance: Chance) -> list[Skills]:
    has = chance.random((size, len(SCARCE))) < np.array(list(SCARCE.values()))
    none: Skills = {}
    return [{name: None for name, held in zip(SCARCE, row, strict=True) if held} if row.any() else none for row in has]


def _peaks() -> Share:
    """How much is wanted at each of the thirty times; the days are a Thursday to the Saturday of the week after."""
    busy = np.array([1.8 if day in (0, 2, 3, 9) else 1.0 for day, _ in TURNS])
    busy *= [1.3 if time == 1 else 1.0 for _, time in TURNS]
    busy[TURNS.index((4, 2))] *= 2.5
    return busy


def _shared_out(total: float, weights: Share) -> Whole:
    """Whole numbers in proportion to the weights that come to the total, rounded."""
    marks = np.rint(np.cumsum(weights) / weights.sum() * round(total)).astype(np.int64)
    counts: Whole = np.diff(marks, prepend=0)
    return counts


def _spots(places: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Stations and colours by number, in the order of shifts at one time."""
    return product(range(len(places)), range(len(COLOURS)))


def _shifts(places: Sequence[tuple[int, int]], duties: _Duties, times: Sequence[tuple[int, int]] = TIMES) -> Iterator[Shift]:
    cells = product(TURNS, enumerate(places), COLOURS)
    for number, ((day, time), (station, place), colour) in enumerate(cells):
        seats, window = int(duties.seats[number]), _window(day, times[time])
        yield Shift(
            id=f"{day}-{time}-{station}-{colour}",
            station=f"station {station}",
            colour=colour,
            starts=window.starts,
            ends=window.ends,
            seats=seats,
            minimum=seats // 3,
            qualification=duties.qualifications[number],
            language=duties.languages[number],
            place=place,
        )


def _window(day: int, time: tuple[int, int]) -> Window:
    begin, end = time
    return Window(day * DAY + begin * HALF_HOUR, day * DAY + end * HALF_HOUR)
