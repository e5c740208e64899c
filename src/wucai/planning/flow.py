"""Min-cost flow in bulk: the cheapest way to carry all supplies to all demands, proved cheapest.

A thin, vectorised builder over OR-Tools' SimpleMinCostFlow, a cost-scaling push-relabel method (A. V. Goldberg, "An
Efficient Implementation of a Scaling Minimum-Cost Flow Algorithm", Journal of Algorithms 22, 1997). Everything is an
integer: flows, capacities and supplies in whole units, unit costs in the caller's smallest unit (fen, metres, points).

Ranges: at most 2³¹ − 1 nodes and as many arcs. Unit costs up to ± 2⁶¹ / (nodes + 1)² are always taken (190 million with
110,000 nodes), larger ones refused if they overflow on the way; so are capacities whose sum at a node passes 2⁶³.
Costs may be negative. The cost of a flow is exact, however large.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Never, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from wucai.planning.search import Stop

if TYPE_CHECKING:
    from ortools.graph.python.min_cost_flow import SimpleMinCostFlow  # 18 MB a process: only where a flow is solved

Ids: TypeAlias = NDArray[np.int32]
Amounts: TypeAlias = NDArray[np.int64]

EXACT_BELOW = 2**62


class BadNetwork(ValueError):
    """The network, as it was described, is no flow problem; the sentence says what is wrong with which part."""


class Infeasible(Exception):
    """The supplies cannot all be carried to the demands; the sentence says how much can."""


class Network:
    """A flow problem under construction: nodes in named ranges, arcs and supplies in arrays."""

    def __init__(self) -> None:
        """Start without nodes and arcs."""
        self._ranges: dict[str, range] = {}
        self._size = 0
        self._arc_count = 0
        self._batches: list[_Arcs] = []
        self._supplies: list[tuple[Ids, Amounts]] = []

    def add_nodes(self, name: str, count: int) -> Ids:
        """Add so many nodes and return their ids; the name stands in error messages and is used once."""
        if name in self._ranges or count < 0:
            raise BadNetwork(f'Nodes "{name}" × {count}: a name is used once, and a count is not below zero.')
        self._ranges[name] = range(self._size, self._size + count)
        self._size += count
        return np.arange(self._size - count, self._size, dtype=np.int32)

    def add_arcs(self, tails: ArrayLike, heads: ArrayLike, capacities: ArrayLike, costs: ArrayLike) -> slice:
        """Add arcs from tails to heads and return the slice of their ids, for `Flow.flows[…]`.

        The four broadcast against one another, so that one sink or one cost need not be repeated. Capacities ≥ 0 in
        units, costs per unit. Parallel arcs are allowed.
        """
        arrays = np.broadcast_arrays(
            _whole("tails", tails), _whole("heads", heads), _whole("capacities", capacities), _whole("costs", costs)
        )
        from_nodes, to_nodes, most, unit_costs = (array.ravel() for array in arrays)
        self._require_nodes(from_nodes)
        self._require_nodes(to_nodes)
        if len(most) and most.min() < 0:
            first = int(np.flatnonzero(most < 0)[0])
            where = f"{self._name_of(from_nodes[first])} → {self._name_of(to_nodes[first])}"
            raise BadNetwork(f"The arc {where} has a negative capacity: {most[first]}.")
        self._batches.append(_Arcs(from_nodes.astype(np.int32), to_nodes.astype(np.int32), most, unit_costs))
        self._arc_count += len(most)
        return slice(self._arc_count - len(most), self._arc_count)

    def add_convex_arcs(self, tails: ArrayLike, heads: ArrayLike, costs: ArrayLike, *, capacities: ArrayLike = 1) -> slice:
        """Add arcs whose next unit costs at least as much as the last: fairness, overtime, crowding.

        `costs` has one column for each step, and one row for each arc or a single row for all; the k-th step carries
        `capacities` units (1 unless said; rows and columns as in `costs`, 0 closes a step). Units fill the cheap steps
        first by themselves. The carried amounts are `flow.flows[arcs].reshape(-1, steps).sum(axis=1)`.

        Raises BadNetwork for steps that grow cheaper, which no flow can keep in order.
        """
        steps = np.atleast_2d(_whole("costs", costs))
        if (np.diff(steps, axis=1) < 0).any():
            raise BadNetwork("The steps of a convex arc must not grow cheaper.")
        pair = np.broadcast_arrays(np.atleast_1d(_whole("tails", tails)), np.atleast_1d(_whole("heads", heads)))
        from_nodes, to_nodes = (ends[:, np.newaxis] for ends in pair)
        return self.add_arcs(from_nodes, to_nodes, capacities, np.broadcast_to(steps, (len(pair[0]), steps.shape[1])))

    def add_supplies(self, nodes: ArrayLike, amounts: ArrayLike) -> None:
        """Let nodes send out (> 0) or take in (< 0) so many units; what is added twice to a node adds up."""
        at, units = np.broadcast_arrays(_whole("nodes", nodes), _whole("amounts", amounts))
        self._require_nodes(at.ravel())
        self._supplies.append((at.ravel().astype(np.int32), units.ravel()))

    def solve(self, stop: Stop | None = None) -> Flow:
        """The cheapest flow that meets every supply exactly, with the potentials that prove it.

        The stop is asked once, before the start: OR-Tools cannot be interrupted, and holds Python's global lock all
        the while, so that no other thread of the process moves. Millions of arcs take a minute: where a heart must go
        on beating, solve in a worker of `fanout.ProcessPool`.

        Raises search.Stopped; BadNetwork for supplies that do not balance or numbers that are too large; Infeasible.
        """
        if stop is not None:
            stop.require_more()
        arcs, supplies = self._arcs(), self._balanced_supplies()
        solver = _loaded(arcs, supplies)
        status = solver.solve()
        if status != solver.OPTIMAL:
            _refuse(solver, status.name, int(supplies[supplies > 0].sum()))
        flows = np.asarray(solver.flows(np.arange(len(arcs.costs), dtype=np.int32)), dtype=np.int64)
        return Flow(flows, _exact_product(flows, arcs.costs), arcs, self._size)

    def _arcs(self) -> _Arcs:
        if len(self._batches) != 1:
            no_ids, no_amounts = np.empty(0, dtype=np.int32), np.empty(0, dtype=np.int64)
            whole = _Arcs(
                np.concatenate([no_ids, *(batch.tails for batch in self._batches)]),
                np.concatenate([no_ids, *(batch.heads for batch in self._batches)]),
                np.concatenate([no_amounts, *(batch.capacities for batch in self._batches)]),
                np.concatenate([no_amounts, *(batch.costs for batch in self._batches)]),
            )
            self._batches = [whole]
        return self._batches[0]

    def _balanced_supplies(self) -> Amounts:
        supplies = np.zeros(self._size, dtype=np.int64)
        if sum(float(np.abs(amounts.astype(np.float64)).sum()) for _, amounts in self._supplies) >= EXACT_BELOW:
            raise BadNetwork("The supplies overflow 64 bits: scale them down.")
        for nodes, amounts in self._supplies:
            np.add.at(supplies, nodes, amounts)
        if sum(supplies.tolist()) != 0:
            sums = {name: sum(supplies[ids.start : ids.stop].tolist()) for name, ids in self._ranges.items()}
            told = ", ".join(f"{name} {total:+}" for name, total in sums.items() if total)
            raise BadNetwork(f"The supplies do not balance: {told}.")
        return supplies

    def _name_of(self, node: int) -> str:
        name, within = next((name, ids) for name, ids in self._ranges.items() if node in ids)
        return f"{name}[{node - within.start}]"

    def _require_nodes(self, nodes: Amounts) -> None:
        if len(nodes) and not 0 <= nodes.min() <= nodes.max() < self._size:
            stranger = nodes.min() if nodes.min() < 0 else nodes.max()
            raise BadNetwork(f"There is no node {stranger}: the network has {self._size}.")


@dataclass(frozen=True, eq=False)
class Flow:
    """A cheapest flow: units on every arc, in order of arc ids, and the exact cost."""

    flows: Amounts
    cost: int
    _arcs: _Arcs
    _node_count: int

    @cached_property
    def potentials(self) -> Amounts:
        """A price for every node, in cost per unit; only differences between nodes mean something.

        Optimal duals, found from the flow alone by Bellman-Ford on the residual network; where there are several, one
        of them. Along an arc that carries and has room the price rises by exactly the arc's cost.
        """
        return _potentials(self._arcs.residual(self.flows), self._node_count)

    @cached_property
    def reduced_costs(self) -> Amounts:
        """For every arc cost + potential of tail − potential of head.

        At least 0 where the arc has room and at most 0 where it carries, which proves the flow cheapest. On an empty
        arc it is the least by which the whole grows dearer for a unit forced through: what an alternative costs.
        """
        return self._arcs.costs + self.potentials[self._arcs.tails] - self.potentials[self._arcs.heads]


@dataclass(frozen=True, eq=False)
class _Arcs:
    tails: Ids
    heads: Ids
    capacities: Amounts
    costs: Amounts

    def residual(self, flows: Amounts) -> _Arcs:
        """The arcs on which one more unit can go, or one less: the latter backwards, for the cost given back."""
        more, less = flows < self.capacities, flows > 0
        return _Arcs(
            np.concatenate([self.tails[more], self.heads[less]]),
            np.concatenate([self.heads[more], self.tails[less]]),
            np.concatenate([(self.capacities - flows)[more], flows[less]]),
            np.concatenate([self.costs[more], -self.costs[less]]),
        )


def _whole(name: str, values: ArrayLike) -> Amounts:
    array = np.asarray(values)
    if array.size == 0:
        return array.astype(np.int64)
    if array.dtype.kind not in "iu" or array.max() > np.iinfo(np.int64).max:
        raise BadNetwork(f"The {name} must be whole numbers below 2⁶³, not {array.dtype}: scale and round them first.")
    return array.astype(np.int64)


def _loaded(arcs: _Arcs, supplies: Amounts) -> SimpleMinCostFlow:
    from ortools.graph.python.min_cost_flow import SimpleMinCostFlow  # costs 18 MB: only a process that solves pays

    solver = SimpleMinCostFlow()
    if len(arcs.costs):
        solver.add_arcs_with_capacity_and_unit_cost(arcs.tails, arcs.heads, arcs.capacities, arcs.costs)
    if len(supplies):
        solver.set_nodes_supplies(np.arange(len(supplies), dtype=np.int32), supplies)
    return solver


def _refuse(solver: SimpleMinCostFlow, status: str, supplied: int) -> Never:
    """Turn OR-Tools' status into a sentence. Its flows are not read: after a failure that crashes (or-tools#3947)."""
    if status == "INFEASIBLE":
        solver.solve_max_flow_with_min_cost()
        raise Infeasible(f"Of {supplied} units supplied at most {solver.maximum_flow()} can be carried.")
    if status in ("BAD_COST_RANGE", "BAD_CAPACITY_RANGE"):
        raise BadNetwork(f"The {'costs' if 'COST' in status else 'capacities'} overflow 64 bits: scale them down.")
    raise RuntimeError(f"OR-Tools ended with {status}, which it promises not to do on a well-formed network.")


def _exact_product(flows: Amounts, costs: Amounts) -> int:
    if float(np.abs(flows).astype(np.float64) @ np.abs(costs).astype(np.float64)) < EXACT_BELOW:
        return int(flows @ costs)
    return sum(units * cost for units, cost in zip(flows.tolist(), costs.tolist(), strict=True))


def _potentials(residual: _Arcs, node_count: int) -> Amounts:
    """Shortest distances from a source that reaches every node at cost 0; all residual arcs are then kept (≥ 0)."""
    distances = np.zeros(node_count, dtype=np.int64)
    if not len(residual.heads):
        return distances
    order = np.argsort(residual.heads, kind="stable")
    tails, heads, costs = residual.tails[order], residual.heads[order], residual.costs[order]
    starts = np.flatnonzero(np.diff(heads, prepend=-1))
    reached = heads[starts]
    for _ in range(node_count + 1):
        through = np.minimum.reduceat(distances[tails] + costs, starts)
        nearer = through < distances[reached]
        if not nearer.any():
            return distances
        distances[reached[nearer]] = through[nearer]
    raise ArithmeticError("The residual network has a negative cycle: this flow is not the cheapest.")
