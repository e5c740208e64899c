"""Who may see and change people."""

from typing import cast
from uuid import UUID

from django.contrib.auth.models import AnonymousUser

from wucai.core import access, clock
from wucai.core.models import SheetImport
from wucai.people import queries
from wucai.people.choices import RoleKind
from wucai.people.models import Device, Person
from wucai.programme.models import Edition
from wucai.programme.queries import current_edition

Visitor = Person | AnonymousUser


def edition_coordinated_by(visitor: Visitor) -> Edition:
    """The current edition, for its coordinators; PermissionDenied for all others."""
    edition = current_edition(clock.today())
    access.demand(edition is not None and visitor.is_authenticated and queries.has_role(visitor, RoleKind.COORDINATOR, edition))
    return cast(Edition, edition)


def person(visitor: Visitor) -> Person:
    """Who is asking, on a page that asks for a log-in; PermissionDenied without one."""
    access.demand(visitor.is_authenticated)
    return cast(Person, visitor)


def device_of(visitor: Visitor, device_id: UUID) -> Device:
    """A device of this person's own; Http404 for everybody else's, as if it were not there."""
    return access.one(Device.objects.filter(person_id=cast(Person, visitor).pk).select_related("person"), pk=device_id)


def import_of(visitor: Visitor, import_id: int) -> SheetImport:
    """A list of people that this coordinator sent; Http404 for those of others, PermissionDenied for who does not coordinate."""
    edition_coordinated_by(visitor)
    mine = SheetImport.objects.filter(kind="people", actor_id=cast(Person, visitor).pk)
    return access.one(mine.select_related("job", "marked"), pk=import_id)
