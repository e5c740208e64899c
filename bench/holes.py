"""No-shows: how many of the seats that they leave open are filled again with nobody else moved, and how many could be at the most."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path

from ortools.graph.python import max_flow

from bench import cities
from bench.cities import DAY
from bench.fewest import is_able
from bench.processes import Clock
from bench.solving import Instance, roster_in
from wucai.planning.rostering import check, replan
from wucai.planning.rostering.problem import Problem, Shift, Volunteer
from wucai.planning.rostering.solution import Placement, Roster


@dataclass(frozen=True)
class Refilled:
    """What became of the holes."""

    holes: int
    filled: int
    fillable: int
    moved: int
    back: int
    violations: int
    read_in: float
    seconds: float
    wall: float


def refilled(instance: Instance, kept: Path) -> Refilled:
    """Fill once. Problem and roster are in memory before the clock of the filling starts; how long the reading took is told, too."""
    problem, roster = instance.make(), roster_in(kept)
    gone = cities.absent(problem, roster, seed=instance.seed)
    left = set(roster.placements) - set(gone)
    reading = Clock()
    replanner = replan.Replanner(problem, roster)
    read_in, _ = reading.read()
    clock = Clock()
    found = replanner.refill(gone)
    seconds, wall = clock.read()
    after = set(found.roster.placements)
    filled = len(after - left)
    return Refilled(
        holes=len(gone),
        filled=filled,
        fillable=filled if filled == len(gone) else fillable(problem, left, gone),
        moved=len(left - after),
        back=len(after.intersection(gone)),
        violations=len(check.judge(problem, Roster(tuple(after))).violations),
        read_in=read_in,
        seconds=seconds,
        wall=wall,
    )


def fillable(problem: Problem, left: set[Placement], gone: tuple[Placement, ...]) -> int:
    """No more can be filled: a largest flow of volunteers, each as often as they have shifts left, to holes that fit them by themselves.

    What two new shifts of one volunteer are to each other is left out. Holes at one time that ask for the same are one pool.
    """
    shifts = {each.id: each for each in problem.shifts}
    held: dict[str, list[Shift]] = defaultdict(list)
    for placement in left:
        held[placement.volunteer].append(shifts[placement.shift])
    barred = {(each.volunteer, each.shift) for each in gone}
    sizes = Counter(each.shift for each in gone)
    times: dict[tuple[int, int], dict[tuple[str | None, str | None], list[Shift]]] = defaultdict(lambda: defaultdict(list))
    for shift in (shifts[where] for where in sizes):
        times[shift.starts, shift.ends][shift.qualification, shift.language].append(shift)
    nodes = {(time, asked): node for node, (time, asked) in enumerate(((time, asked) for time in times for asked in times[time]), 2)}
    network = max_flow.SimpleMaxFlow()
    source, sink = 0, 1
    for (time, asked), node in nodes.items():
        network.add_arc_with_capacity(node, sink, sum(sizes[shift.id] for shift in times[time][asked]))
    for own, who in enumerate(problem.volunteers, 2 + len(nodes)):
        mine = held[who.id]
        network.add_arc_with_capacity(source, own, max(0, who.max_shifts - len(mine)))
        for time in times:
            if len(mine) < who.max_shifts and _is_free(who, mine, time):
                for asked, pool in times[time].items():
                    if is_able(who, asked, time[1]) and any((who.id, shift.id) not in barred for shift in pool):
                        network.add_arc_with_capacity(own, nodes[time, asked], 1)
    network.solve(source, sink)
    return int(network.optimal_flow())


def _is_free(who: Volunteer, mine: list[Shift], time: tuple[int, int]) -> bool:
    """Whether the volunteer could add a shift at this time to theirs, by the rules of a plain city."""
    starts, ends = time
    if not any(each.starts <= starts and ends <= each.ends for each in who.windows):
        return False
    day, days = starts // DAY, [each.starts // DAY for each in mine]
    for other, shift in zip(days, mine, strict=True):
        if max(starts - shift.ends, shift.starts - ends) < (0 if other == day else who.min_rest_minutes):
            return False
    first = last = day
    while first - 1 in days:
        first -= 1
    while last + 1 in days:
        last += 1
    return days.count(day) < who.max_day_shifts and last - first < who.max_consecutive_days
