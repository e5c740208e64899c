"""The rush: many people at once for few seats, in the house and in the reference beside it, in the same minute.

Of the two sides one is measured right after the other, round by round; a row is the median of the rounds' ratios. CPU is that of the server's
processes and the database's, never the crowd's.
"""

import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from urllib.parse import parse_qs, urlsplit
from urllib.request import Request, urlopen

from bench import crowd, sides
from bench.crowd import Wish
from bench.processes import Meter
from bench.sides import Side, Verdict, judged
from bench.table import Row, at_most, more_than
from tests import houses, servers

CASE = "rush"
# Few enough that nobody waits long: for what one request costs. The rush itself has IN_FLIGHT people waiting.
BESIDE = 16
IN_FLIGHT = 500
# One person in twenty loses the answer and sends the same key again.
REPEATS = 20


@dataclass(frozen=True)
class Size:
    """How large the case is."""

    people: int
    seats: int
    accepted: int
    pages: int
    rounds: int = 3


QUICK = Size(people=1000, seats=100, accepted=300, pages=1500)
FULL = Size(people=10_000, seats=1000, accepted=1000, pages=8000)


@dataclass(frozen=True)
class Run:
    """One crowd at one side: what it cost and what came of it."""

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

    def ratio(self, measure: Callable[[Run], float]) -> float:
        """How many times the reference's figure the house's is."""
        return measure(self.house) / measure(self.reference)


def measure(*, quick: bool, seed: int, say: Callable[[str], None]) -> tuple[list[Row], dict[str, str]]:
    """The rows of the case on SQLite and, where a server can be had, on PostgreSQL; and the versions of both."""
    size = QUICK if quick else FULL
    with tempfile.TemporaryDirectory(prefix="wucai-bench-") as folder:
        home = Path(folder)
        rows = _on("SQLite", home / "sqlite", size, seed=seed, say=say)
        try:
            with _postgresql() as (version, pid):
                rows += _on(
                    "PostgreSQL", home / "postgresql", size, seed=seed, say=say, database=[pid], static=home / "sqlite" / "house" / "static"
                )
        except servers.NoServer as reason:
            say(f"PostgreSQL was not measured: {reason}")
            return rows, {"PostgreSQL": "not measured"}
    return rows, {"PostgreSQL": version}


def _on(
    kind: str,
    home: Path,
    size: Size,
    *,
    seed: int,
    say: Callable[[str], None],
    database: Sequence[int] = (),
    static: Path | None = None,
) -> list[Row]:
    say(f"{kind}: a house and the reference are being made ready")
    with both(home, size, static) as (yardstick, ours):
        say(f"{kind}: sign-ups that are all accepted")
        rows = accepted(kind, yardstick, ours, size, seed=seed, database=database)
        say(f"{kind}: {size.people:,} people for {size.seats:,} seats")
        rows += whole(kind, yardstick, ours, size, seed=seed, database=database)
        if not database:
            say("the stations page")
            rows += page(home, ours, size)
    return rows


@contextmanager
def _postgresql() -> Iterator[tuple[str, int]]:
    """A private server that keeps what it acknowledged, named to all houses opened meanwhile; its version and process."""
    with servers.postgresql(durable=True) as address:
        os.environ["WUCAI_TEST_DATABASE"] = address
        try:
            folder = Path(parse_qs(urlsplit(address).query)["host"][0])
            pid = int((folder / "data" / "postmaster.pid").read_text(encoding="ascii").split()[0])
            [(version,)] = sides.read(address, "SHOW server_version")
            yield str(version), pid
        finally:
            del os.environ["WUCAI_TEST_DATABASE"]


@contextmanager
def both(home: Path, size: Size, static: Path | None) -> Iterator[tuple[Side, Side]]:
    """The reference and the house, seeded, served and warm. `static` holds static files that are ready, to spare the time."""
    seats = [size.accepted, *[size.accepted] * size.rounds, *[size.seats] * size.rounds]
    with ExitStack() as stack:
        yardstick = stack.enter_context(sides.reference(home / "reference", seats=seats))
        own = stack.enter_context(houses.opened(home / "house"))
        if static:
            (home / "house" / "static").symlink_to(static)
        own.manage("prepare")
        ours = sides.seeded(own, people=size.people, seats=seats)
        for side in (yardstick, ours):
            side.serve()
            crowd.send(side.house.address, list(side.wishes(side.shifts[0], size.accepted, seed=1).values()), in_flight=64)
        yield yardstick, ours


def claims(side: Side, shift: int, people: int, *, in_flight: int, seed: int, database: Sequence[int]) -> Run:
    """All these people ask for a seat on the shift."""
    wishes = side.wishes(shift, people, seed=1000 * seed + shift)
    meter = Meter([*side.processes, *database])
    meter.start()
    rush = crowd.send(side.house.address, list(wishes.values()), in_flight=in_flight, again=range(0, people, REPEATS), seed=seed)
    spent = meter.stop()
    return Run(spent.cpu, rush.seconds, rush.p99(), len(rush.answers), judged(side, shift, list(wishes), rush))


def accepted(kind: str, yardstick: Side, ours: Side, size: Size, *, seed: int, database: Sequence[int]) -> list[Row]:
    """Sign-ups that all succeed: log-in, form token, rules and trace against the bare claim."""
    pairs = []
    for each in range(size.rounds):
        runs = [
            claims(side, side.shifts[1 + each], size.accepted, in_flight=BESIDE, seed=seed + each, database=database)
            for side in (yardstick, ours)
        ]
        pairs.append(Pair(*runs))
    against = f"reference claim: {_middle(pairs, 'each')} ms CPU a request; wall {_middle(pairs, 'seconds')} s"
    return [at_most(CASE, f"accepted sign-up, CPU, {kind}", _ratio(pairs, lambda run: run.each), 3, unit="×", against=against)]


def whole(kind: str, yardstick: Side, ours: Side, size: Size, *, seed: int, database: Sequence[int]) -> list[Row]:
    """The rush itself: time and the longest waits as ratios, and the faults that must not be."""
    pairs = []
    control = sides.naive(yardstick)
    for each in range(size.rounds):
        shift = 1 + size.rounds + each
        runs = [
            claims(side, side.shifts[shift], size.people, in_flight=IN_FLIGHT, seed=seed + each, database=database)
            for side in (yardstick, ours)
        ]
        pairs.append(Pair(*runs))
    oversold = _control(control, size, seed=seed, database=database)
    name = f"{size.people:,} people, {size.seats:,} seats, {kind}"
    time = f"reference: {_middle(pairs, 'cpu')} s CPU for {pairs[0].house.requests:,} requests"
    return [
        at_most(CASE, f"{name}: CPU", _ratio(pairs, lambda run: run.cpu), 1.5, unit="×", against=time),
        at_most(
            CASE,
            f"{name}: wall",
            _ratio(pairs, lambda run: run.seconds),
            1.5,
            unit="×",
            against=f"reference: {_middle(pairs, 'seconds')} s",
        ),
        at_most(CASE, f"{name}: p99", _ratio(pairs, lambda run: run.p99), 1.5, unit="×", against=f"reference: {_middle(pairs, 'p99')} s"),
        *_faults(name, [pair.house for pair in pairs], oversold),
        more_than(CASE, f"{name}: control oversells", oversold, 0, unit="seats", against="count, compare, insert"),
    ]


def _control(control: Side, size: Size, *, seed: int, database: Sequence[int]) -> int:
    """How many seats too many the naive view gives, in up to three tries."""
    for each in range(size.rounds):
        run = claims(control, control.shifts[1 + size.rounds + each], size.people, in_flight=IN_FLIGHT, seed=seed, database=database)
        assert run.verdict
        if run.verdict.oversold:
            return run.verdict.oversold
    return 0


def _faults(name: str, runs: Sequence[Run], control: int) -> list[Row]:
    verdicts = [run.verdict for run in runs if run.verdict]
    told = {
        "oversold": ("seats", f"control: {control}"),
        "unsold": ("seats", "as many seats as there are"),
        "lost": ("sign-ups", "acknowledged, by key, and not stored"),
        "unasked": ("sign-ups", "stored, by key, and not acknowledged, or twice"),
        "drift": ("seats", "the shift's counter and its rows"),
        "other_answers": ("answers", "200 and 409"),
        "told_otherwise": ("wishes", f"first answer; every {REPEATS}th key is sent twice"),
    }
    words = {"other_answers": "other answers", "told_otherwise": "told otherwise the second time"}
    return [
        at_most(
            CASE, f"{name}: {words.get(fault, fault)}", sum(getattr(verdict, fault) for verdict in verdicts), 0, unit=unit, against=against
        )
        for fault, (unit, against) in told.items()
    ]


def page(home: Path, ours: Side, size: Size) -> list[Row]:
    """The stations page for visitors without a log-in, out of memory, against the same bytes from a bare cached view."""
    browser = (("Accept-Encoding", "gzip, deflate, br"), ("Accept-Language", "zh-CN,zh;q=0.9"))
    with urlopen(Request(f"{ours.house.address}/stations/", headers=dict(browser))) as answer:
        body = answer.read()
    kept = home / "page.html"
    kept.write_bytes(body)
    with sides.reference(home / "pages", seats=[1], REFERENCE_PAGE=str(kept), REFERENCE_MIDDLEWARE="yes") as yardstick:
        yardstick.serve()
        plans = [(yardstick, Wish("/page", headers=browser)), (ours, Wish("/stations/", headers=browser))]
        for side, wish in plans:
            crowd.send(side.house.address, [wish] * 200, in_flight=64)
        pairs = [Pair(*[_pages(side, wish, size.pages) for side, wish in plans]) for _ in range(size.rounds)]
    against = f"bare cached page of the same {len(body):,} bytes: {_middle(pairs, 'each')} ms CPU"
    return [at_most(CASE, "anonymous stations page from cache, CPU", _ratio(pairs, lambda run: run.each), 1.6, unit="×", against=against)]


def _pages(side: Side, wish: Wish, count: int) -> Run:
    meter = Meter(side.processes)
    meter.start()
    rush = crowd.send(side.house.address, [wish] * count, in_flight=BESIDE)
    spent = meter.stop()
    return Run(spent.cpu, rush.seconds, rush.p99(), len(rush.answers))


def _ratio(pairs: Sequence[Pair], measure: Callable[[Run], float]) -> float:
    return median(pair.ratio(measure) for pair in pairs)


def _middle(pairs: Sequence[Pair], name: str) -> str:
    """The medians of both sides in words: what the ratio was made of."""
    reference, house = (
        median(getattr(run, name) for run in runs) for runs in zip(*[(pair.reference, pair.house) for pair in pairs], strict=True)
    )
    return f"{reference:.3g}, here {house:.3g}"
