"""Documents and lists of the exchange on their way out."""

from collections.abc import Iterator
from datetime import date
from typing import TypeVar

from django.db import models
from django.db.models import QuerySet
from django.utils.dateformat import format as formatted
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from wucai.core import clock, documents, trace
from wucai.core.importers import Scope
from wucai.core.language import said
from wucai.core.refusals import Refused
from wucai.core.spreadsheets import Value
from wucai.exchange import queries
from wucai.exchange.choices import NeedState, ResourceState
from wucai.exchange.models import Match, Need, Resource
from wucai.exchange.queries import known
from wucai.people.models import Organisation, Person
from wucai.programme.models import Edition
from wucai.programme.queries import edition_numbered

Row = TypeVar("Row", Need, Resource)


class ExportRefusal(models.TextChoices):
    """Why a document is not made."""

    NOTHING_GIVEN = (
        "nothing_given",
        gettext_lazy("There is no accepted match to give thanks for yet. Come back when both sides have said yes."),
    )


def thank_you_letter(organisation: Organisation, edition: Edition, *, by: Person) -> bytes:
    """A letter that thanks the unit for what was taken of its offers, to forward: PDF in the language in force.

    Raises Refused while nothing was taken, documents.DocumentRefused.
    """
    letter = queries.letter(organisation, edition)
    if not letter.matches:
        raise Refused(ExportRefusal.NOTHING_GIVEN)
    trace.record(by=by, verb="took letter of thanks", thing=organisation, after={"edition": edition.slug, "matches": len(letter.matches)})
    names = {"unit": said(organisation), "edition": said(edition)}
    told = {
        "title": _("Letter of thanks"),
        "to": _("To %(unit)s") % names,
        "opening": _(
            "In %(edition)s you shared what others needed; below stands who took it, and for what. "
            "We thank you, and everybody at your unit who made it possible."
        )
        % names,
        "heads": [_("What you shared"), _("For what"), _("How much")],
        "lines": [_line(match) for match in letter.matches],
        "projects_title": _("Done together") if letter.projects else "",
        "projects": [f"{project.code} {said(project, 'title')}" for project in letter.projects],
        "from": names["edition"],
        "day": _day(clock.today()),
        "mark": _("Demo data") if organisation.is_demo or any(match.is_demo for match in letter.matches) else "",
    }
    return documents.pdf("exchange/letter.typ", told)


def needs_rows(scope: Scope) -> Iterator[dict[str, Value]]:
    """The needs of the edition as a list, those of the unit alone where the scope has one; what was withdrawn is left out."""
    for need in _own(queries.needs_of(edition_numbered(scope.edition_id)).exclude(state=NeedState.WITHDRAWN), scope):
        yield {**_item(need), "risks": need.risks, "risks_en": need.risks_en}


def resources_rows(scope: Scope) -> Iterator[dict[str, Value]]:
    """The resources of the edition as a list, those of the unit alone where the scope has one; what was withdrawn is left out."""
    for resource in _own(queries.resources_of(edition_numbered(scope.edition_id)).exclude(state=ResourceState.WITHDRAWN), scope):
        told = {key: getattr(resource, key) for key in ("conditions", "conditions_en", "radius_metres")}
        yield {**_item(resource), **told, "is_reusable": _yes_or_no(resource.is_reusable)}


def projects_rows(scope: Scope) -> Iterator[dict[str, Value]]:
    """The projects of the edition as a list."""
    for project in queries.projects_of(edition_numbered(scope.edition_id)):
        keys = ("code", "kind", "title", "title_en", "text", "text_en", "size", "starts_on", "ends_on")
        told = {key: getattr(project, key) for key in keys}
        yield {**told, "lead": project.lead.name, "is_demo": _yes_or_no(project.is_demo)}


def visits_rows(scope: Scope) -> Iterator[dict[str, Value]]:
    """The visits of the edition as a list."""
    for visit in queries.visits_of(edition_numbered(scope.edition_id)):
        keys = ("visited_on", "needs_told", "needs_told_en", "shares_told", "shares_told_en")
        told = {key: getattr(visit, key) for key in keys}
        yield {**told, "organisation": visit.organisation.name, "is_demo": _yes_or_no(visit.is_demo)}


def _own(rows: QuerySet[Row], scope: Scope) -> QuerySet[Row]:
    told = rows.select_related("organisation", "category", "site", "visit")
    return told if scope.organisation_id is None else told.filter(organisation=scope.organisation_id)


def _item(item: Need | Resource) -> dict[str, Value]:
    keys = ("code", "title", "title_en", "text", "text_en", "quantity", "unit", "unit_en", "starts_on", "ends_on")
    told: dict[str, Value] = {key: getattr(item, key) for key in keys}
    names = {"organisation": item.organisation.name, "category": item.category.name, "site": item.site.name if item.site else ""}
    return {**told, **names, "visited_on": item.visit.visited_on if item.visit else None, "is_demo": _yes_or_no(item.is_demo)}


def _yes_or_no(value: bool) -> str:
    return known.YES if value else known.NO


def _line(match: Match) -> list[str]:
    need, resource = match.need, match.resource
    asked = _("%(need)s (%(unit)s)") % {"need": said(need, "title"), "unit": said(need.organisation)}
    return [said(resource, "title"), asked, f"{match.quantity} {said(need, 'unit')}"]


def _day(day: date) -> str:
    return formatted(day, pgettext("date format", "j F Y"))
