"""Calendars that read somebody's shifts."""

import hashlib
from datetime import datetime, timedelta

from wucai.core import keys
from wucai.people.models import Person
from wucai.volunteering.models import CalendarFeed, Signup

# A calendar keeps what it has read; so far back it hears of changes.
_DAYS_BACK = timedelta(days=30)
_MOST = 500


def feed_of(person: Person) -> CalendarFeed | None:
    """The person's feed, on or off."""
    return CalendarFeed.objects.filter(person=person).first()


def token_of(feed: CalendarFeed) -> str:
    """The secret part of the feed's address."""
    return token(feed.person_id, feed.counter)


def token(person_id: int, counter: int) -> str:
    """Forty hexadecimal digits that nobody can tell without the house's key."""
    return keys.blind(f"{person_id} {counter}", context="volunteering.calendar")[:40]


def digest(text: str) -> str:
    """By which a token is found."""
    return hashlib.sha256(text.encode()).hexdigest()


def seats_in_feed(person: Person, *, now: datetime) -> list[Signup]:
    """The seats that a calendar hears of: standing and given back, of the last thirty days and all to come."""
    found = Signup.objects.filter(person=person, shift__ends_at__gt=now - _DAYS_BACK)
    return list(found.select_related("shift__post__site", "shift__post__colour").order_by("shift__starts_at", "pk")[:_MOST])
