"""What the peers know of a problem: its JSON, who could serve on what, and what that costs. The standard library alone.

The keys are the fields of `wucai.planning.rostering.problem`, none left out. Peers model the rules of a plain city: time, qualification,
language, overlap, rest, shifts a day and in all, days in a row, seats; and all weights that count there.
"""

import json
import math
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

EARTH_KM = 6371.0088
CORES = 2


@dataclass(frozen=True)
class Duty:
    """One shift."""

    number: int
    id: str
    colour: str
    starts: int
    ends: int
    day: int
    seats: int
    minimum: int
    qualification: str | None
    language: str | None
    place: tuple[int, int] | None


@dataclass(frozen=True)
class Folk:
    """One volunteer, the duties that they could take, and the points of each."""

    number: int
    id: str
    max_shifts: int
    max_day_shifts: int
    max_days: int
    rest: int
    points: dict[int, int]
    wish: str | None


@dataclass(frozen=True)
class Setting:
    """The problem as peers see it."""

    folk: list[Folk]
    duties: list[Duty]
    unfilled: int
    below_minimum: int
    extra_shift: int


def read(text: str) -> Setting:
    """The setting from the problem's JSON."""
    told = json.loads(text)
    day = told["day_minutes"]
    duties = [
        Duty(
            number,
            each["id"],
            each["colour"],
            each["starts"],
            each["ends"],
            (each["starts"] - told["day_zero"]) // day,
            each["seats"],
            each["minimum"],
            each["qualification"],
            each["language"],
            tuple(each["place"]) if each["place"] else None,
        )
        for number, each in enumerate(told["shifts"])
    ]
    slots: dict[tuple[int, int], list[Duty]] = {}
    for duty in duties:
        slots.setdefault((duty.starts, duty.ends), []).append(duty)
    weights = told["weights"]
    folk = [_folk(number, each, slots, weights) for number, each in enumerate(told["volunteers"])]
    return Setting(folk, duties, weights["unfilled"], weights["below_minimum"], weights["extra_shift"])


def clash(one: Duty, other: Duty, rest: int) -> bool:
    """Whether nobody who needs so much rest may serve on both."""
    pause = max(other.starts - one.ends, one.starts - other.ends)
    return pause < (0 if one.day == other.day else rest)


@contextmanager
def ended_after(seconds: float, end: Callable[[], object], *, has_begun: Callable[[], bool] = lambda: True) -> Iterator[None]:
    """Call `end` so many seconds after the search has begun, counted as ours: CPU of all threads ÷ 2, however busy the machine."""
    is_over = threading.Event()

    def watch() -> None:
        began = None
        while not is_over.wait(0.05):
            if began is None and has_begun():
                began = time.process_time()
            if began is not None and time.process_time() - began >= CORES * seconds:
                end()
                return

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        is_over.set()
        watcher.join()


def run(solve: Callable[[Setting, float, int], tuple[Iterable[tuple[int, int]], str]]) -> None:
    """Be the program that the head of this package describes."""
    path, seconds, seed = sys.argv[1:]
    setting = read(Path(path).read_text(encoding="utf-8"))
    placed, told = solve(setting, float(seconds), int(seed))
    placements = [[setting.folk[who].id, setting.duties[where].id] for who, where in placed]
    json.dump({"placements": placements, "told": told}, sys.stdout)


def _folk(number: int, told: dict[str, Any], slots: dict[tuple[int, int], list[Duty]], weights: dict[str, int]) -> Folk:
    spans = [(each["starts"], each["ends"]) for each in told["windows"]]
    free = [duty for (starts, ends), group in slots.items() if any(a <= starts and ends <= b for a, b in spans) for duty in group]
    ways: dict[tuple[int, int] | None, int] = {}
    points = {}
    for duty in free:
        if _is_able(told, duty):
            if duty.place not in ways:
                ways[duty.place] = math.floor(weights["per_km"] * _kilometres(told["home"], duty.place) + 0.5)
            points[duty.number] = ways[duty.place] + _colour(told["colours"], duty.colour, weights)
    wish = told["colours"][0] if told["colours"] else None
    limits = (told["max_shifts"], told["max_day_shifts"], told["max_consecutive_days"], told["min_rest_minutes"])
    return Folk(number, told["id"], *limits, points, wish)


def _is_able(told: dict[str, Any], duty: Duty) -> bool:
    if duty.language is not None and duty.language not in told["languages"]:
        return False
    if duty.qualification is None:
        return True
    held = told["qualifications"]
    return duty.qualification in held and (held[duty.qualification] is None or held[duty.qualification] >= duty.ends)


def _colour(wishes: list[str], colour: str, weights: dict[str, int]) -> int:
    if not wishes:
        return 0
    return wishes.index(colour) * weights["colour_rank"] if colour in wishes else weights["other_colour"]


def _kilometres(home: list[int] | None, place: tuple[int, int] | None) -> float:
    if home is None or place is None:
        return 0.0
    north, east, to_north, to_east = (math.radians(part / 1e6) for part in (*home, *place))
    half = math.sin((to_north - north) / 2) ** 2 + math.cos(north) * math.cos(to_north) * math.sin((to_east - east) / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(min(1.0, half)))
