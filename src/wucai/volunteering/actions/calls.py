"""Asking somebody to fill a gap, and taking the question back."""

from datetime import datetime
from uuid import uuid4

from django.db import transaction
from django.db.models import F

from wucai.core import rows, trace
from wucai.core.refusals import Refused
from wucai.people.actions import people
from wucai.people.models import Person
from wucai.programme.queries import rules
from wucai.volunteering import queries
from wucai.volunteering.actions import asking
from wucai.volunteering.actions.signups import take_seat
from wucai.volunteering.choices import Origin, PlacingRefusal, Refusal
from wucai.volunteering.models import Shift, Signup
from wucai.volunteering.queries.claims import Claims
from wucai.volunteering.signals import seats_asked


class PlacingRefused(Refused):
    """A coordinator may not put this person on this shift, for a reason from PlacingRefusal."""


@transaction.atomic
def ask(shift: Shift, person: Person, *, by: Person | None, now: datetime) -> Signup:
    """Keep a seat for the person until they answer; nobody serves by force, so it counts as accepted only when they say so.

    The rules are those of `sign_up`, except that too little rest is the coordinator's to judge. Raises PlacingRefused.
    """
    people.lock(person)
    claims = Claims([person.pk], rest_minutes=rules(shift.post.site.edition).rest_minutes)
    reason = claims.why_not(person.pk, shift, languages=person.languages, now=now)
    if reason not in (None, Refusal.REST):
        raise PlacingRefused(PlacingRefusal(reason.value))
    signup = rows.insert(Signup(key=uuid4(), person=person, shift=shift, created_at=now, origin=Origin.CALL))
    trace.record(by=by, verb="asked", thing=shift, after={"signup": signup.pk})
    if not take_seat(shift):
        raise PlacingRefused(PlacingRefusal.FULL)
    asking.tell_one(shift, person, by=by, now=now)
    seats_asked.send(Signup, signups=[signup], now=now)
    return signup


@transaction.atomic
def take_back(signup: Signup, *, by: Person | None, now: datetime) -> Signup:
    """Take the question back while nobody has answered it; the seat is free in the same moment. Raises PlacingRefused."""
    people.lock(signup.person)
    if not Signup.objects.asked().filter(pk=signup.pk).update(withdrawn_at=now):
        raise PlacingRefused(PlacingRefusal.NOT_ASKED)
    trace.record(by=by, verb="took the question back", thing=signup.shift, after={"signup": signup.pk})
    Shift.objects.filter(pk=signup.shift_id).update(taken=F("taken") - 1)
    transaction.on_commit(lambda: queries.forget_full(signup.shift))
    signup.withdrawn_at = now
    return signup
