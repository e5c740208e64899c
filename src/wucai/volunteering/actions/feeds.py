"""The secret address of somebody's calendar: made, made anew, turned off."""

from datetime import datetime

from django.db import transaction

from wucai.core import trace
from wucai.people.actions import people
from wucai.people.models import Person
from wucai.volunteering.models import CalendarFeed
from wucai.volunteering.queries.feeds import digest, token


@transaction.atomic
def open_feed(person: Person, *, now: datetime) -> CalendarFeed:
    """A new secret address for the person's calendar; the one before ends."""
    people.lock(person)
    feed, is_new = CalendarFeed.objects.get_or_create(person=person, defaults={"changed_at": now})
    feed.counter += 0 if is_new else 1
    feed.digest, feed.changed_at = digest(token(person.pk, feed.counter)), now
    feed.save(update_fields=["counter", "digest", "changed_at"])
    trace.record(by=person, verb="opened", thing=feed, after={"counter": feed.counter})
    return feed


@transaction.atomic
def close_feed(person: Person, *, now: datetime) -> None:
    """No address answers any more; one that was closed never does again. Said again, it changes nothing."""
    people.lock(person)
    feed = CalendarFeed.objects.filter(person=person).exclude(digest=None).first()
    if feed:
        feed.digest, feed.changed_at = None, now
        feed.save(update_fields=["digest", "changed_at"])
        trace.record(by=person, verb="closed", thing=feed, after={"counter": feed.counter})
