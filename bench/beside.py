"""Peers beside us: the same instance, the same check as scorer, the same seconds for the search, and then ten times as many for them.

Each peer is a program of its own (`bench/peers`). First come, first served and CP-SAT run on our own Python; Timefold and ephios on the one
that `WUCAI_PEERS_PYTHON` names, so that neither Java nor another site's packages are among our requirements. What is not there is skipped
with a line. Their seconds are counted as ours, CPU ÷ 2, but for the search alone: reading, building the model, starting Java come on top.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.processes import CORES, Meter
from bench.solving import Instance
from bench.table import Row, not_run, told
from wucai.planning.rostering import check
from wucai.planning.rostering.solution import Placement, Roster

ROOT = Path(__file__).resolve().parent.parent
PYTHON = "WUCAI_PEERS_PYTHON"
PATIENCE = 600
"""Seconds on the wall that a peer may take beyond twenty times its own before it is ended: others may share the machine."""
TIMES = (1, 10)


@dataclass(frozen=True)
class Peer:
    """How a peer is started, and the package that it needs there."""

    module: str
    name: str
    package: str
    is_timed: bool = True


QUEUE = Peer("first_come", "first come, first served", "", is_timed=False)
OURS = (QUEUE, Peer("cpsat", "plain CP-SAT", "ortools"))
THEIRS = (Peer("timefold", "Timefold", "timefold"), Peer("ephios", "ephios' matching", "ephios"))


def rows(
    case: str,
    title: str,
    instance: Instance,
    seconds: float,
    objective: float,
    *,
    quick: bool,
    say: Callable[[str], None],
    peers: Sequence[Peer] = OURS + THEIRS,
) -> list[Row]:
    """How many times dearer than our objective each peer's roster is."""
    found = []
    with TemporaryDirectory() as home:
        file = Path(home) / "problem.json"
        file.write_text(json.dumps(asdict(instance.make()), default=sorted), encoding="utf-8")
        for peer in peers:
            name = f"{title}: {peer.name}"
            python = sys.executable if peer in OURS else os.environ.get(PYTHON, "")
            if why := _missing(peer, python) or ("a peer that starts slowly, and this is --quick" if quick and peer in THEIRS else ""):
                found.append(not_run(case, name, why))
                continue
            for times in TIMES if peer.is_timed and not quick else TIMES[:1]:
                limit = f", {times * seconds:g} s" if peer.is_timed else ""
                say(name + limit)
                found.append(_row(case, name + limit, instance, objective, _run(peer, python, file, times * seconds, instance.seed)))
    return found


def _missing(peer: Peer, python: str) -> str:
    if not python:
        return f"{PYTHON} names no Python that has {peer.package}"
    if not peer.package:
        return ""
    looked = subprocess.run([python, "-c", f"import {peer.package}"], capture_output=True, cwd="/", check=False)
    return f"{python} has no {peer.package}" if looked.returncode else ""


def _run(peer: Peer, python: str, file: Path, seconds: float, seed: int) -> tuple[dict[str, object] | None, float]:
    """What the peer printed, or None when it failed, and its CPU seconds ÷ cores."""
    meter = Meter([os.getpid()])
    meter.start()
    command = [python, "-m", f"bench.peers.{peer.module}", str(file), str(seconds), str(seed)]
    try:
        done = subprocess.run(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=ROOT, timeout=20 * seconds + PATIENCE, check=False
        )
    except subprocess.TimeoutExpired:
        return None, meter.stop() / CORES
    return None if done.returncode else json.loads(done.stdout), meter.stop() / CORES


def _row(case: str, name: str, instance: Instance, objective: float, run: tuple[dict[str, object] | None, float]) -> Row:
    answer, spent = run
    if answer is None:
        return not_run(case, name, f"it failed or was not ready {PATIENCE} s after its time; CPU ÷ 2: {spent:.0f} s")
    placements = answer["placements"]
    assert isinstance(placements, list)
    verdict = check.judge(instance.make(), Roster(tuple(Placement(*each) for each in placements)))
    against = f"ours {objective:,.0f}, theirs {verdict.objective:,.0f}; {verdict.unfilled:,} open, {len(verdict.violations)} rules broken"
    against += f"; CPU ÷ 2: {spent:.1f} s with start and model; {answer['told']}"
    return told(case, name, verdict.objective / objective, unit="×", against=against)
