"""Dull places."""

from datetime import date
from itertools import count
from typing import Any

from tests.factories import programme
from wucai.people.models import Person
from wucai.places.actions import sites
from wucai.places.models import Keeper, Site
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
