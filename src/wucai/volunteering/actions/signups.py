"""Taking a seat and giving it back."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F

from wucai.core import trace
from wucai.core.refusals import KeyReused, Refused
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
    if queries.is_known_full(shift):
        if earlier := queries.replayed(key, person, shift):
            return earlier
        raise SignupRefused(Refusal.FULL)
    try:
        return _claim(person, shift, key=key, now=now)
    except IntegrityError as clash:
        # The person is locked, so only somebody else's use of the same key at the same moment can have come between.
        raise KeyReused(Refusal.KEY_REUSED) from clash


@transaction.atomic
def _claim(person: Person, shift: Shift, *, key: UUID, now: datetime) -> Signup:
    """Lock, look, take. The person is locked, so that two overlapping shifts cannot be taken at once; in a rush nobody waits for that lock.

    The shift's counter is taken last, by a conditional update, so that the contended row is held only until the commit.
    """
    people.lock(person)
    if earlier := queries.replayed(key, person, shift):
        return earlier
    if reason := queries.why_refused(person, shift, now=now):
        raise SignupRefused(reason)
    signup = Signup.objects.create(key=key, person=person, shift=shift, created_at=now)
    trace.record(by=person, verb="signed up", thing=shift)
    if not Shift.objects.filter(pk=shift.pk, taken__lt=F("seats")).update(taken=F("taken") + 1):
        queries.remember_full(shift)
        raise SignupRefused(Refusal.FULL)
    return signup


@transaction.atomic
def withdraw(signup: Signup, *, by: Person, now: datetime) -> Signup:
    """Give the seat back, once however often it is said; the next person can have it in the same moment.

    Raises SignupRefused when the shift has begun.
    """
    people.lock(signup.person)
    standing = Signup.objects.standing().select_related("shift").filter(pk=signup.pk).first()
    if standing is None:
        return Signup.objects.get(pk=signup.pk)
    if standing.shift.starts_at <= now:
        raise SignupRefused(Refusal.STARTED)
    Signup.objects.filter(pk=signup.pk).update(withdrawn_at=now)
    trace.record(by=by, verb="withdrew", thing=standing.shift)
    Shift.objects.filter(pk=standing.shift_id).update(taken=F("taken") - 1)
    transaction.on_commit(lambda: queries.forget_full(standing.shift))
    standing.withdrawn_at = now
    return standing
