"""Opening posts and laying out shifts."""

from datetime import datetime
from typing import Any

from django.db import models, transaction

from wucai.core import rows, trace
from wucai.people.models import Person
from wucai.places.models import Site
from wucai.programme.models import Edition
from wucai.volunteering.models import Colour, Post, Shift


@transaction.atomic
def mean(edition: Edition, *, by: Person | None, key: str, **fields: Any) -> Colour:
    """Say what a colour means in the edition. Said again, it changes nothing."""
    colour, is_new, changed = rows.put(Colour.objects, fields, edition=edition, key=key)
    _tell("named", colour, is_new, changed, by=by)
    return colour


@transaction.atomic
def open_post(site: Site, colour: Colour, *, by: Person | None, name: str, **fields: Any) -> Post:
    """Open a post at the site or bring it up to date, once a name and colour. Said again, it changes nothing.

    Raises IntegrityError for a post whose risks are not told.
    """
    post, is_new, changed = rows.put(Post.objects, fields, site=site, colour=colour, name=name)
    _tell("opened", post, is_new, changed, by=by)
    return post


@transaction.atomic
def lay_out(post: Post, *, by: Person | None, starts_at: datetime, ends_at: datetime, seats: int) -> Shift:
    """Lay out a shift of the post, once a time; laying it out again changes nothing."""
    shift, is_new = Shift.objects.get_or_create(post=post, starts_at=starts_at, ends_at=ends_at, defaults={"seats": seats})
    if is_new:
        trace.record(by=by, verb="laid out", thing=shift, after={"seats": seats})
    return shift


@transaction.atomic
def put_in_charge(shift: Shift, person: Person | None, *, by: Person | None) -> Shift:
    """Let the person lead this shift on the spot (点位长), or nobody; said again it changes nothing."""
    if Shift.objects.filter(pk=shift.pk).exclude(leader=person).update(leader=person):
        trace.record(by=by, verb="put in charge", thing=shift, after={"person": person.pk if person else None})
    shift.leader = person
    return shift


def _tell(verb: str, thing: models.Model, is_new: bool, changed: list[str], *, by: Person | None) -> None:
    if is_new or changed:
        trace.record(by=by, verb=verb if is_new else "changed", thing=thing, after=None if is_new else {"fields": changed})
