"""Every pair of need and resource that the rules allow, in arrays: what a unit costs and how many units can go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wucai.planning.distances import kilometres_between
from wucai.planning.matching.problem import FAR_METRES, LOAD_STEPS, POINT, Engagement, Need, Problem, Resource
from wucai.planning.text import similarities

Whole = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Pairs:
    """Positions of needs and resources that may match, cheapest unit first within a need; one entry a pair.

    costs: what a unit costs, the giver's load apart, in millionths of a point. most: units that can go at the utmost.
    firsts, lasts: the days that they share, on which a reusable resource is out.
    """

    needs: Whole
    resources: Whole
    costs: Whole
    most: Whole
    firsts: Whole
    lasts: Whole

    def __len__(self) -> int:
        """How many pairs there are."""
        return len(self.needs)

    def only(self, kept: Mask) -> Pairs:
        """The pairs of the mask, in the same order."""
        return Pairs(*(column[kept] for column in (self.needs, self.resources, self.costs, self.most, self.firsts, self.lasts)))


@dataclass(frozen=True, eq=False)
class Pool:
    """What one giver offers in one category: its resources, and the steps in which a further unit grows dearer."""

    resources: tuple[int, ...]
    rooms: tuple[int, ...]
    costs: tuple[int, ...]


class _Side(NamedTuple):
    """One side of a block of categories: positions and columns."""

    at: Whole
    starts: Whole
    ends: Whole
    places: NDArray[np.float64]
    """Millionths of a degree, north and east; not a number where the place is not known."""
    names: list[str]
    """Organisations."""
    titles: list[str]
    quantities: Whole


def allowed(problem: Problem) -> Pairs:
    """All allowed pairs, sorted by need, then cost, then resource."""
    needs, resources = _by_category(problem.needs), _by_category(problem.resources)
    blocks = [
        _block(problem, needs[asked], resources[served], points)
        for (asked, served), points in sorted(problem.affinities.items())
        if asked in needs and served in resources
    ]
    columns = [np.concatenate([np.empty(0, dtype=np.int64), *column]) for column in zip(*blocks, strict=True)] or [
        np.empty(0, np.int64)
    ] * 6
    order = np.lexsort((columns[1], columns[2], columns[0]))
    found = Pairs(*(column[order] for column in columns))
    return found.only(_may(problem, found))


def open_costs(problem: Problem) -> Whole:
    """For each need what a unit left open costs, in millionths of a point."""
    quantities = np.array([need.quantity for need in problem.needs], dtype=np.int64)
    return problem.weights.unmet * POINT // quantities


def pools(problem: Problem) -> list[Pool]:
    """What each giver offers by category, in order of giver and category."""
    held: dict[tuple[str, str], list[int]] = {}
    for at, resource in enumerate(problem.resources):
        held.setdefault((resource.giver, resource.category), []).append(at)
    needful = _needfuls(problem)
    return [_pool(problem, tuple(ats), needful.get(category, 1)) for (_, category), ats in sorted(held.items())]


def engaged(problem: Problem) -> dict[int, list[Engagement]]:
    """By position of the resource: what is out already."""
    positions = {resource.id: at for at, resource in enumerate(problem.resources)}
    found: dict[int, list[Engagement]] = {}
    for engagement in problem.engagements:
        found.setdefault(positions[engagement.resource], []).append(engagement)
    return found


def _by_category(things: Sequence[Need | Resource]) -> dict[str, _Side]:
    positions: dict[str, list[int]] = {}
    for at, thing in enumerate(things):
        positions.setdefault(thing.category, []).append(at)
    return {category: _side([things[at] for at in ats], ats) for category, ats in positions.items()}


def _side(things: Sequence[Need | Resource], positions: list[int]) -> _Side:
    return _Side(
        at=np.array(positions, dtype=np.int64),
        starts=np.array([thing.starts for thing in things], dtype=np.int64),
        ends=np.array([thing.ends for thing in things], dtype=np.int64),
        places=np.array([thing.place or (np.nan, np.nan) for thing in things]),
        names=[thing.asker if isinstance(thing, Need) else thing.giver for thing in things],
        titles=[thing.title for thing in things],
        quantities=np.array([_largest(thing) for thing in things], dtype=np.int64),
    )


def _largest(thing: Need | Resource) -> int:
    """What one need can get of it, or wants."""
    return thing.quantity if isinstance(thing, Need) or thing.most is None else min(thing.quantity, thing.most)


def _block(problem: Problem, needs: _Side, resources: _Side, points: int) -> tuple[Whole, ...]:
    """The pairs of two categories that share a day and lie near enough, as columns."""
    firsts = np.maximum(needs.starts[:, None], resources.starts)
    lasts = np.minimum(needs.ends[:, None], resources.ends)
    far = _metres(needs.places, resources.places)
    reach = [problem.resources[at].radius_metres for at in resources.at.tolist()]
    near = far <= np.array([2**62 if metres is None else metres for metres in reach])
    rows, columns = np.nonzero((firsts <= lasts) & near)
    weights, quantities = problem.weights, needs.quantities[rows]
    days = (needs.ends - needs.starts + 1)[rows]
    missing = days - (lasts - firsts + 1)[rows, columns]
    alike = np.rint(similarities(needs.titles, resources.titles)[rows, columns] * 1_000).astype(np.int64)
    thousandths = (
        np.full(len(rows), weights.affinity * 10 * (100 - points)),
        weights.distance * np.minimum(far[rows, columns], FAR_METRES),
        weights.window * 1_000 * missing // days,
        weights.similarity * (1_000 - alike),
    )
    costs = sum((term * (POINT // 1_000) // quantities for term in thousandths), np.zeros(len(rows), dtype=np.int64))
    most = np.minimum(quantities, resources.quantities[columns])
    return needs.at[rows], resources.at[columns], costs, most, firsts[rows, columns], lasts[rows, columns]


def _metres(here: NDArray[np.float64], there: NDArray[np.float64]) -> Whole:
    """Every place against every other, to the nearest metre; 0 where one is not known."""
    far = 1_000 * np.nan_to_num(kilometres_between(here[:, None], there))
    whole: Whole = np.rint(far).astype(np.int64)
    return whole


def _may(problem: Problem, pairs: Pairs) -> Mask:
    """Neither to oneself nor declined, nor less than the giver hands out; what is engaged is taken off first."""
    for j, agreed in engaged(problem).items():
        spans = [(each.starts, each.ends, each.quantity) for each in agreed]
        for at in np.flatnonzero(pairs.resources == j).tolist():
            out = most_out(spans, int(pairs.firsts[at]), int(pairs.lasts[at]))
            pairs.most[at] = min(int(pairs.most[at]), problem.resources[j].quantity - out)
    least = np.array([resource.least for resource in problem.resources], dtype=np.int64)
    askers = np.array([need.asker for need in problem.needs], dtype=np.str_)[pairs.needs]
    givers = np.array([resource.giver for resource in problem.resources], dtype=np.str_)[pairs.resources]
    kept: Mask = (pairs.most >= least[pairs.resources]) & ((askers == "") | (askers != givers))
    row_of = {need.id: at for at, need in enumerate(problem.needs)}
    column_of = {resource.id: at for at, resource in enumerate(problem.resources)}
    declined = [row_of[i] * len(column_of) + column_of[j] for i, j in problem.barred if i in row_of and j in column_of]
    return kept & ~np.isin(pairs.needs * len(column_of) + pairs.resources, declined)


def most_out(spans: list[tuple[int, int, int]], first: int, last: int) -> int:
    """The most units that are out on any day from first to last; spans are (first day, last day, units)."""
    touching = [span for span in spans if span[0] <= last and span[1] >= first]
    turns = {max(first, span[0]) for span in touching}
    return max((sum(units for starts, ends, units in touching if starts <= day <= ends) for day in turns), default=0)


def _needfuls(problem: Problem) -> dict[str, int]:
    """By category of resource: the largest need that may take from it."""
    largest: dict[str, int] = {}
    for need in problem.needs:
        largest[need.category] = max(need.quantity, largest.get(need.category, 0))
    found: dict[str, int] = {}
    for asked, served in problem.affinities:
        found[served] = max(largest.get(asked, 1), found.get(served, 1))
    return found


def _pool(problem: Problem, positions: tuple[int, ...], needful: int) -> Pool:
    offered = sum(problem.resources[at].quantity for at in positions)
    load = problem.weights.load * POINT
    marks = [offered * step // LOAD_STEPS for step in range(LOAD_STEPS + 1)]
    rooms = [high - low for low, high in zip(marks, marks[1:], strict=False)]
    costs = [load * (low + high) // (offered * needful) for low, high in zip(marks, marks[1:], strict=False)]
    beyond = 2**40 if any(problem.resources[at].is_reusable for at in positions) else 0
    return Pool(positions, (*rooms, beyond), (*costs, 2 * load // needful))
