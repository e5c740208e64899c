"""What an explanation is made of, and the codes that it speaks in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Value = int | str
Barriers = Mapping[str, int]
"""What keeps a volunteer from a shift, and how far: minutes that lack, or how many too many, or 1."""

FUNNEL = {
    "available": ("available", "hours"),
    "qualified": ("qualified",),
    "language": ("language",),
    "fitting": ("overlap", "rest", "way", "days", "day_shifts"),
    "within_limits": ("shifts", "minutes", "day_minutes", "week_minutes"),
}
"""The stages of the funnel, in order, each with the barriers that it sorts out."""
ALONE = {"alone": ("group",)}
"""One stage more where there are groups."""
RELAXED = (
    "shifts",
    "minutes",
    "day_shifts",
    "day_minutes",
    "week_minutes",
    "days",
    "rest",
    "way",
    "available",
    "group",
    "language",
    "qualified",
)
"""Barriers that one can ask to be lowered, the smallest request first."""
PROTECTING = ("shifts", "minutes", "day_shifts", "day_minutes", "week_minutes", "days", "rest")
"""Barriers that nobody is asked to lower for those who have hours of the day: they are minors. `hours` itself is never lowered."""


@dataclass(frozen=True)
class Reason:
    """One reason. The codes and their values:

    pinned · qualification {qualification} · language {language} · wished_colour {colour, rank from 1} · other_colour {colour} ·
    any_colour {colour} · distance {metres} · only_shift · load {shifts, of}.
    """

    code: str
    values: Mapping[str, Value]


@dataclass(frozen=True)
class Stage:
    """How many volunteers are left after one stage of the funnel."""

    code: str
    volunteers: int


@dataclass(frozen=True)
class Change:
    """One thing that would let the shift have one more volunteer with nobody moved, and for how many volunteers it alone would.

    code: `ask` when nothing but asking is needed; otherwise the barrier to be lowered (of RELAXED).
    volunteers: for how many it would be enough.
    volunteer: for whom the least is needed, and of equals who costs least.
    amount: how much: minutes of rest, way, time or window, in all; for `group` how many must come with them; otherwise 1.
    """

    code: str
    volunteers: int
    volunteer: str
    amount: int


@dataclass(frozen=True)
class Price:
    """What filling one open seat would cost at the least, if at most one placement is given up for it.

    volunteer: who would take it.
    points: what the objective would grow by, the seat's own penalty apart.
    saves: that penalty; where it is more than the points, the roster would be the better for it.
    gives_up: the dearer seat that the volunteer would leave open for it; null when none.
    """

    volunteer: str
    points: int
    saves: int
    gives_up: str | None


@dataclass(frozen=True)
class Move:
    """One step of a chain.

    volunteer: who moves.
    takes: the shift that they take.
    gives_up: the shift that they leave; null for the last, who leaves none.
    is_pinned: whether they would have to be released from that.
    """

    volunteer: str
    takes: str
    gives_up: str | None
    is_pinned: bool


@dataclass(frozen=True)
class Chain:
    """Steps that together fill one open seat and open none; the first takes the seat, each next takes what the one before gave up.

    moves: the steps.
    points: what the objective would grow by, the seat's own penalty apart.
    """

    moves: tuple[Move, ...]
    points: int


@dataclass(frozen=True)
class Shortfall:
    """Why a shift has open seats.

    shift: its id.
    open_seats: how many.
    below_minimum: how many of them lie below its minimum.
    funnel: from all volunteers who are not on it to those who could still take it, stage by stage.
    elsewhere: how many more could, if they gave up one other placement that is not pinned.
    changes: what would help, the smallest first; empty where no single change does.
    price: what one seat would cost; null where nobody could take it even if they gave something up.
    chain: where nobody could simply take it, the fewest moves found that fill a seat; null when none was found.
    """

    shift: str
    open_seats: int
    below_minimum: int
    funnel: tuple[Stage, ...]
    elsewhere: int
    changes: tuple[Change, ...]
    price: Price | None = None
    chain: Chain | None = None


@dataclass(frozen=True)
class Candidate:
    """A volunteer who could take a seat with nobody moved: what that costs in points, how many shifts they hold, and why they."""

    volunteer: str
    points: int
    shifts: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Rival:
    """Somebody who serves where another would: the objective grows by so many points if the other takes the seat from them."""

    volunteer: str
    by: int


@dataclass(frozen=True)
class Kept:
    """Why somebody does not serve on one shift.

    code: `serves` – they do · `barred` – see barriers · `open` – nothing keeps them, a seat is open · `full` – nothing keeps them, every
    seat is taken: see rivals, empty where all who serve are pinned or bound to a group.
    points: for `open`, what the objective would grow by, the seat's penalty saved; below zero the roster would be the better for it.
    rivals: for `full`, from whom the seat could be taken, whom it costs least to replace first.
    """

    shift: str
    code: str
    barriers: Barriers
    points: int | None
    rivals: tuple[Rival, ...]


@dataclass(frozen=True)
class Passed:
    """How many shifts are left after one stage of a volunteer's funnel."""

    code: str
    shifts: int


@dataclass(frozen=True)
class WhyNot:
    """Why a volunteer does not serve, or not on more.

    shifts: how many they hold. funnel: from all other shifts to those that they could take if there were a seat, then to those with one.
    nearest: the shift that was asked for, or of those at the end of the funnel the few where the least stands between.
    """

    volunteer: str
    shifts: int
    funnel: tuple[Passed, ...]
    nearest: tuple[Kept, ...]
