"""Taking a seat and giving it back."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import F

from wucai.core import rows, trace
from wucai.core.refusals import Refused
from wucai.people.actions import people
from wucai.people.models import Person
from wucai.volunteering import queries
from wucai.volunteering.actions import asking
from wucai.volunteering.choices import Hold, Refusal
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


def take_seat(shift: Shift, seats: int = 1) -> bool:
    """Count one seat more, or so many, where they are there: the statement on which everything here rests, said as it is run on both
    databases.

    In the caller's transaction, beside the rows of those who sit there.
    """
    with connection.cursor() as cursor:
        cursor.execute("UPDATE volunteering_shift SET taken = taken + %s WHERE id = %s AND taken + %s <= seats", [seats, shift.pk, seats])
        return bool(cursor.rowcount)


def accept_seat(signup: Signup, *, by: Person, now: datetime) -> Signup:
    """Say yes to a seat that a roster or a call keeps; once however often it is said, until the shift is over.

    Where no seat is kept, the first yes takes it; with the last seat all questions that wait for it end. Raises SignupRefused when the seat
    is no longer kept, or others were first; with that the question has ended.
    """
    try:
        return _say_yes(signup, by=by, now=now)
    except SignupRefused as refused:
        if refused.reason == Refusal.OUTRUN:
            _end_question(signup, by=by, now=now)
        raise


@transaction.atomic
def _say_yes(signup: Signup, *, by: Person, now: datetime) -> Signup:
    """People are locked first, all who may be told that they come too late; then the shift, whose counter decides who was first."""
    waiting = set(queries.first_come(signup.shift_id).values_list("person", flat=True)) if signup.hold == Hold.FIRST_COME else set()
    people.lock_all({signup.person_id} | waiting)
    standing = Signup.objects.standing().select_related("shift__post__site__edition").filter(pk=signup.pk).first()
    if standing is None:
        ended = Signup.objects.filter(pk=signup.pk, hold=Hold.OUTRUN).exists()
        raise SignupRefused(Refusal.OUTRUN if ended else Refusal.NOT_ASKED)
    if standing.accepted_at is not None:
        return standing
    if standing.shift.ends_at <= now:
        raise SignupRefused(Refusal.STARTED)
    is_first_come = standing.is_first_come
    if is_first_come and not take_seat(standing.shift):
        raise SignupRefused(Refusal.OUTRUN)
    Signup.objects.filter(pk=signup.pk).update(accepted_at=now, hold=Hold.KEPT)
    trace.record(by=by, verb="accepted", thing=standing.shift, after={"signup": signup.pk})
    standing.accepted_at, standing.hold = now, Hold.KEPT
    if is_first_come:
        _tell_the_others(standing.shift, waiting - {signup.person_id}, by=by, now=now)
    return standing


def _tell_the_others(shift: Shift, waiting: Collection[int], *, by: Person, now: datetime) -> None:
    """With the last seat, end the questions of these people, who are locked, and tell them."""
    if Shift.objects.with_seats_left().filter(pk=shift.pk).exists():
        return
    outrun = list(queries.first_come(shift.pk).filter(person__in=waiting).select_related("person"))
    if outrun:
        Signup.objects.filter(pk__in=[each.pk for each in outrun]).update(withdrawn_at=now, hold=Hold.OUTRUN)
        trace.record(by=by, verb="ended questions", thing=shift, after={"signups": [each.pk for each in outrun]})
        asking.tell_outrun(shift, [each.person for each in outrun], now=now)


@transaction.atomic
def _end_question(signup: Signup, *, by: Person, now: datetime) -> None:
    """The yes came too late: nobody waits for this answer any more."""
    people.lock(signup.person)
    if queries.first_come(signup.shift_id).filter(pk=signup.pk).update(withdrawn_at=now, hold=Hold.OUTRUN):
        trace.record(by=by, verb="ended questions", thing=signup.shift, after={"signups": [signup.pk]})


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
    free(standing, verb="withdrew", by=by, now=now)
    return standing


def free(standing: Signup, *, verb: str, by: Person | None, now: datetime, **told: Any) -> None:
    """End a standing sign-up; the seat behind it, where there is one, is free in the same moment. In the caller's transaction."""
    Signup.objects.filter(pk=standing.pk).update(withdrawn_at=now)
    trace.record(by=by, verb=verb, thing=standing.shift, **told)
    standing.withdrawn_at = now
    if standing.hold == Hold.KEPT:
        Shift.objects.filter(pk=standing.shift_id).update(taken=F("taken") - 1)
        transaction.on_commit(lambda: queries.forget_full(standing.shift))
