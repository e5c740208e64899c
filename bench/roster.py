"""The roster: volunteers of a made-up city on shifts, by our planner and by first come, first served, both judged by the same check.

The instance, all of it from the seed: 10 days of three shifts (8:00–12:30, 12:30–17:00, 17:00–22:00) at 6 stations in 5 colours, 900
shifts. A volunteer is free for 35 % of the thirty times, wishes for 1–3 colours in order, takes 2–5 shifts, lives within some 20 km;
30 % speak English, 20 % have first aid, which for a third of them runs out on the way, 10 % can guide a wheelchair. One shift in
twelve asks for English, one in twenty for first aid, one in fifty for a wheelchair. Seats are 68 % of all shifts that volunteers would
take, spread unevenly; a third of each shift's are its minimum. Weights and limits are the planner's own defaults.
"""

import resource
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from importlib.metadata import version
from itertools import groupby
from multiprocessing import get_context
from time import process_time

import numpy as np

from bench.table import Row, at_most, more_than
from wucai.planning.rostering import check
from wucai.planning.rostering.options import Tables
from wucai.planning.rostering.problem import Problem, Shift, Volunteer, Window
from wucai.planning.rostering.solution import Placement, Roster
from wucai.planning.rostering.solver import solve
from wucai.planning.search import rng

CASE = "roster"
SIZES = (500, 2_000, 5_000)
SECONDS = 3.0
GAP = 0.005
MEGABYTES = 300
DAYS, HALF_HOUR, DAY = 10, 30, 1440
TIMES = ((16, 25), (25, 34), (34, 44))  # in half hours after midnight
STATIONS = 6
COLOURS = ("red", "blue", "green", "orange", "purple")
FILLED = 0.68


@dataclass(frozen=True)
class Measured:
    """What one process found at one size."""

    seats: int
    unfilled: int
    cpu: float
    megabytes: float
    objective: float
    bound: float
    gap: float
    violations: int
    queue_objective: float
    queue_unfilled: int
    queue_violations: int


def measure(*, quick: bool, seed: int, say: Callable[[str], None]) -> tuple[list[Row], dict[str, str]]:
    """The rows of each size, each measured in a process of its own."""
    rows = []
    for size in SIZES[:1] if quick else SIZES:
        say(f"{size:,} volunteers")
        with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as process:
            rows += _rows(size, process.submit(measured, size, seed).result())
    return rows, {"solver": f"numpy {version('numpy')}, ortools {version('ortools')}", "source of every bound": "flow"}


def measured(size: int, seed: int) -> Measured:
    """Solve once, in this process; its memory and CPU are those of the planner with the instance, the peer comes after."""
    problem = city(size, seed=seed)
    before = process_time()
    result = solve(problem, seed=seed)
    cpu = process_time() - before
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    queue = check.judge(problem, first_come_first_served(problem, seed=seed))
    assert result.objective is not None
    assert result.bound is not None
    assert result.gap is not None
    return Measured(
        seats=sum(shift.seats for shift in problem.shifts),
        unfilled=result.unfilled,
        cpu=cpu,
        megabytes=megabytes,
        objective=result.objective,
        bound=result.bound,
        gap=result.gap,
        violations=len(result.violations),
        queue_objective=queue.objective,
        queue_unfilled=queue.unfilled,
        queue_violations=len(queue.violations),
    )


def city(size: int, *, seed: int) -> Problem:
    """The instance that the head of this file describes."""
    chance = rng(seed, "city", size)
    places = chance.integers((31_000_000, 121_300_000), (31_200_000, 121_500_000), (STATIONS, 2)).tolist()
    people = tuple(_volunteer(f"v{number}", chance) for number in range(size))
    wanted = FILLED * sum(each.max_shifts for each in people)
    weights = 0.3 + chance.random(DAYS * len(TIMES) * STATIONS * len(COLOURS))
    seats = iter(np.floor(weights / weights.sum() * wanted).astype(int).tolist())
    return Problem(people, tuple(_shifts(places, seats, chance)))


def first_come_first_served(problem: Problem, *, seed: int) -> Roster:
    """The peer: people arrive in an order of chance, and each takes the open seats that suit them best, as many as they may.

    They look at colour and distance as the weights do; nobody waits, nobody moves.
    """
    tables = Tables(problem)
    points = tables.points(tables.options).tolist()
    numbers = zip(tables.options.volunteers.tolist(), points, tables.options.shifts.tolist(), strict=True)
    wishes = {who: sorted(each[1:] for each in mine) for who, mine in groupby(numbers, key=lambda each: each[0])}
    open_seats = [shift.seats for shift in tables.duties]
    placements = []
    for who in rng(seed, "queue").permutation(len(tables.people)).tolist():
        mine: list[Shift] = []
        for _, where in wishes.get(who, ()):
            if open_seats[where] and _fits(tables.people[who], tables.duties[where], mine):
                mine.append(tables.duties[where])
                open_seats[where] -= 1
                placements.append(Placement(tables.people[who].id, tables.duties[where].id))
    return Roster(tuple(placements))


def _fits(volunteer: Volunteer, shift: Shift, mine: list[Shift]) -> bool:
    """Whether the volunteer may add the shift to theirs."""
    if len(mine) >= volunteer.max_shifts:
        return False
    day = shift.starts // DAY
    days = {each.starts // DAY for each in mine} | {day}
    first = max(other for other in range(-1, day) if other not in days)
    last = min(other for other in range(day + 1, day + len(days) + 2) if other not in days)
    if last - first - 1 > volunteer.max_consecutive_days or sum(each.starts // DAY == day for each in mine) >= volunteer.max_day_shifts:
        return False
    pauses = ((max(shift.starts - each.ends, each.starts - shift.ends), each.starts // DAY == day) for each in mine)
    return all(pause >= (0 if same_day else volunteer.min_rest_minutes) for pause, same_day in pauses)


def _volunteer(name: str, chance: np.random.Generator) -> Volunteer:
    free = [(day, time) for day in range(DAYS) for time in TIMES if chance.random() < 0.35]
    has_first_aid, until = chance.random() < 0.2, int(chance.integers(3 * DAYS * DAY))
    skills = {"first aid": until if until < DAYS * DAY else None} if has_first_aid else {}
    return Volunteer(
        id=name,
        windows=tuple(Window(day * DAY + begin * HALF_HOUR, day * DAY + end * HALF_HOUR) for day, (begin, end) in free),
        colours=tuple(chance.permutation(COLOURS)[: chance.integers(1, 4)].tolist()),
        qualifications=skills | ({"wheelchair": None} if chance.random() < 0.1 else {}),
        languages=frozenset({"zh", "en"} if chance.random() < 0.3 else {"zh"}),
        home=(int(chance.integers(31_000_000, 31_200_000)), int(chance.integers(121_300_000, 121_500_000))),
        max_shifts=int(chance.integers(2, 6)),
    )


def _shifts(places: list[list[int]], seats: Iterator[int], chance: np.random.Generator) -> Iterator[Shift]:
    for day in range(DAYS):
        for time, (begin, end) in enumerate(TIMES):
            for station, (north, east) in enumerate(places):
                for colour in COLOURS:
                    size, asked = next(seats), chance.random()
                    yield Shift(
                        id=f"{day}-{time}-{station}-{colour}",
                        station=f"station {station}",
                        colour=colour,
                        starts=day * DAY + begin * HALF_HOUR,
                        ends=day * DAY + end * HALF_HOUR,
                        seats=size,
                        minimum=size // 3,
                        qualification="first aid" if asked < 0.05 else "wheelchair" if asked < 0.07 else None,
                        language="en" if 0.07 <= asked < 0.07 + 1 / 12 else None,
                        place=(north, east),
                    )


def _rows(size: int, found: Measured) -> list[Row]:
    name = f"{size:,} volunteers, {found.seats:,} seats"
    apart = f"objective {found.objective:,.0f}, bound {found.bound:,.0f}"
    queue = f"{found.queue_objective:,.0f}, {found.queue_unfilled:,} open, {found.queue_violations} rules broken"
    return [
        at_most(CASE, f"{name}: open seats", found.unfilled, 0, unit="seats", against="as many seats as there are"),
        at_most(CASE, f"{name}: rules broken", found.violations, 0, unit="rules", against="the independent check"),
        at_most(CASE, f"{name}: CPU", found.cpu, SECONDS, unit="s", against="reading, flow, repair and check"),
        at_most(CASE, f"{name}: peak memory", found.megabytes, MEGABYTES, unit="MB", against="the whole process with the instance"),
        at_most(CASE, f"{name}: gap", 100 * found.gap, 100 * GAP, unit="%", against=apart),
        more_than(CASE, f"{name}: dearer, first come, first served", found.queue_objective / found.objective, 1, unit="×", against=queue),
    ]
