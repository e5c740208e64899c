"""The rostering problem: volunteers, shifts, what is already fixed, and what each imperfection costs.

Times are whole minutes since a moment of the caller's choice; coordinates are millionths of a degree (WGS 84). A shift belongs to the
day on which it begins: day = (starts − day_zero) // day_minutes.

The hard rules, each judged by `check`:

- A shift lies wholly within one window of the volunteer's, and within their hours of the day (minors).
- The qualification that it asks for is valid at its end; the language that it asks for is spoken.
- A volunteer is on a shift once, and on no two shifts that share a moment. Between two shifts lies the way from one station to the other.
- Between two shifts of one volunteer that belong to different days lie at least `min_rest_minutes`. Two shifts of one day may follow
  each other without rest.
- A volunteer serves on at most `max_day_shifts` shifts and for at most `max_day_minutes` on one day, for at most `max_week_minutes` in
  one week, on at most `max_consecutive_days` days in a row, on at most `max_shifts` shifts and for at most `max_minutes` in all. What is
  pinned counts.
- The members of a group serve on the same shifts or none, unless the roster says with its reason that the group is split.
- No more volunteers than seats; every pin is kept.

A week is seven days from day zero: week = day // 7.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum

from wucai.planning.problems import BadProblem as BadProblem  # whoever makes a problem finds it here

MINUTE_LIMIT = 2**40
"""Minutes lie between ± 2⁴⁰ (two million years): sums of them stay far from 64 bits."""

WEIGHT_LIMIT = 100_000
"""No weight is larger, so that costs stay within what a flow of a million nodes takes."""


DAYS_IN_A_WEEK = 7


class Experience(StrEnum):
    """How far a volunteer can stand on their own; a leader is experienced, too."""

    NEWCOMER = "newcomer"
    EXPERIENCED = "experienced"
    LEADER = "leader"


@dataclass(frozen=True)
class Window:
    """From when to when a volunteer can serve: minutes, the end not included. Windows that touch are not joined."""

    starts: int
    ends: int

    def __post_init__(self) -> None:
        """Refuse what ends before it begins."""
        _require_span("A window", self.starts, self.ends)


@dataclass(frozen=True, kw_only=True)
class Volunteer:
    """Who can serve when, on what, and how much.

    colours: wishes, the dearest first; empty when all are equal. Other colours may be given, at a price.
    qualifications: name → the last minute at which it is valid, None for ever.
    home: latitude and longitude in millionths of a degree, or None: then no way costs anything.
    hours: from which to which minute of a day they may serve, for minors; a shift past midnight counts on: 1,500 is one o'clock.
    """

    id: str
    windows: tuple[Window, ...] = ()
    colours: tuple[str, ...] = ()
    qualifications: Mapping[str, int | None] = field(default_factory=dict, hash=False)
    languages: frozenset[str] = frozenset()
    home: tuple[int, int] | None = None
    max_shifts: int = 5
    max_minutes: int | None = None
    min_rest_minutes: int = 660
    max_consecutive_days: int = 4
    max_day_shifts: int = 2
    max_day_minutes: int | None = None
    max_week_minutes: int | None = None
    hours: Window | None = None
    experience: Experience = Experience.EXPERIENCED

    def __post_init__(self) -> None:
        """Refuse nonsense, naming the field."""
        name = _named("Volunteer", self.id)
        _require_whole(name, "max_shifts", self.max_shifts, least=0)
        _require_whole(name, "min_rest_minutes", self.min_rest_minutes, least=0)
        _require_whole(name, "max_consecutive_days", self.max_consecutive_days, least=1)
        _require_whole(name, "max_day_shifts", self.max_day_shifts, least=1)
        for key in ("max_minutes", "max_day_minutes", "max_week_minutes"):
            if getattr(self, key) is not None:
                _require_whole(name, key, getattr(self, key), least=0)
        for held, until in self.qualifications.items():
            if until is not None:
                _require_whole(name, f"qualifications[{held!r}]", until)
        _require_distinct(f"{name}: colours", self.colours)
        _require_point(name, "home", self.home)


@dataclass(frozen=True, kw_only=True)
class Shift:
    """So many seats at a station in one colour from one minute to another; the first `minimum` of them matter most.

    asks_leader: one of those who serve should be a team leader (点位长).
    """

    id: str
    station: str
    colour: str
    starts: int
    ends: int
    seats: int
    minimum: int = 0
    qualification: str | None = None
    language: str | None = None
    place: tuple[int, int] | None = None
    asks_leader: bool = False

    def __post_init__(self) -> None:
        """Refuse nonsense, naming the field."""
        name = _named("Shift", self.id)
        _require_span(name, self.starts, self.ends)
        _require_whole(name, "seats", self.seats, least=0)
        _require_whole(name, "minimum", self.minimum, least=0)
        if self.minimum > self.seats:
            raise BadProblem(f"{name}: minimum is {self.minimum}, which is more than its {self.seats} seats.")
        _require_point(name, "place", self.place)
        for key in ("qualification", "language"):
            if getattr(self, key) == "":
                raise BadProblem(f"{name}: {key} must be a name, or None where nothing is asked for.")


@dataclass(frozen=True)
class Pin:
    """A placement that stands: past, accepted or published. It counts for every rule and is never moved, even if it breaks one."""

    volunteer: str
    shift: str


@dataclass(frozen=True)
class Group:
    """Volunteers who serve together: friends, or a unit's block. A volunteer is in one group at most."""

    id: str
    members: tuple[str, ...]

    def __post_init__(self) -> None:
        """Refuse a group of nobody and one that names somebody twice."""
        name = _named("Group", self.id)
        if not self.members:
            raise BadProblem(f"{name}: members must name somebody.")
        _require_distinct(f"{name}: members", self.members)


@dataclass(frozen=True)
class Way:
    """How many minutes lie between two stations, either way."""

    first: str
    second: str
    minutes: int

    def __post_init__(self) -> None:
        """Refuse nonsense, naming the field."""
        _require_whole(f"Way {self.first!r} – {self.second!r}", "minutes", self.minutes, least=0)


@dataclass(frozen=True, kw_only=True)
class Weights:
    """Points for each imperfection: whole numbers from 0 to WEIGHT_LIMIT. A point is about a kilometre on the way.

    unfilled: for each open seat. below_minimum: for each open seat below the shift's minimum, in addition.
    colour_rank: for each step down the volunteer's wishes: the first costs nothing, the third twice this.
    other_colour: for a colour that was not wished, where there are wishes.
    per_km: for each kilometre from home to the place as the crow flies; the product is rounded to whole points.
    extra_shift: a volunteer's second shift costs this, the third twice this, … : n shifts cost n · (n − 1) / 2 times this.
    no_leader: for a shift that asks for a leader and has volunteers, none of whom is one.
    newcomers_alone: for a shift all of whose volunteers are newcomers.
    moved: for each placement of the previous roster that is not kept.
    """

    unfilled: int = 1000
    below_minimum: int = 1000
    colour_rank: int = 6
    other_colour: int = 40
    per_km: int = 1
    extra_shift: int = 3
    no_leader: int = 60
    newcomers_alone: int = 20
    moved: int = 20

    def __post_init__(self) -> None:
        """Refuse what is out of range."""
        for each in fields(self):
            _require_whole("Weights", each.name, getattr(self, each.name), least=0, most=WEIGHT_LIMIT)


@dataclass(frozen=True)
class Problem:
    """All of it. Ids are distinct within volunteers, shifts and groups; pins and the previous roster name known ids, each pair once.

    ways: minutes between stations; where none is given it is what `minutes_per_km` makes of the crow's flight between the places,
    rounded up, and nothing where a place is not known or the station is the same.
    previous: the placements of the roster that stands, which may be moved at a price; what may not is pinned.
    """

    volunteers: tuple[Volunteer, ...]
    shifts: tuple[Shift, ...]
    pins: tuple[Pin, ...] = ()
    weights: Weights = field(default_factory=Weights)
    day_minutes: int = 1440
    day_zero: int = 0
    groups: tuple[Group, ...] = ()
    ways: tuple[Way, ...] = ()
    minutes_per_km: int = 0
    previous: tuple[Pin, ...] = ()

    def __post_init__(self) -> None:
        """Refuse ids that are there twice or not at all."""
        _require_whole("Problem", "day_minutes", self.day_minutes, least=1)
        _require_whole("Problem", "day_zero", self.day_zero)
        _require_whole("Problem", "minutes_per_km", self.minutes_per_km, least=0, most=10_000)
        volunteers = _require_distinct("Problem: ids of volunteers", (each.id for each in self.volunteers))
        shifts = _require_distinct("Problem: ids of shifts", (each.id for each in self.shifts))
        for field_name, pairs in (("pins", self.pins), ("previous", self.previous)):
            _require_distinct(f"Problem: {field_name}", pairs)
            for pair in pairs:
                _require_known(f"Problem: {field_name}", "volunteer", pair.volunteer, volunteers)
                _require_known(f"Problem: {field_name}", "shift", pair.shift, shifts)
        _require_distinct("Problem: ids of groups", (each.id for each in self.groups))
        for group in self.groups:
            for member in group.members:
                _require_known(f"Group {group.id!r}: members", "volunteer", member, volunteers)
        _require_distinct("Problem: members of groups", (member for group in self.groups for member in group.members))
        _require_distinct("Problem: ways", (frozenset((way.first, way.second)) for way in self.ways))


def _named(kind: str, given: object) -> str:
    if not isinstance(given, str) or not given:
        raise BadProblem(f"{kind} {given!r}: id must be a text that is not empty.")
    return f"{kind} {given!r}"


def _require_whole(name: str, key: str, value: object, *, least: int = -MINUTE_LIMIT, most: int = MINUTE_LIMIT) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise BadProblem(f"{name}: {key} must be a whole number from {least} to {most}, not {value!r}.")


def _require_span(name: str, starts: int, ends: int) -> None:
    _require_whole(name, "starts", starts)
    _require_whole(name, "ends", ends)
    if ends <= starts:
        raise BadProblem(f"{name}: ends is {ends}, which is not after its starts, {starts}.")


def _require_point(name: str, key: str, point: tuple[int, int] | None) -> None:
    if point is None:
        return
    if len(point) != 2:
        raise BadProblem(f"{name}: {key} must be latitude and longitude, not {point!r}.")
    _require_whole(name, f"{key} (latitude)", point[0], least=-90_000_000, most=90_000_000)
    _require_whole(name, f"{key} (longitude)", point[1], least=-180_000_000, most=180_000_000)


def _require_known(name: str, kind: str, given: str, known: Collection[object]) -> None:
    if given not in known:
        raise BadProblem(f"{name} names the {kind} {given!r}, which is not there.")


def _require_distinct(name: str, given: Iterable[object]) -> Collection[object]:
    seen = set()
    for each in given:
        if each in seen:
            raise BadProblem(f"{name} must be distinct; {each!r} is there twice.")
        seen.add(each)
    return seen
