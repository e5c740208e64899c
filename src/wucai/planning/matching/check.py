"""The judge: every rule and every term, recomputed from problem and matching alone, in plain arithmetic."""

from __future__ import annotations

import math
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from wucai.planning.matching.problem import FAR_METRES, LOAD_STEPS, POINT, Need, Place, Problem, Resource
from wucai.planning.matching.solution import Allocation, Matching

EARTH_METRES = 6_371_008.8
"""The mean radius of the Earth (IUGG)."""

TERMS = ("unmet", "affinity", "distance", "window", "load", "similarity")


@dataclass(frozen=True)
class Verdict:
    """What a matching costs, in points by term, how many units stay open, and each broken rule in a sentence."""

    terms: Mapping[str, float]
    unmet: int
    violations: tuple[str, ...]


def judge(problem: Problem, matching: Matching) -> Verdict:
    """Recompute everything. What names nothing of this problem is a violation and counts for nothing else."""
    known = [each for each in matching.allocations if problem.need(each.need) and problem.resource(each.resource)]
    violations = [
        *_strangers(problem, matching),
        *_doubles(matching),
        *(sentence for each in known for sentence in _broken_by(problem, each)),
        *_overfilled(problem, known),
        *_oversold(problem, known),
        *_overlent(problem, known),
    ]
    unmet = _open_units(problem, known)
    costs = {"unmet": sum(_share(problem.weights.unmet * 1_000, problem.needs[at]) * units for at, units in enumerate(unmet))}
    costs |= _pair_costs(problem, known) | {"load": _load_cost(problem, known)}
    return Verdict({term: costs[term] / POINT for term in TERMS}, sum(unmet), tuple(violations))


def _strangers(problem: Problem, matching: Matching) -> Iterator[str]:
    for each in matching.allocations:
        if not problem.need(each.need):
            yield f"{_name(each)}: there is no such need."
        if not problem.resource(each.resource):
            yield f"{_name(each)}: there is no such resource."


def _doubles(matching: Matching) -> Iterator[str]:
    counts = Counter((each.need, each.resource) for each in matching.allocations)
    for (need, resource), times in counts.items():
        if times > 1:
            yield f"{need} ← {resource}: allocated {times} times; one allocation holds all."


def _broken_by(problem: Problem, each: Allocation) -> Iterator[str]:
    """The rules that one allocation breaks whatever the others do."""
    need, resource = _ends(problem, each)
    if (need.category, resource.category) not in problem.affinities:
        yield f"{_name(each)}: {resource.category} does not serve {need.category}."
    if not _shared_days(need, resource):
        yield f"{_name(each)}: they share no day."
    if need.place and resource.place and resource.radius_metres is not None:
        far = _metres(need.place, resource.place)
        if far > resource.radius_metres:
            yield f"{_name(each)}: {far} m away, beyond the radius of {resource.radius_metres} m."
    if need.asker and need.asker == resource.giver:
        yield f"{_name(each)}: {need.asker} would give to itself."
    if (each.need, each.resource) in problem.barred:
        yield f"{_name(each)}: was declined before."
    if each.quantity < resource.least:
        yield f"{_name(each)}: {each.quantity} units, but at least {resource.least} are handed out."
    if resource.most is not None and each.quantity > resource.most:
        yield f"{_name(each)}: {each.quantity} units, but at most {resource.most} are handed out."


def _overfilled(problem: Problem, known: list[Allocation]) -> Iterator[str]:
    given = _units_by(known, "need")
    for need in problem.needs:
        if given[need.id] > need.quantity:
            yield f"Need {need.id}: gets {given[need.id]} units, asks {need.quantity}."


def _oversold(problem: Problem, known: list[Allocation]) -> Iterator[str]:
    given = _units_by(known, "resource")
    for resource in problem.resources:
        if not resource.is_reusable and given[resource.id] > resource.quantity:
            yield f"Resource {resource.id}: gives {given[resource.id]} units, has {resource.quantity}."


def _overlent(problem: Problem, known: list[Allocation]) -> Iterator[str]:
    """The first day on which more of a reusable resource is out than there is."""
    out: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
    for each in known:
        need, resource = _ends(problem, each)
        if resource.is_reusable:
            out[resource.id].append((max(need.starts, resource.starts), min(need.ends, resource.ends), each.quantity))
    for resource in problem.resources:
        lent = out[resource.id]
        agreed = [(each.starts, each.ends, each.quantity) for each in problem.engagements if each.resource == resource.id]
        for day in sorted({day for span in lent for day in _turning_days(span, agreed)}):
            mine = sum(units for first, last, units in lent if first <= day <= last)
            units = mine + sum(units for first, last, units in agreed if first <= day <= last)
            if mine and units > resource.quantity:
                yield f"Resource {resource.id}: {units} units are out on day {day}, there are {resource.quantity}."
                break


def _turning_days(span: tuple[int, int, int], agreed: list[tuple[int, int, int]]) -> Iterator[int]:
    """The days on which more can be out than the day before, while this span lasts."""
    first, last, _ = span
    yield first
    yield from (starts for starts, _, _ in agreed if first <= starts <= last)


def _units_by(known: list[Allocation], end: Literal["need", "resource"]) -> Counter[str]:
    units: Counter[str] = Counter()
    for each in known:
        units[getattr(each, end)] += each.quantity
    return units


def _open_units(problem: Problem, known: list[Allocation]) -> list[int]:
    given = _units_by(known, "need")
    return [max(0, need.quantity - given[need.id]) for need in problem.needs]


def _pair_costs(problem: Problem, known: list[Allocation]) -> dict[str, int]:
    """Each term of the pairs: thousandths of a point for a whole need, of which each unit bears its share."""
    weights = problem.weights
    costs = dict.fromkeys(("affinity", "distance", "window", "similarity"), 0)
    for each in known:
        need, resource = _ends(problem, each)
        missing = need.days - _shared_days(need, resource)
        far = _metres(need.place, resource.place) if need.place and resource.place else 0
        thousandths = {
            "affinity": weights.affinity * 10 * (100 - problem.affinities.get((need.category, resource.category), 0)),
            "distance": weights.distance * min(far, FAR_METRES),
            "window": weights.window * 1_000 * missing // need.days,
            "similarity": weights.similarity * (1_000 - _alike(need.title, resource.title)),
        }
        for term, cost in thousandths.items():
            costs[term] += _share(cost, need) * each.quantity
    return costs


def _load_cost(problem: Problem, known: list[Allocation]) -> int:
    offered: Counter[tuple[str, str]] = Counter()
    given: Counter[tuple[str, str]] = Counter()
    for resource in problem.resources:
        offered[resource.giver, resource.category] += resource.quantity
    for each in known:
        _, resource = _ends(problem, each)
        given[resource.giver, resource.category] += each.quantity
    return sum(_load_of(problem, category, offered[giver, category], units) for (giver, category), units in given.items())


def _load_of(problem: Problem, category: str, offered: int, given: int) -> int:
    """What it costs that a giver gives so many units of those they offer; straight between the eighths."""
    asking = {asked for asked, served in problem.affinities if served == category}
    needful = max((need.quantity for need in problem.needs if need.category in asking), default=1)
    load = problem.weights.load * POINT
    marks = [offered * step // LOAD_STEPS for step in range(LOAD_STEPS + 1)]
    cost = max(0, given - offered) * (2 * load // needful)
    for low, high in zip(marks, marks[1:], strict=False):
        cost += max(0, min(given, high) - low) * (load * (low + high) // (offered * needful))
    return cost


def _share(thousandths: int, need: Need) -> int:
    """What one unit bears of a cost for the whole need, in millionths of a point."""
    return thousandths * (POINT // 1_000) // need.quantity


def _shared_days(need: Need, resource: Resource) -> int:
    return max(0, min(need.ends, resource.ends) - max(need.starts, resource.starts) + 1)


def _metres(a: Place, b: Place) -> int:
    """Along the great circle, to the nearest metre, by the haversine formula (R. W. Sinnott, 1984)."""
    north_a, east_a, north_b, east_b = (math.radians(degrees / 1e6) for degrees in (*a, *b))
    across = math.sin((north_b - north_a) / 2) ** 2 + math.cos(north_a) * math.cos(north_b) * math.sin((east_b - east_a) / 2) ** 2
    return round(2 * EARTH_METRES * math.asin(math.sqrt(min(1.0, across))))


def _alike(a: str, b: str) -> int:
    """How alike two titles are, in thousandths: twice the shared character pairs over all pairs (Dice 1945)."""
    mine, theirs = _pairs_of(a), _pairs_of(b)
    if not mine or not theirs:
        return 0
    return round(2 * (mine & theirs).total() / (mine.total() + theirs.total()) * 1_000)


def _pairs_of(title: str) -> Counter[str]:
    folded = unicodedata.normalize("NFKC", title).casefold()
    words = "".join(mark if unicodedata.category(mark)[0] in "LMN" else " " for mark in folded).split()
    return Counter(word[at : at + 2] for word in words for at in range(max(1, len(word) - 1)))


def _ends(problem: Problem, each: Allocation) -> tuple[Need, Resource]:
    need, resource = problem.need(each.need), problem.resource(each.resource)
    assert need is not None
    assert resource is not None  # only known ones come here
    return need, resource


def _name(each: Allocation) -> str:
    return f"{each.need} ← {each.resource}"
