"""Rosters of 500, 2,000 and 5,000 volunteers, first come, first served beside each: the quick look; `planning` is the whole of it."""

from collections.abc import Callable
from functools import partial

from bench import beside
from bench.planning import TOWN, roster_rows, software, tried
from bench.processes import alone
from bench.solving import Instance, rostered
from bench.table import Row

CASE = "roster"
SIZES = (500, 2_000, 5_000)


def measure(*, quick: bool, seed: int, say: Callable[[str], None]) -> tuple[list[Row], dict[str, str]]:
    """The rows of each size; with `quick` of the first alone."""
    rows = []
    for size in SIZES[:1] if quick else SIZES:
        instance = Instance("city", size, seed)
        rows += tried(f"{size:,}", partial(roster_rows, instance=instance, limits=TOWN), say)
        rows += tried(f"{size:,}", partial(_queue, instance=instance), say)
    return rows, software()


def _queue(name: str, say: Callable[[str], None], *, instance: Instance) -> list[Row]:
    found, _ = alone(rostered, instance, TOWN.seconds, None)
    return beside.rows(CASE, name, instance, TOWN.seconds, found.objective, quick=True, say=say, peers=[beside.QUEUE])
