"""Who may see and change places."""

from typing import cast

from django.contrib.auth.models import AnonymousUser

from wucai.core import access, clock
from wucai.people.models import Person
from wucai.places import queries
from wucai.places.models import Site

Visitor = Person | AnonymousUser


def station(slug: str) -> Site:
    """A station, for anybody; Http404."""
    return access.one(Site.objects.stations().select_related("area", "edition"), slug=slug)


def station_kept_by(visitor: Visitor, slug: str) -> Site:
    """A station that this person keeps today; Http404 for all others, whether or not there is such a station."""
    person = cast(Person, visitor)
    return access.one(queries.kept_by(person, on=clock.today()), slug=slug)
