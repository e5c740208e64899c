"""What the objective grows by when one volunteer joins a shift, or leaves one for another."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from wucai.planning.flow import Amounts, Ids
from wucai.planning.rostering.held import Held, crew_costs
from wucai.planning.rostering.tables import LEVELS, NOBODY, Pairs


class Growth:
    """Points beside what is held, each change by itself."""

    def __init__(self, held: Held) -> None:
        """Take what is held."""
        self.held = held
        self._tables = held.tables
        self._weights = held.tables.problem.weights

    def joining(self, pairs: Pairs) -> Amounts:
        """What each pair adds; the penalty of the seat that it fills stays apart."""
        load = self._weights.extra_shift * self.held.shifts[pairs.volunteers]
        return np.asarray(self._alone(pairs) + load)

    def changing(self, pairs: Pairs, left: Amounts) -> Amounts:
        """As `joining`, of volunteers who give up another shift for it, the placement at this position of what is held."""
        return np.asarray(self._alone(pairs) + self.leaving(left))

    def leaving(self, left: Amounts) -> Amounts:
        """What giving up the placement at this position adds, with the seat that it leaves open and without the volunteer's load."""
        given_up = self.held.pairs[left]
        return np.asarray(self.penalties(given_up.shifts) + self.losing(given_up) - self._tables.points(given_up))

    def losing(self, pairs: Pairs) -> Amounts:
        """What the crews that are left cost more without these members of theirs."""
        levels = self._by_level[pairs.shifts]
        levels[np.arange(len(pairs)), self._tables.levels[pairs.volunteers]] -= 1
        return np.asarray(self._crews(pairs.shifts, _best(levels)) - self._crews(pairs.shifts, self.held.best_levels[pairs.shifts]))

    def replacing(self, newcomers: Pairs, left: Amounts) -> Amounts:
        """What it adds when each takes the placement at this position of what is held, on the same shift, from its volunteer."""
        old = self.held.pairs[left]
        levels = self._by_level[old.shifts]
        rows = np.arange(len(old))
        levels[rows, self._tables.levels[old.volunteers]] -= 1
        levels[rows, self._tables.levels[newcomers.volunteers]] += 1
        crews = self._crews(old.shifts, _best(levels)) - self._crews(old.shifts, self.held.best_levels[old.shifts])
        shifts = self.held.shifts
        load = self._weights.extra_shift * (shifts[newcomers.volunteers] - (shifts[old.volunteers] - 1))
        return np.asarray(crews + load + self._tables.points(newcomers) - self._tables.points(old))

    def chain(self, steps: Sequence[tuple[int, int, int]]) -> int:
        """What it adds when all these steps are taken: who, which shift, and the position of what they give up, below 0 for the last."""
        people, taken = (np.array([step[at] for step in steps], dtype=np.int32) for at in (0, 1))
        left = np.array([step[2] for step in steps if step[2] >= 0], dtype=np.int64)
        new, old = Pairs(people, taken), self.held.pairs[left]
        shifts = np.unique(np.concatenate([new.shifts, old.shifts]))
        levels = self._by_level[shifts]
        np.add.at(levels, (np.searchsorted(shifts, new.shifts), self._tables.levels[new.volunteers]), 1)
        np.subtract.at(levels, (np.searchsorted(shifts, old.shifts), self._tables.levels[old.volunteers]), 1)
        crews = self._crews(shifts, _best(levels)) - self._crews(shifts, self.held.best_levels[shifts])
        load = self._weights.extra_shift * int(self.held.shifts[steps[-1][0]])
        return int(crews.sum()) + load + int(self._tables.points(new).sum()) - int(self._tables.points(old).sum())

    def penalties(self, shifts: Ids) -> Amounts:
        """What one volunteer fewer costs in open seats."""
        crews = self.held.crews[shifts]
        opens, falls_below = crews <= self._tables.seats[shifts], crews <= self._tables.minimum[shifts]
        return np.asarray(self._weights.unfilled * opens + self._weights.below_minimum * falls_below)

    def saved(self, shift: int) -> int:
        """The penalty of the open seat that the shift's next volunteer would fill."""
        is_below = bool(self.held.crews[shift] < self._tables.minimum[shift])
        return self._weights.unfilled + self._weights.below_minimum * is_below

    def _alone(self, pairs: Pairs) -> Amounts:
        """Colour, distance, what stood before, and whom they stand beside."""
        best = self.held.best_levels[pairs.shifts]
        better = np.maximum(best, self._tables.levels[pairs.volunteers])
        return np.asarray(self._tables.points(pairs) + self._crews(pairs.shifts, better) - self._crews(pairs.shifts, best))

    def _crews(self, shifts: Ids, best: Amounts) -> Amounts:
        return np.where(best == NOBODY, 0, self._crew_costs[shifts, best])

    @cached_property
    def _crew_costs(self) -> Amounts:
        return crew_costs(self._tables)

    @cached_property
    def _by_level(self) -> Amounts:
        """How many of each level are on each shift."""
        count = np.zeros((len(self._tables.duties), len(LEVELS)), dtype=np.int64)
        np.add.at(count, (self.held.pairs.shifts, self._tables.levels[self.held.pairs.volunteers]), 1)
        return count


def _best(levels: Amounts) -> Amounts:
    """The highest level that somebody has, NOBODY where nobody is."""
    highest = len(LEVELS) - 1 - np.argmax(levels[:, ::-1] > 0, axis=1)
    return np.where(levels.any(axis=1), highest, NOBODY)
