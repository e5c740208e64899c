"""The cheapest matching by min-cost flow, and a bound that no matching beats.

Giver → pool of a category, ever dearer → resource → need; what no resource carries comes from nobody at the cost of an open unit. The flow
forgets two rules, so its cost is a bound: that a giver hands out no less than `least`, and part of what a reusable resource is busy with:
the needs that it may serve are grouped so that all of a group share a day, and of each group it can carry what it has on that day; between
groups it does not see. Where there is neither, the flow is the best matching there is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wucai.planning.flow import Network
from wucai.planning.matching.pairs import Pairs, Pool, Whole, engaged, most_out, open_costs, pools
from wucai.planning.matching.problem import LOAD_STEPS, Problem


@dataclass(frozen=True, eq=False)
class Carried:
    """Units for each pair, and what the whole costs in millionths of a point."""

    units: Whole
    cost: int


class Transport:
    """The network of a problem: built once, solved under ever more bans."""

    def __init__(self, problem: Problem, pairs: Pairs) -> None:
        """Lay out the nodes."""
        self._problem = problem
        self._pairs = pairs
        self._pools = pools(problem)
        self._open_costs = open_costs(problem)
        self._groups, self._resource_of, self._room_of = _groups(problem, pairs)

    def cheapest(self, most: Whole) -> Carried:
        """The cheapest flow of at most so many units for each pair."""
        problem, pairs = self._problem, self._pairs
        asked = np.array([need.quantity for need in problem.needs], dtype=np.int64)
        network = Network()
        source = network.add_nodes("nobody", 1)
        pool_nodes = network.add_nodes("pools", len(self._pools))
        groups = network.add_nodes("groups of days", len(self._resource_of))
        needs = network.add_nodes("needs", len(problem.needs))
        network.add_convex_arcs(source, pool_nodes, _table(self._pools, "costs"), capacities=_table(self._pools, "rooms"))
        pool_of = np.zeros(len(problem.resources), dtype=np.int64)
        for at, pool in enumerate(self._pools):
            pool_of[list(pool.resources)] = at
        network.add_arcs(pool_nodes[pool_of[self._resource_of]], groups, self._room_of, 0)
        carried = network.add_arcs(groups[self._groups], needs[pairs.needs], most, pairs.costs)
        network.add_arcs(source, needs, asked, self._open_costs)
        network.add_supplies(source, asked.sum(dtype=np.int64))
        network.add_supplies(needs, -asked)
        flow = network.solve()
        return Carried(flow.flows[carried], flow.cost)

    def cost(self, units: Whole) -> int:
        """What a matching of so many units for each pair costs, in millionths of a point."""
        problem, pairs = self._problem, self._pairs
        asked = np.array([need.quantity for need in problem.needs], dtype=np.int64)
        served = np.bincount(pairs.needs, units, len(problem.needs)).astype(np.int64)
        given = np.bincount(pairs.resources, units, len(problem.resources)).astype(np.int64)
        loads = sum(_load(pool, int(given[list(pool.resources)].sum())) for pool in self._pools)
        return int(units @ pairs.costs) + int((asked - served) @ self._open_costs) + loads


def _load(pool: Pool, given: int) -> int:
    cost = 0
    for room, each in zip(pool.rooms, pool.costs, strict=True):
        step = min(room, given)
        cost, given = cost + step * each, given - step
    return cost


def _table(found: list[Pool], column: str) -> Whole:
    return np.array([getattr(pool, column) for pool in found], dtype=np.int64).reshape(len(found), LOAD_STEPS + 1)


def _groups(problem: Problem, pairs: Pairs) -> tuple[Whole, Whole, Whole]:
    """For each pair its group; for each group its resource and how many units the resource has for it."""
    group_of = np.zeros(len(pairs), dtype=np.int64)
    resource_of: list[int] = []
    rooms: list[int] = []
    busy = engaged(problem)
    order = np.lexsort((pairs.lasts, pairs.resources))
    day = -1
    for at in order.tolist():
        j = int(pairs.resources[at])
        resource = problem.resources[j]
        is_new = not resource_of or resource_of[-1] != j
        if is_new or (resource.is_reusable and pairs.firsts[at] > day):
            day = int(pairs.lasts[at])  # the earliest end: whoever has begun by then shares this day
            resource_of.append(j)
            out = most_out([(e.starts, e.ends, e.quantity) for e in busy.get(j, ())], day, day)
            rooms.append(max(0, resource.quantity - out))
        group_of[at] = len(resource_of) - 1
    return group_of, np.array(resource_of, dtype=np.int64), np.array(rooms, dtype=np.int64)
