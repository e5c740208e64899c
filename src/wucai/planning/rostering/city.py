"""The network that every flow of ours begins with: a city, its volunteers, and shifts with their open seats.

A seat stays open for a penalty that flows straight from the city to the shift. Where it matters who stands beside whom, a shift with an
empty crew has a first seat apart: whoever takes it answers for what the crew costs at their level (`held.crew_costs`), and an option
leads to an entrance by its volunteer's level, from there to the first seat or past it. Where a crew stands already, one volunteer of a
better level lowers that cost. An empty first seat costs the dearest penalty and nothing else, so that the flow is never too dear; on a
shift that is filled it is exact.
"""

from __future__ import annotations

import numpy as np

from wucai.planning.flow import Amounts, Flow, Ids, Network
from wucai.planning.rostering.held import Held, crew_costs
from wucai.planning.rostering.prices import Whole
from wucai.planning.rostering.tables import LEVELS, NOBODY, Pairs


class City:
    """A network under construction, for these volunteers and shifts beside what is held."""

    def __init__(self, held: Held, people: Whole, duties: Whole, *, turns: int = 0, seats: Amounts | None = None) -> None:
        """Set up nodes and seats: the open ones of each shift, or as many as said. People and duties are in order, each once."""
        self.held = held
        self._seats = (held.open_seats if seats is None else seats)[duties]
        self.tables = held.tables
        self.network = Network()
        # Turns are most of the nodes. With the lowest numbers they let the flow be found a sixth sooner.
        self.turns = self.network.add_nodes("turns", turns)
        [self.source] = self.network.add_nodes("city", 1)
        self._people, self._duties = people, duties
        self._person_nodes = self.network.add_nodes("volunteers", len(people))
        self._duty_nodes = self.network.add_nodes("shifts", len(duties))
        self._entrances = np.tile(self._duty_nodes, (len(LEVELS), 1))
        self._costs = crew_costs(self.tables)[duties]
        self._has_level = np.bincount(self.tables.levels[people], minlength=len(LEVELS)) > 0
        is_first = self._firsts()
        self._add_seats(is_first)
        self._add_first_seats(np.flatnonzero(is_first))
        self._add_better(np.flatnonzero(~is_first & (held.best_levels[duties] > NOBODY)))

    def persons(self, people: Whole) -> Ids:
        """The nodes of these volunteers."""
        return self._person_nodes[np.searchsorted(self._people, people)]

    def entrances(self, options: Pairs) -> Ids:
        """The nodes to which these options lead."""
        return self._entrances[self.tables.levels[options.volunteers], np.searchsorted(self._duties, options.shifts)]

    def prices(self, flow: Flow) -> Amounts:
        """What a volunteer of each level (row) saves on each shift of the problem (column), whatever they cost, by this flow."""
        prices = np.zeros((len(LEVELS), len(self.tables.duties)), dtype=np.int64)
        prices[:, self._duties] = self.above_city(flow, self._entrances)
        return prices

    def above_city(self, flow: Flow, nodes: Ids) -> Amounts:
        """By how much a unit is dearer at these nodes than in the city."""
        return np.asarray(flow.potentials[nodes] - flow.potentials[self.source])

    def add_loads(self, left: Amounts) -> None:
        """The city's arcs to the volunteers, who take so many shifts more at the most, each dearer than the one before."""
        steps = np.arange(int(left.max(initial=0)))
        costs = self.tables.problem.weights.extra_shift * (self.held.shifts[self._people][:, np.newaxis] + steps)
        room = (steps < left[:, np.newaxis]).astype(np.int64)
        self.network.add_convex_arcs(self.source, self._person_nodes, costs, capacities=room)

    def _firsts(self) -> Amounts:
        """Whether whoever comes first to the shift may have to answer for its crew."""
        levels = np.flatnonzero(self._has_level)
        dearest = self._costs[:, levels[:1]].sum(axis=1)
        is_empty = self.held.best_levels[self._duties] == NOBODY
        return np.asarray(is_empty & (self._seats > 0) & (dearest > 0))

    def _add_seats(self, is_first: Amounts) -> None:
        """All open seats, the first ones apart; first seats count as those that are missed most."""
        weights, seats = self.tables.problem.weights, self._seats
        below = np.clip((self.tables.minimum - self.held.crews)[self._duties], 0, seats)
        self._first_penalty = weights.unfilled + weights.below_minimum * (below > 0)
        self._rest = seats - is_first
        below = below - (is_first & (below > 0))
        penalties = [weights.unfilled, weights.unfilled + weights.below_minimum]
        room = np.stack([self._rest - below, below], axis=1)
        self.network.add_convex_arcs(self.source, self._duty_nodes, penalties, capacities=room)
        self.network.add_supplies(self.source, int(seats.sum()))
        self.network.add_supplies(self._duty_nodes, -self._rest)

    def _add_first_seats(self, firsts: Amounts) -> None:
        seats = self.network.add_nodes("first seats", len(firsts))
        self.network.add_arcs(self.source, seats, 1, self._first_penalty[firsts])
        self.network.add_supplies(seats, -1)
        for level in np.flatnonzero(self._has_level).tolist():
            entrances = self.network.add_nodes(f"entrances of {LEVELS[level]}s", len(firsts))
            self.network.add_arcs(entrances, seats, 1, self._costs[firsts, level])
            self.network.add_arcs(entrances, self._duty_nodes[firsts], self._rest[firsts], 0)
            self._entrances[level, firsts] = entrances

    def _add_better(self, crews: Amounts) -> None:
        """Where a crew stands: the way in for one volunteer of a better level, who lowers what the crew costs."""
        stands = self._costs[crews, self.held.best_levels[self._duties[crews]]]
        gains = np.where(self._has_level, stands[:, np.newaxis] - self._costs[crews], 0)
        crews, gains = crews[gains.max(axis=1, initial=0) > 0], gains[gains.max(axis=1, initial=0) > 0]
        betters = self.network.add_nodes("better ones", len(crews))
        self.network.add_arcs(betters, self._duty_nodes[crews], 1, 0)
        for level in range(len(LEVELS)):
            better = np.flatnonzero(gains[:, level] > 0)
            entrances = self.network.add_nodes(f"entrances of better {LEVELS[level]}s", len(better))
            self.network.add_arcs(entrances, betters[better], 1, -gains[better, level])
            self.network.add_arcs(entrances, self._duty_nodes[crews[better]], self._rest[crews[better]], 0)
            self._entrances[level, crews[better]] = entrances
