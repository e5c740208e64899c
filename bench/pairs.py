"""One crowd at one side, and the same crowd at the reference and at the house right after it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

from bench import crowd
from bench.crowd import Wish
from bench.processes import Meter
from bench.sides import Side, Verdict, judged

# One person in twenty loses the answer and sends the same key again.
REPEATS = 20


@dataclass(frozen=True)
class Run:
    """What one crowd cost at one side, and what came of it."""

    cpu: float
    seconds: float
    p99: float
    requests: int
    verdict: Verdict | None = None

    @property
    def each(self) -> float:
        """CPU milliseconds a request."""
        return 1000 * self.cpu / self.requests


@dataclass(frozen=True)
class Pair:
    """The reference and the house, one right after the other."""

    reference: Run
    house: Run


def claims(side: Side, shift: int, people: int, *, in_flight: int, seed: int, database: Sequence[int]) -> Run:
    """All these people ask for a seat on the shift; what the server's and the database's processes spend on it."""
    wishes = side.wishes(shift, people, seed=1000 * seed + shift)
    meter = Meter([*side.processes, *database])
    meter.start()
    rush = crowd.send(side.house.address, list(wishes.values()), in_flight=in_flight, again=range(0, people, REPEATS), seed=seed)
    cpu = meter.stop()
    return Run(cpu, rush.seconds, rush.p99(), len(rush.answers), judged(side, shift, list(wishes), rush))


def pages(side: Side, wish: Wish, count: int, *, in_flight: int) -> Run:
    """So many visitors look at the same page."""
    meter = Meter(side.processes)
    meter.start()
    rush = crowd.send(side.house.address, [wish] * count, in_flight=in_flight)
    return Run(meter.stop(), rush.seconds, rush.p99(), len(rush.answers))


def ratio(pairs: Sequence[Pair], measure: Callable[[Run], float]) -> float:
    """How many times the reference's figure the house's is, in the median round."""
    return median(measure(pair.house) / measure(pair.reference) for pair in pairs)


def told(pairs: Sequence[Pair], measure: Callable[[Run], float], unit: str) -> str:
    """The medians of both sides in words: what the ratio was made of."""
    reference = median(measure(pair.reference) for pair in pairs)
    house = median(measure(pair.house) for pair in pairs)
    return f"{reference:.3g}, here {house:.3g} {unit}; rounds: {len(pairs)}"
