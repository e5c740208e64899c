"""What is asked, what is at hand, and what a match costs.

Units. Days are ordinal integers, and a window holds its last day. Quantities are positive whole units of a category. A place is a pair of
millionths of a degree, north and east (WGS 84). Costs are points, less is better; a unit of a need costs whole millionths of a point
(`POINT` makes one), rounded down term by term, so that solver, check and proof agree to the last digit.

Hard rules. A resource may serve a need if an affinity joins their categories, they share a day, the need lies in the resource's radius,
the giver is not the asker, and the pair was not declined. To one need it hands out at least its `least` and, where it says so, no more
than its `most`. No need gets more than it asks. What is consumed is given once; what is reusable is on no day in more hands than there are
units, and a need holds it on the days they share.
An organisation needs no platform to use what it owns: that is why its own resource is never proposed to it. Two empty names are strangers.
A place that is not known is in everybody's radius and costs no distance: the person who confirms is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property

from wucai.planning.problems import BadProblem as BadProblem  # whoever makes a problem finds it here

Place = tuple[int, int]
"""Millionths of a degree, north and east."""

POINT = 1_000_000
"""Millionths in a point: the grain of every cost."""

FAR_METRES = 50_000
"""From here on farther costs no more: a district is some 30 km long."""

LOAD_STEPS = 8
"""A giver's load costs its square, drawn as straight lines between so many equal shares."""


@dataclass(frozen=True)
class Need:
    """So many units of a category that `asker` still lacks, from day `starts` to day `ends` inclusive."""

    id: str
    category: str
    quantity: int
    starts: int
    ends: int
    place: Place | None = None
    title: str = ""
    asker: str = ""

    def __post_init__(self) -> None:
        """Refuse nonsense."""
        _require_offer(self, self.quantity, self.starts, self.ends, self.place)

    @property
    def days(self) -> int:
        """How many days it lasts."""
        return self.ends - self.starts + 1


@dataclass(frozen=True)
class Resource:
    """So many units that `giver` can still spare on these days, within `radius_metres` of its place (None: anywhere).

    A reusable one comes back: it may serve any number of needs as long as on each day no more units are out than there
    are. `least` is the smallest quantity that the giver hands out to a need; more than is free means that nothing can be
    had. `most` is the largest (None: as much as there is), so that what is there serves many.
    """

    id: str
    category: str
    quantity: int
    starts: int
    ends: int
    giver: str
    place: Place | None = None
    radius_metres: int | None = None
    is_reusable: bool = False
    title: str = ""
    least: int = 1
    most: int | None = None

    def __post_init__(self) -> None:
        """Refuse nonsense."""
        _require_offer(self, self.quantity, self.starts, self.ends, self.place)
        _require(self, "least", self.least, at_least=1)
        if self.most is not None:
            _require(self, "most", self.most, at_least=self.least)
        if self.radius_metres is None:
            return
        _require(self, "radius_metres", self.radius_metres, at_least=0)
        if self.place is None:
            raise BadProblem(f"Resource {self.id!r}: a radius_metres needs a place to be measured from.")


@dataclass(frozen=True)
class Engagement:
    """So many units of a reusable resource that are out already on these days, by an earlier agreement."""

    resource: str
    quantity: int
    starts: int
    ends: int

    def __post_init__(self) -> None:
        """Refuse nonsense."""
        name = f"Engagement of {self.resource!r}"
        _require_window(self, name, self.starts, self.ends)
        _require(self, "quantity", self.quantity, at_least=1, name=name)


@dataclass(frozen=True)
class Weights:
    """What each term costs, in points for a whole need; half a need costs half.

    | weight     | costs                                                                                                    |
    |------------|----------------------------------------------------------------------------------------------------------|
    | unmet      | a need that stays wholly open                                                                            |
    | affinity   | categories with an affinity of 0; with 100 nothing                                                       |
    | distance   | each kilometre, up to 50                                                                                 |
    | window     | a need of whose days none is covered; with all of them nothing                                           |
    | load       | a giver who gives the share x of all they offer in a category: x² for every needful of it, see below     |
    | similarity | titles that share no pair of characters; weak on purpose                                                 |

    Load spares whoever has given much of what they have. A needful is Q units, the largest need that may take from the
    category; a giver who offers C units and gives g pays load · (C / Q) · (g / C)², drawn straight between eighths of C.
    So a unit costs least from who gave least, and at most 2 · load / Q, also beyond C where things come back.

    A need left open must cost more than the worst match, else the solver would rather leave it: that is refused.
    """

    unmet: int = 1_000
    affinity: int = 100
    distance: int = 2
    window: int = 200
    load: int = 40
    similarity: int = 20

    def __post_init__(self) -> None:
        """Refuse weights that are negative, overflow the solver, or make a match dearer than none."""
        for each in fields(self):
            _require(self, each.name, getattr(self, each.name), at_least=0, at_most=10_000, name="Weights")
        if self.unmet <= self.worst_pair + 2 * self.load:
            dearest = self.worst_pair + 2 * self.load
            raise BadProblem(f"Weights: unmet is {self.unmet}, but a match may cost {dearest}: it would never be made.")

    @property
    def worst_pair(self) -> int:
        """What the worst match costs, its giver's load apart."""
        return self.affinity + self.distance * FAR_METRES // 1_000 + self.window + self.similarity


@dataclass(frozen=True, eq=False)
class Problem:
    """Needs, resources, and what may join them.

    affinities: (category of the need, category of the resource) → 0 … 100; what is not there cannot match.
    barred: (need, resource) pairs that were declined; of things that are gone by now they do no harm.
    engagements: what is out already of the reusable resources. Of what is consumed, give the quantity that is left.
    """

    needs: tuple[Need, ...]
    resources: tuple[Resource, ...]
    affinities: Mapping[tuple[str, str], int]
    barred: frozenset[tuple[str, str]] = frozenset()
    weights: Weights = field(default_factory=Weights)
    engagements: tuple[Engagement, ...] = ()

    def __post_init__(self) -> None:
        """Refuse ids that stand twice, affinities out of range, engagements of what is not lent."""
        _require_once("Need", (need.id for need in self.needs))
        _require_once("Resource", (resource.id for resource in self.resources))
        for pair, points in self.affinities.items():
            _require(self, "points", points, at_least=0, at_most=100, name=f"Affinity {' → '.join(map(repr, pair))}")
        for engagement in self.engagements:
            lent = self.resource(engagement.resource)
            if lent is None or not lent.is_reusable:
                raise BadProblem(f"Engagement of {engagement.resource!r}: resource is no reusable resource of this problem.")

    def need(self, need_id: str) -> Need | None:
        """The need of this id, or None."""
        return self._needs.get(need_id)

    def resource(self, resource_id: str) -> Resource | None:
        """The resource of this id, or None."""
        return self._resources.get(resource_id)

    @cached_property
    def _needs(self) -> dict[str, Need]:
        return {need.id: need for need in self.needs}

    @cached_property
    def _resources(self) -> dict[str, Resource]:
        return {resource.id: resource for resource in self.resources}


def _require_offer(thing: Need | Resource, quantity: int, starts: int, ends: int, place: Place | None) -> None:
    kind = type(thing).__name__
    for name in ("id", "category", "title", "asker" if isinstance(thing, Need) else "giver"):
        value = getattr(thing, name)
        if not isinstance(value, str):
            raise BadProblem(f"{kind} {thing.id!r}: {name} must be a text, not {value!r}.")
        if name in ("id", "category") and not value:
            raise BadProblem(f"{kind} {thing.id!r}: {name} is empty.")
    _require(thing, "quantity", quantity, at_least=1, at_most=10**9)
    _require_window(thing, f"{kind} {thing.id!r}", starts, ends)
    if place is None:
        return
    if not isinstance(place, tuple) or len(place) != 2:
        raise BadProblem(f"{kind} {thing.id!r}: place is a pair of millionths of a degree, not {place!r}.")
    for degrees, limit in zip(place, (90, 180), strict=True):
        _require(thing, "place", degrees, at_least=-limit * 1_000_000, at_most=limit * 1_000_000)


def _require_window(thing: object, name: str, starts: int, ends: int) -> None:
    _require(thing, "starts", starts, at_least=0, at_most=10**9, name=name)
    _require(thing, "ends", ends, at_least=0, at_most=10**9, name=name)
    if ends < starts:
        raise BadProblem(f"{name}: ends on day {ends}, before it starts on day {starts}.")


def _require(thing: object, field_name: str, value: object, *, at_least: int, at_most: int = 10**12, name: str = "") -> None:
    name = name or f"{type(thing).__name__} {getattr(thing, 'id', '')!r}"
    if type(value) is not int or not at_least <= value <= at_most:
        raise BadProblem(f"{name}: {field_name} is a whole number from {at_least} to {at_most}, not {value!r}.")


def _require_once(kind: str, ids: Iterable[str]) -> None:
    seen: set[str] = set()
    for each in ids:
        if each in seen:
            raise BadProblem(f"{kind} {each!r}: id stands twice.")
        seen.add(each)
