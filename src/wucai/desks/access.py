"""Who may come to what the roof alone shows: lists that somebody sends, and what belongs to a unit."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import Http404

from wucai.core import access, importers
from wucai.core.importers import Importer, Scope
from wucai.core.models import SheetImport
from wucai.core.spreadsheets import Sheet
from wucai.exchange import queries as exchange
from wucai.exchange.models import Match, Need, Resource
from wucai.people import access as people
from wucai.people.models import Organisation, Person
from wucai.programme.models import Edition


@dataclass(frozen=True)
class Sender:
    """Somebody who may send lists: a coordinator for the edition, or a liaison for their unit."""

    person: Person
    edition: Edition
    organisation: Organisation | None = None

    @property
    def scope(self) -> Scope:
        """For whom a list of theirs counts."""
        return Scope(self.edition.pk, self.person.pk, self.organisation.pk if self.organisation else None)

    @property
    def kinds(self) -> list[Importer]:
        """The lists that they may send."""
        return [importer for importer in importers.known() if self.organisation is None or importer.unit_sheet is not None]

    def sheet(self, importer: Importer) -> Sheet:
        """The columns that the list has for them."""
        return importer.sheet_for(self.organisation.pk if self.organisation else None)


def sender(visitor: people.Visitor, slug: str | None) -> Sender:
    """A liaison of the unit with this slug, or without one a coordinator; Http404 or PermissionDenied for everybody else."""
    if slug is None:
        edition = people.edition_coordinated_by(visitor)
        return Sender(people.person(visitor), edition)
    organisation = people.unit_of(visitor, slug)
    return Sender(people.person(visitor), people.edition_of_today(), organisation)


def importer(who: Sender, kind: str) -> Importer:
    """The list of this kind, if they may send it; Http404 otherwise."""
    found = next((known for known in who.kinds if known.kind == kind), None)
    if found is None:
        raise Http404
    return found


def sent_list(who: Sender, kind: str, import_id: int) -> SheetImport:
    """A list of this kind that they sent themselves, for this edition and unit; Http404 for all others."""
    importer(who, kind)
    mine = lists_of(who).filter(kind=kind).select_related("job", "marked")
    return access.one(mine, pk=import_id)


def lists_of(who: Sender) -> QuerySet[SheetImport]:
    """The lists that they sent, for this edition and unit, newest first."""
    told = who.scope
    return SheetImport.objects.filter(actor_id=who.person.pk, scope__edition=told.edition_id, scope__organisation=told.organisation_id)


def liaison(visitor: people.Visitor, slug: str) -> tuple[Person, Edition, Organisation]:
    """Who speaks for this unit, in the edition of today; Http404 for everybody else."""
    organisation = people.unit_of(visitor, slug)
    return people.person(visitor), people.edition_of_today(), organisation


def own_need(visitor: people.Visitor, slug: str, code: str) -> Need:
    """A need of the unit for which this person speaks, in whatever state; Http404 for those of others."""
    _person, edition, organisation = liaison(visitor, slug)
    return access.one(exchange.needs_of(edition).filter(organisation=organisation), code=code)


def own_resource(visitor: people.Visitor, slug: str, code: str) -> Resource:
    """A resource of the unit for which this person speaks, in whatever state; Http404 for those of others."""
    _person, edition, organisation = liaison(visitor, slug)
    return access.one(exchange.resources_of(edition).filter(organisation=organisation), code=code)


def own_match(visitor: people.Visitor, slug: str, match_id: int) -> Match:
    """A match on one of whose sides this unit stands; Http404 for those of others."""
    _person, edition, organisation = liaison(visitor, slug)
    return access.one(exchange.matches_of(edition=edition, organisation=organisation), pk=match_id)
