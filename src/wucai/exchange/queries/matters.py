"""What the council has before it, and by which rules it decides."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import F, QuerySet

from wucai.exchange.choices import MatterKind, MatterState, Outcome, ProjectState
from wucai.exchange.models import Decision, Matter
from wucai.programme.models import Edition
from wucai.programme.queries import Rules


@dataclass(frozen=True)
class MatterLine:
    """A matter on a certain day, with its decision if there is one."""

    matter: Matter
    decision: Decision | None
    is_overdue: bool


_OPEN = (MatterState.OPEN, MatterState.ACTED)


def matters_of(edition: Edition | None) -> QuerySet[Matter]:
    """All matters of the edition, the oldest first, with project, who raised it, who sees to it, and the decision."""
    return Matter.objects.filter(edition=edition).select_related("project__lead", "raised_by", "owner", "decision")


def open_matters(edition: Edition | None) -> QuerySet[Matter]:
    """Those that wait for the council, urgent ones that were acted on included: what falls due first, then the oldest."""
    return matters_of(edition).filter(state__in=_OPEN).order_by(F("due_on").asc(nulls_last=True), "raised_at", "pk")


def is_overdue(matter: Matter, *, on: date) -> bool:
    """Whether it still waits after its day."""
    return matter.state in _OPEN and matter.due_on is not None and matter.due_on < on


def matter_lines(matters: Iterable[Matter], *, on: date) -> list[MatterLine]:
    """The matters with what the day makes of them, in the same order."""
    return [MatterLine(matter, getattr(matter, "decision", None), is_overdue(matter, on=on)) for matter in matters]


def may_act(matter: Matter) -> bool:
    """Whether it may be acted on before the council decides: an urgent matter that nobody has settled."""
    return matter.kind == MatterKind.URGENT and matter.state == MatterState.OPEN


def may_vote(matter: Matter) -> bool:
    """Whether the council may vote on it: on anything that it has not decided, but a practical matter, which is done together."""
    return matter.kind != MatterKind.PRACTICAL and matter.state in _OPEN


def may_close(matter: Matter) -> bool:
    """Whether nothing waits for a decision: an urgent matter that was acted on, an important one, and any whose project waits, do."""
    if matter.state == MatterState.OPEN:
        has_waiting_project = matter.project is not None and matter.project.state == ProjectState.PROPOSED
        return matter.kind != MatterKind.IMPORTANT and not has_waiting_project
    return matter.state == MatterState.DECIDED


def votes_needed(rules: Rules, eligible: int) -> int:
    """How many members must vote, abstentions included, before a vote decides."""
    return max(1, -(-eligible * rules.quorum_percent // 100))


def has_quorum(rules: Rules, *, present: int, eligible: int) -> bool:
    """Whether enough members voted."""
    return present >= votes_needed(rules, eligible)


def outcome_of(rules: Rules, *, votes_for: int, present: int) -> Outcome:
    """Approved when more than the edition's share of those who voted said yes; an abstention is no yes, and a tie refuses."""
    return Outcome.APPROVED if votes_for * 100 > rules.majority_percent * present else Outcome.REFUSED
