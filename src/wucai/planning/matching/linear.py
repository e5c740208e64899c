"""The linear programme of a matching, by column generation: halves are allowed, and so is less than a giver's least.

It begins with the cheapest pairs of every need and takes in others as its prices ask for them, each time from where it stood. The prices
make a bound in whole numbers (`Rows.bound`), so that nothing rests on the exactness of floating point. Its answer is nearly always whole.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from wucai.planning.matching.pairs import Mask, Whole
from wucai.planning.matching.problem import POINT
from wucai.planning.matching.programme import Programme, Room, fill, programme, solve, table
from wucai.planning.matching.rows import Real, Rows
from wucai.planning.search import Stop

FIRST = 12
"""So many of the cheapest pairs of a need are there from the beginning."""

MORE = 10
"""And so many of a need may come at once."""

AT_ZERO, BASIC = 2, 5
"""MathOpt's words for where a column or a row stands: at its lower bound, or free to move."""


class Linear:
    """A programme that grows: its columns are the pairs that are in, and after `solve` it has an answer and prices."""

    def __init__(self, rows: Rows) -> None:
        """Begin with the cheapest pairs of every need."""
        needs = rows.pairs.needs
        self._rows = rows
        self.most = rows.pairs.most.copy()
        """What the programme may give each pair; who settles its answer may lower it."""
        self.units: Real = np.zeros(len(needs))
        self.prices = np.zeros(len(rows.rooms), dtype=np.int64)
        self._nothing = float(rows.asked @ rows.open_costs) / POINT
        self.cost = self._nothing
        self._is_in: Mask = np.arange(len(needs)) - np.searchsorted(needs, needs) < FIRST
        self._has_row = np.zeros(len(rows.rooms), dtype=np.bool_)
        self._is_fresh = True
        self._columns_stand = np.full(len(needs), AT_ZERO)
        self._steps_stand = np.full(len(rows.steps.pools), AT_ZERO)
        self._rows_stand = np.full(len(rows.rooms), BASIC)

    def solve(self, stop: Stop) -> bool:
        """Solve with the columns that are in; False, and the last answer kept, if the stop came first."""
        from ortools.math_opt import model_parameters_pb2, parameters_pb2, result_pb2  # 21 MB: whoever only explains goes without

        room = Room(self._rows.rooms, self._rows.steps.rooms, self.most)
        built = programme(self._rows, np.flatnonzero(self._is_in), room, kept=self._has_row, point=POINT)
        self._has_row[built.rows] = True
        beginning = model_parameters_pb2.ModelSolveParametersProto()
        how = parameters_pb2.SolveParametersProto(lp_algorithm=parameters_pb2.LP_ALGORITHM_DUAL_SIMPLEX)
        if not self._is_fresh:
            standing = np.concatenate([self._columns_stand[built.columns], self._steps_stand[built.steps]])
            fill(beginning.initial_basis.variable_status, ids=np.arange(len(standing)), values=standing)
            fill(beginning.initial_basis.constraint_status, ids=built.rows, values=self._rows_stand[built.rows])
            how.presolve = parameters_pb2.EMPHASIS_OFF  # it would lose the beginning
        told = solve(built, parameters_pb2.SOLVER_TYPE_GLOP, how, stop, beginning)
        if told.termination.reason != result_pb2.TERMINATION_REASON_OPTIMAL:
            return False
        self._take(told.solutions[0], built)
        return True

    def price(self) -> bool:
        """Take in the pairs that would make it cheaper; whether there were any."""
        dear = self._rows.dear(self.prices)
        return self._take_in(np.flatnonzero((dear < 0) & ~self._is_in & (self.most > 0)), dear)

    def widen(self, needs: Whole) -> None:
        """Take in the next best pairs of these needs, though they would not make it cheaper as it stands."""
        is_meant = np.zeros(len(self._rows.asked), dtype=np.bool_)
        is_meant[needs] = True
        self._take_in(np.flatnonzero(is_meant[self._rows.pairs.needs] & ~self._is_in), self._rows.dear(self.prices))

    def bound(self) -> int:
        """What no matching costs less than, in millionths of a point, by the prices of the last answer."""
        return self._rows.bound(self.prices)

    def _take_in(self, found: Whole, dear: Whole) -> bool:
        found = found[np.lexsort((dear[found], self._rows.pairs.needs[found]))]
        needs = self._rows.pairs.needs[found]
        self._is_in[found[np.arange(len(found)) - np.searchsorted(needs, needs) < MORE]] = True
        return len(found) > 0

    def _take(self, found: Any, built: Programme) -> None:
        """Keep an answer, its prices and where it stands."""
        count = len(built.columns)
        self.cost = self._nothing + found.primal_solution.objective_value
        self.units = np.zeros(len(self._is_in))
        self.units[built.columns] = table(found.primal_solution.variable_values, count + len(built.steps))[:count]
        self.prices = np.rint(-POINT * table(found.dual_solution.dual_values, len(self.prices))).astype(np.int64).clip(0)
        standing = table(found.basis.variable_status, count + len(built.steps)).astype(np.int64)
        self._columns_stand[built.columns], self._steps_stand[built.steps] = standing[:count], standing[count:]
        self._rows_stand[np.array(found.basis.constraint_status.ids, dtype=np.int64)] = found.basis.constraint_status.values
        self._is_fresh = False
