"""Verbs for lists that somebody sent: what was judged new or changed goes through the verbs of its noun, row by row.

The judge knows the verbs' rules, and looks again in the transaction in which the rows are written. What no judge can know is a code that
somebody else takes in the same moment: that is told as the constraint that it met, so that the batch is judged anew.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any

from django.db import IntegrityError

from wucai.core import clock
from wucai.core.choices import Verdict
from wucai.core.importers import Scope
from wucai.core.imports import Judged
from wucai.core.refusals import Refused
from wucai.exchange import queries
from wucai.exchange.actions import needs, projects, resources, visits
from wucai.exchange.choices import ListKind, NeedState, Refusal, ResourceState
from wucai.exchange.models import Need, Project, Resource, Visit
from wucai.exchange.queries import known
from wucai.exchange.queries.known import YES, Words
from wucai.people import queries as people
from wucai.people.models import Person
from wucai.programme.models import Edition
from wucai.programme.queries import edition_numbered


def put_needs(judged: Sequence[Judged], scope: Scope) -> None:
    """Write the needs of one batch: a unit submits, a coordinator lists at once. Raises IntegrityError for a code just taken."""
    _put_items(judged, scope, ListKind.NEED)


def put_resources(judged: Sequence[Judged], scope: Scope) -> None:
    """Write the resources of one batch: a unit submits, a coordinator lists at once. Raises IntegrityError for a code just taken."""
    _put_items(judged, scope, ListKind.RESOURCE)


def put_projects(judged: Sequence[Judged], scope: Scope) -> None:
    """Put the projects of one batch on the list as they stand. Raises IntegrityError for a code just taken."""
    edition, by, now = _setting(scope)
    words = known.words(edition.pk, organisations={one.after["lead"] for one in judged if "lead" in one.after})
    there = {project.pk: project for project in Project.objects.select_related("lead").filter(pk__in=[one.subject_id for one in judged])}
    free = _free_codes(Project, edition, len(judged))
    for one in _with_codes_first(judged):
        told = _fields(one.after, words)
        project = there.get(one.subject_id or 0)
        told["code"] = project.code if project else one.after.get("code") or next(free)
        told["lead"] = words.organisations[one.after["lead"]] if "lead" in one.after else project and project.lead
        told.setdefault("title", project and project.title)
        _surely(projects.put_project, edition, by=by, now=now, **told)


def put_visits(judged: Sequence[Judged], scope: Scope) -> None:
    """Write the visits of one batch; what a row does not tell stays as it was."""
    edition, by, _now = _setting(scope)
    words = known.words(edition.pk, organisations={one.after["organisation"] for one in judged if "organisation" in one.after})
    there = {visit.pk: visit for visit in Visit.objects.select_related("organisation").filter(pk__in=[one.subject_id for one in judged])}
    for one in judged:
        visit = there.get(one.subject_id or 0)
        told = _fields(one.after, words)
        if visit is None:
            visits.record_visit(words.organisations[one.after["organisation"]], edition, by=by, **told)
            continue
        stands = ("visited_on", "needs_told", "needs_told_en", "shares_told", "shares_told_en", "is_demo")
        visits.record_visit(visit.organisation, edition, by=by, **{key: getattr(visit, key) for key in stands} | told)


def _put_items(judged: Sequence[Judged], scope: Scope, kind: ListKind) -> None:
    edition, by, now = _setting(scope)
    is_own = scope.organisation_id is not None
    words = known.words(
        edition.pk,
        kind=kind,
        organisations={one.after["organisation"] for one in judged if "organisation" in one.after},
        sites={one.after["site"] for one in judged if "site" in one.after},
    )
    own = people.organisation_numbered(scope.organisation_id) if scope.organisation_id is not None else None
    heard = _visits_heard(edition, judged)
    model: type[Need] | type[Resource] = Need if kind == ListKind.NEED else Resource
    changed = model._default_manager.in_bulk([one.subject_id for one in judged if one.verdict == Verdict.CHANGED])
    free = _free_codes(model, edition, len(judged))
    for one in _with_codes_first(judged):
        told = _fields(one.after, words)
        if one.verdict == Verdict.CHANGED and one.subject_id:
            line = changed[one.subject_id]
            _change(line, by=by, **_with_visit(told, line.organisation_id, heard))
            continue
        told["code"] = one.after.get("code") or next(free)
        unit = own or words.organisations[one.after["organisation"]]
        told = _with_visit(told, unit.pk, heard)
        if kind == ListKind.NEED:
            state = NeedState.SUBMITTED if is_own else NeedState.LISTED
            _surely(needs.raise_need, edition, unit, by=by, now=now, state=state, **told)
        else:
            offered = ResourceState.SUBMITTED if is_own else ResourceState.LISTED
            _surely(resources.offer, edition, unit, by=by, now=now, state=offered, **told)


def _visits_heard(edition: Edition, judged: Sequence[Judged]) -> dict[tuple[int, date], Visit]:
    """The edition's visits on the days of which rows speak, by unit and day."""
    days = [date.fromisoformat(one.after["visited_on"]) for one in judged if "visited_on" in one.after]
    there = queries.visits_of(edition).filter(visited_on__in=days) if days else ()
    return {(visit.organisation_id, visit.visited_on): visit for visit in there}


def _with_visit(told: dict[str, Any], unit: int, heard: dict[tuple[int, date], Visit]) -> dict[str, Any]:
    """The same, with the visit in place of its day."""
    if "visited_on" not in told:
        return told
    visit = heard[unit, told.pop("visited_on")]
    return {**told, "visit": visit}


def _change(item: Need | Resource, *, by: Person | None, **told: Any) -> None:
    if isinstance(item, Need):
        needs.change_need(item, by=by, **told)
    else:
        resources.change_resource(item, by=by, **told)


def _setting(scope: Scope) -> tuple[Edition, Person | None, Any]:
    """For which edition, by whom, and when."""
    return edition_numbered(scope.edition_id), people.somebody(scope.actor_id), clock.now()


def _fields(after: dict[str, Any], words: Words) -> dict[str, Any]:
    """What a row tells as fields of a model: rows for names, days for their texts, truth for yes."""
    fields = {key: value for key, value in after.items() if key not in ("organisation", "lead", "code")}
    for key in fields.keys() & {"starts_on", "ends_on", "visited_on"}:
        fields[key] = date.fromisoformat(fields[key])
    for key in fields.keys() & {"is_demo", "is_reusable"}:
        fields[key] = fields[key] == YES
    if "category" in fields:
        fields["category"] = words.categories[fields["category"].casefold()]
    if "site" in fields:
        fields["site"] = words.sites[fields["site"]]
    return fields


def _with_codes_first(judged: Sequence[Judged]) -> list[Judged]:
    """So that a code that one row tells is not given to another."""
    return sorted(judged, key=lambda one: "code" not in one.after)


def _free_codes(model: type[Need] | type[Resource] | type[Project], edition: Edition, most: int) -> Iterator[str]:
    """Codes for rows that bring none, looked up when the first of them comes."""
    yield from queries.free_codes(model, edition, most)


def _surely(verb: Callable[..., Any], *things: Any, **told: Any) -> None:
    try:
        verb(*things, **told)
    except Refused as refused:
        if refused.reason == Refusal.CODE_TAKEN:
            raise IntegrityError("code") from refused
        raise
