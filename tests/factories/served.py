"""Dull hours: a shift worked from its first minute."""

from datetime import datetime, timedelta
from typing import Any

from tests.factories import people, volunteering
from wucai.people.models import Person
from wucai.volunteering.actions import attendance, hours
from wucai.volunteering.models import HoursEntry, Post, Signup


def seat(starts_at: datetime, person: Person | None = None, *, post: Post | None = None, length: int = 4, seats: int = 20) -> Signup:
    """A seat taken a day before a shift of so many hours."""
    shift = volunteering.shift(post=post, starts_at=starts_at, hours=length, seats=seats)
    return volunteering.signup(shift, person, now=starts_at - timedelta(days=1))


def worked(starts_at: datetime, person: Person | None = None, *, minutes: int = 120, **more: Any) -> HoursEntry:
    """Hours to be confirmed: checked in by the keeper at the beginning, out after so many minutes."""
    row = attendance.check_in_by_keeper(seat(starts_at, person, **more), by=None, now=starts_at)
    return attendance.check_out(row, by=None, now=starts_at + timedelta(minutes=minutes))


def confirmed(starts_at: datetime, person: Person | None = None, *, minutes: int = 120, **more: Any) -> HoursEntry:
    """The same, confirmed by somebody an hour later."""
    entry = worked(starts_at, person, minutes=minutes, **more)
    hours.confirm([entry], by=people.person(), now=starts_at + timedelta(minutes=minutes + 60))
    entry.refresh_from_db()
    return entry
