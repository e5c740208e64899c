"""Matches as their sides see them, and the story of one need."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from wucai.exchange.choices import MatchState, ProjectState, Side
from wucai.exchange.models import Match, Need, Project
from wucai.exchange.queries.reasons import sentences
from wucai.people.models import Organisation
from wucai.programme.models import Edition

BY_HAND = "by_hand"


@dataclass(frozen=True)
class Letter:
    """The facts of a thank-you letter: what a unit gave in an edition, to whom, and what came of it."""

    organisation: Organisation
    edition: Edition
    matches: tuple[Match, ...]
    projects: tuple[Project, ...]


@dataclass(frozen=True)
class MatchLine:
    """A match with its reasons as sentences."""

    match: Match
    reasons: tuple[str, ...]

    @property
    def has_open_sides(self) -> bool:
        """Whether somebody still has to answer."""
        return self.match.state == MatchState.PROPOSED


@dataclass(frozen=True)
class StoryLine:
    """Something that happened to a need: a word for it, when, and the row that it is about."""

    what: str
    at: datetime
    match: Match | None = None
    project: Project | None = None


def matches_of(*, edition: Edition | None = None, organisation: Organisation | None = None) -> QuerySet[Match]:
    """The matches of an edition, or of a unit (on either side), or all; with both sides; by need, the best first."""
    found = Match.objects.select_related("need__organisation", "need__category", "resource__organisation", "resource__category", "project")
    if edition is not None:
        found = found.filter(need__edition=edition)
    if organisation is not None:
        found = found.filter(Q(need__organisation=organisation) | Q(resource__organisation=organisation))
    return found


def open_proposals(edition: Edition | None) -> QuerySet[Match]:
    """What waits for an answer."""
    return matches_of().filter(need__edition=edition, state=MatchState.PROPOSED)


def match_lines(matches: Iterable[Match]) -> list[MatchLine]:
    """The matches with their reasons, in the same order."""
    return [MatchLine(match, tuple(sentences(match.reasons))) for match in matches]


def taken_by(organisation: Organisation, edition: Edition | None = None) -> QuerySet[Match]:
    """Who took what this unit offered: its accepted matches, by resource."""
    found = matches_of(edition=edition).filter(resource__organisation=organisation, state=MatchState.ACCEPTED)
    return found.order_by("resource__code", "need__code")


def project_free_matches(edition: Edition | None, *, or_of: UUID | None = None) -> QuerySet[Match]:
    """Accepted matches on which no project rests yet, or the project that the form with this key opened."""
    free = Q(project=None) | Q(project__key=or_of) if or_of else Q(project=None)
    return matches_of().filter(free, need__edition=edition, state=MatchState.ACCEPTED)


def answers_for(match: Match, organisation: Organisation) -> Side | None:
    """The side on which this unit answers; None when it has no part in the match."""
    if match.need.organisation_id == organisation.pk:
        return Side.NEED
    return Side.RESOURCE if match.resource.organisation_id == organisation.pk else None


def is_by_hand(match: Match) -> bool:
    """Whether a person proposed it, not the planner; such a proposal is never taken back by a new plan."""
    return any(code == BY_HAND for code, _ in match.reasons)


def letter(organisation: Organisation, edition: Edition) -> Letter:
    """What there is to thank this unit for: its accepted matches and the projects that it leads or that rest on them."""
    given = tuple(taken_by(organisation, edition))
    standing = Project.objects.filter(edition=edition, state__in=(ProjectState.OPEN, ProjectState.DONE))
    shared = Q(lead=organisation) | Q(matches__in=[match.pk for match in given])
    return Letter(organisation, edition, given, tuple(standing.filter(shared).select_related("lead").distinct()))


def story(need: Need, matches: Sequence[Match]) -> list[StoryLine]:
    """What happened to the need, the first thing first, put together from the rows themselves; matches are those of this need
    that the reader may see.
    """
    lines = [StoryLine("raised", need.created_at)]
    for match in matches:
        lines += _told_of(match)
    projects = {match.project_id: match.project for match in matches if match.project is not None}
    lines += [StoryLine("project", project.opened_at, project=project) for project in projects.values()]
    return sorted(lines, key=lambda line: line.at)


def _told_of(match: Match) -> list[StoryLine]:
    moments = [
        ("proposed", match.proposed_at),
        ("need_accepted", match.need_accepted_at),
        ("resource_accepted", match.resource_accepted_at),
        (match.state, match.ended_at),
    ]
    return [StoryLine(what, at, match=match) for what, at in moments if at is not None]
