"""The real case: the 591 volunteer shifts of a festival in June 2022, on made-up volunteers who take as many as people took there.

The shifts (times, role, venue, least and most people) and the histogram of shifts a volunteer took are the public event export of
emfcamp/Website, `exports/2022`; the files are read from the folder that `WUCAI_SHARED_DATA` names, or from `../shared/data` beside the
project, and are no part of it. A role is a colour here. Technical roles and the bar ask for a briefing of the same name.

Volunteers are made up: as many as in the histogram, each takes at most as many shifts as it says. They came to 697 shifts, the shifts have
1,372 seats with 740 as their minimum: most of what is open at the end is open in any roster.
"""

import json
import os
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

from bench.cities import DAY, Chance
from wucai.planning.rostering.problem import Problem, Shift, Volunteer, Window
from wucai.planning.search import rng

ROOT = Path(__file__).resolve().parent.parent
PLACE = "WUCAI_SHARED_DATA"
MIDNIGHT = datetime(2022, 6, 2)  # noqa: DTZ001  the export tells the festival's own wall clock
LASTS = 5
"""Thursday to Monday."""
BRIEFED = ("Bar", "Cybar", "Stage: ", "Music: ", "NOC")
IS_BRIEFED = 0.3
WISHES = (1, 4)


def folder() -> Path | None:
    """Where the festival's files are, or None."""
    named = os.environ.get(PLACE)
    found = (Path(named) if named else ROOT.parent / "shared" / "data") / "festival-shifts"
    return found if (found / "2022-Shift.json").is_file() else None


def festival(found: Path, *, seed: int) -> Problem:
    """The shifts as they were, and volunteers from the seed."""
    told = json.loads((found / "2022-Shift.json").read_text(encoding="utf-8"))
    histogram = json.loads((found / "2022-Volunteer.json").read_text(encoding="utf-8"))["shift_histogram"]
    shifts = tuple(_shift(number, each) for number, each in enumerate(told))
    chance = rng(seed, "festival")
    most = [int(taken) for taken, people in histogram.items() for _ in range(people)]
    roles = Counter[str]()
    for each in shifts:
        roles[each.colour] += each.seats
    return Problem(tuple(_volunteer(number, each, roles, chance) for number, each in enumerate(most)), shifts)


def _shift(number: int, told: dict[str, Any]) -> Shift:
    starts, ends = (int((datetime.fromisoformat(told[key]) - MIDNIGHT).total_seconds()) // 60 for key in ("start", "end"))
    role = told["role"]
    return Shift(
        id=f"{number} {role}",
        station=told["venue"],
        colour=role,
        starts=starts,
        ends=ends,
        seats=told["max_needed"],
        minimum=told["min_needed"],
        qualification=role if role.startswith(BRIEFED) else None,
    )


def _volunteer(number: int, most: int, roles: Counter[str], chance: Chance) -> Volunteer:
    """Somebody who is there for some of the days, awake for some sixteen hours of each, and wishes for roles as they are wanted."""
    arrives = int(chance.integers(0, 3))
    leaves = int(chance.integers(max(arrives + 1, 3), LASTS + 1))
    wakes = int(chance.integers(5, 13)) * 60
    names, counts = list(roles), list(roles.values())
    share = [count / sum(counts) for count in counts]
    wishes = chance.choice(len(names), int(chance.integers(*WISHES)), replace=False, p=share)
    briefings = [name for name in names if name.startswith(BRIEFED) and chance.random() < IS_BRIEFED]
    return Volunteer(
        id=f"v{number}",
        windows=tuple(Window(day * DAY + wakes, day * DAY + wakes + 16 * 60) for day in range(arrives, leaves)),
        colours=tuple(names[wish] for wish in wishes.tolist()),
        qualifications=dict.fromkeys(briefings),
        max_shifts=most,
        max_consecutive_days=LASTS,
        max_day_shifts=3,
        min_rest_minutes=8 * 60,
    )
