"""Where seats are open: what the coordinator sees first in the morning."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Q

from wucai.programme.models import Edition
from wucai.volunteering.choices import Hold, Origin
from wucai.volunteering.models import Shift, Signup

# How far ahead the coordinator looks unless told otherwise.
AHEAD = timedelta(hours=36)
EVER = timedelta(days=366)
# The questions on a shift for which no seat is kept: the first yes has it.
_CALLED = Count("signups", filter=Q(signups__withdrawn_at=None, signups__hold=Hold.FIRST_COME))
# The seats of a shift to which somebody said yes.
_ACCEPTED = Count("signups", filter=Q(signups__withdrawn_at=None, signups__accepted_at__isnull=False))


@dataclass(frozen=True)
class GapLine:
    """A shift with seats that nobody has accepted: how many, how many of these are kept for people who were asked, and how many people
    were called to where the first yes has the seat.
    """

    shift: Shift
    short: int
    asked: int
    called: int = 0

    @property
    def open_seats(self) -> int:
        """Seats that are kept for nobody."""
        return self.short - self.asked

    @property
    def waiting(self) -> int:
        """How many answers are still to come."""
        return self.asked + self.called

    @property
    def urgency(self) -> str:
        """How its chip looks: danger while nobody was asked for a seat, warn while all wait for an answer."""
        return "danger" if self.open_seats > self.called else "warn"


def gaps(edition: Edition, *, now: datetime, within: timedelta = AHEAD) -> list[GapLine]:
    """The shifts that begin within this time and have seats that nobody has accepted, the next first. One query."""
    soon = Shift.objects.with_post().filter(post__site__edition=edition, starts_at__lte=now + within).to_come(now)
    return [_line(shift) for shift in soon.annotate(accepted=_ACCEPTED, called=_CALLED).filter(accepted__lt=F("seats"))]


def begins_within(edition: Edition, *, now: datetime, within: timedelta) -> bool:
    """Whether any shift begins within this time."""
    return Shift.objects.filter(post__site__edition=edition, starts_at__gt=now, starts_at__lte=now + within).exists()


def gap_of(shift: Shift) -> GapLine:
    """How the shift stands now."""
    whole = Shift.objects.with_post().select_related("post__site__edition", "post__qualification")
    found = whole.annotate(accepted=_ACCEPTED, called=_CALLED).get(pk=shift.pk)
    return _line(found)


def crew(shift: Shift) -> list[Signup]:
    """Who holds a seat on the shift, asked or accepted, in the order in which they came to it."""
    return list(Signup.objects.standing().filter(shift=shift).select_related("person").order_by("created_at", "pk"))


def called(shift: Shift) -> list[Signup]:
    """Who was asked for the shift by a call, standing or not, the last first."""
    return list(Signup.objects.filter(shift=shift, origin=Origin.CALL).select_related("person", "shift").order_by("-created_at", "-pk"))


def _line(shift: Shift) -> GapLine:
    accepted: int = vars(shift)["accepted"]
    return GapLine(shift, short=max(0, shift.seats - accepted), asked=max(0, shift.taken - accepted), called=vars(shift)["called"])
