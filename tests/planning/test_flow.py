"""Min-cost flow: compared with every possible flow on tiny networks, and with its own dual proof on larger ones."""

from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wucai.planning.flow import BadNetwork, Flow, Infeasible, Network
from wucai.planning.search import Stop, Stopped, StopReason, rng


@dataclass(frozen=True)
class Tiny:
    """A network small enough to try every flow."""

    nodes: int
    arcs: list[tuple[int, int, int, int]]
    supplies: list[int]


@st.composite
def tiny_networks(draw: st.DrawFn) -> Tiny:
    """Up to 4 nodes and 6 arcs of capacity 0 … 2, costs of either sign, loops and parallels included."""
    nodes = draw(st.integers(2, 4))
    node = st.integers(0, nodes - 1)
    arcs = draw(st.lists(st.tuples(node, node, st.integers(0, 2), st.integers(-5, 5)), max_size=6))
    most = draw(st.lists(st.integers(-2, 2), min_size=nodes - 1, max_size=nodes - 1))
    return Tiny(nodes, arcs, [*most, -sum(most)])


def cheapest_of_all(tiny: Tiny) -> int | None:
    """The least cost of any flow that meets the supplies, by trying them all; None if there is none."""
    costs = []
    for flows in product(*(range(capacity + 1) for _, _, capacity, _ in tiny.arcs)):
        balance = list(tiny.supplies)
        for units, (tail, head, _, _) in zip(flows, tiny.arcs, strict=True):
            balance[tail] -= units
            balance[head] += units
        if not any(balance):
            costs.append(sum(units * arc[3] for units, arc in zip(flows, tiny.arcs, strict=True)))
    return min(costs, default=None)


def built(tiny: Tiny) -> Network:
    """The same network for the solver."""
    network = Network()
    nodes = network.add_nodes("nodes", tiny.nodes)
    columns = np.array(tiny.arcs, dtype=np.int64).reshape(-1, 4).T
    network.add_arcs(*columns)
    network.add_supplies(nodes, tiny.supplies)
    return network


def require_proof(flow: Flow, columns: list[Any], supplies: Any) -> None:
    """Feasible, and cheapest by complementary slackness: it needs no solver to believe it."""
    tails, heads, capacities, costs = (np.asarray(column, dtype=np.int64) for column in columns)
    balance = np.array(supplies, dtype=np.int64)
    np.subtract.at(balance, tails, flow.flows)
    np.add.at(balance, heads, flow.flows)
    reduced = costs + flow.potentials[tails] - flow.potentials[heads]
    assert not balance.any()
    assert ((flow.flows >= 0) & (flow.flows <= capacities)).all()
    assert (reduced[flow.flows < capacities] >= 0).all()
    assert (reduced[flow.flows > 0] <= 0).all()
    assert reduced.tolist() == flow.reduced_costs.tolist()
    assert int((flow.flows * costs).sum()) == flow.cost


@given(tiny_networks())
def test_no_possible_flow_is_cheaper(tiny: Tiny) -> None:
    cheapest = cheapest_of_all(tiny)

    if cheapest is None:
        with pytest.raises(Infeasible):
            built(tiny).solve()
        return
    flow = built(tiny).solve()

    assert flow.cost == cheapest
    require_proof(flow, list(zip(*tiny.arcs, strict=True)) or [[]] * 4, tiny.supplies)


@pytest.mark.parametrize("seed", range(3))
def test_a_city_of_volunteers_and_posts_is_proved_by_its_potentials(seed: int) -> None:
    chance = rng(seed, "flow")
    network = Network()
    people, posts = network.add_nodes("volunteers", 300), network.add_nodes("posts", 40)
    nobody = network.add_nodes("nobody", 1)
    tails, heads = np.repeat(people, 6), posts[chance.integers(0, 40, 1800)]
    distances = chance.integers(0, 9_000, 1800)
    wishes = network.add_arcs(tails, heads, 1, distances)
    unfilled = network.add_arcs(nobody, posts, 400, 100_000)
    idle = network.add_arcs(people, nobody, 1, 0)
    network.add_supplies(people, 1)
    network.add_supplies(posts, -8)
    network.add_supplies(nobody, 20)

    flow = network.solve()

    columns = [
        np.concatenate([tails, np.repeat(nobody, 40), people]),
        np.concatenate([heads, posts, np.repeat(nobody, 300)]),
        np.concatenate([np.ones(1800), np.full(40, 400), np.ones(300)]),
        np.concatenate([distances, np.full(40, 100_000), np.zeros(300, dtype=np.int64)]),
    ]
    supplies = np.concatenate([np.ones(300), np.full(40, -8), [20]])
    require_proof(flow, columns, supplies)
    assert flow.flows[wishes].sum() + flow.flows[unfilled].sum() == 320
    assert flow.flows[wishes].sum() + flow.flows[idle].sum() == 300


def test_a_second_shift_costs_more_than_a_first() -> None:
    network = Network()
    source, people, sink = (network.add_nodes(name, count) for name, count in [("city", 1), ("people", 3), ("day", 1)])
    shifts = network.add_convex_arcs(source, people, [0, 3, 6])
    network.add_arcs(people, sink, 3, [0, 0, 4])
    network.add_supplies([source[0], sink[0]], [5, -5])

    flow = network.solve()

    assert flow.flows[shifts].reshape(-1, 3).sum(axis=1).tolist() == [2, 2, 1]
    assert flow.cost == 0 + 3 + 0 + 3 + 4


@given(
    st.lists(st.lists(st.integers(0, 4), min_size=3, max_size=3), min_size=1, max_size=3),
    st.lists(st.integers(0, 2), min_size=3, max_size=3),
    st.integers(0, 9),
)
def test_convex_arcs_fill_their_cheap_steps_first(rows: list[list[int]], capacities: list[int], units: int) -> None:
    costs = np.cumsum(rows, axis=1)
    prices = sorted(price for row in costs.tolist() for price, room in zip(row, capacities, strict=True) for _ in range(room))
    network = Network()
    source, people, sink = (network.add_nodes(name, n) for name, n in [("a", 1), ("b", len(rows)), ("c", 1)])
    steps = network.add_convex_arcs(source, people, costs, capacities=capacities)
    network.add_arcs(people, sink, 99, 0)
    network.add_supplies([source[0], sink[0]], [min(units, len(prices)), -min(units, len(prices))])

    flow = network.solve()

    table = flow.flows[steps].reshape(-1, 3)
    room = np.broadcast_to(capacities, table.shape)
    assert flow.cost == sum(prices[:units])
    dearer_used, cheaper_free = table[:, 1:] > 0, table[:, :-1] < room[:, :-1]
    strictly = np.diff(costs, axis=1) > 0
    assert not (dearer_used & cheaper_free & strictly).any()


def test_slices_follow_the_order_in_which_arcs_were_added() -> None:
    network = Network()
    nodes = network.add_nodes("nodes", 3)

    slices = [
        network.add_arcs(nodes[0], nodes[1:], 1, [5, 7]),
        network.add_arcs([], [], [], []),
        network.add_arcs(1, 2, 1, 1),
    ]
    network.add_supplies([0, 2], [2, -2])

    assert slices == [slice(0, 2), slice(2, 2), slice(2, 3)]
    assert [network.solve().flows[arcs].tolist() for arcs in slices] == [[1, 1], [], [1]]


def test_a_network_can_grow_and_be_solved_again() -> None:
    network = Network()
    network.add_nodes("nodes", 2)
    network.add_supplies([0, 1], [1, -1])
    network.add_arcs(0, 1, 1, 9)

    first = network.solve()
    network.add_arcs(0, 1, 1, 4)
    second = network.solve()

    assert (first.cost, second.cost, second.flows.tolist()) == (9, 4, [0, 1])


def test_a_network_without_arcs_or_nodes_carries_nothing() -> None:
    empty, bare = Network(), Network()
    bare.add_nodes("nodes", 3)

    assert [(flow.cost, flow.potentials.tolist()) for flow in (empty.solve(), bare.solve())] == [
        (0, []),
        (0, [0, 0, 0]),
    ]


def test_reduced_costs_tell_what_an_alternative_would_cost() -> None:
    network = Network()
    network.add_nodes("nodes", 2)
    network.add_arcs(0, 1, 5, [10, 13])
    network.add_supplies([0, 1], [2, -2])

    assert network.solve().reduced_costs.tolist() == [0, 3]


def test_a_cost_beyond_64_bits_is_exact() -> None:
    network = Network()
    network.add_nodes("nodes", 2)
    network.add_arcs(0, 1, 2**60, 1_000)
    network.add_supplies([0, 1], [2**60, -(2**60)])

    assert network.solve().cost == 1_000 * 2**60


def test_costs_of_the_promised_size_are_taken_in_the_longest_chain() -> None:
    size = 200
    dearest = 2**61 // (size + 1) ** 2
    network = Network()
    nodes = network.add_nodes("chain", size)
    network.add_arcs(nodes[:-1], nodes[1:], 1, dearest)
    network.add_supplies([0, size - 1], [1, -1])

    flow = network.solve()

    assert flow.cost == dearest * (size - 1)
    assert flow.potentials[-1] - flow.potentials[0] == flow.cost


def test_a_stop_that_is_set_is_obeyed_before_the_start() -> None:
    with pytest.raises(Stopped) as stopped:
        Network().solve(Stop(iterations=0))

    assert stopped.value.reason == StopReason.ITERATIONS


def test_what_cannot_be_carried_is_told() -> None:
    network = Network()
    network.add_nodes("people", 2)
    network.add_arcs(0, 1, 3, 1)
    network.add_supplies([0, 1], [5, -5])

    with pytest.raises(Infeasible, match="Of 5 units supplied at most 3 can be carried"):
        network.solve()


def test_supplies_that_do_not_balance_are_told_by_name() -> None:
    network = Network()
    network.add_supplies(network.add_nodes("volunteers", 3), 2)
    network.add_supplies(network.add_nodes("posts", 2), -4)

    with pytest.raises(BadNetwork, match=r"volunteers \+6, posts -8"):
        network.solve()


def test_a_negative_capacity_is_told_by_the_names_of_its_ends() -> None:
    network = Network()
    people, posts = network.add_nodes("volunteers", 3), network.add_nodes("posts", 2)

    with pytest.raises(BadNetwork, match=r"volunteers\[2\] → posts\[1\] has a negative capacity: -1"):
        network.add_arcs(people[1:], posts, [1, -1], 0)


@pytest.mark.parametrize(
    ("arc", "sentence"),
    [
        ((0, 2, 1, 1), "no node 2"),
        ((-1, 0, 1, 1), "no node -1"),
        ((0, 1, 1, 0.5), "costs must be whole"),
        ((0, 1, 1.0, 1), "capacities must be whole"),
        ((0, 1, 1, 2**63), "costs must be whole"),
        ((0, 1, 1, 2**64), "costs must be whole"),
    ],
)
def test_an_arc_that_no_network_can_hold_is_refused(arc: tuple[Any, ...], sentence: str) -> None:
    network = Network()
    network.add_nodes("nodes", 2)

    with pytest.raises(BadNetwork, match=sentence):
        network.add_arcs(*arc)


def test_a_name_is_used_once() -> None:
    network = Network()
    network.add_nodes("posts", 1)

    with pytest.raises(BadNetwork, match="used once"):
        network.add_nodes("posts", 1)
    with pytest.raises(BadNetwork, match="not below zero"):
        network.add_nodes("people", -1)


def test_steps_that_grow_cheaper_are_refused() -> None:
    network = Network()
    network.add_nodes("nodes", 2)

    with pytest.raises(BadNetwork, match="grow cheaper"):
        network.add_convex_arcs(0, 1, [0, 3, 2])


@pytest.mark.parametrize(
    ("arcs", "units", "sentence"),
    [
        ([(0, 1, 1, 2**62)], 1, "costs overflow"),
        ([(0, 1, 1, -(2**63))], 1, "costs overflow"),
        ([(0, 1, 2**63 - 1, 1), (1, 0, 2**63 - 1, 1)] * 2, 1, "capacities overflow"),
        ([(0, 1, 2**63 - 1, 1)], 2**62, "supplies overflow"),
    ],
)
def test_numbers_that_overflow_are_refused(arcs: list[tuple[int, int, int, int]], units: int, sentence: str) -> None:
    with pytest.raises(BadNetwork, match=sentence):
        built(Tiny(2, arcs, [units, -units])).solve()


def test_a_flow_that_is_not_the_cheapest_has_no_potentials() -> None:
    network = Network()
    network.add_nodes("nodes", 2)
    network.add_arcs(0, 1, 1, [1, 5])
    network.add_supplies([0, 1], [1, -1])
    found = network.solve()

    worse = Flow(np.array([0, 1]), 5, found._arcs, 2)

    with pytest.raises(ArithmeticError, match="not the cheapest"):
        _ = worse.potentials
