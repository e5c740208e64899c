"""Projects: what is done together, and from which size on the council decides first."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from wucai.core import trace
from wucai.core.refusals import Refused
from wucai.exchange import queries
from wucai.exchange.actions import wishes
from wucai.exchange.choices import MatchState, MatterKind, MatterState, ProjectKind, ProjectState, Refusal
from wucai.exchange.models import Match, Matter, Project
from wucai.people.models import Organisation, Person
from wucai.programme.models import Edition
from wucai.programme.queries import is_within_span, rules

_TRIES = 5


class ProjectRefused(Refused):
    """A project cannot be opened or closed, for a reason from Refusal."""


@transaction.atomic
def open_project(
    edition: Edition,
    *,
    by: Person | None,
    now: datetime,
    title: str,
    lead: Organisation,
    size: int,
    matches: Iterable[Match] = (),
    owner: Person | None = None,
    **fields: Any,
) -> Project:
    """Open a project that `lead` leads, resting on accepted matches; from the edition's threshold on the council is asked first.

    Takes starts_on, ends_on, and optionally code, kind, title_en, text, text_en, is_demo, and a key, with which a wish that is sent twice
    opens one project. From the threshold on it waits, and an important matter stands before the council with `owner` (else `by`) to see to
    it. Raises ProjectRefused; KeyReused for another wish's key.
    """
    told = {"kind": ProjectKind.MATCH, **fields, "edition": edition, "title": title, "lead": lead, "size": size}
    if there := wishes.answered(Project, **{"key": None, **told}):
        return there
    is_for_council = size >= rules(edition).council_threshold
    project = Project(**told, state=ProjectState.PROPOSED if is_for_council else ProjectState.OPEN, opened_at=now)
    if reason := _why_unsound(project):
        raise ProjectRefused(reason)
    if not _insert(project):
        return wishes.answered(Project, **{"key": None, **told}) or project
    _rest_on(project, list(matches))
    trace.record(by=by, verb="opened", thing=project, after={"code": project.code, "size": size, "state": str(project.state)})
    if is_for_council:
        _put_before_council(project, owner=owner or by, by=by, now=now)
    return project


@transaction.atomic
def put_project(edition: Edition, *, by: Person | None, now: datetime, code: str, lead: Organisation, title: str, **fields: Any) -> Project:
    """Put a project on the list as it stands, or bring it up to date; once a code. The council is not asked again.

    Takes kind, starts_on, ends_on, and optionally state (under way unless told), size, other words, is_demo. Raises ProjectRefused.
    """
    told = {**fields, "lead": lead, "title": title}
    project = Project.objects.select_for_update().filter(edition=edition, code=code).first()
    is_new = project is None
    project = project or Project(edition=edition, code=code, opened_at=now, **{"state": ProjectState.OPEN, **told})
    changed = sorted(name for name, value in told.items() if getattr(project, name) != value)
    for name in changed:
        setattr(project, name, told[name])
    if reason := _why_unsound(project):
        raise ProjectRefused(reason)
    if is_new or changed:
        project.save()
        trace.record(by=by, verb="opened" if is_new else "changed", thing=project, after={"code": code, "changed": changed})
    return project


@transaction.atomic
def close_project(project: Project, *, by: Person | None, state: ProjectState = ProjectState.DONE) -> Project:
    """Close it: done, or ended early, which lets its matches go. Said twice, done once. Raises ProjectRefused unless it is under way."""
    project = locked(project)
    if project.state == state:
        return project
    if project.state != ProjectState.OPEN or state not in (ProjectState.DONE, ProjectState.ENDED):
        raise ProjectRefused(Refusal.NOT_OPEN)
    return _moved(project, state, by=by, verb="closed")


@transaction.atomic
def rest_on(project: Project, matches: Iterable[Match], *, by: Person | None) -> Project:
    """Let a project that is under way rest on further accepted matches. Raises ProjectRefused."""
    project = locked(project)
    if project.state != ProjectState.OPEN:
        raise ProjectRefused(Refusal.NOT_OPEN)
    further = list(matches)
    _rest_on(project, further)
    trace.record(by=by, verb="extended", thing=project, after={"matches": sorted(match.pk for match in further)})
    return project


@transaction.atomic
def settle(project: Project, *, is_approved: bool, by: Person | None) -> Project:
    """What the council decided about a project that waited for it: it opens, or is refused and lets its matches go."""
    project = locked(project)
    if project.state != ProjectState.PROPOSED:
        return project
    return _moved(project, ProjectState.OPEN if is_approved else ProjectState.REFUSED, by=by, verb="settled")


def locked(project: Project) -> Project:
    """The project as it is now, held until the transaction ends."""
    return Project.objects.select_for_update().get(pk=project.pk)


def _why_unsound(project: Project) -> Refusal | None:
    if not project.title.strip():
        return Refusal.NO_TITLE
    if not 1 <= project.size <= 1_000_000_000:
        return Refusal.NO_QUANTITY
    if project.ends_on < project.starts_on:
        return Refusal.BACKWARDS
    return None if is_within_span(project.edition, project.starts_on, project.ends_on) else Refusal.OUT_OF_SPAN


def _insert(project: Project) -> bool:
    """Under its own code, or under the next that is free: whoever is overtaken draws again. False where its wish was answered meanwhile."""
    is_told = bool(project.code)
    for _ in range(1 if is_told else _TRIES):
        project.code = project.code if is_told else queries.free_codes(Project, project.edition)[0]
        try:
            with transaction.atomic():
                project.save(force_insert=True)
        except IntegrityError:
            project.pk = None
            if project.key and Project.objects.filter(key=project.key).exists():
                return False
            continue
        return True
    raise ProjectRefused(Refusal.CODE_TAKEN)


def _rest_on(project: Project, matches: list[Match]) -> None:
    """Let the project rest on these matches: all of them accepted, of this edition, and free of another project."""
    keys = {match.pk for match in matches}
    # Held first and then looked at: whoever takes a match back in the same moment is waited for, and seen.
    held = list(Match.objects.select_for_update(of=("self",)).select_related("need").filter(pk__in=keys).order_by("pk"))
    free = [match for match in held if (match.state, match.project_id) == (MatchState.ACCEPTED, None)]
    if {match.pk for match in free if match.need.edition_id == project.edition_id} != keys:
        raise ProjectRefused(Refusal.NOT_ACCEPTED)
    Match.objects.filter(pk__in=keys).update(project=project)


def _put_before_council(project: Project, *, owner: Person | None, by: Person | None, now: datetime) -> None:
    matter = Matter.objects.create(
        edition=project.edition,
        kind=MatterKind.IMPORTANT,
        state=MatterState.OPEN,
        title=project.title,
        title_en=project.title_en,
        text=project.text,
        text_en=project.text_en,
        project=project,
        owner=owner,
        raised_by=project.lead,
        raised_at=now,
        is_demo=project.is_demo,
    )
    trace.record(by=by, verb="raised", thing=matter, after={"kind": str(matter.kind), "project": project.pk})


def _moved(project: Project, state: ProjectState, *, by: Person | None, verb: str) -> Project:
    before, project.state = str(project.state), state
    project.save(update_fields=["state"])
    if state in (ProjectState.REFUSED, ProjectState.ENDED):
        Match.objects.filter(project=project).update(project=None)
    trace.record(by=by, verb=verb, thing=project, before={"state": before}, after={"state": str(state)})
    return project
