"""CPU seconds and memory of whole process trees: a server with its workers and its database, or a search in a process of its own."""

import math
import os
import resource
import time
import traceback
from collections.abc import Callable, Iterable
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TypeVar

import psutil

A = TypeVar("A")

CORES = 2
"""Targets are told for two cores."""
LOOK_SECONDS, WATCH_SECONDS = 0.1, 0.05


class Failed(Exception):
    """What was to be measured ended with an error; the sentence is its trace."""


class Meter:
    """Reads what the trees below these processes spend, from `start()` to `stop()`."""

    def __init__(self, roots: Iterable[int]) -> None:
        self.roots = [psutil.Process(pid) for pid in roots]

    def start(self) -> None:
        """Begin to count."""
        self._before = self._spent()

    def stop(self) -> float:
        """The CPU seconds spent since `start()`."""
        return self._spent() - self._before

    def _spent(self) -> float:
        return sum(_own(process) for root in self.roots for process in [root, *root.children(recursive=True)])


def _own(process: psutil.Process) -> float:
    """The process's own time, with that of its children which have ended."""
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:  # it ended between listing and reading: its parent has its time
        return 0.0
    return float(times.user + times.system + times.children_user + times.children_system)


class Clock:
    """Seconds as targets count them: CPU seconds of this process and all below it, divided by the cores that they were promised.

    Called, it tells the seconds since it was made. The tree is looked at no more than ten times a second, so that a search may ask often.
    """

    def __init__(self) -> None:
        self.began = time.monotonic()
        self._meter = Meter([os.getpid()])
        self._meter.start()
        self._told, self._looked_at = 0.0, -math.inf

    def __call__(self) -> float:
        now = time.monotonic()
        if now - self._looked_at >= LOOK_SECONDS:
            self._told, self._looked_at = max(self._told, self._meter.stop() / CORES), now
        return self._told

    def read(self) -> tuple[float, float]:
        """The seconds by now, exactly, and the seconds on the wall."""
        return self._meter.stop() / CORES, time.monotonic() - self.began


def alone(work: Callable[..., A], *arguments: object) -> tuple[A, float]:
    """What the function answers in a process of its own, and the most memory in megabytes that its process tree held.

    The process tells its own peak; those below it are looked at twenty times a second. Raises Failed.
    """
    context = get_context("spawn")
    here, there = context.Pipe(duplex=False)
    child = context.Process(target=_answer, args=(there, work, arguments))
    child.start()
    there.close()
    below = 0.0
    try:
        while not here.poll(WATCH_SECONDS):
            below = max(below, _megabytes_below(child.pid))
        answer, error, own = here.recv()
    except EOFError as ended:
        raise Failed(f"{work.__name__} ended without an answer: was it out of memory?") from ended
    finally:
        child.join()
    if error is not None:
        raise Failed(error)
    return answer, own + below


def _answer(told: Connection, work: Callable[..., A], arguments: tuple[object, ...]) -> None:
    try:
        answer, error = work(*arguments), None
    except Exception:  # noqa: BLE001  whatever it was, whoever waits is told
        answer, error = None, traceback.format_exc()
    told.send((answer, error, _own_peak()))


def _own_peak() -> float:
    """The most megabytes that this process ever held. On Linux `ru_maxrss` would begin with what the parent held."""
    status = Path("/proc/self/status")
    lines = status.read_text(encoding="ascii", errors="replace").splitlines() if status.exists() else []
    kept = next((int(line.split()[1]) for line in lines if line.startswith("VmHWM:")), None)
    return (kept or resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) / 1024


def _megabytes_below(pid: int | None) -> float:
    try:
        below = psutil.Process(pid).children(recursive=True)
        return float(sum(each.memory_info().rss for each in below)) / 2**20
    except psutil.NoSuchProcess:  # one of them ended just now: the next look will do
        return 0.0
