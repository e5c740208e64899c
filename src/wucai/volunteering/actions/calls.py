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
    """Take the question back: while nobody has answered it, and for ten minutes after a yes, until the shift begins.

    The seat is free in the same moment, and whoever had said yes is told that they need not come. Raises PlacingRefused.
    """
    people.lock(signup.person)
    standing = Signup.objects.standing().select_related("person", "shift__post__site__edition", "attendance").filter(pk=signup.pk).first()
    if standing is None or not (standing.is_asked or standing.undoable_until):
        raise PlacingRefused(PlacingRefusal.NOT_ASKED)
    if standing.undoable_until and (standing.undoable_until <= now or hasattr(standing, "attendance")):
        raise PlacingRefused(PlacingRefusal.TOO_LATE)
    Signup.objects.filter(pk=standing.pk).update(withdrawn_at=now)
    trace.record(by=by, verb="took the question back", thing=standing.shift, after={"signup": standing.pk})
    Shift.objects.filter(pk=standing.shift_id).update(taken=F("taken") - 1)
    transaction.on_commit(lambda: queries.forget_full(standing.shift))
    if not standing.is_asked:
        asking.tell_undone(standing.shift, standing.person, by=by, now=now)
    standing.withdrawn_at = now
    return standing
