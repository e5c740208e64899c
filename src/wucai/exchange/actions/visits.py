"""Visits with the two questions of the programme."""

from datetime import date

from django.db import transaction

from wucai.core import trace
from wucai.core.refusals import Refused
from wucai.exchange.choices import Refusal
from wucai.exchange.models import Visit
from wucai.people.models import Organisation, Person
from wucai.programme.models import Edition
from wucai.programme.queries import is_within_span


class VisitRefused(Refused):
    """A visit cannot be written down, for a reason from Refusal."""


@transaction.atomic
def record_visit(
    organisation: Organisation,
    edition: Edition,
    *,
    by: Person | None,
    visited_on: date,
    needs_told: str = "",
    needs_told_en: str = "",
    shares_told: str = "",
    shares_told_en: str = "",
    is_demo: bool = False,
) -> Visit:
    """Write down what a unit said it needs and what it can share; once a unit and day, later words replace earlier ones.

    Raises VisitRefused when neither question has an answer, or the day lies far from the edition.
    """
    if not needs_told.strip() and not shares_told.strip():
        raise VisitRefused(Refusal.NOTHING_HEARD)
    if not is_within_span(edition, visited_on):
        raise VisitRefused(Refusal.OUT_OF_SPAN)
    told = {
        "needs_told": needs_told,
        "needs_told_en": needs_told_en,
        "shares_told": shares_told,
        "shares_told_en": shares_told_en,
        "is_demo": is_demo,
    }
    known = Visit.objects.select_for_update().filter(edition=edition, organisation=organisation, visited_on=visited_on).first()
    if known is not None and all(getattr(known, field) == value for field, value in told.items()):
        return known
    visit, _ = Visit.objects.update_or_create(
        edition=edition, organisation=organisation, visited_on=visited_on, defaults=told, create_defaults={**told, "by": by}
    )
    # What was said stands in the row; the trace tells that it was written down, and for whom.
    verb = "visited" if known is None else "changed"
    trace.record(by=by, verb=verb, thing=visit, after={"organisation": organisation.pk, "visited_on": visited_on.isoformat()})
    return visit
