"""Problems so small that every roster can be tried."""

from collections.abc import Iterator
from itertools import product
from typing import Any

from hypothesis import strategies as st

from wucai.planning.rostering.check import judge
from wucai.planning.rostering.problem import Experience, Pin, Problem, Shift, Volunteer, Way, Weights, Window
from wucai.planning.rostering.solution import Placement, Roster

DAY = 1440
HOUR = 60


def volunteer(name: str = "v", **changes: Any) -> Volunteer:
    """Somebody who can come at any time in the first ten days, and brings all that these tests ask for."""
    sound: dict[str, Any] = {
        "id": name,
        "windows": (Window(0, 10 * DAY),),
        "qualifications": {"first aid": None},
        "languages": frozenset({"zh", "en"}),
    }
    return Volunteer(**(sound | changes))


def shift(name: str = "s", *, day: int = 0, hour: int = 9, hours: int = 4, **changes: Any) -> Shift:
    """Two seats in green from nine to one."""
    starts = day * DAY + hour * HOUR
    sound: dict[str, Any] = {"id": name, "station": "a", "colour": "green", "starts": starts, "ends": starts + hours * HOUR, "seats": 2}
    return Shift(**(sound | changes))


def roster(*pairs: tuple[str, str]) -> Roster:
    return Roster(tuple(Placement(*pair) for pair in pairs))


def rosters(problem: Problem) -> Iterator[Roster]:
    """Every set of placements that contains the pins; less those that break a rule beside the pins alone."""
    pinned = [Placement(pin.volunteer, pin.shift) for pin in problem.pins]
    pairs = [Placement(who.id, where.id) for who in problem.volunteers for where in problem.shifts]
    free = [pair for pair in pairs if pair not in pinned and not judge(problem, Roster((*pinned, pair))).violations]
    for taken in product((False, True), repeat=len(free)):
        yield Roster((*pinned, *[pair for pair, is_taken in zip(free, taken, strict=True) if is_taken]))


def cheapest(problem: Problem) -> float:
    """The least objective of any roster without a violation."""
    return min(verdict.objective for verdict in (judge(problem, each) for each in rosters(problem)) if not verdict.violations)


points = st.sampled_from([None, (31_112_000, 121_381_000), (31_132_000, 121_401_000), (31_212_000, 121_461_000)])
names = st.sampled_from(["red", "green", "blue"])
stations = st.sampled_from(["a", "b"])
ways = st.builds(Way, stations, stations, st.sampled_from([0, 60, 200]))


@st.composite
def volunteers(draw: st.DrawFn, name: str) -> Volunteer:
    """Somebody with limits that are often met."""
    spans = draw(st.lists(st.tuples(st.integers(0, 70), st.integers(6, 80)), min_size=1, max_size=2))
    return Volunteer(
        id=name,
        windows=tuple(Window(start * HOUR, (start + hours) * HOUR) for start, hours in spans),
        colours=tuple(draw(st.lists(names, unique=True, max_size=2))),
        qualifications=draw(st.sampled_from([{}, {"first aid": None}, {"first aid": 40 * HOUR}])),
        languages=draw(st.sampled_from([frozenset(), frozenset({"en"})])),
        home=draw(points),
        max_shifts=draw(st.integers(0, 3)),
        max_minutes=draw(st.sampled_from([None, None, 8 * HOUR])),
        min_rest_minutes=draw(st.sampled_from([0, 660, 1200])),
        max_consecutive_days=draw(st.integers(1, 3)),
        max_day_shifts=draw(st.integers(1, 2)),
        max_day_minutes=draw(st.sampled_from([None, None, 3 * HOUR, 7 * HOUR])),
        max_week_minutes=draw(st.sampled_from([None, None, 8 * HOUR])),
        hours=draw(st.sampled_from([None, None, None, Window(6 * HOUR, 18 * HOUR), Window(9 * HOUR, 26 * HOUR)])),
        experience=draw(st.sampled_from(list(Experience))),
    )


@st.composite
def shifts(draw: st.DrawFn, name: str) -> Shift:
    """A shift on one of three days, the third of which begins a week; some cross midnight."""
    seats = draw(st.integers(0, 2))
    return shift(
        name,
        station=draw(stations),
        day=draw(st.integers(0, 2)),
        hour=draw(st.sampled_from([6, 9, 12, 18, 22])),
        hours=draw(st.sampled_from([3, 4, 6])),
        colour=draw(names),
        seats=seats,
        minimum=draw(st.integers(0, seats)),
        qualification=draw(st.sampled_from([None, None, "first aid"])),
        language=draw(st.sampled_from([None, None, "en"])),
        place=draw(points),
        asks_leader=draw(st.booleans()),
    )


@st.composite
def problems(draw: st.DrawFn, *, most_volunteers: int = 3, most_shifts: int = 3) -> Problem:
    """At most 9 pairs, pins that may break any rule, weights that sometimes make an open seat the cheaper choice. No groups."""
    people = tuple(draw(volunteers(f"v{number}")) for number in range(draw(st.integers(0, most_volunteers))))
    duties = tuple(draw(shifts(f"s{number}")) for number in range(draw(st.integers(0, most_shifts))))
    pairs = [Pin(who.id, where.id) for who in people for where in duties]
    pins, previous = (draw(st.lists(st.sampled_from(pairs), unique=True, max_size=3)) if pairs else [] for _ in range(2))
    unfilled, below = draw(st.sampled_from([1000, 12])), draw(st.sampled_from([1000, 5]))
    return Problem(
        people,
        duties,
        tuple(pins),
        Weights(unfilled=unfilled, below_minimum=below, no_leader=draw(st.sampled_from([0, 60])), newcomers_alone=20),
        day_zero=-5 * DAY,
        ways=tuple(draw(st.lists(ways, max_size=2, unique_by=lambda way: frozenset((way.first, way.second))))),
        minutes_per_km=draw(st.sampled_from([0, 5])),
        previous=tuple(previous),
    )
