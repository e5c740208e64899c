"""Some needs at a time, matched anew with every rule in the programme, while all other needs keep what they have.

The prices of the linear programme tell what a matching loses, need by need, against the best at these prices: together that is its distance
from the bound. So a neighbourhood begins with a need that loses much, and takes in those that hold what it would like, and what these would
like. Its whole-number programme is for HiGHS, without chance: the same search each time. A small problem is one neighbourhood at last, with
all its pairs and in whole numbers, for CP-SAT; the bound that this proves is a bound of the problem.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np

from wucai.planning.matching.pairs import Mask, Whole
from wucai.planning.matching.problem import POINT
from wucai.planning.matching.programme import Room, fill, programme, solve, table
from wucai.planning.matching.repair import settled
from wucai.planning.matching.rows import Rows
from wucai.planning.search import Stop

NEEDS = 100
"""Needs of a neighbourhood."""

LARGER = 200
"""The same once no such neighbourhood gains any more."""

PAIRS = 12
"""The best pairs of each need, at the prices; with those that it holds, all that a neighbourhood knows."""

TRIES = 40
"""Neighbourhoods tried at most, unless the stop comes first."""

SMALL_PAIRS = 3_000
"""Up to so many pairs a problem is one neighbourhood at last, with all its pairs, and gets a better bound by it."""

TINY_PAIRS = 300
"""Up to so many CP-SAT tries to prove it to the last digit."""

SECONDS = 1.5
"""No programme is given longer, so that a stop is obeyed."""

WORK = 1.0
"""Deterministic time for the proof, in CP-SAT's unit: a second or two."""

LARGEST = float(2**40)
"""No column is larger; CP-SAT would cut them down to less, and its bound with them."""

ROUNDING = 0.01
"""Of a millionth of a point: what whole numbers told in floating point may be too high."""

PRECISION = 1e-6
"""What a bound of HiGHS may be too high, as a share: ten times its tolerance."""


@dataclass(frozen=True, eq=False)
class Matched:
    """Units for each pair of the whole problem, and a bound of its cost if everything was matched anew (millionths of a point)."""

    units: Whole
    bound: int | None = None


def improved(rows: Rows, prices: Whole, units: Whole, *, seed: int, stop: Stop) -> Iterator[Whole]:
    """Matchings that are never worse than the last, each keeping every rule."""
    liked = _liked(rows, prices)
    tried: set[int] = set()
    size, has_gained = NEEDS, False
    for _ in range(TRIES):
        losses = _losses(rows, units, prices, liked)
        is_left = losses > 0
        is_left[list(tried)] = False
        if not is_left.any():
            size, has_gained, tried = size if has_gained else LARGER, False, set()
            is_left = losses > 0
        if stop.is_set() or not is_left.any():
            return
        first = int(np.argmax(np.where(is_left, losses, -1)))
        freed = _freed(rows, units, liked, first, size)
        is_known = units > 0
        is_known[liked] = True
        matched = _matched_anew(rows, units, np.flatnonzero(freed[rows.pairs.needs] & is_known), seed=seed, stop=stop)
        has_gained |= rows.cost(matched) < rows.cost(units)
        tried.add(first)
        units = min(units, matched, key=rows.cost)
        yield units


def whole(rows: Rows, units: Whole, *, seed: int, stop: Stop) -> Matched:
    """Everything matched anew by HiGHS, and its bound, lowered by what floating point may have raised it."""
    from ortools.math_opt import parameters_pb2  # as in `programme`

    how = parameters_pb2.SolveParametersProto(random_seed=seed, relative_gap_tolerance=PRECISION / 10)
    told, found = _everything(rows, units, parameters_pb2.SOLVER_TYPE_HIGHS, how, stop, point=POINT)
    bound = told.termination.objective_bounds.dual_bound
    return Matched(found, _bound(rows, (bound - PRECISION * max(1.0, abs(bound))) * POINT))


def proved(rows: Rows, units: Whole, *, seed: int, stop: Stop) -> Matched:
    """The same by CP-SAT, in whole numbers from cost to bound."""
    from ortools.math_opt import parameters_pb2  # as in `programme`

    how = parameters_pb2.SolveParametersProto(threads=1, random_seed=seed)
    how.cp_sat.max_deterministic_time = WORK
    how.cp_sat.mip_max_bound = LARGEST
    told, found = _everything(rows, units, parameters_pb2.SOLVER_TYPE_CP_SAT, how, stop, point=1)
    return Matched(found, _bound(rows, told.termination.objective_bounds.dual_bound - ROUNDING))


def _everything(rows: Rows, units: Whole, solver_type: int, how: Any, stop: Stop, *, point: int) -> tuple[Any, Whole]:
    """What the solver tells of the whole problem, and its matching, or the one there was if that is cheaper."""
    columns = np.arange(len(rows.pairs))
    built = programme(rows, columns, _room_beside(rows, units * 0), is_whole=True, point=point)
    told = solve(built, solver_type, _within(how, stop), stop, _hint(units))
    return told, min(units, _answer(told, rows, units * 0, columns), key=rows.cost)


def _bound(rows: Rows, saved: float) -> int | None:
    """The bound of a whole problem whose programme saves so much at most (below 0, in millionths of a point)."""
    return int(rows.asked @ rows.open_costs) + math.ceil(saved) if math.isfinite(saved) else None


def _matched_anew(rows: Rows, units: Whole, columns: Whole, *, seed: int, stop: Stop) -> Whole:
    """The matching with these pairs put together anew."""
    from ortools.math_opt import parameters_pb2  # as in `programme`

    kept = units.copy()
    kept[columns] = 0
    built = programme(rows, columns, _room_beside(rows, kept), is_whole=True, point=POINT)
    how = parameters_pb2.SolveParametersProto(relative_gap_tolerance=PRECISION, random_seed=seed)
    told = solve(built, parameters_pb2.SOLVER_TYPE_HIGHS, _within(how, stop), stop, _hint(units[columns]))
    return _answer(told, rows, kept, columns)


def _within(how: Any, stop: Stop) -> Any:
    how.time_limit.FromTimedelta(timedelta(seconds=min(SECONDS, stop.seconds_left())))
    return how


def _hint(units: Whole) -> Any:
    from ortools.math_opt import model_parameters_pb2  # as in `programme`

    beginning = model_parameters_pb2.ModelSolveParametersProto()
    fill(beginning.solution_hints.add().variable_values, ids=np.arange(len(units)), values=units)
    return beginning


def _answer(told: Any, rows: Rows, kept: Whole, columns: Whole) -> Whole:
    """What was kept and what was found beside it, whole and within the rules even where the solver took them loosely."""
    found = kept.copy()
    for solution in told.solutions[:1]:  # none if there was no time
        values = solution.primal_solution.variable_values
        all_columns = table(values, max([len(columns), *(at + 1 for at in values.ids)]))
        found[columns] = np.rint(all_columns[: len(columns)]).astype(np.int64)
    return settled(rows, found)


def _room_beside(rows: Rows, kept: Whole) -> Room:
    """What the kept units leave of everything."""
    used, steps = np.flatnonzero(kept), rows.steps
    at, which = rows.entries(used)
    taken = np.bincount(at, kept[used][which], len(rows.rooms)).astype(np.int64)
    borne = np.clip(taken[rows.first_pool + steps.pools] - steps.starts, 0, steps.rooms)
    taken[rows.first_pool : rows.first_stock] = 0
    left = rows.rooms - taken
    return Room(left, steps.rooms - borne, np.minimum(rows.pairs.most, left[rows.pairs.needs]))


def _losses(rows: Rows, units: Whole, prices: Whole, liked: Whole) -> Whole:
    """For each need what it loses at these prices, and what lies idle of that stock it likes of which most lies idle."""
    at, which = rows.entries(np.flatnonzero(units))
    taken = np.bincount(at, units[units > 0][which], len(rows.rooms))[rows.first_stock :]
    idle = np.concatenate([[0], np.cumsum(prices[rows.first_stock :] * (rows.stock_rooms - taken.astype(np.int64)))])
    losses = rows.losses(units, prices)
    most = np.zeros(len(losses), dtype=np.int64)
    np.maximum.at(most, rows.pairs.needs[liked], (idle[rows.lasts] - idle[rows.firsts])[liked])
    return losses + most


def _liked(rows: Rows, prices: Whole) -> Whole:
    """The best pairs of every need at these prices, the best first within a need."""
    needs = rows.pairs.needs
    order = np.lexsort((rows.dear(prices), needs))
    return order[np.arange(len(order)) - np.searchsorted(needs, needs) < PAIRS]


def _freed(rows: Rows, units: Whole, liked: Whole, first: int, size: int) -> Mask:
    """The need, those that hold what it likes or also hold what it holds, and so on until there are enough."""
    pairs = rows.pairs
    held = np.flatnonzero(units)
    holders: dict[int, list[int]] = {}
    for i, j in zip(pairs.needs[held].tolist(), pairs.resources[held].tolist(), strict=True):
        holders.setdefault(j, []).append(i)
    wished: dict[int, list[int]] = {}
    for i, j in zip(pairs.needs[liked].tolist(), pairs.resources[liked].tolist(), strict=True):
        wished.setdefault(i, []).append(j)
    chosen = [first]
    is_chosen = np.zeros(len(rows.asked), dtype=np.bool_)
    is_chosen[first] = True
    for need in chosen:  # grows as it goes
        for rival in (i for j in wished.get(need, ()) for i in holders.get(j, ())):
            if len(chosen) >= size:
                return is_chosen
            if not is_chosen[rival]:
                is_chosen[rival] = True
                chosen.append(rival)
    return is_chosen
