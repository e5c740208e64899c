"""Who may see and change places."""

from typing import cast

from django.contrib.auth.models import AnonymousUser

from wucai.core import access, clock
from wucai.people.models import Person
from wucai.places import queries
from wucai.places.models import Incident, Loan, Site, Supply

Visitor = Person | AnonymousUser


def station(slug: str) -> Site:
    """A station that anybody may walk into, with what it offers and when it is open; Http404."""
    return access.one(queries.with_facts(Site.objects.for_visitors().select_related("area", "edition")), slug=slug)


def station_kept_by(visitor: Visitor, slug: str) -> Site:
    """A station that this person keeps today; Http404 for all others, whether or not there is such a station."""
    person = cast(Person, visitor)
    return access.one(queries.kept_by(person, on=clock.today()).select_related("edition"), slug=slug)


def supply_kept_by(visitor: Visitor, slug: str, supply_id: int) -> Supply:
    """An item on the shelf of a station that this person keeps today; Http404 for all others."""
    return access.one(Supply.objects.select_related("site"), pk=supply_id, site=station_kept_by(visitor, slug))


def loan_kept_by(visitor: Visitor, slug: str, loan_id: int) -> Loan:
    """Something lent from a station that this person keeps today; Http404 for all others."""
    return access.one(Loan.objects.select_related("supply__site"), pk=loan_id, supply__site=station_kept_by(visitor, slug))


def incident_kept_by(visitor: Visitor, slug: str, incident_id: int) -> Incident:
    """Something that happened at a station that this person keeps today; Http404 for all others."""
    return access.one(Incident.objects.select_related("site"), pk=incident_id, site=station_kept_by(visitor, slug))
