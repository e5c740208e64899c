"""A few needs at a time, matched anew by CP-SAT with every rule in the model, while all other needs keep what they have.

This is where lending and `least` are handled exactly: the flow sees them only in part. A small problem is one neighbourhood, and then the
bound of CP-SAT is a bound of the whole. One worker and a limit in its deterministic time: the same seed searches the same way.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from wucai.planning.matching.pairs import Mask, Pairs, Pool, Whole, engaged, open_costs, pools
from wucai.planning.matching.problem import Problem
from wucai.planning.search import Stop, child_seed, rng

if TYPE_CHECKING:
    from ortools.sat.python.cp_model import CpModel, IntVar

SMALL_PAIRS = 3_000
"""Up to so many pairs a problem is one neighbourhood; a larger one is cut to about so many."""

NEEDS = 24
"""Needs of a neighbourhood in a large problem."""

TRIES = 60
"""Neighbourhoods tried at most, unless the stop comes first."""

TRIES_OF_ALL = 4
"""The same, where the only neighbourhood is the whole: each with another seed, from the best so far."""

WORK = 0.5
"""Deterministic time for each, in CP-SAT's unit: about a second."""

SECONDS = 1.5
"""And never longer than this, so that a stop is obeyed."""

ROUNDING = 0.01
"""Of a millionth of a point: what a bound in floating point may be too high."""


@dataclass(frozen=True, eq=False)
class Matched:
    """Units for each pair of the whole problem, and a bound of its cost if the neighbourhood was the whole (millionths of a point)."""

    units: Whole
    bound: int | None


def improved(problem: Problem, pairs: Pairs, units: Whole, *, seed: int, stop: Stop) -> Iterator[Matched]:
    """Matchings that are never worse than the last, each keeping every rule."""
    is_small = len(pairs) <= SMALL_PAIRS
    for at in range(TRIES_OF_ALL if is_small else TRIES):
        if stop.is_set():
            return
        chance, each_seed = rng(seed, "neighbourhood", at), child_seed(seed, "CP-SAT", at)
        freed = np.ones(len(pairs), dtype=np.bool_) if is_small else _freed(problem, pairs, units, chance=chance)
        matched = _matched_anew(problem, pairs, units, freed, seed=each_seed, stop=stop)
        units = matched.units
        yield matched


def _freed(problem: Problem, pairs: Pairs, units: Whole, *, chance: np.random.Generator) -> Mask:
    """The pairs of a need that costs much, and of the needs that hold what it would like best."""
    asked = np.array([need.quantity for need in problem.needs], dtype=np.int64)
    left = asked - np.bincount(pairs.needs, units, len(asked)).astype(np.int64)
    costs = np.bincount(pairs.needs, units * pairs.costs, len(asked)) + left * open_costs(problem)
    costs = costs * np.isin(np.arange(len(asked)), pairs.needs)
    first = int(chance.choice(len(asked), p=costs / costs.sum())) if costs.sum() else int(pairs.needs[0])
    wished = pairs.resources[pairs.needs == first]
    rank = {resource: at for at, resource in enumerate(wished.tolist())}
    rivals = [
        (rank[j] * chance.random(), i)
        for i, j in zip(pairs.needs[units > 0].tolist(), pairs.resources[units > 0].tolist(), strict=True)
        if j in rank
    ]
    sizes = np.bincount(pairs.needs, minlength=len(asked))
    chosen, size = {first}, int(sizes[first])
    for _, rival in sorted(rivals):
        if rival in chosen or size + sizes[rival] > SMALL_PAIRS or len(chosen) >= NEEDS:
            continue
        chosen.add(rival)
        size += int(sizes[rival])
    return np.isin(pairs.needs, list(chosen))


def _matched_anew(problem: Problem, pairs: Pairs, units: Whole, freed: Mask, *, seed: int, stop: Stop) -> Matched:
    from ortools.sat.python import cp_model  # costs 45 MB: only where lending or `least` leave something to gain

    model = cp_model.CpModel()
    kept = np.where(freed, 0, units)
    positions = np.flatnonzero(freed).tolist()
    least = [problem.resources[int(pairs.resources[at])].least for at in positions]
    amounts = {at: _amount(model, int(pairs.most[at]), fewest) for at, fewest in zip(positions, least, strict=True)}
    _demands(model, problem, pairs, amounts)
    _capacities(model, problem, pairs, kept, amounts)
    costs = open_costs(problem)
    saved = [(amount, int(pairs.costs[at] - costs[pairs.needs[at]])) for at, amount in amounts.items()]
    variables, prices = zip(*saved, *_loads(model, problem, pairs, kept, amounts), strict=True)
    left_open = sum(need.quantity * cost for need, cost in zip(problem.needs, costs.tolist(), strict=True))
    model.minimize(cp_model.LinearExpr.weighted_sum(variables, prices) + left_open)
    for at, amount in amounts.items():
        model.add_hint(amount, int(units[at]))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = seed
    solver.parameters.max_deterministic_time = WORK
    solver.parameters.max_time_in_seconds = min(SECONDS, stop.seconds_left())
    status = solver.solve(model)
    if status == cp_model.UNKNOWN:  # no time to find even what we have
        return Matched(units, None)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        raise RuntimeError(f"CP-SAT calls a neighbourhood {solver.status_name(status)} that has a matching: {model.validate()}")
    found = kept.copy()
    for at, amount in amounts.items():
        found[at] = solver.value(amount)
    return Matched(found, math.ceil(solver.best_objective_bound - ROUNDING) if freed.all() else None)


def _amount(model: CpModel, most: int, least: int) -> IntVar:
    """Units of one pair: none, or from the giver's least on."""
    from ortools.sat.python import cp_model  # its only caller has paid for it

    spans = [[0], [least, most]] if least > 1 else [[0, most]]
    return model.new_int_var_from_domain(cp_model.Domain.from_intervals(spans), "")


def _demands(model: CpModel, problem: Problem, pairs: Pairs, amounts: dict[int, IntVar]) -> None:
    """No need gets more than it asks."""
    taken: dict[int, list[IntVar]] = defaultdict(list)
    for at, amount in amounts.items():
        taken[int(pairs.needs[at])].append(amount)
    for i, given in taken.items():
        model.add(sum(given) <= problem.needs[i].quantity)


def _capacities(model: CpModel, problem: Problem, pairs: Pairs, kept: Whole, amounts: dict[int, IntVar]) -> None:
    """What is consumed is given once; what is lent is on no day out more often than it is there."""
    agreed = engaged(problem)
    by_resource: dict[int, list[int]] = defaultdict(list)
    for at in amounts:
        by_resource[int(pairs.resources[at])].append(at)
    held_of: dict[int, list[int]] = defaultdict(list)
    for at in np.flatnonzero(kept).tolist():
        held_of[int(pairs.resources[at])].append(at)
    for j, mine in by_resource.items():
        resource, held = problem.resources[j], held_of[j]
        if not resource.is_reusable:
            model.add(sum(amounts[at] for at in mine) <= resource.quantity - int(kept[held].sum()))
            continue
        out = [(int(pairs.firsts[at]), int(pairs.lasts[at]), int(kept[at])) for at in held]
        out += [(each.starts, each.ends, each.quantity) for each in agreed.get(j, ())]
        spans = {at: (int(pairs.firsts[at]), int(pairs.lasts[at])) for at in mine}
        for day in {span[0] for span in (*spans.values(), *out)}:
            busy = [amounts[at] for at, (first, last) in spans.items() if first <= day <= last]
            if busy:
                room = resource.quantity - sum(units for first, last, units in out if first <= day <= last)
                model.add(sum(busy) <= max(0, room))


def _loads(model: CpModel, problem: Problem, pairs: Pairs, kept: Whole, amounts: dict[int, IntVar]) -> list[tuple[IntVar, int]]:
    """The steps of load that givers may climb, upon those they bear already, and what a unit of each costs."""
    by_resource: dict[int, list[int]] = defaultdict(list)
    for at in amounts:
        by_resource[int(pairs.resources[at])].append(at)
    given = np.bincount(pairs.resources, kept, len(problem.resources)).astype(np.int64)
    found = []
    for pool in pools(problem):
        mine = [at for j in pool.resources for at in by_resource.get(j, ())]
        if not mine or not pool.costs[-1]:
            continue
        most = int(pairs.most[mine].sum())
        rooms = _rooms_beyond(pool, int(given[list(pool.resources)].sum()))
        steps = [(model.new_int_var(0, min(room, most), ""), cost) for room, cost in zip(rooms, pool.costs, strict=True) if room]
        model.add(sum(amounts[at] for at in mine) <= sum(step for step, _ in steps))
        found += steps
    return found


def _rooms_beyond(pool: Pool, borne: int) -> list[int]:
    """What is left of each step when so many units are borne already."""
    rooms = []
    for room in pool.rooms:
        rooms.append(max(0, room - borne))
        borne = max(0, borne - room)
    return rooms
