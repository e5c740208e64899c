"""Reads with a name."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from django.core.cache import caches
from django.db import connection
from django.db.models import F
from django.utils.translation import get_language

from wucai.core import rows
from wucai.core.refusals import KeyReused
from wucai.people.models import Person
from wucai.places.models import Site
from wucai.programme.models import Edition
from wucai.volunteering.choices import Hold, Refusal
from wucai.volunteering.models import Shift, Signup
from wucai.volunteering.models.shifts import ShiftQuerySet
from wucai.volunteering.models.signups import SignupQuerySet

# After the first refusal a shift is known to be full for one second; nine of ten people in a rush are refused (docs/decisions/0008).
_FULL_SECONDS = 1
# So long it is remembered that a shift was full; once a second one of those who ask looks at the counter whether it still is.
_WAS_FULL_SECONDS = 10
# In plain SQL, because it stands in the path of every seat that is refused in a rush: put together by the ORM it costs a third of a refusal
# (bench rush).
_ANSWERED = "SELECT id FROM volunteering_signup WHERE key = %s"


@dataclass(frozen=True)
class ShiftLine:
    """A shift as one person sees it: with their seat, if they have one, and a fresh key for the wish to take one."""

    shift: Shift
    signup: Signup | None = None
    key: UUID = field(default_factory=uuid4)


def lines_at(site: Site, person: Person | None, *, now: datetime, most: int) -> list[ShiftLine]:
    """What one can do at the site: my seats on its shifts to come, then the next so many shifts with seats left. One query, two for me."""
    to_come = Shift.objects.with_post().filter(post__site=site).to_come(now)
    mine: dict[int, Signup] = {}
    if person is not None:
        here = Signup.objects.standing().filter(person=person, shift__post__site=site, shift__starts_at__gt=now)
        mine = {signup.shift_id: signup for signup in here.select_related("shift__post__colour", "shift__post__site")}
    open_ones = to_come.with_seats_left().exclude(pk__in=list(mine))[:most]
    return [*(ShiftLine(signup.shift, signup) for signup in mine.values()), *(ShiftLine(shift) for shift in open_ones)]


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


def line_afresh(shift: Shift, person: Person | None) -> ShiftLine:
    """The shift as this person sees it now, its counter read again."""
    shift.refresh_from_db(fields=["taken"])
    [line] = lines([shift], person)
    return line


def seats_of(person: Person) -> list[Signup]:
    """The person's standing sign-ups by time, each with shift, post, colour and site."""
    return list(Signup.objects.standing().filter(person=person).select_related("shift__post__colour", "shift__post__site"))


def first_come(shift_id: int) -> SignupQuerySet:
    """The questions on the shift for which no seat is kept and that nobody has answered."""
    return Signup.objects.asked().filter(shift=shift_id, hold=Hold.FIRST_COME)


def replayed(key: UUID, person: Person, shift: Shift) -> Signup | None:
    """The sign-up that this key made before, or None. Raises KeyReused when it was another person's or for another shift."""
    earlier = Signup.objects.filter(key=key).order_by("pk").first()
    if earlier and (earlier.person_id, earlier.shift_id) != (person.pk, shift.pk):
        raise KeyReused(Refusal.KEY_REUSED)
    return earlier


def remember_full(shift: Shift) -> None:
    """Let the refusals that follow be cheap."""
    caches["pages"].set(f"full:{shift.pk}", True, _WAS_FULL_SECONDS)
    caches["pages"].set(f"full:{shift.pk}:asked", True, _FULL_SECONDS)


def full_row(shift_id: int) -> str | None:
    """What `keep_full_row` kept for this language, while the shift is known to be full."""
    row: str | None = caches["pages"].get(f"full:{shift_id}:{get_language()}")
    return row if row and is_known_full(shift_id) else None


def keep_full_row(shift_id: int, row: str) -> None:
    """Keep the drawn row of a full shift, which is the same for everybody who has no seat on it, as long as it is known to be full."""
    caches["pages"].set(f"full:{shift_id}:{get_language()}", row, _WAS_FULL_SECONDS)


def is_known_full(shift_id: int) -> bool:
    """Whether no seat was left a second ago, as those know who were refused; False says nothing about the seats."""
    pages = caches["pages"]
    if pages.get(f"full:{shift_id}") is None:
        return False
    if not pages.add(f"full:{shift_id}:asked", True, _FULL_SECONDS):
        return True
    if Shift.objects.filter(pk=shift_id, taken__gte=F("seats")).exists():
        return True
    pages.delete(f"full:{shift_id}")
    return False


def is_answered(key: UUID) -> bool:
    """Whether this key made a sign-up before, whoever's."""
    return bool(rows.ids(_ANSWERED, Signup._meta.get_field("key").get_db_prep_value(key, connection)))


def forget_full(shift: Shift) -> None:
    """A seat came back: ask the counter again. Other processes forget within the second."""
    caches["pages"].delete(f"full:{shift.pk}")
