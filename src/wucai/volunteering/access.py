"""Who may see and change what in volunteering."""

from typing import cast

from django.contrib.auth.models import AnonymousUser
from django.core.cache import caches

from wucai.core import access
from wucai.people.models import Person
from wucai.volunteering.models import Shift, Signup

Visitor = Person | AnonymousUser


def shift_open_to(visitor: Visitor, shift_id: int) -> Shift:
    """A shift that this visitor may see, as it was within the last two seconds; Http404. What it has left, only the claim can tell."""
    found = caches["pages"].get_or_set(f"shift:{shift_id}", lambda: access.one(Shift.objects.with_post(), pk=shift_id), 2)
    return cast(Shift, found)


def signup_of(visitor: Visitor, signup_id: int) -> Signup:
    """A sign-up of this visitor's own; Http404 for everybody else's, as if it were not there."""
    mine = Signup.objects.filter(person=volunteer(visitor)).select_related("shift__post__colour", "shift__post__site")
    return access.one(mine, pk=signup_id)


def person(visitor: Visitor) -> Person | None:
    """Who is asking, or None for somebody without a log-in."""
    return visitor if visitor.is_authenticated else None


def volunteer(visitor: Visitor) -> Person:
    """Who is asking, where a log-in was demanded already; PermissionDenied for anybody else."""
    access.demand(visitor.is_authenticated)
    return cast(Person, visitor)
