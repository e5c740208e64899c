"""Dull posts and shifts."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from tests.factories import people, places
from wucai.core import clock
from wucai.people.models import Person
from wucai.places.models import Site
from wucai.programme.models import Edition
from wucai.volunteering.actions import enrolments, shifts, signups
from wucai.volunteering.models import Enrolment, Post, Shift, Signup


def post(*, site: Site | None = None, **more: Any) -> Post:
    """A red post at a station."""
    site = site or places.station()
    colour = shifts.mean(site.edition, by=None, key="red", name="宣传岗", name_en="Outreach", position=1)
    fields = {"name": "讲解", "name_en": "Docent", "risks": "久站", "risks_en": "Long standing"}
    return shifts.open_post(site, colour, by=None, **{**fields, **more})


def tomorrow(hour: int = 8) -> datetime:
    """Tomorrow at this hour in Shanghai, so that shifts of one test fall on one day whenever it runs."""
    return clock.local(clock.now() + timedelta(days=1)).replace(hour=hour, minute=0, second=0, microsecond=0)


def shift(*, seats: int = 2, starts_at: datetime | None = None, hours: int = 4, **more: Any) -> Shift:
    """A shift of four hours that begins tomorrow at eight."""
    begins = starts_at or tomorrow()
    a_post = more.get("post") or post(site=more.get("site"))
    return shifts.lay_out(a_post, by=None, starts_at=begins, ends_at=begins + timedelta(hours=hours), seats=seats)


def signup(a_shift: Shift | None = None, person: Person | None = None, *, now: datetime | None = None) -> Signup:
    """A seat that somebody took, just now unless told."""
    return signups.sign_up(person or people.person(), a_shift or shift(), key=uuid4(), now=now or clock.now())


def enrolment(edition: Edition, person: Person | None = None, *, times: Sequence[tuple[datetime, datetime]] = (), **more: Any) -> Enrolment:
    """Somebody who serves in the edition, with time from now on for a week unless told."""
    now = clock.now()
    windows = times or [(now - timedelta(days=1), now + timedelta(days=7))]
    return enrolments.enrol(person or people.person(), edition, by=None, now=now, **{"availabilities": windows, **more})
