"""CPU seconds of whole process trees: a server, its workers, and the database's processes when it has any."""

from collections.abc import Iterable
from dataclasses import dataclass
from time import perf_counter

import psutil


@dataclass(frozen=True)
class Spent:
    """What something cost: seconds of processors, and seconds on the wall."""

    cpu: float
    wall: float


class Meter:
    """Reads what the trees below these processes spend, from `start()` to `stop()`."""

    def __init__(self, roots: Iterable[int]) -> None:
        self.roots = [psutil.Process(pid) for pid in roots]

    def start(self) -> None:
        """Begin to count."""
        self._cpu, self._wall = self._spent(), perf_counter()

    def stop(self) -> Spent:
        """What was spent since `start()`."""
        return Spent(cpu=self._spent() - self._cpu, wall=perf_counter() - self._wall)

    def _spent(self) -> float:
        return sum(_own(process) for root in self.roots for process in [root, *root.children(recursive=True)])


def _own(process: psutil.Process) -> float:
    """The process's own time, with that of its children which have ended."""
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:  # it ended between listing and reading: its parent has its time
        return 0.0
    return float(times.user + times.system + times.children_user + times.children_system)
