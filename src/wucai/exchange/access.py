"""Who may see and change what in the exchange.

What stands on the lists is there for everybody; drafts and what was not listed only for their own unit's liaisons and for the edition's
coordinators. For all others they are not there, whether or not there is such a code: no page and no interface tells.
"""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from wucai.core import access, clock
from wucai.exchange import queries
from wucai.exchange.choices import MatchState, ProjectState
from wucai.exchange.models import Match, Matter, Need, Project, Resource
from wucai.exchange.queries.lists import LISTED_NEEDS, LISTED_RESOURCES
from wucai.people import access as people_access
from wucai.people import queries as people
from wucai.people.choices import RoleKind
from wucai.people.models import Organisation, Person
from wucai.programme.models import Edition
from wucai.programme.queries import current_edition

Visitor = Person | AnonymousUser
_PUBLIC_PROJECTS = (ProjectState.OPEN, ProjectState.DONE)


def edition_read_by(visitor: Visitor) -> Edition:
    """The current edition, for its coordinators, its leaders and the liaisons of units; PermissionDenied for all others."""
    edition = current_edition(clock.today())
    access.demand(edition is not None and visitor.is_authenticated and _reads(visitor, edition))
    assert edition is not None  # demanded above
    return edition


def edition_coordinated_by(visitor: Visitor) -> Edition:
    """The current edition, for its coordinators; PermissionDenied for all others."""
    return people_access.edition_coordinated_by(visitor)


def edition_led_by(visitor: Visitor) -> Edition:
    """The current edition, for its leaders and coordinators; PermissionDenied for all others."""
    return people_access.edition_led_by(visitor)


def person(visitor: Visitor) -> Person:
    """Who is asking, where a log-in was demanded already."""
    return people_access.person(visitor)


def coordinates(visitor: Visitor, edition: Edition | None) -> bool:
    """Whether this person may do what coordinators do in the edition."""
    if not isinstance(visitor, Person) or not people.has_role(visitor, RoleKind.COORDINATOR, edition):
        return False
    visitor.parts = frozenset({RoleKind.COORDINATOR.value})
    return True


def needs_seen_by(visitor: Visitor, edition: Edition | None, **narrowed: Any) -> QuerySet[Need]:
    """The edition's needs as far as this visitor may know of them; narrowed as `queries.needs_of`."""
    return _seen(queries.needs_of(edition, **narrowed), visitor, edition, LISTED_NEEDS)


def resources_seen_by(visitor: Visitor, edition: Edition | None, **narrowed: Any) -> QuerySet[Resource]:
    """The edition's resources as far as this visitor may know of them; narrowed as `queries.resources_of`."""
    return _seen(queries.resources_of(edition, **narrowed), visitor, edition, LISTED_RESOURCES)


def projects_seen_by(visitor: Visitor, edition: Edition | None, **narrowed: Any) -> QuerySet[Project]:
    """The edition's projects under way or done; others for their leads and the coordinators alone."""
    found = queries.projects_of(edition, **narrowed)
    if coordinates(visitor, edition):
        return found
    return found.filter(Q(state__in=_PUBLIC_PROJECTS) | Q(lead__in=_units(visitor)))


def need_of(visitor: Visitor, code: str) -> Need:
    """The need with this code; Http404 where this visitor may know of none."""
    return access.one(needs_seen_by(visitor, current_edition(clock.today())).select_related("visit", "edition"), code=code)


def resource_of(visitor: Visitor, code: str) -> Resource:
    """The resource with this code; Http404 where this visitor may know of none."""
    return access.one(resources_seen_by(visitor, current_edition(clock.today())).select_related("visit", "edition"), code=code)


def project_of(visitor: Visitor, code: str) -> Project:
    """The project with this code; Http404 where this visitor may know of none."""
    return access.one(projects_seen_by(visitor, current_edition(clock.today())).select_related("edition"), code=code)


def matches_seen_by(visitor: Visitor, edition: Edition | None) -> QuerySet[Match]:
    """The matches of the edition for its coordinators, the accepted ones for its leaders; for liaisons those of their units."""
    found = queries.matches_of().filter(need__edition=edition)
    if coordinates(visitor, edition):
        return found
    units = _units(visitor)
    own = Q(need__organisation__in=units) | Q(resource__organisation__in=units)
    is_leader = edition is not None and isinstance(visitor, Person) and people.leads(visitor, edition)
    return found.filter(own | Q(state=MatchState.ACCEPTED)) if is_leader else found.filter(own)


def speaks_for(visitor: Visitor, organisation: Organisation) -> bool:
    """Whether this visitor speaks for the unit."""
    return organisation in _units(visitor)


def match_coordinated_by(visitor: Visitor, match_id: int) -> Match:
    """A match of the edition, for its coordinators; PermissionDenied for all others, Http404 where there is none."""
    edition = edition_coordinated_by(visitor)
    return access.one(queries.matches_of(edition=edition), pk=match_id)


def need_coordinated_by(visitor: Visitor, code: str) -> Need:
    """A need in any state, for coordinators; PermissionDenied for all others, Http404 where there is none."""
    edition = edition_coordinated_by(visitor)
    return access.one(queries.needs_of(edition).select_related("edition"), code=code)


def resource_coordinated_by(visitor: Visitor, code: str) -> Resource:
    """A resource in any state, for coordinators; PermissionDenied for all others, Http404 where there is none."""
    edition = edition_coordinated_by(visitor)
    return access.one(queries.resources_of(edition).select_related("edition"), code=code)


def project_coordinated_by(visitor: Visitor, code: str) -> Project:
    """A project in any state, for coordinators; PermissionDenied for all others, Http404 where there is none."""
    edition = edition_coordinated_by(visitor)
    return access.one(queries.projects_of(edition), code=code)


def matter_of(visitor: Visitor, matter_id: int) -> Matter:
    """A matter of the edition, for its leaders and coordinators; PermissionDenied for all others, Http404 where there is none."""
    return access.one(queries.matters_of(edition_led_by(visitor)), pk=matter_id)


def matter_coordinated_by(visitor: Visitor, matter_id: int) -> Matter:
    """A matter that one may decide on record, for coordinators; PermissionDenied for all others, Http404 where there is none."""
    return access.one(queries.matters_of(edition_coordinated_by(visitor)), pk=matter_id)


def _reads(visitor: Person, edition: Edition) -> bool:
    return people.leads(visitor, edition) or people.liaisons_by(visitor).exists()


def _units(visitor: Visitor) -> list[Organisation]:
    """The units for which this visitor speaks; none without a log-in."""
    return people.liaison_units(visitor) if isinstance(visitor, Person) else []


def _seen(found: "QuerySet[queries.Item]", visitor: Visitor, edition: Edition | None, listed: tuple[str, ...]) -> "QuerySet[queries.Item]":
    if coordinates(visitor, edition):
        return found
    return found.filter(Q(state__in=listed) | Q(organisation__in=_units(visitor)))
