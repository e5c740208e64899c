"""The shifts that one may still join, and by what one looks for them."""

from collections.abc import Iterable
from datetime import date, datetime
from itertools import groupby

from django.db.models.functions import TruncDate

from wucai.core import clock
from wucai.core.clock import SHANGHAI
from wucai.programme.models import Edition
from wucai.volunteering.models import Colour, Shift
from wucai.volunteering.models.shifts import ShiftQuerySet
from wucai.volunteering.queries.seats import ShiftLine, next_shifts


def shifts_to_join(
    edition: Edition | None, *, now: datetime, colour: str = "", station: str = "", day: str = "", full: str = ""
) -> ShiftQuerySet:
    """The edition's shifts that have not begun, the next first: in one colour, at one station, on one day in Shanghai (ISO), or all.

    Those with seats left; with `full` the others as well.
    """
    found = next_shifts(edition, now=now)
    if not full:
        found = found.with_seats_left()
    if colour:
        found = found.filter(post__colour__key=colour)
    if station:
        found = found.filter(post__site__slug=station)
    if day:
        found = found.on_days(date.fromisoformat(day), date.fromisoformat(day))
    return found


def by_day(lines: Iterable[ShiftLine]) -> list[tuple[datetime, list[ShiftLine]]]:
    """The lines, which stand in the order of time, under the beginning of the first shift of each day in Shanghai."""
    days = [list(each) for _day, each in groupby(lines, key=lambda line: clock.local(line.shift.starts_at).date())]
    return [(each[0].shift.starts_at, each) for each in days]


def colours_of(edition: Edition | None) -> list[Colour]:
    """The edition's colours in their order."""
    return list(Colour.objects.filter(edition=edition))


def days_to_come(edition: Edition | None, *, now: datetime) -> list[date]:
    """The days in Shanghai on which shifts are still to come."""
    found = Shift.objects.filter(post__site__edition=edition, starts_at__gt=now).order_by()
    days = found.annotate(day=TruncDate("starts_at", tzinfo=SHANGHAI)).values_list("day", flat=True).distinct()
    return sorted(day for day in days if day)
