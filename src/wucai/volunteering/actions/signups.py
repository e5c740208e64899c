"""Taking a seat and giving it back."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import F

from wucai.core import rows, trace
from wucai.core.refusals import Refused
from wucai.people.actions import people
from wucai.people.models import Person
from wucai.volunteering import queries
from wucai.volunteering.choices import Refusal
from wucai.volunteering.models import Shift, Signup


class SignupRefused(Refused):
    """The person may not take this seat, or not give it back."""


def sign_up(person: Person, shift: Shift, *, key: UUID, now: datetime) -> Signup:
    """Give the person a seat on the shift, once per key, and never a seat that is not there.

    A key that was used before gives its first answer, even when the shift is full by now. While the shift is known to be full,
    nobody waits: the refusal comes without a transaction.

    Raises SignupRefused with a Refusal; KeyReused if the key belongs to another person or shift.
    """
    if queries.is_known_full(shift.pk):
        if earlier := queries.replayed(key, person, shift):
            return earlier
        raise SignupRefused(Refusal.FULL)
    try:
        return _claim(person, shift, key=key, now=now)
    except IntegrityError:
        # The person is locked and holds no seat here, so the key stands already: this wish's own, given back by now, or another's.
        if earlier := queries.replayed(key, person, shift):
            return earlier
        raise


@transaction.atomic
def _claim(person: Person, shift: Shift, *, key: UUID, now: datetime) -> Signup:
    """Lock, look, take. The person is locked, so that two overlapping shifts cannot be taken at once; in a rush nobody waits for that lock.

    Whether the key was used before is asked only of those who are refused; for all others the insert itself finds out. The shift's
    counter is taken last, by a conditional update, so that the contended row is held only until the commit.
    """
    people.lock(person)
    if reason := queries.why_refused(person, shift, now=now):
        if earlier := queries.replayed(key, person, shift):
            return earlier
        raise SignupRefused(reason)
    signup = rows.insert(Signup(key=key, person=person, shift=shift, created_at=now, accepted_at=now))
    trace.record(by=person, verb="signed up", thing=shift)
    if not take_seat(shift):
        queries.remember_full(shift)
        raise SignupRefused(Refusal.FULL)
    return signup


def take_seat(shift: Shift) -> bool:
    """Count one seat more, where there is one: the statement on which everything here rests, said as it is run on both databases.

    In the caller's transaction, beside the row of the one who sits there.
    """
    with connection.cursor() as cursor:
        cursor.execute("UPDATE volunteering_shift SET taken = taken + 1 WHERE id = %s AND taken < seats", [shift.pk])
        return bool(cursor.rowcount)


@transaction.atomic
def accept_seat(signup: Signup, *, by: Person, now: datetime) -> Signup:
    """Say yes to a seat that a roster or a call keeps; once however often it is said, until the shift is over.

    Raises SignupRefused when the seat is no longer kept.
    """
    people.lock(signup.person)
    standing = Signup.objects.standing().select_related("shift").filter(pk=signup.pk).first()
    if standing is None:
        raise SignupRefused(Refusal.NOT_ASKED)
    if standing.accepted_at is not None:
        return standing
    if standing.shift.ends_at <= now:
        raise SignupRefused(Refusal.STARTED)
    Signup.objects.filter(pk=signup.pk).update(accepted_at=now)
    trace.record(by=by, verb="accepted", thing=standing.shift, after={"signup": signup.pk})
    standing.accepted_at = now
    return standing


def decline_seat(signup: Signup, *, by: Person, now: datetime) -> Signup:
    """Say no to it: the seat is given back, as by `withdraw`."""
    return withdraw(signup, by=by, now=now)


@transaction.atomic
def withdraw(signup: Signup, *, by: Person, now: datetime) -> Signup:
    """Give the seat back, once however often it is said; the next person can have it in the same moment.

    Raises SignupRefused when the shift has begun; for whoever is checked in already, it has.
    """
    people.lock(signup.person)
    standing = Signup.objects.standing().select_related("shift", "attendance").filter(pk=signup.pk).first()
    if standing is None:
        return Signup.objects.get(pk=signup.pk)
    if standing.shift.starts_at <= now or hasattr(standing, "attendance"):
        raise SignupRefused(Refusal.STARTED)
    Signup.objects.filter(pk=signup.pk).update(withdrawn_at=now)
    trace.record(by=by, verb="withdrew", thing=standing.shift)
    Shift.objects.filter(pk=standing.shift_id).update(taken=F("taken") - 1)
    transaction.on_commit(lambda: queries.forget_full(standing.shift))
    standing.withdrawn_at = now
    return standing
