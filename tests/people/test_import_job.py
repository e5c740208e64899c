"""Twenty thousand people through real worker processes: progress is seen, a killed worker's job is finished once, a stop is obeyed."""

import json
import signal
import subprocess
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.houses import House

# Runs in the house: sends the list, says the word, and tells line by line what it sees, as somebody at the progress page would.
FOLLOW = """
import json, sys, time
from tests.factories import people, programme
from tests.factories.imports import many_people, started
from wucai.core import importers
from wucai.core.models import SheetImport
from wucai.people.models import Person

count, stop_after = int(sys.argv[1]), int(sys.argv[2])
boss = people.coordinator(programme.edition(), name="统筹", phone="13000000001")
sent = started(many_people(count), by=boss)

def tell(what, **more):
    print(json.dumps({"what": what, **more}), flush=True)

def follow(*until):
    seen = -1
    while True:
        now = SheetImport.objects.select_related("job").get(pk=sent.pk)
        if now.job.done > seen:
            seen = now.job.done
            tell(now.state, done=seen, total=now.job.total)
        if now.state in until and now.job.is_over:
            return now
        if now.state == "writing" and stop_after and seen >= stop_after and not now.job.asked_to_stop:
            importers.stop(now, by=boss)
        time.sleep(0.02)

follow("checked")
importers.confirm(sent, by=boss)
now = follow("done", "stopped")
tell("end", state=now.state, written=now.written, people=Person.objects.count(), attempts=now.job.attempts, job=now.job.state,
     phones=Person.objects.values("phone_index").distinct().count())
if stop_after:
    importers.confirm(sent, by=boss)
    stop_after = 0
    now = follow("done")
    tell("end", state=now.state, written=now.written, people=Person.objects.count(), attempts=now.job.attempts, job=now.job.state)
"""


def told(child: "subprocess.Popen[bytes]") -> Iterator[dict[str, Any]]:
    assert child.stdout is not None
    for line in child.stdout:
        yield json.loads(line)


@pytest.mark.timeout(280)
def test_a_worker_killed_in_the_middle_of_twenty_thousand_people_is_followed_by_one_that_finishes_once(house: Callable[..., House]) -> None:
    home = house(WUCAI_JOB_STALE_SECONDS="2")
    first = home.worker()
    seen: dict[str, list[int]] = {"checking": [], "writing": []}
    end: dict[str, Any] = {}

    for line in told(home.python(FOLLOW, "20000", "0")):
        if line["what"] in seen:
            seen[line["what"]].append(line["done"])
        if line["what"] == "writing" and line["done"] >= 6000 and first.poll() is None:
            first.send_signal(signal.SIGKILL)
            first.wait()
            home.worker()
        if line["what"] == "end":
            end = line

    assert end == {"what": "end", "state": "done", "written": 20_000, "people": 20_001, "attempts": 2, "job": "done", "phones": 20_001}
    assert all(len(figures) >= 5 and figures == sorted(figures) for figures in seen.values())
    assert first.returncode == -signal.SIGKILL


def test_a_stop_is_obeyed_between_two_batches_and_the_rest_can_be_written_later(house: Callable[..., House]) -> None:
    home = house(WUCAI_JOB_STALE_SECONDS="30")
    home.worker()

    stopped, finished = [line for line in told(home.python(FOLLOW, "12000", "2000")) if line["what"] == "end"]

    assert (stopped["state"], stopped["job"]) == ("stopped", "stopped")
    assert 2000 <= stopped["written"] < 12_000
    assert stopped["people"] == stopped["written"] + 1
    assert (finished["state"], finished["written"], finished["people"]) == ("done", 12_000, 12_001)
