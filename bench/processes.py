"""CPU seconds of whole process trees: a server, its workers, and the database's processes when it has any."""

from collections.abc import Iterable

import psutil


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
