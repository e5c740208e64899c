"""The planning engine at city scale: rosters, re-planning, groups, reasons, matching, a real festival; and others' engines beside ours.

Every measurement is taken in a process of its own. Seconds are CPU seconds of its process tree ÷ 2, from problem to checked result; wall
time stands beside them. Memory is the peak of the whole tree with the instance. Gaps leave open seats apart (`solver.gap_apart`).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import beside, festival, holes, reasons, solving
from bench.processes import Failed, alone
from bench.solving import Found, Instance
from bench.table import Row, at_most, failed, not_run, told

CASE = "planning"
Say = Callable[[str], None]
Part = Callable[[str, Say], list[Row]]


@dataclass(frozen=True)
class Limits:
    """What a roster must reach; None where nothing was promised. `seconds` is what it is given in any case."""

    seconds: float
    gap: float | None = None
    megabytes: float | None = None
    is_promised: bool = True


TOWN, CITY, LUMPY, GROUPED = Limits(3, 0.5, 300), Limits(90, 0.3, 2_000), Limits(30, 1), Limits(20, 2)
UNPROMISED = Limits(20, is_promised=False)
MATCHING_SECONDS, MATCHING_GAP = 2.0, 0.1
REFILL_SECONDS = 1.0
REASON_MILLISECONDS = 50.0
SPARE_OPEN = (3, 0.2)
"""Beyond the proven minimum so many seats may stay open, or this share of it."""


def measure(*, quick: bool, seed: int, say: Say) -> tuple[list[Row], dict[str, str]]:
    """All rows; with `quick` nothing above 5,000 volunteers, and of the peers only what starts quickly."""
    with TemporaryDirectory() as home:
        rows = [row for name, part in _parts(Path(home), quick, seed) for row in tried(name, part, say)]
    return rows, software()


def software() -> dict[str, str]:
    """What solves, and how to read its figures."""
    solver = ", ".join(f"{name} {version(name)}" for name in ("numpy", "ortools"))
    return {"solver": solver, "seconds": "CPU seconds of the process tree ÷ 2", "gap": "open seats apart"}


def _parts(home: Path, quick: bool, seed: int) -> Iterator[tuple[str, Part]]:
    """What is measured, in this order; what comes later may use the rosters that were kept."""
    town, lumpy = Instance("city", 5_000, seed), Instance("lumpy", 2_000 if quick else 20_000, seed)
    city = town if quick else Instance("city", 100_000, seed)
    kept = {instance: home / f"{instance.kind} {instance.size}" for instance in (town, lumpy, city)}
    yield "5,000", partial(roster_rows, instance=town, limits=TOWN, kept=kept[town])
    yield f"{lumpy.size:,} lumpy", partial(roster_rows, instance=lumpy, limits=LUMPY, kept=kept[lumpy])
    if not quick:
        yield "100,000", partial(roster_rows, instance=city, limits=CITY, kept=kept[city])
    for size in () if quick else (2_000, 5_000):
        yield f"{size:,} tight", partial(roster_rows, instance=Instance("tight", size, seed), limits=UNPROMISED)
    yield f"1 % no-shows of {city.size:,}", partial(_refilled, instance=city, kept=kept[city])
    yield "5,000 with groups", partial(roster_rows, instance=Instance("grouped", 5_000, seed), limits=GROUPED)
    if not quick:
        yield "5,000 under every rule", partial(roster_rows, instance=Instance("ruled", 5_000, seed), limits=UNPROMISED)
    yield f"reasons, {lumpy.size:,} lumpy", partial(_explained, instance=lumpy, kept=kept[lumpy])
    yield "matching, 1,199 needs, 1,452 resources", partial(_matching, seed=seed)
    yield "festival, 591 shifts", partial(_festival, seed=seed)
    for size in (500,) if quick else (500, 5_000):
        yield f"peers on {size:,}", partial(_peers, instance=Instance("city", size, seed), quick=quick)


def tried(name: str, part: Part, say: Say) -> list[Row]:
    """The rows of the part, or one that says how it failed: the others are measured all the same."""
    say(name)
    try:
        return part(name, say)
    except Failed as error:
        return [failed(CASE, name, str(error).strip().splitlines()[-1])]


def roster_rows(name: str, say: Say, *, instance: Instance, limits: Limits, kept: Path | None = None) -> list[Row]:
    found, megabytes = alone(solving.rostered, instance, limits.seconds, kept)
    fewest = 0
    if found.unfilled:
        say(f"{name}: how few seats could stay open")
        fewest, _ = alone(solving.fewest_open, instance)
    return _rows(name, found, megabytes, limits, fewest)


def _rows(name: str, found: Found, megabytes: float, limits: Limits, fewest: int) -> list[Row]:
    at_least, share = SPARE_OPEN
    open_limit = fewest + max(at_least, share * fewest) if fewest else 0
    proved = f"of {found.demand:,}; proved that {fewest:,} stay open in any roster; below the minimum: {found.below_minimum:,.0f}"
    points = f"objective {found.objective:,.0f}, bound {_number(found.bound)} ({found.source})"
    rules = "the independent check" + (f"; {found.splits} of {found.groups} groups split" if found.groups else "")
    seconds = limits.seconds if limits.is_promised else None
    return [
        _row(f"{name}: open", found.unfilled, open_limit if limits.is_promised else None, "seats", proved),
        _row(f"{name}: seconds", found.seconds, seconds, "s", f"{found.wall:.1f} s on the wall"),
        _row(f"{name}: peak memory", megabytes, limits.megabytes, "MB", "the process tree with the instance"),
        _gap_row(f"{name}: gap", found.gap, limits.gap, points),
        _row(f"{name}: objective", found.objective, None, "points", points),
        at_most(CASE, f"{name}: rules broken", found.violations, 0, unit="rules", against=rules),
    ]


def _row(measure: str, value: float, limit: float | None, unit: str, against: str) -> Row:
    if limit is None:
        return told(CASE, measure, value, unit=unit, against=against)
    return at_most(CASE, measure, value, limit, unit=unit, against=against)


def _gap_row(measure: str, gap: float | None, limit: float | None, against: str) -> Row:
    """Without a bound there is no gap, and a target for it is missed."""
    if gap is None:
        return Row(CASE, measure, None, "%", f"≤ {limit:g}" if limit else "", not limit, "there is no bound")
    return _row(measure, 100 * gap, limit, "%", against)


def _refilled(name: str, say: Say, *, instance: Instance, kept: Path) -> list[Row]:
    found, _ = alone(holes.refilled, instance, kept)
    spent = f"{found.wall:.1f} s on the wall; reading problem and roster before that: {found.read_in:.1f} s"
    unfilled = f"{found.filled:,} of {found.holes:,} holes filled; at most {found.fillable:,} can be (a largest flow with all others fixed)"
    return [
        at_most(CASE, f"{name}: fillable, not filled", found.fillable - found.filled, 0, unit="seats", against=unfilled),
        at_most(CASE, f"{name}: seconds", found.seconds, REFILL_SECONDS, unit="s", against=spent),
        at_most(CASE, f"{name}: others moved", found.moved, 0, unit="placements", against="the roster before"),
        at_most(CASE, f"{name}: absent put back", found.back, 0, unit="placements", against="who did not come"),
        at_most(CASE, f"{name}: rules broken", found.violations, 0, unit="rules", against="the independent check"),
    ]


def _explained(name: str, say: Say, *, instance: Instance, kept: Path) -> list[Row]:
    found, _ = alone(reasons.explained, instance, kept)
    each = found.milliseconds / max(1, found.shifts)
    against = f"CPU, not halved, for each of {found.shifts:,} shifts with {found.seats:,} open seats, reading included"
    claims = f"of {found.claims:,} claims held against the check"
    claims += f"; {found.unchecked:,} of a kind unknown to the bench" * bool(found.unchecked)
    claims += f"; the first: {found.refuted[0]}" if found.refuted else ""
    return [
        at_most(CASE, f"{name}: a shift with open seats", each, REASON_MILLISECONDS, unit="ms", against=against),
        at_most(CASE, f"{name}: refuted", len(found.refuted), 0, unit="claims", against=claims),
    ]


def _matching(name: str, say: Say, *, seed: int) -> list[Row]:
    found, megabytes = alone(solving.matched, seed, MATCHING_SECONDS)
    points = f"objective {found.objective:,.1f}, bound {_number(found.bound)} ({found.source})"
    return [
        at_most(CASE, f"{name}: seconds", found.seconds, MATCHING_SECONDS, unit="s", against=f"{found.wall:.1f} s on the wall"),
        _gap_row(f"{name}: gap", found.gap, MATCHING_GAP, points),
        told(CASE, f"{name}: open", found.unfilled, unit="units", against=f"of {found.demand:,} asked for"),
        told(CASE, f"{name}: peak memory", megabytes, unit="MB", against="the process tree with the instance"),
        at_most(CASE, f"{name}: rules broken", found.violations, 0, unit="rules", against="the independent check"),
    ]


def _festival(name: str, say: Say, *, seed: int) -> list[Row]:
    if festival.folder() is None:
        return [not_run(CASE, name, f"its files are in no folder {festival.PLACE} names, nor in ../shared/data")]
    return roster_rows(name, say, instance=Instance("festival", 645, seed), limits=UNPROMISED)


def _peers(name: str, say: Say, *, instance: Instance, quick: bool) -> list[Row]:
    found, _ = alone(solving.rostered, instance, TOWN.seconds, None)
    against = f"objective {found.objective:,.0f}, {found.unfilled} open"
    ours = told(CASE, f"{name}: ours", found.seconds, unit="s", against=against)
    return [ours, *beside.rows(CASE, name, instance, TOWN.seconds, found.objective, quick=quick, say=say)]


def _number(value: float | None) -> str:
    return "none" if value is None else f"{value:,.0f}"
