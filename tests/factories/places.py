"""Dull places."""

from datetime import date, time
from itertools import count
from typing import Any
from uuid import uuid4

from tests.factories import programme
from wucai.core import clock
from wucai.people.models import Person
from wucai.places.actions import incidents, sites, supplies
from wucai.places.choices import IncidentKind
from wucai.places.models import Incident, Keeper, Site, Supply
from wucai.programme.models import Edition

_numbers = count(1)


def station(**more: Any) -> Site:
    """A core station of the one edition."""
    number = next(_numbers)
    fields = {
        "slug": f"station-{number}",
        "edition": more.get("edition") or Edition.objects.first() or programme.edition(),
        "kind": "station",
        "name": f"第{number}站",
        "name_en": f"Station {number}",
        "latitude_e6": 31_190_000 + number,
        "longitude_e6": 121_310_000 + number,
    }
    return sites.put_site(by=None, **{**fields, **more})


def keeper(site: Site, person: Person, **more: Any) -> Keeper:
    """The person keeps the site, for ever unless told."""
    return sites.entrust(site, person, by=None, **{"since_on": date(2020, 1, 1), **more})


def supply(site: Site | None = None, **more: Any) -> Supply:
    """Ten masks on a shelf."""
    fields = {"name": "口罩", "name_en": "Masks", "unit": "只", "unit_en": "pieces", "quantity": 10, "minimum": 5, "is_loanable": False}
    return supplies.put_supply(site or station(), by=None, now=clock.now(), **{**fields, **more})


def incident(site: Site | None = None, **more: Any) -> Incident:
    """A lost umbrella."""
    fields = {"key": uuid4(), "kind": IncidentKind.LOST_PROPERTY, "text": "拾到雨伞一把", "by": None, "now": clock.now()}
    return incidents.open_incident(site or station(), **{**fields, **more})


def hours(site: Site, *spans: str, **more: Any) -> None:
    """The site is open at these times ("08:00-20:00") on every day of the edition."""
    days = {"first_on": site.edition.starts_on, "last_on": site.edition.ends_on, **more}
    told = [sites.Hours(opens_at=time.fromisoformat(each[:5]), closes_at=time.fromisoformat(each[6:]), **days) for each in spans]
    sites.put_hours(site, by=None, hours=told)
