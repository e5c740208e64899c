"""What somebody served, and what all of them did."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from wucai.core import clock
from wucai.core.measures import measure
from wucai.people.models import Person
from wucai.places.models import Site
from wucai.programme.models import Edition
from wucai.volunteering.choices import HoursState
from wucai.volunteering.models import Attendance, HoursEntry, Shift, Signup
from wucai.volunteering.queries.attendance import window

# Later than that nobody remembers who was there.
_MAKE_UP_WITHIN = timedelta(days=14)


@dataclass(frozen=True)
class Served:
    """Minutes that count, and minutes that wait for a word."""

    confirmed: int = 0
    to_confirm: int = 0


@dataclass(frozen=True)
class HoursOf:
    """What one person served, the last first; `unclosed` are shifts of which nobody knows when they left: they count nothing."""

    entries: list[HoursEntry]
    unclosed: list[Attendance]
    served: Served


@dataclass(frozen=True)
class Total:
    """The confirmed hours of one person in one edition: what a certificate is made of."""

    minutes: int
    shifts: int
    first_on: date | None
    last_on: date | None


@dataclass(frozen=True)
class SeatsOf:
    """A person's seats: to come (or being worked), past, given back; the nearest to now first."""

    to_come: list[Signup]
    past: list[Signup]
    given_back: list[Signup]


def hours_of(person: Person, *, now: datetime) -> HoursOf:
    """All that the person served, in two queries."""
    entries = list(_with_shift(HoursEntry.objects.filter(person=person)).order_by("-shift__starts_at", "-pk"))
    path = "signup__shift__post__"
    left_open = Attendance.objects.filter(signup__person=person, checked_out_at=None)
    seen = left_open.select_related(f"{path}colour", f"{path}site__edition").order_by("-checked_in_at")
    unclosed = [each for each in seen if window(each.signup.shift, each.signup.shift.post.site.edition)[1] < now]
    # What was added by hand for such a shift settles it.
    settled = {entry.shift_id for entry in entries if entry.state != HoursState.VOID}
    return HoursOf(entries, [each for each in unclosed if each.signup.shift_id not in settled], _served_in(entries))


def served_by(person: Person, edition: Edition | None) -> Served:
    """What the person served in the edition, in sums."""
    return _sums(HoursEntry.objects.filter(person=person, shift__post__site__edition=edition))


def hours_served(edition: Edition, day: date | None = None) -> Served:
    """What all served in the edition; of shifts that begin on one day in Shanghai, with a day."""
    found = HoursEntry.objects.filter(shift__post__site__edition=edition)
    return _sums(found if day is None else found.filter(shift__starts_at__date=day))


@measure(
    "hours_confirmed",
    unit=_("hours"),
    definition=_(
        "Whole hours of all confirmed minutes in the edition: between check-in and check-out, without the way there, never more than the "
        "shift's length. Those to be confirmed, void ones and shifts without check-out are left out."
    ),
)
def hours_confirmed(edition: Edition) -> int:
    """Confirmed hours of the edition."""
    return hours_served(edition).confirmed // 60


def total_in(entries: list[HoursEntry]) -> Total:
    """What these hours, the first shift first, come to."""
    days = [clock.local(entry.shift.starts_at).date() for entry in entries]
    return Total(sum(entry.minutes for entry in entries), len(entries), days[0] if days else None, days[-1] if days else None)


def confirmed_of(person: Person, edition: Edition, *, until: datetime) -> list[HoursEntry]:
    """The confirmed hours of the person in the edition as they stood at a moment, the first shift first."""
    found = HoursEntry.objects.filter(person=person, shift__post__site__edition=edition, state=HoursState.CONFIRMED)
    return list(_with_shift(found.filter(settled_at__lte=until)).order_by("shift__starts_at", "pk"))


def to_confirm_at(site: Site) -> list[HoursEntry]:
    """The hours served at the station that wait for the keeper's word, the oldest first."""
    waiting = HoursEntry.objects.filter(shift__post__site=site, state=HoursState.TO_CONFIRM)
    return list(_with_shift(waiting).select_related("person").order_by("shift__starts_at", "person__pinyin", "pk"))


def seats_without_hours(site: Site, *, now: datetime) -> list[Signup]:
    """The accepted seats at the station on shifts of the last fourteen days that are over, of people without hours for them."""
    hours = HoursEntry.objects.filter(person=OuterRef("person"), shift=OuterRef("shift")).exclude(state=HoursState.VOID)
    over = Signup.objects.accepted().filter(shift__post__site=site, shift__ends_at__lte=now, shift__ends_at__gt=now - _MAKE_UP_WITHIN)
    found = over.filter(~Exists(hours)).select_related("person", "shift__post__colour", "attendance")
    return list(found.order_by("-shift__starts_at", "person__pinyin", "pk"))


def seats_told(person: Person, *, now: datetime) -> SeatsOf:
    """All seats that the person has or had, in one query."""
    path = "shift__post__"
    found = (
        Signup.objects.filter(person=person).select_related(f"{path}colour", f"{path}site", "attendance").order_by("shift__starts_at", "pk")
    )
    seats = list(found)
    standing = [seat for seat in seats if not seat.is_withdrawn]
    to_come = [seat for seat in standing if seat.shift.ends_at > now]
    past = [seat for seat in reversed(standing) if seat.shift.ends_at <= now]
    return SeatsOf(to_come, past, [seat for seat in reversed(seats) if seat.is_withdrawn])


def has_hours(person: Person, shift: Shift) -> bool:
    """Whether there are hours of the person for the shift that are not void."""
    return HoursEntry.objects.filter(person=person, shift=shift).exclude(state=HoursState.VOID).exists()


def _with_shift(entries: QuerySet[HoursEntry]) -> QuerySet[HoursEntry]:
    return entries.select_related("shift__post__colour", "shift__post__site")


def _sums(entries: QuerySet[HoursEntry]) -> Served:
    sums = dict(entries.order_by().values_list("state").annotate(Sum("minutes")))
    return Served(sums.get(HoursState.CONFIRMED, 0), sums.get(HoursState.TO_CONFIRM, 0))


def _served_in(entries: list[HoursEntry]) -> Served:
    sums = {state: sum(entry.minutes for entry in entries if entry.state == state) for state in HoursState}
    return Served(sums[HoursState.CONFIRMED], sums[HoursState.TO_CONFIRM])
