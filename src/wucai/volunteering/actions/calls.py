"""Asking people to fill a gap, and taking the question back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from django.db import transaction

from wucai.core import rows, trace
from wucai.core.refusals import Refused
from wucai.people.actions import people
from wucai.people.models import Person
from wucai.volunteering.actions import asking
from wucai.volunteering.actions.signups import free, take_seat
from wucai.volunteering.choices import Hold, Origin, PlacingRefusal
from wucai.volunteering.models import Shift, Signup
from wucai.volunteering.queries.claims import why_not_called
from wucai.volunteering.signals import seats_asked

# So many people are asked at once at the most: a call is no round mail.
MOST_AT_ONCE = 10


class PlacingRefused(Refused):
    """A coordinator may not put this person on this shift, for a reason from PlacingRefusal."""


@dataclass(frozen=True)
class Called:
    """Who was asked, whether a seat is kept for each of them, and who could not be asked, with the reason."""

    signups: tuple[Signup, ...]
    refused: tuple[tuple[Person, PlacingRefusal], ...]
    keeps_seats: bool


@transaction.atomic
def ask(shift: Shift, person: Person, *, by: Person | None, now: datetime) -> Signup:
    """Keep a seat for the person until they answer; nobody serves by force, so it counts as accepted only when they say so.

    The rules are those of `sign_up`, except that too little rest is the coordinator's to judge. Raises PlacingRefused.
    """
    people.lock(person)
    if refused := why_not_called([person], shift, now=now):
        raise PlacingRefused(refused[person.pk])
    signup = rows.insert(Signup(key=uuid4(), person=person, shift=shift, created_at=now, origin=Origin.CALL))
    trace.record(by=by, verb="asked", thing=shift, after={"signup": signup.pk})
    if not take_seat(shift):
        raise PlacingRefused(PlacingRefusal.FULL)
    asking.tell_one(shift, person, by=by, now=now)
    seats_asked.send(Signup, signups=[signup], now=now)
    return signup


@transaction.atomic
def ask_several(shift: Shift, wanted: Sequence[Person], *, by: Person | None, now: datetime) -> Called:
    """Ask these people together, by the rules of `ask`; whoever may not be asked is left out, and the others are asked.

    Where there is a seat for each, each has one kept. Where they are more than the open seats, none is kept, and whoever says yes first has
    it. Raises PlacingRefused when no seat is open, and when there are more people than may be asked at once.
    """
    if len(wanted) > MOST_AT_ONCE:
        raise PlacingRefused(PlacingRefusal.TOO_MANY)
    people.lock_all({each.pk for each in wanted})
    reasons = why_not_called(wanted, shift, now=now)
    able = [each for each in wanted if each.pk not in reasons]
    refused = tuple((each, reasons[each.pk]) for each in wanted if each.pk in reasons)
    if not able:
        return Called((), refused, keeps_seats=False)
    keeps_seats = take_seat(shift, len(able))
    if not keeps_seats and not Shift.objects.with_seats_left().filter(pk=shift.pk).exists():
        raise PlacingRefused(PlacingRefusal.FULL)
    asked = {"shift": shift, "created_at": now, "origin": Origin.CALL, "hold": Hold.KEPT if keeps_seats else Hold.FIRST_COME}
    signups = tuple(rows.insert(Signup(key=uuid4(), person=each, **asked)) for each in able)
    trace.record(by=by, verb="asked", thing=shift, after={"signups": [each.pk for each in signups], "seats_kept": keeps_seats})
    (asking.tell_several if keeps_seats else asking.tell_first_come)(shift, able, by=by, now=now)
    seats_asked.send(Signup, signups=signups, now=now)
    return Called(signups, refused, keeps_seats)


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
    was_asked = standing.is_asked
    free(standing, verb="took the question back", by=by, now=now, after={"signup": standing.pk})
    if not was_asked:
        asking.tell_undone(standing.shift, standing.person, by=by, now=now)
    return standing
