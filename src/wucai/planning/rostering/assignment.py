"""Rosters as min-cost flow: one large flow that bounds the cost of every roster, and small ones that never break a rule.

city → volunteer → (day) → turn → shift. The arcs into a volunteer grow dearer by `extra_shift` with each shift; of a turn (shifts that
share a moment, see `tables`) a volunteer serves on one; what no volunteer fills flows from the city to the shift for the penalty of an
open seat (see `city`). Without the rules about rest, days in a row, minutes, ways, groups and shifts that overlap across turns, this flow
is the problem itself (P. Smet et al., PATAT 2014), so it costs no more than any roster; with them, it is a first draft.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from wucai.planning.flow import Amounts, Flow, Ids
from wucai.planning.rostering.city import City
from wucai.planning.rostering.held import Held, settled_cost
from wucai.planning.rostering.options import Block, blocks, joined, possible
from wucai.planning.rostering.prices import Whole
from wucai.planning.rostering.sieve import Sieve, count_above, likely, scattered, united, unreachable, worth_in
from wucai.planning.rostering.tables import LEVELS, Mask, Pairs, Tables, distinct
from wucai.planning.search import Stop, rng

ROUNDS = 5
"""How often options that their prices call for are put in and the flow is solved again."""
TOLERANCE = 0.001
"""The bound may lie so much beneath the flow's cost, relatively, for options left out."""
PUT_IN = 4
"""Of what could help, so many of each volunteer's options at each time are put in at once."""
SAMPLE = 10
"""Of many volunteers, one in so many is placed first, to learn what shifts are worth."""


@dataclass(frozen=True, eq=False)
class Draft:
    """What comes of the large flow.

    pairs: placements beside what is held, which may break the rules left out. options: among which it chose, by volunteer and then by
    time. prices: what one more volunteer of each level (row) saves on each shift (column), in points. bound: no roster costs less.
    """

    pairs: Pairs
    options: Pairs
    prices: Amounts
    bound: int


def drafted(tables: Tables, held: Held, stop: Stop, sieve: Sieve | None = None) -> Draft:
    """Fill the seats that are open beside what is held, about as cheaply as any roster could.

    An option that is left out can lower the cost by what its turn would gain at most: that is taken off the bound, and where it is much,
    the options that could help are put in, unless the stop is set.
    """
    duties = held.open_seats > 0
    sieve = sieve or Sieve()
    if count_above(tables, held, duties, sieve.at_once):
        options, are_all = likely(tables, held, duties, sieve, _guessed(held, duties, sieve)), False
    else:
        options, are_all = possible(tables, held, duties), True
    settled, bound = settled_cost(held), 0
    for number in range(ROUNDS):
        large = _Large(held, options, np.flatnonzero(duties))
        missing, loss = (options[:0], 0) if are_all else large.left_out(duties)
        bound = large.flow.cost + loss if number == 0 else max(bound, large.flow.cost + loss)
        if -loss <= TOLERANCE * abs(large.flow.cost) or number == ROUNDS - 1 or stop.is_set():
            break
        options = united([options, missing])
    return Draft(large.chosen, options, large.city.prices(large.flow), bound + settled)


def added(held: Held, options: Pairs) -> Pairs:
    """Of these options the cheapest set that takes at most one for each volunteer, so that no rule about several can break.

    The options are such as `held` admits.
    """
    people = distinct(options.volunteers)
    city = City(held, people, distinct(options.shifts))
    city.add_loads(np.ones(len(people), dtype=np.int64))
    points = held.tables.points(options)
    chosen = city.network.add_arcs(city.persons(options.volunteers), city.entrances(options), 1, points)
    return options[city.network.solve().flows[chosen] > 0]


def _guessed(held: Held, duties: Mask, sieve: Sieve) -> Amounts:
    """About what a volunteer of each level is worth on each shift: by a flow of some volunteers on as large a share of the seats."""
    tables = held.tables
    nothing = np.zeros((len(LEVELS), len(tables.duties)), dtype=np.int64)
    if len(tables.people) < SAMPLE * sieve.sampled:
        return nothing
    chance = rng(0, "rostering", "sample")
    some = chance.permutation(len(tables.people)) % SAMPLE == 0
    seats = np.floor(held.open_seats / SAMPLE + chance.random(len(tables.duties))).astype(np.int64)
    options = likely(tables, held, duties, replace(sieve, cheapest=sieve.cheapest + 2), nothing, people=some, seats=np.maximum(1, seats))
    sample = _Large(held, options, np.flatnonzero(duties), seats=seats)
    return sample.city.prices(sample.flow)


class _Large:
    """The one large flow: options in order, grouped by turn, turns by day."""

    def __init__(self, held: Held, options: Pairs, duties: Amounts, *, seats: Amounts | None = None) -> None:
        self.held, self.tables, self.options = held, held.tables, options
        is_new = _changes(options.volunteers, self.tables.turns[options.shifts])
        self.firsts = np.flatnonzero(is_new)
        self.turn_of = np.cumsum(is_new) - 1
        self.city = City(held, distinct(options.volunteers), duties, turns=len(self.firsts), seats=seats)
        self.parents = self._add_turns()
        self.points = self.tables.points(options)
        network = self.city.network
        arcs = network.add_arcs(self.city.turns[self.turn_of], self.city.entrances(options), 1, self.points)
        self.flow: Flow = network.solve()
        self.chosen = options[self.flow.flows[arcs] > 0]

    def left_out(self, duties: Mask) -> tuple[Pairs, int]:
        """Options left out that could help, and by how much at most all of them together (below zero)."""
        prices = self.city.prices(self.flow)
        owners, turns = self.options.volunteers[self.firsts], self.tables.turns[self.options.shifts[self.firsts]]
        levels = self.tables.levels
        worth = self.points - prices[levels[self.options.volunteers], self.options.shifts]
        # What a turn costs its volunteer's node, at best: with its best option, or 0 with none.
        came_in = -self.city.above_city(self.flow, self.parents)
        best = np.minimum(came_in, np.minimum.reduceat(worth, self.firsts)) if len(self.firsts) else came_in
        better = best.copy()
        order = np.lexsort((owners, turns))
        owners, starts = owners[order], np.searchsorted(turns[order], np.arange(int(self.tables.turns.max(initial=0)) + 2))
        missing = []
        for block in blocks(self.tables, self.held, duties):
            turn = int(self.tables.turns[block.shifts[0]])
            costs = worth_in(block, prices, levels)
            least = costs.min(axis=1)
            rows = np.flatnonzero(least < unreachable(block))
            mine = order[starts[turn] + np.searchsorted(owners[starts[turn] : starts[turn + 1]], block.volunteers[rows])]
            helps = least[rows] < best[mine]
            rows, mine = rows[helps], mine[helps]
            better[mine] = np.minimum(better[mine], least[rows])
            missing.append(_least_below(block, rows, costs[rows], best[mine]))
        return joined(missing), int((better - best).sum())

    def _add_turns(self) -> Ids:
        """Lead from volunteers, through days where more turns are open than a day allows, to turns; the node before each turn."""
        options, tables, network = self.options, self.tables, self.city.network
        owners, days = options.volunteers[self.firsts], tables.days[options.shifts[self.firsts]]
        is_new_day = _changes(owners, days)
        day_of = np.cumsum(is_new_day) - 1
        day_owners, turns_on = owners[is_new_day], np.bincount(day_of, minlength=int(is_new_day.sum()))
        shortest = np.minimum.reduceat(tables.minutes[options.shifts], self.firsts[is_new_day]) if len(options) else turns_on
        room = self.held.room_on(day_owners, days[is_new_day], shortest)
        is_tight = turns_on > room
        nodes = self.city.persons(day_owners)
        tight = network.add_nodes("days", int(is_tight.sum()))
        network.add_arcs(nodes[is_tight], tight, room[is_tight], 0)
        nodes[is_tight] = tight
        network.add_arcs(nodes[day_of], self.city.turns, 1, 0)
        self._add_loads(day_owners, np.minimum(turns_on, room), shortest)
        parents: Ids = nodes[day_of]
        return parents

    def _add_loads(self, day_owners: Ids, room: Amounts, shortest: Amounts) -> None:
        """How many shifts each volunteer could add at the very most: by their own limits, and by days."""
        firsts = np.flatnonzero(_changes(day_owners))
        if len(firsts):
            by_days = np.add.reduceat(room, firsts)
            left = self.held.shifts_left(day_owners[firsts], np.minimum.reduceat(shortest, firsts))
            self.city.add_loads(np.minimum(by_days, left))


def _least_below(block: Block, rows: Amounts, costs: Whole, limits: Amounts) -> Pairs:
    """Of these rows of the block what lies below the limit of its row, the least few of each row."""
    below = costs < limits[:, np.newaxis]
    if len(rows) and costs.shape[1] > PUT_IN:
        columns = np.argpartition(scattered(costs, block.volunteers[rows], block.shifts), PUT_IN, axis=1)[:, :PUT_IN]
        few = np.zeros_like(below)
        np.put_along_axis(few, columns, np.take_along_axis(below, columns, axis=1), axis=1)
        below = few
    at, where = np.nonzero(below)
    return Pairs(block.volunteers[rows[at]], block.shifts[where])


def _changes(*columns: Amounts | Ids) -> Mask:
    """Where a row differs from the one before; the first always does."""
    is_new = np.zeros(len(columns[0]), dtype=np.bool_)
    is_new[:1] = True
    for column in columns:
        is_new[1:] |= column[1:] != column[:-1]
    return is_new
