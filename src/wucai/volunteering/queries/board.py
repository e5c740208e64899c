"""The board of a roster: times down, stations across, who sits where and what a rule minds about it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property

from wucai.core.clock import local
from wucai.people.models import Person
from wucai.places.models import Site
from wucai.programme.queries import rules
from wucai.volunteering.choices import PlacingWarning, Refusal, RosterState
from wucai.volunteering.models import Availability, Placement, Roster, Shift, Signup
from wucai.volunteering.models.signups import SignupQuerySet
from wucai.volunteering.queries import reasons
from wucai.volunteering.queries.claims import Duty, beside
from wucai.volunteering.queries.rosters import Opening, openings, recalled, shifts_within

Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class Chip:
    """Somebody on the board: proposed (with the placement that can be moved) or with a seat already; `warning` says what a rule minds."""

    person: Person
    placement: Placement | None = None
    signup: Signup | None = None
    warning: PlacingWarning | None = None
    # Whether publishing would take this seat's question back.
    is_recalled: bool = False


@dataclass(frozen=True)
class BoardShift:
    """A shift on the board with who is on it."""

    shift: Shift
    chips: Sequence[Chip]

    @property
    def has_crew(self) -> bool:
        """Whether anybody has a seat on it, asked or accepted: somebody to write to."""
        return any(chip.signup is not None for chip in self.chips)

    @property
    def open_seats(self) -> int:
        """Seats that neither a sign-up that is to stay nor a placement fills."""
        placed = sum(chip.placement is not None for chip in self.chips)
        return max(0, self.shift.seats_left + sum(chip.is_recalled for chip in self.chips) - placed)


@dataclass(frozen=True)
class BoardCell:
    """What one station has at one time of the day."""

    site: Site
    shifts: Sequence[BoardShift] = field(default_factory=tuple)


@dataclass(frozen=True)
class BoardRow:
    """One time of the day, with a cell for each station."""

    starts_at: datetime
    ends_at: datetime
    cells: Sequence[BoardCell]


@dataclass(frozen=True)
class Board:
    """A day of a roster: times down, stations across."""

    day: date
    sites: Sequence[Site]
    rows: Sequence[BoardRow]

    @cached_property
    def shifts(self) -> list[BoardShift]:
        """All that stand on it."""
        return [each for row in self.rows for cell in row.cells for each in cell.shifts]

    @property
    def open_seats(self) -> int:
        """Seats of the day that nobody fills."""
        return sum(each.open_seats for each in self.shifts)


def board(roster: Roster, day: date) -> Board:
    """The roster's board for a day. Seven queries, however many are on it."""
    shifts = list(shifts_within(roster.edition, day, day).with_post().order_by("starts_at", "post__colour__position", "pk"))
    chips = _chips(roster, shifts)
    sites = {shift.post.site_id: shift.post.site for shift in shifts}
    ordered = sorted(sites.values(), key=_station)
    cells: dict[tuple[Span, int], list[BoardShift]] = defaultdict(list)
    for shift in shifts:
        cells[(shift.starts_at, shift.ends_at), shift.post.site_id].append(BoardShift(shift, chips[shift.pk]))
    spans = sorted({span for span, _site in cells})
    rows = [BoardRow(*span, [BoardCell(site, cells.get((span, site.pk), [])) for site in ordered]) for span in spans]
    return Board(day, ordered, rows)


def neighbours(placement: Placement, direction: str) -> list[Shift]:
    """Where an arrow leads from the placement's cell, the likeliest first: the nearest station that has a shift at the same time (left,
    right), or the nearest time at the same station (up, down). The same post comes first, then the same colour. One query.
    """
    here = placement.shift
    day = local(here.starts_at).date()
    is_across, is_forward = direction in ("left", "right"), direction in ("right", "down")

    def rank(shift: Shift) -> tuple[object, ...]:
        return _station(shift.post.site) if is_across else (shift.starts_at, shift.ends_at)

    level = [shift for shift in shifts_within(placement.roster.edition, day, day).with_post() if _is_level(shift, here, is_across)]
    ahead = sorted(rank(shift) for shift in level if rank(shift) != rank(here) and (rank(shift) > rank(here)) == is_forward)
    if not ahead:
        return []
    nearest = ahead[0] if is_forward else ahead[-1]
    found = [shift for shift in level if rank(shift) == nearest]
    return sorted(found, key=lambda shift: (shift.post_id != here.post_id, shift.post.colour_id != here.post.colour_id, shift.pk))


@dataclass(frozen=True)
class Short:
    """A shift of the board with open seats: why, and what would help, in sentences."""

    line: BoardShift
    funnel: Sequence[str]
    help: Sequence[str]


def shortfalls(roster: Roster, shown: Board) -> list[Short]:
    """Why seats of this day stay open, as the planner told it of its proposal; where a hand has filled them since, nothing is told."""
    told = {each["shift_id"]: each for each in roster.remainder}
    if roster.state != RosterState.PROPOSED:
        return []
    return [
        Short(line, reasons.funnel(why["funnel"]), reasons.help_for(why["changes"], why["elsewhere"]))
        for line in shown.shifts
        if line.open_seats and (why := told.get(line.shift.pk))
    ]


def moves(placement: Placement, *, now: datetime) -> list[Opening]:
    """All other shifts of the placement's day with whether it could be moved there. Six queries, however many there are."""
    roster, here = placement.roster, placement.shift
    day = local(here.starts_at).date()
    shifts = shifts_within(roster.edition, day, day).with_post().exclude(pk=here.pk)
    ordered = list(shifts.order_by("starts_at", "post__site__number", "post__colour__position", "pk"))
    return openings(roster, placement.person, ordered, without=placement, now=now)


def _station(site: Site) -> tuple[bool, int, str]:
    """Stations in the order of their numbers, places without one behind them."""
    return (site.number is None, site.number or 0, site.slug)


def _is_level(shift: Shift, here: Shift, is_across: bool) -> bool:
    if is_across:
        return shift.starts_at < here.ends_at and here.starts_at < shift.ends_at
    return shift.post.site_id == here.post.site_id


def _chips(roster: Roster, shifts: Iterable[Shift]) -> dict[int, list[Chip]]:
    """Who is on each shift: those with a seat, then those who are proposed, each by the sound of their name."""
    by_key = {shift.pk: shift for shift in shifts}
    placements = list(Placement.objects.filter(roster=roster, shift__in=by_key).select_related("person").order_by("person__pinyin", "pk"))
    signups = Signup.objects.standing().filter(shift__in=by_key).select_related("person").order_by("person__pinyin", "pk")
    given_up = recalled(roster) if roster.state == RosterState.PROPOSED else Signup.objects.none()
    recalls = set(given_up.filter(shift__in=by_key).values_list("pk", flat=True))
    chips: dict[int, list[Chip]] = defaultdict(list)
    for signup in signups:
        chips[signup.shift_id].append(Chip(signup.person, signup=signup, is_recalled=signup.pk in recalls))
    if roster.state != RosterState.PROPOSED:
        return chips
    warnings = _Warnings(roster, placements, given_up)
    seated = {(chip.person.pk, shift_id) for shift_id, there in chips.items() for chip in there}
    for placement in placements:
        # Whoever took the seat by themselves meanwhile stands there once.
        if (placement.person_id, placement.shift_id) in seated:
            continue
        placement.shift = by_key[placement.shift_id]
        chips[placement.shift_id].append(Chip(placement.person, placement=placement, warning=warnings.of(placement)))
    return chips


class _Warnings:
    """What a rule minds about placements, as a hand may have made them: too little rest, or a time that nobody offered."""

    def __init__(self, roster: Roster, placements: Sequence[Placement], given_up: SignupQuerySet) -> None:
        people = {placement.person_id for placement in placements}
        self._rest = timedelta(minutes=rules(roster.edition).rest_minutes)
        self._times: dict[int, list[Span]] = defaultdict(list)
        times = Availability.objects.filter(enrolment__edition=roster.edition, enrolment__person__in=people)
        for person_id, begin, end in times.values_list("enrolment__person", "starts_at", "ends_at"):
            self._times[person_id].append((begin, end))
        self._duties: dict[int, list[Duty]] = defaultdict(list)
        columns = ("person_id", "shift_id", "shift__starts_at", "shift__ends_at")
        held = Signup.objects.standing().filter(person__in=people).exclude(pk__in=given_up.values("pk")).order_by().values_list(*columns)
        proposed = Placement.objects.filter(roster=roster, person__in=people).order_by().values_list(*columns)
        for person_id, shift_id, begin, end in [*held, *proposed]:
            self._duties[person_id].append(Duty(shift_id, begin, end))

    def of(self, placement: Placement) -> PlacingWarning | None:
        """The first warning about this placement, or None."""
        shift = placement.shift
        if not any(begin <= shift.starts_at and shift.ends_at <= end for begin, end in self._times[placement.person_id]):
            return PlacingWarning.NO_TIME
        others = [duty for duty in self._duties[placement.person_id] if duty.shift_id != shift.pk]
        return PlacingWarning.REST if beside(shift, others, self._rest) == Refusal.REST else None
