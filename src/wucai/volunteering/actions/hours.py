"""What was served: confirmed, declared void, added by hand. Nobody settles hours of their own."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from wucai.core import trace
from wucai.core.refusals import Refused
from wucai.people.actions import people
from wucai.people.models import Person
from wucai.volunteering.actions import certificates
from wucai.volunteering.choices import HoursKind, HoursRefusal, HoursState
from wucai.volunteering.models import HoursEntry, Signup
from wucai.volunteering.queries.attendance import window
from wucai.volunteering.queries.hours import has_hours


class HoursRefused(Refused):
    """The hours were not settled, for a reason from HoursRefusal."""


@transaction.atomic
def confirm(entries: Iterable[HoursEntry], *, by: Person | None, now: datetime) -> int:
    """Say that these hours were served; all or none. Those confirmed before stay as they are; returns how many were confirmed now.

    Raises HoursRefused for one's own, and for void ones.
    """
    found = list(HoursEntry.objects.select_for_update().filter(pk__in=[entry.pk for entry in entries]).order_by("pk"))
    if by and any(entry.person_id == by.pk for entry in found):
        raise HoursRefused(HoursRefusal.OWN)
    if any(entry.state == HoursState.VOID for entry in found):
        raise HoursRefused(HoursRefusal.VOID)
    waiting = [entry for entry in found if entry.state == HoursState.TO_CONFIRM]
    settled = HoursEntry.objects.filter(pk__in=[entry.pk for entry in waiting])
    settled.update(state=HoursState.CONFIRMED, settled_at=now, settled_by=by)
    for entry in waiting:
        trace.record(by=by, verb="confirmed hours", thing=entry, after={"minutes": entry.minutes})
    return len(waiting)


@transaction.atomic
def void(entry: HoursEntry, *, by: Person | None, reason: str, now: datetime) -> HoursEntry:
    """Declare hours void, with the reason; the row stays. A certificate that told of them ends. Said again, it changes nothing.

    Raises HoursRefused for one's own, and without a reason.
    """
    people.lock(entry.person)
    row = HoursEntry.objects.select_for_update().get(pk=entry.pk)
    if row.state == HoursState.VOID:
        return row
    _demand(row.person_id, by, reason)
    before = {"state": row.state}
    was_confirmed = row.state == HoursState.CONFIRMED
    row.state, row.settled_at, row.settled_by, row.reason = HoursState.VOID, now, by, reason.strip()[:200]
    row.save(update_fields=["state", "settled_at", "settled_by", "reason"])
    trace.record(by=by, verb="declared hours void", thing=row, before=before, after={"state": row.state})
    if was_confirmed:
        certificates.end_for(row, by=by, now=now)
    return row


@transaction.atomic
def make_up(signup: Signup, *, minutes: int, reason: str, by: Person | None, now: datetime) -> HoursEntry:
    """Add hours by hand, of a kind of their own: whoever adds them answers for them, so they are confirmed with it.

    Only for an accepted seat, once the shift is over and nobody can check out any more, and where no hours stand. Raises HoursRefused.
    """
    people.lock(signup.person)
    seat = Signup.objects.select_related("shift__post__site__edition", "person", "attendance").get(pk=signup.pk)
    _demand(seat.person_id, by, reason)
    if why := _why_not(seat, minutes, now=now):
        raise HoursRefused(why)
    entry = HoursEntry.objects.create(
        person=seat.person,
        shift=seat.shift,
        kind=HoursKind.MADE_UP,
        state=HoursState.CONFIRMED,
        minutes=minutes,
        recorded_at=now,
        settled_at=now,
        settled_by=by,
        reason=reason.strip()[:200],
    )
    trace.record(by=by, verb="made up hours", thing=entry, after={"minutes": minutes, "shift": seat.shift_id})
    return entry


def _demand(person_id: int, by: Person | None, reason: str) -> None:
    if by and person_id == by.pk:
        raise HoursRefused(HoursRefusal.OWN)
    if not reason.strip():
        raise HoursRefused(HoursRefusal.NO_REASON)


def _why_not(seat: Signup, minutes: int, *, now: datetime) -> HoursRefusal | None:
    """The first reason why no hours can be added for this seat, or None."""
    shift = seat.shift
    if seat.is_withdrawn or seat.is_asked:
        return HoursRefusal.NOT_ACCEPTED
    attendance = getattr(seat, "attendance", None)
    is_left_open = attendance is not None and attendance.is_open
    if now < (window(shift, shift.post.site.edition)[1] if is_left_open else shift.ends_at):
        return HoursRefusal.NOT_OVER
    if not 1 <= minutes <= (shift.ends_at - shift.starts_at).total_seconds() // 60:
        return HoursRefusal.TOO_LONG
    return HoursRefusal.HAS_HOURS if has_hours(seat.person, shift) else None
