"""Rosters as min-cost flow: one large flow that bounds the cost of every roster, and small ones that never break a rule.

city → volunteer → (day) → turn → shift. The arcs into a volunteer grow dearer by `extra_shift` with each shift; of a turn (shifts that
share a moment, see `options`) a volunteer serves on one; what no volunteer fills flows from the city to the shift for the penalty of an
open seat. Without the rules about rest, days in a row, minutes in all and shifts that overlap across turns, this flow is the problem
itself (P. Smet et al., PATAT 2014), so it costs no more than any roster; with them, it is a first draft.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wucai.planning.flow import Amounts, Network
from wucai.planning.rostering.options import FOR_EVER, Held, Mask, Pairs, Tables
from wucai.planning.search import Stop

ROUNDS = 5
"""How often options that their prices call for are put in and the flow is solved again."""
TOLERANCE = 0.0002
"""The bound may lie so much beneath the flow's cost, relatively, for options left out."""


@dataclass(frozen=True)
class Sieve:
    """Which options go into the large flow at first: all up to `at_once`; of more, the likely ones.

    Likely are so many of each volunteer's options in each turn, the cheapest, and all options of shifts that have fewer than `scarce` of
    those for each seat. Of 5,000 volunteers' 1.4 million options a fifth is likely, and gave the cost of all in half the time.
    """

    at_once: int = 200_000
    cheapest: int = 5
    scarce: int = 6

    def likely(self, tables: Tables, options: Pairs, points: Amounts) -> Mask:
        """Whether each option goes in."""
        if len(options) <= self.at_once:
            return np.ones(len(options), dtype=np.bool_)
        is_new = _changes(options.volunteers, tables.turns[options.shifts])
        turn = np.cumsum(is_new) - 1
        order = np.argsort(turn * (int(points.max(initial=0)) + 1) + points, kind="stable")
        rank = np.empty(len(options), dtype=np.int64)
        rank[order] = np.arange(len(options)) - np.flatnonzero(is_new)[turn[order]]
        is_cheap = rank < self.cheapest
        supply = np.bincount(options.shifts[is_cheap], minlength=len(tables.duties))
        likely: Mask = is_cheap | (supply < self.scarce * tables.seats)[options.shifts]
        return likely


@dataclass(frozen=True, eq=False)
class Draft:
    """What comes of the large flow.

    pairs: placements beside what is held, which may break the rules left out. options: among which it chose. bound: no roster costs less.
    """

    pairs: Pairs
    options: Pairs
    bound: int


def drafted(tables: Tables, held: Held, stop: Stop, sieve: Sieve | None = None) -> Draft:
    """Fill the seats that are open beside what is held, about as cheaply as any roster could.

    An option that is left out can lower the cost by its reduced cost at most, and a turn takes one: that is taken off the bound, and
    where it is much, the options that could help are put in, unless the stop is set.
    """
    options = tables.options
    options = options[held.open_seats[options.shifts] > 0]
    options = options[held.admits(options)]
    points = tables.points(options)
    is_in = (sieve or Sieve()).likely(tables, options, points)
    settled, bound = settled_cost(tables, held), 0
    turns = int(_changes(options.volunteers, tables.turns[options.shifts]).sum())
    for number in range(ROUNDS):
        city = _City(tables, held, turns=turns)
        turn_of = city.add_turns(options)
        arcs = city.network.add_arcs(turn_of[is_in], city.duties[options.shifts[is_in]], 1, points[is_in])
        flow = city.network.solve()
        helps, loss = ~is_in, 0
        if helps.any():
            reduced = points + flow.potentials[turn_of] - flow.potentials[city.duties[options.shifts]]
            helps &= reduced < 0
            loss = _least_of_each(turn_of[helps], reduced[helps])
        bound = max(bound, flow.cost + loss)
        if -loss <= TOLERANCE * flow.cost or number == ROUNDS - 1 or stop.is_set():
            break
        is_in |= helps
    chosen = options[is_in]
    return Draft(chosen[flow.flows[arcs] > 0], chosen, bound + settled)


def added(tables: Tables, held: Held, options: Pairs) -> Pairs:
    """Of these options the cheapest set that takes at most one for each volunteer, so that no rule about several can break.

    The options are such as `held` admits.
    """
    city = _City(tables, held)
    city.network.add_arcs(city.source, city.people, 1, tables.problem.weights.extra_shift * held.shifts)
    chosen = city.network.add_arcs(city.people[options.volunteers], city.duties[options.shifts], 1, tables.points(options))
    return options[city.network.solve().flows[chosen] > 0]


def settled_cost(tables: Tables, held: Held) -> int:
    """What the placements held cost, by themselves and together, without the seats left open."""
    load = tables.problem.weights.extra_shift * int((held.shifts * (held.shifts - 1) // 2).sum())
    return load + int(tables.points(held.pairs).sum())


def whole_cost(tables: Tables, held: Held) -> int:
    """The objective of the roster that is held."""
    weights = tables.problem.weights
    below = int(np.maximum(0, tables.minimum - held.crews).sum())
    return settled_cost(tables, held) + weights.unfilled * int(held.open_seats.sum()) + weights.below_minimum * below


class _City:
    """The parts that every network of ours has: a source, the volunteers, the shifts with their open seats."""

    def __init__(self, tables: Tables, held: Held, *, turns: int = 0) -> None:
        self.tables = tables
        self.held = held
        self.network = Network()
        # Turns are most of the nodes. With the lowest numbers they let the flow be found a sixth sooner.
        self.turns = self.network.add_nodes("turns", turns)
        [self.source] = self.network.add_nodes("city", 1)
        self.people = self.network.add_nodes("volunteers", len(tables.people))
        self.duties = self.network.add_nodes("shifts", len(tables.duties))
        weights, seats = tables.problem.weights, held.open_seats
        below = np.clip(tables.minimum - held.crews, 0, seats)
        penalties = [weights.unfilled, weights.unfilled + weights.below_minimum]
        self.network.add_convex_arcs(self.source, self.duties, penalties, capacities=np.stack([seats - below, below], axis=1))
        self.network.add_supplies(self.source, int(seats.sum()))
        self.network.add_supplies(self.duties, -seats)

    def add_turns(self, options: Pairs) -> Amounts:
        """Lead from volunteers, through days where more turns are open than a day allows, to turns; the turn of each option."""
        who, when = options.volunteers, self.tables.turns[options.shifts]
        is_new = _changes(who, when)
        owners, days = who[is_new], self.tables.days[options.shifts[is_new]]
        is_new_day = _changes(owners, days)
        day_of = np.cumsum(is_new_day) - 1
        day_owners, turns_on = owners[is_new_day], np.bincount(day_of, minlength=int(is_new_day.sum()))
        room = self.held.room_on(day_owners, days[is_new_day])
        is_tight = turns_on > room
        parents = self.people[day_owners]
        parents[is_tight] = self.network.add_nodes("days", int(is_tight.sum()))
        self.network.add_arcs(self.people[day_owners[is_tight]], parents[is_tight], room[is_tight], 0)
        self.network.add_arcs(parents[day_of], self.turns, 1, 0)
        self._add_loads(self._shifts_left(options, day_owners, np.minimum(turns_on, room)))
        turn_of: Amounts = self.turns.astype(np.int64)[np.cumsum(is_new) - 1]
        return turn_of

    def _add_loads(self, left: Amounts) -> None:
        """The city's arcs to the volunteers: each shift dearer than the one before."""
        steps = np.arange(int(left.max(initial=0)))
        costs = self.tables.problem.weights.extra_shift * (self.held.shifts[:, np.newaxis] + steps)
        self.network.add_convex_arcs(self.source, self.people, costs, capacities=(steps < left[:, np.newaxis]).astype(np.int64))

    def _shifts_left(self, options: Pairs, day_owners: Amounts, room: Amounts) -> Amounts:
        """How many shifts each volunteer could add at the very most: by their own limits, and by days and hours."""
        by_days = np.zeros(len(self.people), dtype=np.int64)
        np.add.at(by_days, day_owners, room)
        shortest = np.full(len(self.people), FOR_EVER)
        np.minimum.at(shortest, options.volunteers, self.tables.minutes[options.shifts])
        by_minutes = (self.tables.max_minutes - self.held.minutes) // shortest
        by_shifts = self.tables.max_shifts - self.held.shifts
        left: Amounts = np.maximum(0, np.stack([by_days, by_minutes, by_shifts]).min(axis=0))
        return left


def _least_of_each(turns: Amounts, reduced: Amounts) -> int:
    """The sum, over turns that are there (in order), of the least reduced cost of each."""
    if not len(turns):
        return 0
    return int(np.minimum.reduceat(reduced, np.flatnonzero(_changes(turns))).sum())


def _changes(*columns: Amounts) -> Mask:
    """Where a row differs from the one before; the first always does."""
    is_new = np.zeros(len(columns[0]), dtype=np.bool_)
    is_new[:1] = True
    for column in columns:
        is_new[1:] |= column[1:] != column[:-1]
    return is_new
