"""The rush: many people at once for few seats, in the house and in the reference beside it, in the same minute.

Of the two sides one is measured right after the other, round by round; a row is the median of the rounds' ratios. CPU is that of the
server's processes and the database's, never the crowd's.
"""

import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from math import inf
from pathlib import Path
from time import perf_counter
from urllib.parse import parse_qs, urlsplit
from urllib.request import Request, urlopen

from bench import crowd, pairs, sides
from bench.crowd import Wish
from bench.pairs import Pair, Run
from bench.sides import Side
from bench.table import Row, at_most, more_than
from tests import houses, servers

CASE = "rush"
# Few enough that nobody waits long: for what one request costs. The rush itself has IN_FLIGHT people waiting.
BESIDE = 16
IN_FLIGHT = 500
# In a hurry no further round begins so many seconds after the start, that all may end within 50 s even where others use the machine.
LAST_ROUND = {"SQLite accepted": 14, "SQLite whole": 21, "SQLite page": 24, "PostgreSQL accepted": 36, "PostgreSQL whole": 41}
# Static files are compressed once and kept between runs; whether they are still right, `prepare` sees by itself.
STATIC = crowd.ROOT / "var" / "bench" / "static"
BROWSER = (("Accept-Encoding", "gzip, deflate, br"), ("Accept-Language", "zh-CN,zh;q=0.9"))


@dataclass(frozen=True)
class Size:
    """How large the case is."""

    people: int
    seats: int
    accepted: int
    pages: int
    is_hurried: bool = False
    rounds: int = 3


QUICK = Size(people=1000, seats=100, accepted=200, pages=2500, is_hurried=True)
FULL = Size(people=10_000, seats=1000, accepted=1000, pages=8000)


@dataclass(frozen=True)
class Setting:
    """The two sides on one kind of database, seeded, served and warm."""

    kind: str
    yardstick: Side
    ours: Side
    size: Size
    seed: int
    database: Sequence[int]
    begun: float

    def rounds(self, part: str) -> Iterator[int]:
        """The numbers of the rounds of this part: three, or as many as begin in time, and one at least."""
        last = LAST_ROUND[f"{self.kind} {part}"] if self.size.is_hurried else inf
        for each in range(self.size.rounds):
            if each and perf_counter() - self.begun > last:
                return
            yield each

    def claims(self, side: Side, shift: int, people: int, *, in_flight: int) -> Run:
        """A crowd at one of the sides, for its shift with this place in the list."""
        return pairs.claims(side, side.shifts[shift], people, in_flight=in_flight, seed=self.seed, database=self.database)


def measure(*, quick: bool, seed: int, say: Callable[[str], None]) -> tuple[list[Row], dict[str, str]]:
    """The rows of the case on SQLite and, where a server can be had, on PostgreSQL; and the latter's version."""
    size, begun = QUICK if quick else FULL, perf_counter()
    with tempfile.TemporaryDirectory(prefix="wucai-bench-") as folder:
        rows = _on("SQLite", Path(folder, "sqlite"), size, seed=seed, say=say, begun=begun)
        try:
            with _postgresql() as (version, pid):
                rows += _on("PostgreSQL", Path(folder, "postgresql"), size, seed=seed, say=say, begun=begun, database=[pid])
        except servers.NoServer as reason:
            say(f"PostgreSQL was not measured: {reason}")
            return rows, {"PostgreSQL": "not measured"}
    return rows, {"PostgreSQL": version}


def accepted(at: Setting) -> list[Row]:
    """Sign-ups that all succeed: log-in, form token, rules and trace against the bare claim."""
    done = [
        Pair(*[at.claims(side, 1 + each, at.size.accepted, in_flight=BESIDE) for side in (at.yardstick, at.ours)])
        for each in at.rounds("accepted")
    ]
    against = f"reference claim: {pairs.told(done, lambda run: run.each, 'ms a request')}"
    return [at_most(CASE, f"accepted sign-up, CPU, {at.kind}", pairs.ratio(done, lambda run: run.each), 3, unit="×", against=against)]


def whole(at: Setting) -> list[Row]:
    """The rush itself: time and the longest waits as ratios, and the faults that must not be. The control goes first."""
    first = 1 + at.size.rounds
    control = _control(at, first)
    done = [
        Pair(*[at.claims(side, first + each, at.size.people, in_flight=IN_FLIGHT) for side in (at.yardstick, at.ours)])
        for each in at.rounds("whole")
    ]
    name = f"{at.size.people:,} for {at.size.seats:,}, {at.kind}"
    measures: dict[str, Callable[[Run], float]] = {
        "CPU ÷ cores": lambda run: run.cpu / (os.cpu_count() or 1),
        "wall": lambda run: run.seconds,
        "p99": lambda run: run.p99,
    }
    ratios = [
        at_most(CASE, f"{name}: {each}", pairs.ratio(done, of), 1.5, unit="×", against=f"reference: {pairs.told(done, of, 's')}")
        for each, of in measures.items()
    ]
    oversells = more_than(CASE, f"{name}: control oversells", control, 0, unit="seats", against="count, compare, insert")
    return [*ratios, *_faults(name, [pair.house for pair in done], control), oversells]


def page(at: Setting, home: Path) -> list[Row]:
    """The stations page for visitors without a log-in, out of memory, against the same bytes from a bare cached view."""
    with urlopen(Request(f"{at.ours.house.address}/stations/", headers=dict(BROWSER))) as answer:
        body = answer.read()
    kept = home / "page.html"
    kept.write_bytes(body)
    with sides.reference(home / "pages", REFERENCE_PAGE=str(kept), REFERENCE_MIDDLEWARE="yes") as bare:
        bare.serve()
        wishes = {bare: Wish("/page", headers=BROWSER), at.ours: Wish("/stations/", headers=BROWSER)}
        for side, wish in wishes.items():
            pairs.pages(side, wish, 200, in_flight=64)
        done = [Pair(*[pairs.pages(*each, at.size.pages, in_flight=BESIDE) for each in wishes.items()]) for _ in at.rounds("page")]
    against = f"bare cached page of the same {len(body):,} bytes: {pairs.told(done, lambda run: run.each, 'ms')}"
    return [
        at_most(CASE, "anonymous stations page from cache, CPU", pairs.ratio(done, lambda run: run.each), 1.6, unit="×", against=against)
    ]


def _on(
    kind: str, home: Path, size: Size, *, seed: int, say: Callable[[str], None], begun: float, database: Sequence[int] = ()
) -> list[Row]:
    say(f"{kind}: a house and the reference are being made ready")
    with _both(home, size) as (yardstick, ours):
        at = Setting(kind, yardstick, ours, size, seed, database, begun)
        say(f"{kind}: sign-ups that are all accepted")
        rows = accepted(at)
        say(f"{kind}: {size.people:,} people for {size.seats:,} seats")
        rows += whole(at)
        if kind == "SQLite":
            say("the stations page")
            rows += page(at, home)
    return rows


@contextmanager
def _both(home: Path, size: Size) -> Iterator[tuple[Side, Side]]:
    """The reference and the house, made ready side by side, with a shift to warm up and one for each round."""
    seats = [size.accepted, *[size.accepted] * size.rounds, *[size.seats] * size.rounds]

    def reference() -> Side:
        return warm(stack.enter_context(sides.reference(home / "reference", seats=seats)))

    def house() -> Side:
        own = stack.enter_context(houses.opened(home / "house"))
        STATIC.mkdir(parents=True, exist_ok=True)
        (home / "house" / "static").symlink_to(STATIC)
        return warm(sides.seeded(own, people=size.people, seats=seats, is_new=True))

    def warm(side: Side) -> Side:
        side.serve()
        crowd.send(side.house.address, list(side.wishes(side.shifts[0], size.accepted, seed=1).values()), in_flight=64)
        return side

    with ExitStack() as stack, ThreadPoolExecutor() as pool:
        making = [pool.submit(reference), pool.submit(house)]
        yield making[0].result(), making[1].result()


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


def _control(at: Setting, first: int) -> int:
    """How many seats too many the naive view gives, in up to three tries."""
    control = sides.naive(at.yardstick)
    for each in range(at.size.rounds):
        verdict = at.claims(control, first + each, 3 * at.size.seats, in_flight=IN_FLIGHT).verdict
        if verdict and verdict.oversold:
            return verdict.oversold
    return 0


def _faults(name: str, runs: Sequence[Run], control: int) -> list[Row]:
    told = {
        "oversold": ("oversold", "seats", f"control: {control}"),
        "unsold": ("unsold", "seats", "as many seats as there are"),
        "lost": ("lost", "sign-ups", "acknowledged, by key, and not stored"),
        "unasked": ("unasked", "sign-ups", "stored, by key, and not acknowledged, or twice"),
        "drift": ("drift", "seats", "the shift's counter and its rows"),
        "other_answers": ("other answers", "answers", "200 and 409"),
        "told_otherwise": ("told otherwise again", "wishes", f"first answer; every {pairs.REPEATS}th key is sent twice"),
    }
    verdicts = [run.verdict for run in runs if run.verdict]
    return [
        at_most(CASE, f"{name}: {words}", sum(getattr(verdict, fault) for verdict in verdicts), 0, unit=unit, against=against)
        for fault, (words, unit, against) in told.items()
    ]
