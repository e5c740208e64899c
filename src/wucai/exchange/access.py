"""Who may see and change what in the exchange.

What stands on the lists is there for everybody; drafts and what was not listed only for their own unit's liaisons and for the edition's
coordinators. For all others they are not there, whether or not there is such a code: no page and no interface tells.
"""

from typing import Any, cast

from django.db.models import Q, QuerySet

from wucai.core import access, clock
from wucai.exchange import queries
from wucai.exchange.choices import MatchState, ProjectState
from wucai.exchange.models import Match, Matter, Need, Project, Resource, Visit
from wucai.exchange.queries.lists import LISTED_NEEDS, LISTED_RESOURCES
from wucai.people import access as people_access
from wucai.people import queries as people
from wucai.people.choices import RoleKind
from wucai.people.models import Organisation, Person
from wucai.programme.models import Edition
from wucai.programme.queries import current_edition

Visitor = people_access.Visitor
_PUBLIC_PROJECTS = (ProjectState.OPEN, ProjectState.DONE)


def edition_read_by(visitor: Visitor) -> Edition:
    """The current edition, for its coordinators, its leaders and the liaisons of units; PermissionDenied for all others."""
    edition = current_edition(clock.today())
    access.demand(edition is not None and bool(people_access.parts(visitor, edition) or _units(visitor)))
    return cast(Edition, edition)


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
    return RoleKind.COORDINATOR in people_access.parts(visitor, edition)


def sits_on_council(visitor: Visitor, edition: Edition | None) -> bool:
    """Whether this person may read what the council has before it: the edition's leaders and coordinators."""
    return bool(people_access.parts(visitor, edition))


def needs_seen_by(visitor: Visitor, edition: Edition | None, **narrowed: Any) -> QuerySet[Need]:
    """The edition's needs as far as this visitor may know of them; narrowed as `queries.needs_of`."""
    return _seen(queries.needs_of(edition, **narrowed), visitor, edition, LISTED_NEEDS)


def resources_seen_by(visitor: Visitor, edition: Edition | None, **narrowed: Any) -> QuerySet[Resource]:
    """The edition's resources as far as this visitor may know of them; narrowed as `queries.resources_of`."""
    return _seen(queries.resources_of(edition, **narrowed), visitor, edition, LISTED_RESOURCES)


def projects_seen_by(visitor: Visitor, edition: Edition | None, **narrowed: Any) -> QuerySet[Project]:
    """The edition's projects under way or done; others for their leads, and for leaders and coordinators, who see them at the council."""
    found = queries.projects_of(edition, **narrowed)
    if sits_on_council(visitor, edition):
        return found
    return found.filter(Q(state__in=_PUBLIC_PROJECTS) | Q(lead__in=_units(visitor)))


def is_told_of_visits(visitor: Visitor, edition: Edition | None) -> bool:
    """Whether there may be visits of which this visitor may know: coordinators of all, liaisons of those to their units."""
    return coordinates(visitor, edition) or bool(_units(visitor))


def visits_seen_by(visitor: Visitor, edition: Edition | None, *, search_for: str = "") -> QuerySet[Visit]:
    """The edition's visits for its coordinators; for liaisons those to their units."""
    found = queries.visits_of(edition, search_for=search_for)
    return found if coordinates(visitor, edition) else found.filter(organisation__in=_units(visitor))


def visit_of(visitor: Visitor, visit_id: int) -> Visit:
    """A visit, for coordinators and for the unit's own liaisons; Http404 for all others."""
    return access.one(visits_seen_by(visitor, current_edition(clock.today())).select_related("edition"), pk=visit_id)


def visit_coordinated_by(visitor: Visitor, visit_id: int) -> Visit:
    """A visit of the edition, for its coordinators; PermissionDenied for all others, Http404 where there is none."""
    return access.one(queries.visits_of(edition_coordinated_by(visitor)).select_related("edition"), pk=visit_id)


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
    parts = people_access.parts(visitor, edition)
    if RoleKind.COORDINATOR in parts:
        return found
    units = _units(visitor)
    own = Q(need__organisation__in=units) | Q(resource__organisation__in=units)
    return found.filter(own | Q(state=MatchState.ACCEPTED)) if parts else found.filter(own)


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
    return access.one(queries.projects_of(edition).select_related("edition"), code=code)


def matter_of(visitor: Visitor, matter_id: int) -> Matter:
    """A matter of the edition, for its leaders and coordinators; PermissionDenied for all others, Http404 where there is none."""
    return access.one(queries.matters_of(edition_led_by(visitor)), pk=matter_id)


def matter_coordinated_by(visitor: Visitor, matter_id: int) -> Matter:
    """A matter that one may decide on record, for coordinators; PermissionDenied for all others, Http404 where there is none."""
    return access.one(queries.matters_of(edition_coordinated_by(visitor)), pk=matter_id)


def _units(visitor: Visitor) -> list[Organisation]:
    """The units for which this visitor speaks; none without a log-in."""
    return people.liaison_units(visitor) if visitor.is_authenticated else []


def _seen(found: "QuerySet[queries.Item]", visitor: Visitor, edition: Edition | None, listed: tuple[str, ...]) -> "QuerySet[queries.Item]":
    if coordinates(visitor, edition):
        return found
    return found.filter(Q(state__in=listed) | Q(organisation__in=_units(visitor)))
