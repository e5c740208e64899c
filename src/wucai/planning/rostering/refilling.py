"""How holes are filled: by small flows with nobody moved, by chains that move only whom these put there, then by chains of moves.

A round gives each volunteer one more shift at the most, so that no rule about several can break; when no round gains, nobody could take
what is open as things stand. From a hole that stays open one then goes outward: to those who could take it had they not just been given
another hole, to that one, and so on. Where that leads to nobody who is free, the shifts reached are closed in, and no more of them can be
filled than a largest flow of all their volunteers gives.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from wucai.planning.flow import Amounts, Ids, Network
from wucai.planning.rostering.barriers import ALONE, Groups, Readiness, among
from wucai.planning.rostering.chains import LOOKS, NOTHING, Board, Step
from wucai.planning.rostering.growth import Growth
from wucai.planning.rostering.held import Held
from wucai.planning.rostering.options import Block, blocks, joined
from wucai.planning.rostering.tables import Mask, Pairs, distinct
from wucai.planning.search import Stop

A_SEAT = 30
"""Of those who could fill a hole with nobody moved, so many for each seat, the cheapest, are looked at in one round."""
LONGEST = 6
"""A chain that moves people has at most so many steps."""
CLOSING_LOOKS = 400
"""So many shifts are looked at, at most, to close in one hole that nobody can fill."""
TO_PROVE = 500_000
"""With more pairs than this the largest flow is not looked for."""


class Refilling:
    """What stands after the absences, and what was put into the holes since."""

    def __init__(
        self, fixed: Held, wanted: Amounts, barred: Pairs, groups: Groups, readiness: Readiness, *, pinned: Pairs, stop: Stop
    ) -> None:
        """fixed: what stands. wanted: how many holes on each shift. barred: pairs that are never made. pinned: what is never moved."""
        self.tables = fixed.tables
        self.fixed = self.held = fixed
        self.wanted, self._barred, self._stop = wanted, barred, stop
        self._groups, self._readiness = groups, readiness
        self._pinned = np.sort(pinned.keys)
        self._closed: Mask | None = np.zeros(len(wanted), dtype=np.bool_)
        self._is_done = False

    @property
    def left(self) -> Amounts:
        """How many holes are still open on each shift."""
        return self.wanted - (self.held.crews - self.fixed.crews)

    def fill(self) -> None:
        """Fill what can be with nobody moved."""
        while self._round() or self._bring_groups():
            pass
        while self.left.any() and not self._stop.is_set():
            movable = ~among(self.held.pairs.keys, self.fixed.pairs.keys)
            if not self._chain(movable, most=len(self.wanted) + 1, looks=CLOSING_LOOKS, room=len(self.held.pairs)):
                break

    def move(self, budget: int) -> None:
        """Fill more, with at most so many placements of those present changed in all; short chains first."""
        while self.left.any() and not self._is_done and not self._stop.is_set():
            room = budget - self.moved()
            movable = ~among(self.held.pairs.keys, self._pinned)
            if room <= 0 or not self._chain(movable, most=min(LONGEST, room + 1), looks=LOOKS, room=room):
                self._is_done = room >= LONGEST
                return

    def moved(self) -> int:
        """How many placements that stood do no longer."""
        return int((~among(self.fixed.pairs.keys, self.held.pairs.keys)).sum())

    def at_most(self) -> int:
        """No more holes can be filled with nobody moved; to be asked after `fill`."""
        holes = int(self.wanted.sum())
        if not self.left.any() or self._closed is None or self._stop.is_set():
            return holes
        return int(self.wanted[~self._closed].sum()) + self._most_within(self._closed & (self.wanted > 0))

    def _round(self) -> bool:
        """Place as many as one more shift for each volunteer allows; whether that was anybody."""
        left = self.left
        if self._stop.is_set() or not left.any():
            return False
        alone = self._groups.of == ALONE
        cheap = [_cheapest(block, left, alone) for block in self._blocks(self.held, left > 0)]
        chosen = _placed(self.held, joined(cheap).sorted(), left)
        self._stop.step()
        return self._add(chosen)

    def _bring_groups(self) -> bool:
        """Bring whole groups to holes that have room for them; whether there was one."""
        if not self._groups.members or self._stop.is_set():
            return False
        board = self._board(np.zeros(len(self.held.pairs), dtype=np.bool_))
        for shift in np.flatnonzero(self.left > 1).tolist():
            found = [pairs for pairs in board.together(shift) if len(pairs) <= self.left[shift]]
            if found:
                return self._add(min(found, key=lambda pairs: int(board.growth.joining(pairs).sum())))
        return False

    def _add(self, chosen: Pairs) -> bool:
        if len(chosen):
            self.held = Held(self.tables, self.held.pairs + chosen)
        return bool(len(chosen))

    def _board(self, movable: Mask) -> Board:
        return Board(self.held, self._readiness, self._groups, movable, self._barred.keys)

    def _chain(self, movable: Mask, *, most: int, looks: int, room: int) -> bool:
        """For each hole the shortest chain, of different people; those that the room allows are gone. Whether there was one."""
        board, used = self._board(movable), np.zeros(len(self.tables.people), dtype=np.bool_)
        left = self.left
        self._closed = np.zeros(len(left), dtype=np.bool_)
        found: list[tuple[Step, ...]] = []
        for shift in np.repeat(np.arange(len(left)), left).tolist():
            if self._stop.is_set():
                break
            steps, reached = board.chain(shift, most=most, looks=looks, used=used)
            used[[step.volunteer for step in steps]] = True
            found += [steps] if steps else []
            if reached is None:
                self._closed = None
            elif self._closed is not None:
                self._closed[reached] = True
        return self._go([step for steps in _within(sorted(found, key=len), room) for step in steps])

    def _go(self, steps: list[Step]) -> bool:
        """Take these steps."""
        given_up = [step.left for step in steps if step.left != NOTHING]
        stays = np.ones(len(self.held.pairs), dtype=np.bool_)
        stays[given_up] = False
        people = np.array([step.volunteer for step in steps], dtype=np.int32)
        taken = Pairs(people, np.array([step.takes for step in steps], dtype=np.int32))
        if steps:
            self.held = Held(self.tables, self.held.pairs[stays] + taken)
            self._stop.step()
        return bool(steps)

    def _blocks(self, held: Held, duties: Mask) -> Iterator[Block]:
        """What is possible, less what is barred."""
        for block in blocks(self.tables, held, duties):
            barred = self._barred[among(self._barred.shifts, block.shifts) & among(self._barred.volunteers, block.volunteers)]
            rows = np.searchsorted(block.volunteers, barred.volunteers)
            block.possible[rows, np.searchsorted(block.shifts, barred.shifts)] = False
            yield block

    def _most_within(self, duties: Mask) -> int:
        """How many holes of these shifts a largest flow fills: each volunteer on no two that share a moment, on no more than they may."""
        wanted, parts, count = int(self.wanted[duties].sum()), list[Pairs](), 0
        for block in self._blocks(self.fixed, duties):
            parts.append(block.pairs())
            count += len(parts[-1])
            if count > TO_PROVE:
                return wanted
        options = joined(parts).sorted()
        people, shifts = distinct(options.volunteers), distinct(options.shifts)
        owners, ends = np.searchsorted(people, options.volunteers), np.searchsorted(shifts, options.shifts)
        turns, turn_of = np.unique((owners.astype(np.int64) << 32) + self.tables.turns[options.shifts], return_inverse=True)
        shortest = np.full(len(people), np.iinfo(np.int64).max)
        np.minimum.at(shortest, owners, self.tables.minutes[options.shifts])
        network = Network()
        [source] = network.add_nodes("city", 1)
        persons, nodes = network.add_nodes("volunteers", len(people)), network.add_nodes("turns", len(turns))
        duties_nodes = network.add_nodes("shifts", len(shifts))
        network.add_arcs(source, persons, self.fixed.shifts_left(people, shortest), 0)
        network.add_arcs(persons[turns >> 32], nodes, 1, 0)
        network.add_arcs(nodes[turn_of], duties_nodes[ends], 1, 0)
        network.add_arcs(source, duties_nodes, self.wanted[shifts], 1)
        network.add_supplies(source, int(self.wanted[shifts].sum()))
        network.add_supplies(duties_nodes, -self.wanted[shifts])
        return int(self.wanted[shifts].sum()) - network.solve().cost


def _cheapest(block: Block, left: Amounts, alone: Mask) -> Pairs:
    """For each seat that is left on a shift the cheapest so many of those who are bound to no group."""
    possible = np.ascontiguousarray((block.possible & alone[block.volunteers][:, np.newaxis]).T)
    found = []
    for column, count in enumerate((A_SEAT * left[block.shifts]).tolist()):
        rows = np.flatnonzero(possible[column])
        if count < len(rows):
            rows = rows[np.argpartition(block.points[rows, column], count)[:count]]
        found.append(Pairs(block.volunteers[rows], np.full(len(rows), block.shifts[column], dtype=np.int32)))
    return joined(found)


def _placed(held: Held, options: Pairs, left: Amounts) -> Pairs:
    """Of these options as many as fit on the seats left, one for each volunteer; below the minimum first, then the cheapest."""
    people, shifts = distinct(options.volunteers), distinct(options.shifts)
    seats, costs = left[shifts], Growth(held).joining(options)
    network = Network()
    [source] = network.add_nodes("city", 1)
    persons, duties = network.add_nodes("volunteers", len(people)), network.add_nodes("shifts", len(shifts))
    network.add_arcs(source, persons, 1, 0)
    chosen = network.add_arcs(_at(persons, people, options.volunteers), _at(duties, shifts, options.shifts), 1, costs)
    span = int(costs.max(initial=0)) - int(costs.min(initial=0)) + 1
    dear = span * (1 + min(len(people), int(seats.sum())))
    below = np.clip((held.tables.minimum - held.crews)[shifts], 0, seats)
    penalties = [dear, dear + held.tables.problem.weights.below_minimum]
    network.add_convex_arcs(source, duties, penalties, capacities=np.stack([seats - below, below], axis=1))
    network.add_supplies(source, int(seats.sum()))
    network.add_supplies(duties, -seats)
    return options[network.solve().flows[chosen] > 0]


def _at(nodes: Ids, known: Ids, asked: Ids) -> Ids:
    return nodes[np.searchsorted(known, asked)]


def _within(chains: list[tuple[Step, ...]], room: int) -> Iterator[tuple[Step, ...]]:
    """The first chains that together give up no more than the room."""
    for steps in chains:
        room -= len(steps) - 1
        if room < 0:
            return
        yield steps
