"""What explanations are made of: a pair and what lies between its two, the rules against it, what is free, and who holds it.

Reasons are codes with values; words are the room's. Tests hold each of them against `check`.

| code            | values                                 | says                                                                     |
|-----------------|----------------------------------------|--------------------------------------------------------------------------|
| affinity        | points, of, category                   | how well the resource's category serves the need's, of 100               |
| distance        | metres                                 | how far apart they are                                                   |
| place_unknown   |                                        | one of the two has no place, so that nothing is known of the way         |
| window          | covered, days                          | how many of the need's days the resource covers                          |
| covers          | units, asked                           | what the matching gives                                                  |
| could_cover     | units, asked                           | what it could give in place of the others, as long as nobody else yields |
| load            | giver, given, offered, category        | what the giver gives, by the matching, of all they offer in the category |
| titles          | percent                                | the titles are alike                                                     |
| no_affinity     | asked, offered                         | the categories do not match                                              |
| own             | organisation                           | asker and giver are one                                                  |
| declined        |                                        | the pair was declined before                                             |
| out_of_radius   | metres, radius                         | farther away than the giver goes                                         |
| no_common_day   | starts, ends                           | the resource's window, which holds no day of the need                    |
| too_few         | free, least                            | the giver hands out no fewer than `least`; no more than `free` could go  |
| taken           | by, units                              | another need holds it; of those, the one that holds most                 |
| farther         | metres, than                           | came second by the way; no `than` if of the chosen nothing is known      |
| less_apt        | points, than                           | came second by the category                                              |
| fewer_days      | covered, than                          | came second by the days                                                  |
| less_alike      | percent, than                          | came second by the title                                                 |
| busier          | giver, given, offered, category        | came second because the giver gives much already                         |
| as_good         |                                        | no worse for this need; the others decided                               |
| free            | resource, units                        | would close: it is free, the search only stopped too early               |
| lower_least     | resource, least, now, units            | would close: a giver who hands out fewer                                 |
| higher_most     | resource, most, now, units             | would close: a giver who hands out more to one need                      |
| longer_window   | resource, starts, ends, days, units    | would close: a giver who lends on so many days more, from … to           |
| wider_radius    | resource, metres, radius, units        | would close: a giver who goes so far                                     |
| yielded         | resource, by, units                    | would close: another need that yields what it holds                      |
| new_offer       | category, units                        | would close: a further offer in the category that serves best            |
| new_affinity    | category                               | no category of resource serves this one                                  |
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from wucai.planning.distances import kilometres
from wucai.planning.matching.problem import FAR_METRES, Need, Problem, Resource
from wucai.planning.matching.solution import Allocation, Matching
from wucai.planning.text import similarity


class Code(StrEnum):
    """What a reason says; the table above tells its values."""

    AFFINITY = "affinity"
    DISTANCE = "distance"
    PLACE_UNKNOWN = "place_unknown"
    WINDOW = "window"
    COVERS = "covers"
    COULD_COVER = "could_cover"
    LOAD = "load"
    TITLES = "titles"
    NO_AFFINITY = "no_affinity"
    OWN = "own"
    DECLINED = "declined"
    OUT_OF_RADIUS = "out_of_radius"
    NO_COMMON_DAY = "no_common_day"
    TOO_FEW = "too_few"
    TAKEN = "taken"
    FARTHER = "farther"
    LESS_APT = "less_apt"
    FEWER_DAYS = "fewer_days"
    LESS_ALIKE = "less_alike"
    BUSIER = "busier"
    AS_GOOD = "as_good"
    FREE = "free"
    LOWER_LEAST = "lower_least"
    HIGHER_MOST = "higher_most"
    LONGER_WINDOW = "longer_window"
    WIDER_RADIUS = "wider_radius"
    YIELDED = "yielded"
    NEW_OFFER = "new_offer"
    NEW_AFFINITY = "new_affinity"


@dataclass(frozen=True)
class Reason:
    """A code and its values."""

    code: Code
    values: Mapping[str, int | str]


@dataclass(frozen=True)
class Pair:
    """A need and a resource, and what lies between them."""

    need: Need
    resource: Resource
    metres: int | None
    covered: int

    @cached_property
    def alike(self) -> float:
        """How alike the titles are, from 0 to 1; costs more than the rest together, so only on demand."""
        return similarity(self.need.title, self.resource.title)

    @classmethod
    def of(cls, problem: Problem, need_id: str, resource_id: str) -> Pair:
        """The pair of these ids; LookupError if the problem has one of them not."""
        need, resource = problem.need(need_id), problem.resource(resource_id)
        if need is None or resource is None:
            raise LookupError(f"There is no need {need_id} or no resource {resource_id} in this problem.")
        return cls.between(need, resource)

    @classmethod
    def between(cls, need: Need, resource: Resource) -> Pair:
        """The pair of these two."""
        far = round(1_000 * kilometres(need.place, resource.place)) if need.place and resource.place else None
        covered = max(0, min(need.ends, resource.ends) - max(need.starts, resource.starts) + 1)
        return cls(need, resource, far, covered)


def points(problem: Problem, pair: Pair) -> dict[Code, float]:
    """What an allowed pair costs for a whole need, in points, by the reason for which it may come second."""
    weights = problem.weights
    return {
        Code.FARTHER: weights.distance * min(pair.metres or 0, FAR_METRES) / 1_000,
        Code.LESS_APT: weights.affinity * (100 - problem.affinities[pair.need.category, pair.resource.category]) / 100,
        Code.FEWER_DAYS: weights.window * (pair.need.days - pair.covered) / pair.need.days,
        Code.LESS_ALIKE: weights.similarity * (1 - pair.alike),
    }


def obstacles(problem: Problem, pair: Pair) -> tuple[Reason, ...]:
    """Every rule that forbids the pair, whatever else is matched."""
    need, resource, found = pair.need, pair.resource, []
    if (need.category, resource.category) not in problem.affinities:
        found.append(Reason(Code.NO_AFFINITY, {"asked": need.category, "offered": resource.category}))
    if need.asker and need.asker == resource.giver:
        found.append(Reason(Code.OWN, {"organisation": need.asker}))
    if (need.id, resource.id) in problem.barred:
        found.append(Reason(Code.DECLINED, {}))
    if pair.metres is not None and resource.radius_metres is not None and pair.metres > resource.radius_metres:
        found.append(Reason(Code.OUT_OF_RADIUS, {"metres": pair.metres, "radius": resource.radius_metres}))
    if not pair.covered:
        found.append(Reason(Code.NO_COMMON_DAY, {"starts": resource.starts, "ends": resource.ends}))
    out = [(each.starts, each.ends, each.quantity) for each in problem.engagements if each.resource == resource.id]
    most = min(need.quantity, resource.quantity - _most_out(out, pair))
    if most < resource.least:
        found.append(Reason(Code.TOO_FEW, {"free": max(0, most), "least": resource.least}))
    return tuple(found)


class Given:
    """What a matching has given, found by resource: made once for many questions."""

    def __init__(self, problem: Problem, matching: Matching) -> None:
        """Sort the allocations by resource."""
        self._problem = problem
        self._of: dict[str, list[Allocation]] = {}
        for each in matching.allocations:
            self._of.setdefault(each.resource, []).append(each)

    def to(self, pair: Pair) -> int:
        """The units that the need gets from the resource."""
        return sum(each.quantity for each in self._of.get(pair.resource.id, ()) if each.need == pair.need.id)

    def free(self, pair: Pair, *, spared: Allocation | None = None) -> int:
        """The units that the giver hands out to this need while every other keeps what it has, but for the spared allocation."""
        left, most = self._left(pair, spared), pair.resource.most
        return left if most is None else min(left, most)

    def _left(self, pair: Pair, spared: Allocation | None) -> int:
        resource, others = pair.resource, [each for each in self._rivals(pair) if each != spared]
        if not resource.is_reusable:
            return max(0, resource.quantity - sum(each.quantity for each in others))
        spans = [(each.starts, each.ends, each.quantity) for each in self._problem.engagements if each.resource == resource.id]
        for each in others:
            holder = self._problem.need(each.need)
            if holder is not None:
                spans.append((max(holder.starts, resource.starts), min(holder.ends, resource.ends), each.quantity))
        return max(0, resource.quantity - _most_out(spans, pair))

    def holder(self, pair: Pair) -> Allocation | None:
        """The allocation to another need that takes most of what this one could have had, or None."""
        return max(self._rivals(pair), key=lambda each: (each.quantity, each.need), default=None)

    def load(self, resource: Resource) -> tuple[int, int]:
        """What the giver gives and offers, in this resource's category."""
        pool = [each for each in self._problem.resources if (each.giver, each.category) == (resource.giver, resource.category)]
        return sum(each.quantity for one in pool for each in self._of.get(one.id, ())), sum(one.quantity for one in pool)

    def _rivals(self, pair: Pair) -> list[Allocation]:
        """The allocations to other needs that take away from this one: of a reusable resource those that share a day with it."""
        others = [each for each in self._of.get(pair.resource.id, ()) if each.need != pair.need.id]
        return [each for each in others if not pair.resource.is_reusable or self._meets(each, pair)]

    def _meets(self, other: Allocation, pair: Pair) -> bool:
        need = self._problem.need(other.need)
        if need is None:
            return False
        return max(need.starts, pair.need.starts, pair.resource.starts) <= min(need.ends, pair.need.ends, pair.resource.ends)


def _most_out(spans: list[tuple[int, int, int]], pair: Pair) -> int:
    """The most units out on a day that the pair shares; spans are (first day, last day, units)."""
    first, last = max(pair.need.starts, pair.resource.starts), min(pair.need.ends, pair.resource.ends)
    touching = [span for span in spans if span[0] <= last and span[1] >= first]
    days = {max(first, starts) for starts, _, _ in touching} if first <= last else set()
    return max((sum(units for starts, ends, units in touching if starts <= day <= ends) for day in days), default=0)
