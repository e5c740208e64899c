"""Dull posts and shifts."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from tests.factories import people, places
from wucai.core import clock
from wucai.people.models import Person
from wucai.places.models import Site
from wucai.volunteering.actions import shifts, signups
from wucai.volunteering.models import Post, Shift, Signup


def post(*, site: Site | None = None, **more: Any) -> Post:
    """A red post at a station."""
    site = site or places.station()
    colour = shifts.mean(site.edition, by=None, key="red", name="宣传岗", name_en="Outreach", position=1)
    fields = {"name": "讲解", "name_en": "Docent", "risks": "久站", "risks_en": "Long standing"}
    return shifts.open_post(site, colour, by=None, **{**fields, **more})


def shift(*, seats: int = 2, starts_at: datetime | None = None, hours: int = 4, **more: Any) -> Shift:
    """A shift of four hours that begins tomorrow."""
    begins = starts_at or clock.now() + timedelta(days=1)
    a_post = more.get("post") or post(site=more.get("site"))
    return shifts.lay_out(a_post, by=None, starts_at=begins, ends_at=begins + timedelta(hours=hours), seats=seats)


def signup(a_shift: Shift | None = None, person: Person | None = None) -> Signup:
    """A seat that somebody took."""
    return signups.sign_up(person or people.person(), a_shift or shift(), key=uuid4(), now=clock.now())
