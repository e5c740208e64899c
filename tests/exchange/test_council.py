"""Projects and the council: what is decided, by whom, with how many votes, and what may be done before."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import exchange, organisations, people
from wucai.core import clock
from wucai.core.models import TraceLine
from wucai.core.refusals import Refused
from wucai.exchange import queries
from wucai.exchange.actions import council, projects
from wucai.exchange.actions.council import CouncilRefused
from wucai.exchange.actions.projects import ProjectRefused
from wucai.exchange.choices import MatterKind, MatterState, Outcome, ProjectKind, ProjectState, Refusal
from wucai.exchange.models import Decision, Match, Matter, Project
from wucai.programme.queries import Rules

pytestmark = pytest.mark.django_db
NOW = datetime(2030, 11, 6, 9, 0, tzinfo=clock.SHANGHAI)


def vote(matter: Matter, yes: int = 10, no: int = 0, none: int = 0, eligible: int = 20, **more: Any) -> Decision:
    return council.decide(matter, votes_for=yes, votes_against=no, abstentions=none, eligible=eligible, **{"by": None, "now": NOW, **more})


def refusal_of(verb: Any, *things: Any, **told: Any) -> Any:
    with pytest.raises(Refused) as refused:
        verb(*things, **told)
    return refused.value.reason


def test_a_small_project_opens_at_once_and_rests_on_its_matches() -> None:
    matches = [exchange.match(), exchange.match()]

    project = exchange.project(size=99, matches=matches)

    assert (project.state, project.kind, project.code) == (ProjectState.OPEN, ProjectKind.MATCH, "P1")
    assert list(project.matches.order_by("pk")) == matches
    assert Matter.objects.count() == 0


def test_a_project_as_large_as_the_threshold_waits_for_the_council() -> None:
    boss = people.person()

    project = exchange.project(size=100, owner=boss, lead=organisations.partner(name="牵头"))

    [matter] = queries.open_matters(organisations.edition())
    assert (project.state, matter.kind, matter.state) == (ProjectState.PROPOSED, MatterKind.IMPORTANT, MatterState.OPEN)
    assert (matter.project, matter.title, matter.owner, matter.raised_by) == (project, project.title, boss, project.lead)


def test_a_project_rests_on_accepted_matches_of_no_other_project() -> None:
    used, proposed = exchange.match(), exchange.proposal()
    exchange.project(matches=[used])

    assert [refusal_of(exchange.project, matches=[match]) for match in (used, proposed)] == [Refusal.NOT_ACCEPTED] * 2
    assert Project.objects.count() == 1


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ({"title": ""}, Refusal.NO_TITLE),
        ({"size": 0}, Refusal.NO_QUANTITY),
        ({"ends_on": date(2030, 1, 1)}, Refusal.BACKWARDS),
        ({"code": "P9"}, Refusal.CODE_TAKEN),
    ],
)
def test_a_project_that_cannot_be_is_refused(told: dict[str, Any], reason: Refusal) -> None:
    exchange.project(code="P9")

    assert refusal_of(exchange.project, **told) == reason
    assert (Project.objects.count(), Matter.objects.count()) == (1, 0)


def test_a_project_that_stands_already_is_put_on_the_list_once_a_code() -> None:
    unit = organisations.partner()

    def put(**more: Any) -> Project:
        told = {"kind": ProjectKind.YOUTH, "size": 500, **exchange.DAYS, **more}
        return projects.put_project(organisations.edition(), by=None, now=NOW, code="Y1", lead=unit, title="青年迎进博", **told)

    rows = [put(), put(), put(size=600)]

    assert ([row.pk for row in rows], rows[2].size, rows[2].state) == ([rows[0].pk] * 3, 600, ProjectState.OPEN)
    assert [line.verb for line in TraceLine.objects.filter(subject_kind="exchange.Project").order_by("pk")] == ["opened", "changed"]
    assert Matter.objects.count() == 0


def test_a_project_is_closed_once_and_one_that_ends_early_lets_its_matches_go() -> None:
    match = exchange.match()
    done, ended = exchange.project(), exchange.project(matches=[match])

    for _ in range(2):
        assert projects.close_project(done, by=None).state == ProjectState.DONE
    assert projects.close_project(ended, by=None, state=ProjectState.ENDED).state == ProjectState.ENDED

    assert Match.objects.get(pk=match.pk).project is None
    assert refusal_of(projects.close_project, exchange.project(size=100), by=None) == Refusal.NOT_OPEN
    with pytest.raises(ProjectRefused):
        projects.close_project(ended, by=None)


@pytest.mark.parametrize(
    ("votes", "outcome", "state"),
    [((11, 9, 0), Outcome.APPROVED, ProjectState.OPEN), ((10, 10, 0), Outcome.REFUSED, ProjectState.REFUSED)],
)
def test_a_vote_settles_the_project_that_waits_for_it(votes: tuple[int, int, int], outcome: Outcome, state: ProjectState) -> None:
    match, boss = exchange.match(), people.person()
    project = exchange.project(size=100, matches=[match])
    matter = Matter.objects.get()

    decision = vote(matter, *votes, by=boss, note="举手表决")

    project.refresh_from_db()
    matter.refresh_from_db()
    line = TraceLine.objects.get(verb="decided")
    assert (decision.outcome, project.state, matter.state, decision.recorded_by) == (outcome, state, MatterState.DECIDED, boss)
    assert line.after == {
        "outcome": outcome,
        "votes_for": votes[0],
        "votes_against": votes[1],
        "abstentions": votes[2],
        "eligible": 20,
    }
    assert Match.objects.get(pk=match.pk).project == (project if outcome == Outcome.APPROVED else None)


def test_too_few_votes_decide_nothing() -> None:
    matter = exchange.matter()

    assert refusal_of(vote, matter, 9, 0, 0) == Refusal.NO_QUORUM
    assert (Decision.objects.count(), Matter.objects.get().state) == (0, MatterState.OPEN)

    assert vote(matter, 9, 0, 1).outcome == Outcome.APPROVED


@pytest.mark.parametrize(
    ("votes", "reason"),
    [
        ((10, 9, 2, 20), Refusal.TOO_MANY_VOTES),
        ((0, 0, 0, 0), Refusal.NO_VOTERS),
        ((-1, 11, 0, 20), Refusal.NO_VOTERS),
        ((0, 0, 0, 20), Refusal.NO_QUORUM),
    ],
)
def test_votes_that_cannot_be_are_refused(votes: tuple[int, int, int, int], reason: Refusal) -> None:
    assert refusal_of(vote, exchange.matter(), *votes) == reason
    assert Decision.objects.count() == 0


def test_a_decision_is_not_changed() -> None:
    matter = exchange.matter()
    vote(matter)

    assert refusal_of(vote, matter, 0, 20, 0) == Refusal.DECIDED
    assert Decision.objects.get().outcome == Outcome.APPROVED


def test_a_practical_matter_is_done_and_not_voted_on() -> None:
    matter = exchange.matter(kind="practical")
    assert refusal_of(vote, matter) == Refusal.NOT_VOTED

    assert [council.close_matter(matter, by=None).state for _ in range(2)] == [MatterState.CLOSED] * 2
    assert TraceLine.objects.get(verb="closed").after == {"state": "closed"}


def test_an_urgent_matter_is_acted_on_first_and_ratified_in_time() -> None:
    matter = exchange.matter(kind="urgent")

    acted = [council.act(matter, by=None, now=NOW) for _ in range(2)][-1]
    assert (acted.state, acted.acted_at, acted.due_on) == (MatterState.ACTED, NOW, date(2030, 11, 13))
    assert [queries.is_overdue(acted, on=date(2030, 11, day)) for day in (13, 14)] == [False, True]
    assert refusal_of(council.close_matter, matter, by=None) == Refusal.NOT_DECIDED

    vote(matter)

    matter.refresh_from_db()
    assert (matter.state, queries.is_overdue(matter, on=date(2031, 1, 1))) == (MatterState.DECIDED, False)
    assert council.close_matter(matter, by=None).state == MatterState.CLOSED


@pytest.mark.parametrize("kind", ["major", "important", "practical"])
def test_only_an_urgent_matter_is_acted_on_before_the_council(kind: str) -> None:
    assert refusal_of(council.act, exchange.matter(kind=kind), by=None, now=NOW) == Refusal.NOT_URGENT


def test_an_important_matter_is_closed_after_its_decision_only() -> None:
    matter, waiting = exchange.matter(), exchange.project(size=100)
    other = exchange.matter(kind="major", project=waiting)
    assert [refusal_of(council.close_matter, each, by=None) for each in (matter, other)] == [Refusal.NOT_DECIDED] * 2

    vote(matter)

    assert council.close_matter(matter, by=None).state == MatterState.CLOSED


def test_a_matter_has_a_title_and_a_known_kind() -> None:
    assert refusal_of(exchange.matter, title=" ") == Refusal.NO_TITLE
    with pytest.raises(ValueError, match="gossip"):
        exchange.matter(kind="gossip")


def test_what_falls_due_comes_first_and_then_what_waited_longest() -> None:
    edition = organisations.edition()
    late, early = (exchange.matter(now=NOW - timedelta(days=day)) for day in (1, 3))
    urgent = council.act(exchange.matter(kind="urgent", now=NOW), by=None, now=NOW)

    assert list(queries.open_matters(edition)) == [urgent, early, late]

    vote(early)
    assert list(queries.open_matters(edition)) == [urgent, late]


def test_the_database_keeps_votes_within_those_who_may_vote() -> None:
    decision = vote(exchange.matter())

    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.filter(pk=decision.pk).update(abstentions=11)


@given(st.integers(1, 400), st.integers(1, 100), st.integers(0, 100), st.data())
def test_more_yes_is_never_worse_and_whoever_does_not_vote_makes_no_quorum(
    eligible: int, quorum: int, majority: int, data: st.DataObject
) -> None:
    rules = Rules(quorum_percent=quorum, majority_percent=majority)
    present = data.draw(st.integers(1, eligible))
    yes = data.draw(st.integers(0, present - 1))
    order = [Outcome.REFUSED, Outcome.APPROVED]

    few, more = (order.index(queries.outcome_of(rules, votes_for=votes, present=present)) for votes in (yes, yes + 1))
    assert few <= more
    assert queries.has_quorum(rules, present=present, eligible=eligible) == (present * 100 >= quorum * eligible)
    assert queries.has_quorum(rules, present=eligible, eligible=eligible)


def test_who_refuses_tells_its_reason_as_a_sentence() -> None:
    with pytest.raises(CouncilRefused) as refused:
        vote(exchange.matter(), 1, 0, 0)

    assert refused.value.sentence == str(Refusal.NO_QUORUM.label)
