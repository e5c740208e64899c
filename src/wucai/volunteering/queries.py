"""Reads with a name."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from django.core.cache import caches
from django.utils.translation import gettext_lazy as _

from wucai.core.measures import measure
from wucai.core.refusals import KeyReused
from wucai.people.models import Person
from wucai.places.models import Site
from wucai.programme.models import Edition
from wucai.volunteering.choices import Refusal
from wucai.volunteering.models import Shift, Signup
from wucai.volunteering.models.shifts import ShiftQuerySet

# After the first refusal a shift is known to be full for one second; nine of ten people in a rush are refused (docs/decisions/0008).
_FULL_SECONDS = 1


@dataclass(frozen=True)
class ShiftLine:
    """A shift as one person sees it: with their seat, if they have one, and a fresh key for the wish to take one."""

    shift: Shift
    signup: Signup | None = None
    key: UUID = field(default_factory=uuid4)


def shifts_at(site: Site, *, now: datetime) -> ShiftQuerySet:
    """The site's shifts that have not begun, the next first."""
    return Shift.objects.with_post().filter(post__site=site).to_come(now)


def next_shifts(edition: Edition | None, *, now: datetime) -> ShiftQuerySet:
    """The edition's shifts that have not begun, the next first."""
    return Shift.objects.with_post().filter(post__site__edition=edition).to_come(now)


def lines(shifts: Iterable[Shift], person: Person | None) -> list[ShiftLine]:
    """The shifts as this person sees them, with one query more than the shifts themselves."""
    found = list(shifts)
    if person is None:
        return [ShiftLine(shift) for shift in found]
    mine = {signup.shift_id: signup for signup in Signup.objects.standing().filter(person=person, shift__in=found)}
    return [ShiftLine(shift, mine.get(shift.pk)) for shift in found]


def seats_of(person: Person) -> list[Signup]:
    """The person's standing sign-ups by time, each with shift, post, colour and site."""
    return list(Signup.objects.standing().filter(person=person).select_related("shift__post__colour", "shift__post__site"))


def replayed(key: UUID, person: Person, shift: Shift) -> Signup | None:
    """The sign-up that this key made before, or None. Raises KeyReused when it was another person's or for another shift."""
    earlier = Signup.objects.filter(key=key).first()
    if earlier and (earlier.person_id, earlier.shift_id) != (person.pk, shift.pk):
        raise KeyReused(Refusal.KEY_REUSED)
    return earlier


def why_refused(person: Person, shift: Shift, *, now: datetime) -> Refusal | None:
    """The first reason this person may not join this shift, or None. Whether a seat is left, only the claim itself can tell."""
    if shift.starts_at <= now:
        return Refusal.STARTED
    held = Signup.objects.standing().filter(person=person)
    clashing = held.filter(shift__in=Shift.objects.overlapping(shift)).values_list("shift_id", flat=True)
    if shift.pk in clashing:
        return Refusal.ALREADY
    return Refusal.CLASHES if clashing else None


def is_known_full(shift: Shift) -> bool:
    """Whether somebody was refused a seat within the last second; says nothing about the seats otherwise."""
    return caches["pages"].get(f"full:{shift.pk}") is not None


def remember_full(shift: Shift) -> None:
    """Let the next second's refusals be cheap."""
    caches["pages"].set(f"full:{shift.pk}", True, _FULL_SECONDS)


def forget_full(shift: Shift) -> None:
    """A seat came back: ask the counter again. Other processes forget within the second."""
    caches["pages"].delete(f"full:{shift.pk}")


@measure("seats_taken", unit=_("seats"), definition=_("Seats on the edition's shifts that somebody holds; withdrawn ones do not count."))
def seats_taken(edition: Edition) -> int:
    """Standing sign-ups in the edition."""
    return Signup.objects.standing().filter(shift__post__site__edition=edition).count()
