"""The council: major matters are deliberated, important ones decided, practical ones done, urgent ones settled at once."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from wucai.core import clock, trace
from wucai.core.refusals import Refused
from wucai.exchange import queries
from wucai.exchange.actions import projects, wishes
from wucai.exchange.choices import MatterKind, MatterState, Outcome, Refusal
from wucai.exchange.models import Decision, Matter, Project
from wucai.people.models import Organisation, Person
from wucai.programme.models import Edition
from wucai.programme.queries import is_within_span, rules


class CouncilRefused(Refused):
    """The council cannot do this, for a reason from Refusal."""


@transaction.atomic
def raise_matter(
    edition: Edition,
    *,
    by: Person | None,
    now: datetime,
    kind: MatterKind | str,
    title: str,
    title_en: str = "",
    text: str = "",
    text_en: str = "",
    project: Project | None = None,
    owner: Person | None = None,
    raised_by: Organisation | None = None,
    due_on: date | None = None,
    key: UUID | None = None,
    is_demo: bool = False,
) -> Matter:
    """Put something before the council; `owner` sees to it. With a key, a wish that is sent twice is one matter.

    Raises CouncilRefused without a title, ValueError for a kind that is none, KeyReused for another wish's key.
    """
    if not title.strip():
        raise CouncilRefused(Refusal.NO_TITLE)
    if project is not None and project.edition_id != edition.pk:
        raise CouncilRefused(Refusal.OTHER_EDITION)
    if due_on is not None and not is_within_span(edition, due_on):
        raise CouncilRefused(Refusal.OUT_OF_SPAN)
    told = {"edition": edition, "kind": MatterKind(kind), "title": title, "title_en": title_en, "text": text, "text_en": text_en}
    told |= {"project": project, "raised_by": raised_by, "due_on": due_on}
    row = {**told, "owner": owner, "raised_at": now, "is_demo": is_demo}
    matter, is_new = Matter.objects.get_or_create(key=key, defaults=row) if key else (Matter.objects.create(**row), True)
    if not is_new:
        return wishes.answered(Matter, key, **told) or matter
    trace.record(by=by, verb="raised", thing=matter, after={"kind": str(matter.kind)})
    return matter


@transaction.atomic
def act(matter: Matter, *, by: Person | None, now: datetime) -> Matter:
    """Act on an urgent matter before the council meets; it must ratify within the days of the edition's rules. Said twice, done once.

    Raises CouncilRefused for a matter that is not urgent or not open any more.
    """
    matter = _locked(matter)
    if matter.state == MatterState.ACTED:
        return matter
    if not queries.may_act(matter):
        raise CouncilRefused(Refusal.NOT_URGENT)
    matter.state, matter.acted_at = MatterState.ACTED, now
    matter.due_on = clock.local(now).date() + timedelta(days=rules(matter.edition).ratify_within_days)
    matter.save(update_fields=["state", "acted_at", "due_on"])
    trace.record(by=by, verb="acted on", thing=matter, after={"due_on": matter.due_on.isoformat()})
    return matter


@transaction.atomic
def decide(
    matter: Matter,
    *,
    votes_for: int,
    votes_against: int,
    abstentions: int,
    eligible: int,
    by: Person | None,
    now: datetime,
    note: str = "",
    is_demo: bool = False,
) -> Decision:
    """Record the council's vote, once and for all, by the edition's quorum and majority. Opens or refuses the project that waits.

    With it an urgent matter that was acted on is ratified, or its ratification refused. Raises CouncilRefused: for a practical matter, one
    that is decided already, votes that cannot be, and too few of them, of which nothing is recorded.
    """
    matter = _locked(matter)
    present, known = votes_for + votes_against + abstentions, rules(matter.edition)
    if reason := _why_undecidable(matter, present=present, least=min(votes_for, votes_against, abstentions), eligible=eligible):
        raise CouncilRefused(reason)
    if not queries.has_quorum(known, present=present, eligible=eligible):
        raise CouncilRefused(Refusal.NO_QUORUM)
    votes = {"votes_for": votes_for, "votes_against": votes_against, "abstentions": abstentions, "eligible": eligible}
    outcome = queries.outcome_of(known, votes_for=votes_for, present=present)
    decision = Decision.objects.create(matter=matter, outcome=outcome, decided_at=now, recorded_by=by, note=note, is_demo=is_demo, **votes)
    matter.state = MatterState.DECIDED
    matter.save(update_fields=["state"])
    trace.record(by=by, verb="decided", thing=matter, after={"outcome": str(outcome), **votes})
    if matter.project is not None:
        projects.settle(matter.project, is_approved=outcome == Outcome.APPROVED, by=by)
    return decision


@transaction.atomic
def close_matter(matter: Matter, *, by: Person | None) -> Matter:
    """Nothing more is to be done. Said twice, it is done once.

    Raises CouncilRefused for what waits for a decision: an urgent matter acted on, an important one, and any whose project waits.
    """
    matter = _locked(matter)
    if matter.state == MatterState.CLOSED:
        return matter
    if not queries.may_close(matter):
        raise CouncilRefused(Refusal.NOT_DECIDED)
    before, matter.state = str(matter.state), MatterState.CLOSED
    matter.save(update_fields=["state"])
    trace.record(by=by, verb="closed", thing=matter, before={"state": before}, after={"state": str(matter.state)})
    return matter


def _locked(matter: Matter) -> Matter:
    """The matter as it is now, held until the transaction ends, so that of two votes the second waits and is refused."""
    return Matter.objects.select_for_update(of=("self",)).select_related("edition", "project").get(pk=matter.pk)


def _why_undecidable(matter: Matter, *, present: int, least: int, eligible: int) -> Refusal | None:
    if matter.kind == MatterKind.PRACTICAL:
        return Refusal.NOT_VOTED
    if not queries.may_vote(matter):
        return Refusal.DECIDED
    if eligible < 1 or least < 0:
        return Refusal.NO_VOTERS
    return Refusal.TOO_MANY_VOTES if present > eligible else None
