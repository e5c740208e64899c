"""A linear or whole-number programme over some pairs of a problem, as OR-Tools takes it: built in bulk, and ended when the stop comes.

Columns: units of each pair, then the steps of load that their pools may climb, then for each giver with a `least` whether it gives at all.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wucai.planning.matching.pairs import Mask, Whole
from wucai.planning.matching.rows import Real, Rows
from wucai.planning.search import Stop

POLL_SECONDS = 0.1
"""Between two looks at the stop while a programme is being solved."""


@dataclass(frozen=True, eq=False)
class Room:
    """What there is for a programme: by row, by step of load, and by pair the most that it may get."""

    rows: Whole
    steps: Whole
    most: Whole


@dataclass(frozen=True, eq=False)
class Programme:
    """What OR-Tools solves; which pairs, steps and rows are in it, by their positions in the problem's."""

    model: Any
    columns: Whole
    steps: Whole
    rows: Whole


def programme(rows: Rows, columns: Whole, room: Room, *, kept: Mask | None = None, is_whole: bool = False, point: int) -> Programme:
    """The programme of these pairs, with the rows that they could overdraw and the kept ones.

    is_whole: units are whole, and no giver hands out less than `least`; else both are forgotten. point: so many millionths are one of its
    costs. What stays open costs nothing here: a unit that is given saves.
    """
    from ortools.math_opt import model_pb2  # 21 MB with what `solve` needs: whoever only explains goes without

    at, which = rows.entries(columns)
    has_row = np.bincount(at, room.most[columns][which], len(room.rows)) > room.rows
    has_row = has_row if kept is None else has_row | kept
    has_row[rows.first_pool : rows.first_stock] &= bool(rows.steps.costs.any())
    steps = np.flatnonzero(has_row[rows.first_pool + rows.steps.pools] & (room.steps > 0))
    costs = np.concatenate([-rows.saved[columns], rows.steps.costs[steps]]) / point
    most = np.concatenate([room.most[columns], room.steps[steps]])
    at = np.concatenate([at, rows.first_pool + rows.steps.pools[steps]])
    which = np.concatenate([which, len(columns) + np.arange(len(steps))])
    within = np.flatnonzero(has_row[at])
    within = within[np.lexsort((which[within], at[within]))]
    used = np.flatnonzero(has_row)
    model = model_pb2.ModelProto()
    fill(model.variables, ids=np.arange(len(most)), lower_bounds=most * 0, upper_bounds=most, integers=np.full(len(most), is_whole))
    fill(model.objective.linear_coefficients, ids=np.flatnonzero(costs), values=costs[costs != 0])
    fill(model.linear_constraints, ids=used, lower_bounds=np.full(len(used), -np.inf), upper_bounds=room.rows[used])
    signs = np.where(which[within] < len(columns), 1, -1)
    fill(model.linear_constraint_matrix, row_ids=at[within], column_ids=which[within], coefficients=signs)
    if is_whole:
        _add_least(model, rows.least[columns], room.most[columns], len(most), len(room.rows))
    return Programme(model, columns, steps, used)


def solve(built: Programme, solver_type: int, parameters: Any, stop: Stop, beginning: Any = None) -> Any:
    """What OR-Tools tells of it; cut short when the stop comes."""
    from ortools.math_opt import callback_pb2, model_parameters_pb2, parameters_pb2  # as in `programme`
    from ortools.math_opt.core.python import solver  # as in `programme`

    nothing, events = parameters_pb2.SolverInitializerProto(), callback_pb2.CallbackRegistrationProto()
    beginning = beginning or model_parameters_pb2.ModelSolveParametersProto()
    with _interrupter(stop) as ending:
        return solver.solve(built.model, solver_type, nothing, parameters, beginning, None, events, None, ending)


def table(vector: Any, size: int) -> Real:
    """A sparse vector of OR-Tools' with its zeros."""
    found = np.zeros(size)
    found[np.array(vector.ids, dtype=np.int64)] = vector.values
    return found


def fill(message: Any, **columns: NDArray[Any]) -> None:
    """Append whole columns to the repeated fields of these names."""
    for name, values in columns.items():
        getattr(message, name).extend(values.tolist())


def _add_least(model: Any, least: Whole, most: Whole, column: int, row: int) -> None:
    """None, or from the giver's least on: with y that is 0 or 1, least · y ≤ units ≤ most · y."""
    given = np.flatnonzero(least > 1)
    count = len(given)
    fill(model.variables, ids=column + np.arange(count), lower_bounds=given * 0, upper_bounds=given * 0 + 1, integers=given >= 0)
    ids, infinite = row + np.arange(2 * count), np.full(count, np.inf)
    lower, upper = np.concatenate([given * 0, -infinite]), np.concatenate([infinite, given * 0])
    fill(model.linear_constraints, ids=ids, lower_bounds=lower, upper_bounds=upper)
    ends = np.stack([np.tile(given, 2), np.tile(column + np.arange(count), 2)], axis=1).ravel()
    limits = np.concatenate([least[given], most[given]])
    coefficients = np.stack([np.ones(2 * count), -limits], axis=1).ravel()
    fill(model.linear_constraint_matrix, row_ids=np.repeat(ids, 2), column_ids=ends, coefficients=coefficients)


@contextmanager
def _interrupter(stop: Stop) -> Iterator[Any]:
    """What ends a programme that is being solved when the stop comes; OR-Tools lets other threads run meanwhile."""
    from ortools.util.python.pybind_solve_interrupter import PySolveInterrupter  # as in `programme`

    ending, is_over = PySolveInterrupter(), threading.Event()

    def watch() -> None:
        while not stop.is_set():
            if is_over.wait(POLL_SECONDS):
                return
        ending.interrupt()

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield ending
    finally:
        is_over.set()
        watcher.join()
