"""Points of a volunteer on a shift: from one table by colour, and one by place."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from wucai.planning.distances import HALF_ROUND_KM, kilometres_between
from wucai.planning.flow import Amounts
from wucai.planning.rostering.problem import Problem, Shift, Volunteer

Whole: TypeAlias = NDArray[np.int32] | NDArray[np.int64]
"""Whole numbers, in 32 bits where that is enough."""


class Prices:
    """What it costs to put a volunteer on a shift: for the colour, and for the way."""

    def __init__(self, problem: Problem, duties: Sequence[Shift]) -> None:
        """Work out what every volunteer thinks of every colour, and how far they live from every place."""
        weights = problem.weights
        self._colours = {colour: number for number, colour in enumerate(sorted({each.colour for each in duties}))}
        places = sorted({each.place for each in duties if each.place is not None})
        number_of = {place: number for number, place in enumerate(places)}
        self._colour_of = np.array([self._colours[each.colour] for each in duties], dtype=np.intp)
        self._place_of = np.array([-1 if each.place is None else number_of[each.place] for each in duties], dtype=np.intp)
        ranks = max((len(each.colours) for each in problem.volunteers), default=0)
        dearest = max(weights.other_colour, ranks * weights.colour_rank) + weights.per_km * HALF_ROUND_KM + weights.moved
        self._whole = np.int32 if dearest < 2**30 else np.int64
        self._by_colour = self._liking(problem.volunteers, weights.colour_rank, weights.other_colour)
        self._by_place = self._distance(problem.volunteers, places, weights.per_km)

    def of(self, people: Whole, shifts: Whole) -> Amounts:
        """For each pair."""
        points = self._by_colour[people, self._colour_of[shifts]].astype(np.int64)
        points += self._by_place[people, self._place_of[shifts]]
        return points

    def between(self, people: Whole, shifts: Whole) -> Whole:
        """For each of the people on each of the shifts."""
        by_place: Whole = self._by_place[people].take(self._place_of[shifts], axis=1)
        by_place += self._by_colour[people].take(self._colour_of[shifts], axis=1)
        return by_place

    def shared_out(self, crews: Sequence[Whole]) -> Prices:
        """The same, but the members of each crew bear equal parts of what all of them cost; what is left over, the last of them bear.

        The parts are whole and add up: the sum of ⌊(s + i) / k⌋ over i from 0 to k − 1 is s (C. Hermite, 1884).
        """
        shared = copy(self)
        shared._by_colour, shared._by_place = self._by_colour.copy(), self._by_place.copy()
        tables: list[Whole] = [shared._by_colour, shared._by_place]
        for crew in crews:
            for table in tables:
                table[crew] = (table[crew].sum(axis=0) + np.arange(len(crew))[:, np.newaxis]) // len(crew)
        return shared

    def _liking(self, people: Sequence[Volunteer], rank_costs: int, other_costs: int) -> Whole:
        table = np.zeros((len(people), len(self._colours)), dtype=self._whole)
        for row, each in enumerate(people):
            if each.colours:
                table[row] = other_costs
                for rank, colour in enumerate(each.colours):
                    if colour in self._colours:
                        table[row, self._colours[colour]] = rank * rank_costs
        return table

    def _distance(self, people: Sequence[Volunteer], places: Sequence[tuple[int, int]], per_km: int) -> Whole:
        table = np.zeros((len(people), len(places) + 1), dtype=self._whole)  # the last column is for shifts without a place
        housed = np.array([row for row, each in enumerate(people) if each.home is not None], dtype=np.intp)
        homes = np.array([each.home for each in people if each.home is not None], dtype=np.float64).reshape(-1, 2)
        for column, place in enumerate(places):
            table[housed, column] = np.floor(per_km * kilometres_between(homes, np.array(place, dtype=np.float64)) + 0.5)
        return table
