"""What is scarce, a row each: no more units than it has room for. With the rows a matching is a whole-number programme.

First the needs, which get no more than they ask. Then the pools, which give as much as they bear of load. Then the stocks: what is consumed
is one row, what is lent is a row for each day on which more can be out than the day before and the day after; so a pair takes from a need,
a pool and a run of neighbouring stocks. What no row says is `least`: that is for whoever makes a matching of a programme's answer.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wucai.planning.matching.pairs import Pairs, Pool, Whole, engaged, open_costs, pools
from wucai.planning.matching.problem import Problem

Real = NDArray[np.float64]

ERA = 10**10
"""More than there are days: a resource and a day make one number."""


@dataclass(frozen=True, eq=False)
class Steps:
    """The steps in which a further unit grows dearer: for each its pool, what that bears before, how far it goes, what a unit costs."""

    pools: Whole
    starts: Whole
    rooms: Whole
    costs: Whole


class Rows:
    """The rows of a problem, which of them each pair takes from, and what everything costs in millionths of a point."""

    def __init__(self, problem: Problem, pairs: Pairs) -> None:
        """Lay out needs, pools and stocks."""
        self.problem, self.pairs = problem, pairs
        self.asked = np.array([need.quantity for need in problem.needs], dtype=np.int64)
        self.least = np.array([resource.least for resource in problem.resources], dtype=np.int64)[pairs.resources]
        self.open_costs = open_costs(problem)
        self.saved = self.open_costs[pairs.needs] - pairs.costs
        found = pools(problem)
        pool_of = np.zeros(len(problem.resources), dtype=np.int64)
        for at, pool in enumerate(found):
            pool_of[list(pool.resources)] = at
        self.pool_of = pool_of[pairs.resources]
        self.steps = _steps(found, np.bincount(self.pool_of, pairs.most, len(found)).astype(np.int64))
        self.stock_rooms, self.firsts, self.lasts = _stocks(problem, pairs)
        self.first_pool = len(problem.needs)
        self.first_stock = self.first_pool + len(found)
        self.rooms = np.concatenate([self.asked, np.zeros(len(found), dtype=np.int64), self.stock_rooms])

    def entries(self, columns: Whole) -> tuple[Whole, Whole]:
        """For some pairs, by position: every row that one of them takes from, and which of them."""
        runs = self.lasts[columns] - self.firsts[columns]
        each = np.arange(len(columns))
        within = np.arange(runs.sum()) - np.repeat(np.cumsum(runs) - runs, runs)
        stocks = self.first_stock + np.repeat(self.firsts[columns], runs) + within
        rows = np.concatenate([self.pairs.needs[columns], self.first_pool + self.pool_of[columns], stocks])
        return rows, np.concatenate([each, each, np.repeat(each, runs)])

    def cost(self, units: Whole) -> int:
        """What a matching of so many units for each pair costs."""
        pairs, steps = self.pairs, self.steps
        served = np.bincount(pairs.needs, units, len(self.asked)).astype(np.int64)
        given = np.bincount(self.pool_of, units, self.first_stock - self.first_pool).astype(np.int64)
        borne = np.clip(given[steps.pools] - steps.starts, 0, steps.rooms)
        return int(units @ pairs.costs) + int((self.asked - served) @ self.open_costs) + int(borne @ steps.costs)

    def dear(self, prices: Whole) -> Whole:
        """What a unit of each pair costs beyond leaving it open, if every row has a price; less than nothing is a gain."""
        until = np.concatenate([[0], np.cumsum(prices[self.first_stock :])])
        stocks = until[self.lasts] - until[self.firsts]
        found: Whole = stocks + prices[self.first_pool + self.pool_of] + prices[self.pairs.needs] - self.saved
        return found

    def bound(self, prices: Whole) -> int:
        """No matching costs less, whatever the prices (none below 0); the better they are, the nearer it comes.

        Pools and stocks sell at their prices: each step of load, each stock and each need is then on its own. What a need gains at most,
        it takes from the pairs that gain most a unit (its own price plays no part). Whole numbers throughout: nothing is rounded.
        """
        steps, pools, stocks = self.steps, prices[self.first_pool : self.first_stock], prices[self.first_stock :]
        priced = np.flatnonzero(stocks)
        sold = sum(price * room for price, room in zip(stocks[priced].tolist(), self.stock_rooms[priced].tolist(), strict=True))
        gains = (pools[steps.pools] - steps.costs).clip(0)
        rising = np.flatnonzero(gains)
        borne = sum(gain * room for gain, room in zip(gains[rising].tolist(), steps.rooms[rising].tolist(), strict=True))
        return int(self.asked @ self.open_costs) + int(self._gains(prices).sum()) - int(sold) - int(borne)

    def losses(self, units: Whole, prices: Whole) -> Whole:
        """For each need, by how much its units are dearer than the best it could have if pools and stocks sold at these prices."""
        held = np.bincount(self.pairs.needs, units * self._dear_without_needs(prices), len(self.asked))
        return held.astype(np.int64) - self._gains(prices)

    def _gains(self, prices: Whole) -> Whole:
        """For each need the least that it can cost beyond staying open, if no other stands in its way."""
        dear = self._dear_without_needs(prices)
        taken = np.flatnonzero(dear < 0)
        taken = taken[np.lexsort((dear[taken], self.pairs.needs[taken]))]
        needs, most = self.pairs.needs[taken], self.pairs.most[taken]
        before = np.cumsum(most) - most
        before -= before[np.searchsorted(needs, needs)]  # what the need has taken already
        units = np.clip(self.asked[needs] - before, 0, most)
        return np.bincount(needs, units * dear[taken], len(self.asked)).astype(np.int64)

    def _dear_without_needs(self, prices: Whole) -> Whole:
        return self.dear(np.concatenate([np.zeros(self.first_pool, dtype=np.int64), prices[self.first_pool :]]))


def _steps(found: list[Pool], most: Whole) -> Steps:
    """All steps that have room; none has more than its pool can be asked for."""
    rows = [
        (at, start, min(room, wanted), cost)
        for at, (pool, wanted) in enumerate(zip(found, most.tolist(), strict=True))
        for start, room, cost in zip(_starts(pool), pool.rooms, pool.costs, strict=True)
        if min(room, wanted)
    ]
    table = np.array(rows, dtype=np.int64).reshape(len(rows), 4)
    return Steps(table[:, 0], table[:, 1], table[:, 2], table[:, 3])


def _starts(pool: Pool) -> list[int]:
    return [sum(pool.rooms[:at]) for at in range(len(pool.rooms))]


def _stocks(problem: Problem, pairs: Pairs) -> tuple[Whole, Whole, Whole]:
    """The room of each stock, and for each pair the first stock that it takes from and the one after its last."""
    is_lent = np.array([resource.is_reusable for resource in problem.resources], dtype=np.bool_)[pairs.resources]
    begins = pairs.resources * ERA + np.where(is_lent, pairs.firsts, 0)
    ends = pairs.resources * ERA + np.where(is_lent, pairs.lasts, 0)
    out = [(j * ERA + each.starts, j * ERA + each.ends, each.quantity) for j, agreed in engaged(problem).items() for each in agreed]
    agreed = np.array(out, dtype=np.int64).reshape(len(out), 3)
    starting = np.unique(np.concatenate([begins, agreed[:, 0]]))
    ending = np.unique(np.concatenate([ends, agreed[:, 1]]))
    following = np.append(starting[1:], np.iinfo(np.int64).max)[: len(starting)]
    days = starting[np.searchsorted(ending, starting) < np.searchsorted(ending, following)]  # else the next day holds all of this one
    rooms = np.array([resource.quantity for resource in problem.resources], dtype=np.int64)[days // ERA]
    for first, last, quantity in out:
        rooms[np.searchsorted(days, first) : np.searchsorted(days, last, "right")] -= quantity
    return rooms.clip(0), np.searchsorted(days, begins), np.searchsorted(days, ends, "right")
