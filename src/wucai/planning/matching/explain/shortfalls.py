"""What stayed open, where the resources were lost on the way, and what would close it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from wucai.planning.matching.explain.facts import Code, Given, Pair, Reason, obstacles
from wucai.planning.matching.problem import Need, Problem, Resource
from wucai.planning.matching.solution import Allocation, Matching

FUNNEL: tuple[tuple[str, frozenset[Code]], ...] = (
    ("category", frozenset({Code.NO_AFFINITY})),
    ("allowed", frozenset({Code.OWN, Code.DECLINED})),
    ("radius", frozenset({Code.OUT_OF_RADIUS})),
    ("window", frozenset({Code.NO_COMMON_DAY})),
    ("quantity", frozenset({Code.TOO_FEW})),
)
"""The stages that a resource passes, and the obstacles that end its way there; after them comes "free"."""


@dataclass(frozen=True)
class Stage:
    """How many resources passed this stage and all before it; `name` as in FUNNEL, and "free" for what nobody took."""

    name: str
    count: int


@dataclass(frozen=True)
class Shortfall:
    """A need that is not wholly covered.

    closers: what would close it or part of it (`units`), each by one change, one of each kind, the smallest change first.
    """

    need: str
    asked: int
    open: int
    funnel: tuple[Stage, ...]
    closers: tuple[Reason, ...]


def remainder(problem: Problem, matching: Matching) -> tuple[Shortfall, ...]:
    """Every need that is not wholly covered, in the order of the problem."""
    given = Given(problem, matching)
    covered = Counter[str]()
    for each in matching.allocations:
        covered[each.need] += each.quantity
    return tuple(
        _shortfall(problem, given, need, need.quantity - covered[need.id]) for need in problem.needs if covered[need.id] < need.quantity
    )


@dataclass(frozen=True)
class _Gap:
    """A need and a resource, what is open of the need, and the rules that forbid the pair."""

    pair: Pair
    open: int
    against: frozenset[Code]


@dataclass(frozen=True)
class _Closer:
    """One change that would bring so many units; size compares changes of one kind."""

    units: int
    size: int
    reason: Reason


def _shortfall(problem: Problem, given: Given, need: Need, open_units: int) -> Shortfall:
    pairs = [Pair.between(need, each) for each in problem.resources if (need.category, each.category) in problem.affinities]
    gaps = [_Gap(pair, open_units, frozenset(reason.code for reason in obstacles(problem, pair))) for pair in pairs]
    stages, left = [], gaps
    for name, codes in FUNNEL:
        left = [gap for gap in left if not gap.against & codes]
        stages.append(Stage(name, len(left)))
    stages.append(Stage("free", sum(1 for gap in left if _further(given, gap.pair, gap.open))))
    found = [closer for gap in gaps for closer in _closers(problem, given, gap)]
    return Shortfall(need.id, need.quantity, open_units, tuple(stages), (*_best_of_each(found), _offer(problem, need, open_units)))


def _further(given: Given, pair: Pair, open_units: int, spared: Allocation | None = None) -> int:
    """How many units more the resource can give, of those that are open."""
    mine = given.to(pair)
    units = min(open_units, given.free(pair, spared=spared) - mine)
    return units if units > 0 and mine + units >= pair.resource.least else 0


def _closers(problem: Problem, given: Given, gap: _Gap) -> Iterator[_Closer]:
    """Each change that alone makes this resource give more, tried by the same rules as everything else."""
    for reason, size, changed in _changes(problem, given, gap):
        pair = Pair.between(gap.pair.need, changed)
        units = _further(given, pair, gap.open)
        if units and not obstacles(problem, pair):
            yield _Closer(units, size, Reason(reason.code, {"resource": changed.id, **reason.values, "units": units}))
    rival = None if gap.against else given.holder(gap.pair)
    if rival is None:
        return
    units = _further(given, gap.pair, gap.open, spared=rival)
    if units > _further(given, gap.pair, gap.open):
        yield _Closer(units, rival.quantity, Reason(Code.YIELDED, {"resource": rival.resource, "by": rival.need, "units": units}))


def _changes(problem: Problem, given: Given, gap: _Gap) -> Iterator[tuple[Reason, int, Resource]]:
    """What the giver could change: why, how much, and the resource as it would be then."""
    need, resource, against = gap.pair.need, gap.pair.resource, gap.against
    if not against:
        yield Reason(Code.FREE, {}), 0, resource
    if against <= {Code.TOO_FEW} and resource.least > 1 and not given.to(gap.pair):
        least = min(gap.open, given.free(gap.pair))
        if 0 < least < resource.least:
            values = {"least": least, "now": resource.least}
            yield Reason(Code.LOWER_LEAST, values), resource.least - least, replace(resource, least=least)
    if not against and resource.most is not None:
        most = min(need.quantity, given.to(gap.pair) + gap.open)
        if most > resource.most:
            higher = replace(resource, most=most)
            most = min(most, given.free(Pair.between(need, higher)))
            values = {"most": most, "now": resource.most}
            yield Reason(Code.HIGHER_MOST, values), most - resource.most, replace(resource, most=max(most, resource.least))
    if against == {Code.OUT_OF_RADIUS} and (far := gap.pair.metres) is not None and (radius := resource.radius_metres) is not None:
        yield Reason(Code.WIDER_RADIUS, {"metres": far, "radius": radius}), far - radius, replace(resource, radius_metres=far)
    if against == {Code.NO_COMMON_DAY} and not _is_out_elsewhere(problem, resource):
        longer = replace(resource, starts=min(need.starts, resource.starts), ends=max(need.ends, resource.ends))
        days = resource.starts - longer.starts + longer.ends - resource.ends
        yield Reason(Code.LONGER_WINDOW, {"starts": longer.starts, "ends": longer.ends, "days": days}), days, longer


def _is_out_elsewhere(problem: Problem, resource: Resource) -> bool:
    """Whether it is engaged on days that it is not offered on, so that offering these would clash."""
    return any(
        each.resource == resource.id and (each.starts < resource.starts or each.ends > resource.ends) for each in problem.engagements
    )


def _best_of_each(found: list[_Closer]) -> tuple[Reason, ...]:
    """Of each kind the change that brings most, and of those the smallest; in the order of the codes."""
    best: dict[Code, _Closer] = {}
    for each in found:
        rival = best.get(each.reason.code)
        if rival is None or (each.units, -each.size) > (rival.units, -rival.size):
            best[each.reason.code] = each
    return tuple(best[code].reason for code in Code if code in best)


def _offer(problem: Problem, need: Need, open_units: int) -> Reason:
    serving = [(points, served) for (asked, served), points in problem.affinities.items() if asked == need.category]
    if not serving:
        return Reason(Code.NEW_AFFINITY, {"category": need.category})
    return Reason(Code.NEW_OFFER, {"category": max(serving)[1], "units": open_units})
