"""A project that is under way rests on further matches."""

from typing import Any

import pytest

from tests.factories import exchange
from wucai.core.models import TraceLine
from wucai.exchange.actions import projects
from wucai.exchange.actions.projects import ProjectRefused
from wucai.exchange.choices import ProjectState, Refusal
from wucai.exchange.models import Match, Project

pytestmark = pytest.mark.django_db


def refusal_of(project: Project, matches: list[Match]) -> Any:
    with pytest.raises(ProjectRefused) as refused:
        projects.rest_on(project, matches, by=None)
    return refused.value.reason


def test_a_project_under_way_rests_on_a_further_match() -> None:
    first, further = exchange.match(), exchange.match()
    project = exchange.project(size=9, matches=[first])

    projects.rest_on(project, [further], by=None)

    assert {match.pk for match in project.matches.all()} == {first.pk, further.pk}
    assert TraceLine.objects.filter(verb="extended").count() == 1


def test_a_match_of_another_project_is_refused_and_nothing_moves() -> None:
    taken, free = exchange.match(), exchange.match()
    other, project = exchange.project(size=9, matches=[taken]), exchange.project(size=9)

    assert refusal_of(project, [free, taken]) == Refusal.NOT_ACCEPTED
    assert (list(other.matches.all()), list(project.matches.all())) == ([taken], [])


def test_a_project_that_is_over_rests_on_nothing_more() -> None:
    project = projects.close_project(exchange.project(size=9), by=None, state=ProjectState.DONE)

    assert refusal_of(project, [exchange.match()]) == Refusal.NOT_OPEN
