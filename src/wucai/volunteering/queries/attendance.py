"""Who is on duty, what comes next, and by which code one checks in."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, Sum

from wucai.core import keys
from wucai.people.models import Person
from wucai.places.models import Site
from wucai.programme.models import Edition
from wucai.programme.queries import rules
from wucai.volunteering.choices import DutyState
from wucai.volunteering.models import Attendance, Shift, Signup
from wucai.volunteering.models.signups import SignupQuerySet

_DIGITS = 6
# How late one may check out, each edition says for itself; a day is longer than any.
_LATEST = timedelta(days=1)
_IS_IN = Q(attendance__isnull=False, attendance__checked_out_at=None)


@dataclass(frozen=True)
class StationCode:
    """What a station's screen shows, and for how many seconds more."""

    code: str
    seconds_left: int

    @property
    def spaced(self) -> str:
        """483 920, as it is read aloud."""
        return f"{self.code[:3]} {self.code[3:]}"


@dataclass(frozen=True)
class DutyLine:
    """Somebody's seat at a station and how they stand to it at a moment."""

    signup: Signup
    attendance: Attendance | None
    state: DutyState

    @property
    def person(self) -> Person:
        """Whose seat it is."""
        return self.signup.person

    @property
    def shift(self) -> Shift:
        """On which shift."""
        return self.signup.shift

    @property
    def may_check_in(self) -> bool:
        """Whether the keeper may check them in."""
        return self.state in (DutyState.EXPECTED, DutyState.LATE)

    @property
    def may_check_out(self) -> bool:
        """Whether the keeper may check them out."""
        return self.state == DutyState.PRESENT


@dataclass(frozen=True)
class OnDuty:
    """A station at a moment: `present` of `seats` on the shifts that are being worked, and a line for everybody there or about to come."""

    lines: list[DutyLine]
    present: int
    seats: int

    @property
    def missing(self) -> int:
        """Seats being worked by nobody."""
        return max(0, self.seats - self.present)


@dataclass(frozen=True)
class NextShift:
    """The shift that a person works or goes to next, and what they can do about it at the moment."""

    signup: Signup
    attendance: Attendance | None
    opens_at: datetime
    closes_at: datetime
    minutes_until: int
    is_check_in_open: bool

    @property
    def shift(self) -> Shift:
        """The shift itself."""
        return self.signup.shift

    @property
    def is_present(self) -> bool:
        """Whether they are checked in."""
        return self.attendance is not None


def station_code(site: Site, *, now: datetime) -> StationCode:
    """The six digits by which one checks in at this station at the moment. Nobody can tell them without the house's key."""
    length = rules(site.edition).code_seconds
    moment = int(now.timestamp())
    return StationCode(_code(site, moment // length), length - moment % length)


def is_code_of(site: Site, code: str, *, now: datetime) -> bool:
    """Whether the station shows these digits, or did a moment ago: whoever reads them needs time to type."""
    slot = int(now.timestamp()) // rules(site.edition).code_seconds
    return code in (_code(site, slot), _code(site, slot - 1))


def on_duty(site: Site, *, at: datetime) -> OnDuty:
    """Who works at this station at a moment, who is awaited, who has left, and who went on after the end without checking out."""
    limits = rules(site.edition)
    begun = at + timedelta(minutes=limits.check_in_early_minutes)
    ended = at - timedelta(minutes=limits.check_out_late_minutes)
    is_running = Q(shift__ends_at__gt=at) | (Q(shift__ends_at__gt=ended) & _IS_IN)
    seats = _with_shift(Signup.objects.standing()).filter(shift__post__site=site, shift__starts_at__lte=begun).filter(is_running)
    lines = [_duty_line(signup, at) for signup in seats.select_related("person")]
    running = Shift.objects.filter(post__site=site).running(at)
    present = sum(line.state == DutyState.PRESENT and line.shift.is_running(at) for line in lines)
    return OnDuty(lines, present, running.aggregate(Sum("seats"))["seats__sum"] or 0)


def next_shift(person: Person, *, now: datetime) -> NextShift | None:
    """The shift that the person is on, or else the next to which they have not been; None when there is none. One query."""
    is_to_come = Q(shift__ends_at__gt=now, attendance__isnull=True)
    found = _with_shift(Signup.objects.standing()).filter(is_to_come | _IS_IN, shift__ends_at__gt=now - _LATEST, person=person)
    told = [_next_shift(signup, now) for signup in found.select_related("shift__leader")[:10]]
    still_in = [each for each in told if each.attendance and now <= each.closes_at]
    return next(iter(still_in), None) or next((each for each in told if each.attendance is None), None)


def open_attendance(person: Person, *, now: datetime) -> Attendance | None:
    """Where the person is checked in and can still check out."""
    path = "signup__shift__post__site__edition"
    found = Attendance.objects.filter(signup__person=person, checked_out_at=None, signup__shift__ends_at__gt=now - _LATEST)
    for attendance in found.select_related(path).order_by("signup__shift__starts_at"):
        if now <= window(attendance.signup.shift, attendance.signup.shift.post.site.edition)[1]:
            return attendance
    return None


def window(shift: Shift, edition: Edition) -> tuple[datetime, datetime]:
    """From when one may check in for the shift, and until when one may check out of it."""
    limits = rules(edition)
    early, late = timedelta(minutes=limits.check_in_early_minutes), timedelta(minutes=limits.check_out_late_minutes)
    return shift.starts_at - early, shift.ends_at + late


def seats_on(site: Site, day: date) -> SignupQuerySet:
    """The standing seats at the station on shifts that begin on that day in Shanghai, by shift and name, with all that a list shows."""
    found = _with_shift(Signup.objects.standing()).filter(shift__post__site=site, shift__starts_at__date=day)
    return found.select_related("person").order_by("shift__starts_at", "shift__post__colour__position", "shift", "person__pinyin", "pk")


def shifts_on(site: Site, day: date) -> list[Shift]:
    """The station's shifts that begin on that day in Shanghai, with or without anybody on them."""
    found = Shift.objects.with_post().filter(post__site=site).on_days(day, day).select_related("leader")
    return list(found.order_by("starts_at", "post__colour__position", "pk"))


def crews_on(site: Site, day: date) -> list[tuple[Shift, list[Signup]]]:
    """The station's shifts of that day, each with its standing seats, by shift and name. Two queries."""
    crews: dict[int, list[Signup]] = defaultdict(list)
    for seat in seats_on(site, day):
        crews[seat.shift_id].append(seat)
    return [(shift, crews[shift.pk]) for shift in shifts_on(site, day)]


def _code(site: Site, slot: int) -> str:
    digest = keys.blind(f"{site.pk} {slot}", context="volunteering.station_code")
    return str(int(digest[:15], 16) % 10**_DIGITS).zfill(_DIGITS)


def _with_shift(signups: SignupQuerySet) -> SignupQuerySet:
    return signups.select_related("shift__post__colour", "shift__post__site__edition", "attendance")


def _duty_line(signup: Signup, at: datetime) -> DutyLine:
    attendance: Attendance | None = getattr(signup, "attendance", None)
    if attendance:
        return DutyLine(signup, attendance, DutyState.PRESENT if attendance.is_open else DutyState.LEFT)
    if signup.is_asked:
        return DutyLine(signup, None, DutyState.ASKED)
    return DutyLine(signup, None, DutyState.EXPECTED if at < signup.shift.starts_at else DutyState.LATE)


def _next_shift(signup: Signup, now: datetime) -> NextShift:
    shift = signup.shift
    opens_at, closes_at = window(shift, shift.post.site.edition)
    return NextShift(
        signup=signup,
        attendance=getattr(signup, "attendance", None),
        opens_at=opens_at,
        closes_at=closes_at,
        minutes_until=max(0, -((now - shift.starts_at) // timedelta(minutes=1))),
        is_check_in_open=opens_at <= now < shift.ends_at,
    )
