"""Coming and going. Our clock decides both; nobody types a time."""

import unicodedata
from datetime import date, datetime

from django.db import models, transaction

from wucai.core import clock, limits, trace
from wucai.core.refusals import Refused
from wucai.people.actions import people
from wucai.people.models import Person
from wucai.volunteering.choices import AttendanceRefusal, CheckWay, HoursKind
from wucai.volunteering.models import Attendance, HoursEntry, Shift, Signup
from wucai.volunteering.queries.attendance import is_code_of, open_attendance, window

# Of a million codes two are good: whoever may be wrong ten times in ten minutes finds one in a year of trying.
TRIES, TRIES_SECONDS = 10, 600


class AttendanceRefused(Refused):
    """Nobody came or went, for a reason from AttendanceRefusal."""


def check_in(person: Person, code: str, *, now: datetime) -> Attendance:
    """Check the person in on their shift of today at the station that shows this code; again, and they hear the same.

    A wrong code is counted after its transaction is undone, or the count would be undone with it. Raises AttendanceRefused.
    """
    if limits.is_spent("check_in", str(person.pk), most=TRIES, seconds=TRIES_SECONDS):
        raise AttendanceRefused(AttendanceRefusal.TOO_MANY_TRIES)
    try:
        return _check_in(person, _digits(code), now=now)
    except AttendanceRefused as refused:
        if refused.reason == AttendanceRefusal.WRONG_CODE:
            limits.count("check_in", str(person.pk), seconds=TRIES_SECONDS)
        raise


@transaction.atomic
def check_in_by_keeper(signup: Signup, *, by: Person | None, now: datetime) -> Attendance:
    """The keeper saw them come. The same rules, without a code. Raises AttendanceRefused."""
    people.lock(signup.person)
    return _come(_seats(signup.person).get(pk=signup.pk), CheckWay.KEEPER, by=by, now=now)


@transaction.atomic
def check_out(attendance: Attendance, *, by: Person | None, now: datetime) -> HoursEntry:
    """They go: the whole minutes since they came, never more than the shift's length, wait to be confirmed. Said again, it changes nothing.

    Raises AttendanceRefused when it is too late: what was left open counts nothing.
    """
    people.lock(attendance.signup.person)
    here = Attendance.objects.select_related("signup__person", "signup__shift__post__site__edition").get(pk=attendance.pk)
    if not here.is_open:
        return HoursEntry.objects.get(attendance=here)
    shift = here.signup.shift
    if now > window(shift, shift.post.site.edition)[1]:
        raise AttendanceRefused(AttendanceRefusal.TOO_LATE)
    here.checked_out_at = max(now, here.checked_in_at)
    here.checked_out_by = CheckWay.SELF if by == here.signup.person else CheckWay.KEEPER
    here.save(update_fields=["checked_out_at", "checked_out_by"])
    entry = HoursEntry.objects.create(
        person=here.signup.person,
        shift=shift,
        attendance=here,
        kind=HoursKind.RECORDED,
        minutes=min(_minutes(here.checked_in_at, here.checked_out_at), _minutes(shift.starts_at, shift.ends_at)),
        recorded_at=now,
    )
    trace.record(by=by, verb="checked out", thing=here, after={"minutes": entry.minutes, "way": here.checked_out_by})
    return entry


@transaction.atomic
def _check_in(person: Person, code: str, *, now: datetime) -> Attendance:
    """Of today's seats, the one at a station whose code it is; where that is refused, the refusal of the seat that is nearest to good."""
    people.lock(person)
    today = clock.local(now).date()
    seats = [seat for seat in _seats(person).filter(withdrawn_at=None) if _is_of_today(seat.shift, today)]
    if not seats:
        raise AttendanceRefused(AttendanceRefusal.NO_SHIFT)
    here = [seat for seat in seats if is_code_of(seat.shift.post.site, code, now=now)]
    if not here:
        raise AttendanceRefused(AttendanceRefusal.WRONG_CODE)
    fitting = [seat for seat in here if _is_open_for(seat.shift, now)]
    return _come((fitting or here)[0], CheckWay.CODE, by=person, now=now)


def _come(signup: Signup, way: CheckWay, *, by: Person | None, now: datetime) -> Attendance:
    """The rules of coming, for one seat whose person is locked."""
    attendance: Attendance | None = getattr(signup, "attendance", None)
    if attendance and attendance.is_open:
        return attendance
    if reason := _why_not(signup, attendance, now=now):
        raise AttendanceRefused(reason)
    attendance = Attendance.objects.create(signup=signup, checked_in_at=now, checked_in_by=way)
    trace.record(by=by, verb="checked in", thing=attendance, after={"shift": signup.shift_id, "way": way.value})
    return attendance


def _why_not(signup: Signup, attendance: Attendance | None, *, now: datetime) -> AttendanceRefusal | None:
    """The first reason why this seat cannot be checked in, or None."""
    shift = signup.shift
    if attendance:
        return AttendanceRefusal.ALREADY
    if signup.is_withdrawn:
        return AttendanceRefusal.GIVEN_BACK
    if now < window(shift, shift.post.site.edition)[0]:
        return AttendanceRefusal.TOO_EARLY
    if now >= shift.ends_at:
        return AttendanceRefusal.OVER
    if signup.is_asked:
        return AttendanceRefusal.NOT_ACCEPTED
    # Two shifts worked at once would count the same minutes twice.
    return AttendanceRefusal.STILL_IN if open_attendance(signup.person, now=now) else None


def _seats(person: Person) -> "models.QuerySet[Signup]":
    """What is asked of a seat here, in one query."""
    found = Signup.objects.filter(person=person).select_related("person", "shift__post__site__edition", "attendance")
    return found.order_by("shift__starts_at", "pk")


def _is_of_today(shift: Shift, today: date) -> bool:
    return clock.local(shift.starts_at).date() <= today <= clock.local(shift.ends_at).date()


def _is_open_for(shift: Shift, now: datetime) -> bool:
    """Whether the shift is being worked, or will be soon."""
    return window(shift, shift.post.site.edition)[0] <= now < shift.ends_at


def _digits(code: str) -> str:
    """The digits that were meant, also where a phone wrote them wide or with a blank between."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", code) if sign.isdigit())


def _minutes(begin: datetime, end: datetime) -> int:
    return int((end - begin).total_seconds() // 60)
