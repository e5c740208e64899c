"""Who may see and change people."""

from typing import cast
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import Http404

from wucai.core import access, clock
from wucai.people import queries
from wucai.people.choices import RoleKind
from wucai.people.models import Device, GroupHook, Invitation, Membership, Message, Notice, Organisation, Partnership, Person
from wucai.programme.models import Edition
from wucai.programme.queries import current_edition

Visitor = Person | AnonymousUser


def edition_coordinated_by(visitor: Visitor) -> Edition:
    """The current edition, for its coordinators; PermissionDenied for all others."""
    edition = current_edition(clock.today())
    access.demand(RoleKind.COORDINATOR in parts(visitor, edition))
    return cast(Edition, edition)


def person(visitor: Visitor) -> Person:
    """Who is asking, on a page that asks for a log-in; PermissionDenied without one."""
    access.demand(visitor.is_authenticated)
    return cast(Person, visitor)


def somebody(visitor: Visitor) -> Person | None:
    """Who is asking, or None without a log-in."""
    return visitor if visitor.is_authenticated else None


def edition_of_today() -> Edition:
    """The current edition, for anybody; Http404 in an empty house."""
    if (edition := current_edition(clock.today())) is None:
        raise Http404
    return edition


def demo_alone() -> None:
    """Nothing outside demo mode: Http404."""
    if settings.WUCAI_MODE != "demo":
        raise Http404


def device_of(visitor: Visitor, device_id: UUID) -> Device:
    """A device of this person's own; Http404 for everybody else's, as if it were not there."""
    return access.one(Device.objects.filter(person_id=cast(Person, visitor).pk).select_related("person"), pk=device_id)


def edition_led_by(visitor: Visitor) -> Edition:
    """The current edition, for its leaders and coordinators; PermissionDenied for all others."""
    edition = current_edition(clock.today())
    access.demand(bool(parts(visitor, edition)))
    return cast(Edition, edition)


def parts(visitor: Visitor, edition: Edition | None) -> frozenset[str]:
    """The kinds of this visitor's roles in the edition, noted on them for the page's navigation; none without a log-in or an edition."""
    if edition is None or not visitor.is_authenticated:
        return frozenset()
    visitor.parts = queries.parts_of(visitor, edition)
    return visitor.parts


def unit_of(visitor: Visitor, slug: str) -> Organisation:
    """A unit for which this person speaks; Http404 for all others, whether or not there is such a unit."""
    return access.one(Organisation.objects.filter(memberships__in=queries.liaisons_by(person(visitor))), slug=slug)


def member_of(organisation: Organisation, number: str) -> Membership:
    """Who belongs to the unit today, by the person's number; Http404."""
    return access.one(queries.members_of(organisation), person__number=number)


def unit(visitor: Visitor, slug: str) -> Organisation:
    """Any unit, for the edition's coordinators; PermissionDenied for all others."""
    edition_coordinated_by(visitor)
    return access.one(Organisation.objects.select_related("parent", "area"), slug=slug)


def application(visitor: Visitor, partnership_id: int) -> Partnership:
    """A unit's part in the current edition, for its coordinators; Http404 for those of other editions."""
    mine = Partnership.objects.filter(edition=edition_coordinated_by(visitor))
    return access.one(mine.select_related("organisation", "edition"), pk=partnership_id)


def invitation(visitor: Visitor, invitation_id: int) -> Invitation:
    """An invitation of the current edition, for its coordinators; Http404 for those of other editions."""
    mine = Invitation.objects.filter(edition=edition_coordinated_by(visitor))
    return access.one(mine.select_related("organisation"), pk=invitation_id)


def notice_of(visitor: Visitor, notice_id: int) -> Notice:
    """A message as this person has it; Http404 for everybody else's, as if it were not there."""
    return access.one(queries.notices_of(person(visitor)), pk=notice_id)


def message_of(visitor: Visitor, message_id: int) -> Message:
    """A message of the current edition, for its coordinators (Http404 for others) and for who sent it; PermissionDenied."""
    edition = current_edition(clock.today())
    roles = parts(visitor, edition)
    access.demand(edition is not None)
    sent = queries.messages_of(cast(Edition, edition))
    if RoleKind.COORDINATOR in roles:
        return access.one(sent, pk=message_id)
    own = sent.filter(sender=person(visitor), pk=message_id).first()
    access.demand(own is not None)
    return cast(Message, own)


def edition_written_in_by(visitor: Visitor, kind: str, audience_id: str) -> Edition:
    """The current edition, for its coordinators, and for who may write to this audience, such as a station's keeper; PermissionDenied."""
    edition = current_edition(clock.today())
    is_coordinator = RoleKind.COORDINATOR in parts(visitor, edition)
    access.demand(is_coordinator or (edition is not None and bool(kind) and queries.may_write(person(visitor), kind, audience_id)))
    return cast(Edition, edition)


def hook_of(visitor: Visitor, hook_id: int) -> GroupHook:
    """A group robot of the current edition, for its coordinators; Http404 for those of other editions."""
    return access.one(queries.hooks_of(edition_coordinated_by(visitor)), pk=hook_id)
