"""Two thousand people's roster through real worker processes: a killed worker's best is gone on from, a stop keeps the best so far."""

import json
import signal
import subprocess
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.houses import House

# Runs in the house: asks for a roster, and tells line by line what it sees, as somebody at the progress page would.
FOLLOW = """
import json, sys, time
from datetime import timedelta
from tests.factories import crowds, volunteering
from wucai.core import clock
from wucai.volunteering.actions import rosters
from wucai.volunteering.models import Roster

is_stopped = sys.argv[1] == "stop"
SECONDS = 300 if is_stopped else 60
first = clock.local(volunteering.tomorrow()).date()
last = first + timedelta(days=crowds.DAYS)
asked = rosters.ask_for_roster(crowds.lumpy(2000), by=None, first_on=first, last_on=last, now=clock.now(), seed=7, seconds=SECONDS)

def tell(what, **more):
    print(json.dumps({"what": what, **more}), flush=True)

kept, phases, later, is_told = None, [], [], False
while True:
    now = Roster.objects.select_related("job").get(pk=asked.pk)
    if now.state != "solving" and now.job.is_over:
        break
    if now.job.note and now.job.note not in phases:
        phases.append(now.job.note)
    if now.job.attempts == 1 and now.best:
        if kept is None:
            tell("kept")
        kept = now.best
    if now.job.attempts == 2 and now.objective is not None:
        later.append(now.objective)
    if is_stopped and kept and now.job.note == "improve" and not is_told:
        is_told = True
        rosters.stop(now, by=None)
    time.sleep(0.02)

tell("end", state=now.state, job=now.job.state, attempts=now.job.attempts, seed=now.seed, phases=phases, best=now.best,
     kept=kept["objective"], pairs=len(kept["pairs"]), later=max(later, default=None), objective=now.objective, bound=now.bound,
     placed=now.placements.count(), seconds=now.seconds)
"""


def told(child: "subprocess.Popen[bytes]") -> Iterator[dict[str, Any]]:
    assert child.stdout is not None
    for line in child.stdout:
        yield json.loads(line)


@pytest.mark.timeout(280)
def test_a_worker_killed_in_mid_solve_is_followed_by_one_that_goes_on_from_its_best(house: Callable[..., House]) -> None:
    home = house(WUCAI_JOB_STALE_SECONDS="2")
    first = home.worker()
    end: dict[str, Any] = {}

    for line in told(home.python(FOLLOW, "go on")):
        if line["what"] == "kept":
            first.send_signal(signal.SIGKILL)
            first.wait()
            home.worker()
        end = line

    assert first.returncode == -signal.SIGKILL
    assert [end[key] for key in ("state", "job", "attempts", "seed", "best")] == ["proposed", "done", 2, 7, None]
    # Nothing that the second worker told is dearer than what the first one kept: an empty roster costs about seven millions.
    assert end["bound"] <= end["objective"] <= end["later"] <= end["kept"] < 2_000_000
    assert end["placed"] >= end["pairs"] > 5_000


@pytest.mark.timeout(280)
def test_a_long_solve_that_is_stopped_keeps_its_best(house: Callable[..., House]) -> None:
    home = house(WUCAI_JOB_STALE_SECONDS="30")
    home.worker()

    end = list(told(home.python(FOLLOW, "stop")))[-1]

    assert [end[key] for key in ("state", "job", "attempts", "best")] == ["proposed", "done", 1, None]
    assert end["objective"] <= end["kept"]
    assert (end["placed"] >= end["pairs"] > 5_000, end["seconds"] < 300, "improve" in end["phases"]) == (True, True, True)
