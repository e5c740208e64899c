"""The shifts that one may still join, and by what one looks for them."""

from datetime import date, datetime

from django.db.models.functions import TruncDate

from wucai.core.clock import SHANGHAI
from wucai.programme.models import Edition
from wucai.volunteering.models import Colour, Shift
from wucai.volunteering.models.shifts import ShiftQuerySet
from wucai.volunteering.queries.seats import next_shifts


def shifts_to_join(edition: Edition | None, *, now: datetime, colour: str = "", station: str = "", day: str = "") -> ShiftQuerySet:
    """The edition's shifts that have not begun, the next first: in one colour, at one station, on one day in Shanghai (ISO), or all."""
    found = next_shifts(edition, now=now)
    if colour:
        found = found.filter(post__colour__key=colour)
    if station:
        found = found.filter(post__site__slug=station)
    if day:
        found = found.filter(starts_at__date=date.fromisoformat(day))
    return found


def colours_of(edition: Edition | None) -> list[Colour]:
    """The edition's colours in their order."""
    return list(Colour.objects.filter(edition=edition))


def days_to_come(edition: Edition | None, *, now: datetime) -> list[date]:
    """The days in Shanghai on which shifts are still to come."""
    found = Shift.objects.filter(post__site__edition=edition, starts_at__gt=now).order_by()
    days = found.annotate(day=TruncDate("starts_at", tzinfo=SHANGHAI)).values_list("day", flat=True).distinct()
    return sorted(day for day in days if day)
