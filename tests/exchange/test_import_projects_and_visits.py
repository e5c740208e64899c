"""Lists of projects and of visits: as they stand, once a line, and only what differs."""

from datetime import date

import pytest

from tests.factories import organisations, people
from tests.factories.imports import checked, counts, written
from tests.factories.sheets import csv
from wucai.core import importers, imports
from wucai.core.choices import Verdict
from wucai.core.models import SheetImport, TraceLine
from wucai.exchange.choices import ProjectKind, ProjectState
from wucai.exchange.models import Matter, Project, Visit
from wucai.people.models import Organisation, Person
from wucai.programme.models import Edition

pytestmark = pytest.mark.django_db
PROJECTS = "编号,类型,名称,名称（英文）,说明,说明（英文）,牵头单位,规模,开始日期,结束日期,演示"
VISITS = "单位,走访日期,需要推动什么,需要推动什么（英文）,可以分享什么,可以分享什么（英文）,演示"


@pytest.fixture
def edition() -> Edition:
    return organisations.edition()


@pytest.fixture
def boss(edition: Edition) -> Person:
    return people.coordinator(edition)


@pytest.fixture
def unit(edition: Edition) -> Organisation:
    return organisations.partner(name="团区委", name_en="Youth League", aliases=["共青团闵行区委"])


def faults(sent: SheetImport) -> list[tuple[int, list[str]]]:
    sheet = importers.named(sent.kind).sheet
    rows = sent.rows.filter(verdict=Verdict.REFUSED)
    return [(row.row, [problem.fault.code for problem in imports.problems_of(row, sheet)]) for row in rows]


def test_projects_stand_on_the_list_and_the_council_is_not_asked(boss: Person, unit: Organisation) -> None:
    sent = written(
        csv(
            PROJECTS,
            "P8,重点项目,青年迎进博,Youth welcomes the fair,集中行动,Campaign,共青团闵行区委,600,2020-10-19,2020-11-12,是",
            ",youth project,清洁行动,,,,Youth League,,2020-11-01,2020-11-10,",
        ),
        by=boss,
        kind="projects",
    )

    first, second = Project.objects.order_by("pk")
    assert counts(sent) == [2, 0, 0, 0, 0]
    assert [first.code, first.kind, first.state, first.title_en, first.text, first.text_en, first.lead, first.size, first.is_demo] == [
        *("P8", ProjectKind.PROGRAMME, ProjectState.OPEN, "Youth welcomes the fair", "集中行动", "Campaign", unit, 600, True)
    ]
    assert (second.code, second.kind, second.size, second.is_demo) == ("P9", ProjectKind.YOUTH, 1, False)
    assert (first.starts_on, first.ends_on, Matter.objects.count()) == (date(2020, 10, 19), date(2020, 11, 12), 0)


def test_the_same_projects_twice_change_nothing_and_only_differences_are_written(boss: Person, unit: Organisation) -> None:
    line = "P8,重点项目,青年迎进博,,,,团区委,60,2020-10-19,2020-11-12,是"
    written(csv(PROJECTS, line, ",青年项目,清洁行动,,,,团区委,,2020-11-01,2020-11-10,"), by=boss, kind="projects")
    before = list(Project.objects.order_by("pk").values())

    again = written(csv(PROJECTS, line, ",青年项目,清洁行动,,,,团区委,,2020-11-01,2020-11-10,"), by=boss, kind="projects")
    assert (counts(again), list(Project.objects.order_by("pk").values())) == ([0, 0, 2, 0, 0], before)

    written(csv(PROJECTS, line.replace("60", "61")), by=boss, kind="projects")
    project = Project.objects.get(code="P8")
    assert (project.size, project.title, project.is_demo) == (61, "青年迎进博", True)
    assert TraceLine.objects.get(verb="changed", subject_id=str(project.pk)).after == {"code": "P8", "changed": ["size"]}


def test_mistakes_in_projects_are_told(boss: Person, unit: Organisation) -> None:
    lines = [
        "P1,重点项目,甲,,,,没有,1,2020-11-01,2020-11-02,",
        "P2,别的,乙,,,,团区委,1,2020-11-01,2020-11-02,",
        "P3,重点项目,丙,,,,团区委,0,2020-11-01,2020-11-02,",
        "P4,重点项目,丁,,,,团区委,1,2020-11-03,2020-11-02,",
        "P/5,重点项目,戊,,,,团区委,1,2020-11-01,2020-11-02,",
        "P6,重点项目,己,,,,团区委,1,2020-11-01,2020-11-02,",
        ",重点项目,己,,,,团区委,2,2020-11-01,2020-11-02,",
    ]

    sent = checked(csv(PROJECTS, *lines), by=boss, kind="projects")

    wrong = ["unknown_unit", "unknown_choice", "out_of_range", "backwards", "bad_code"]
    assert faults(sent) == [*((row, [code]) for row, code in enumerate(wrong, start=2)), (8, ["duplicate"])]


def test_what_the_council_refused_is_not_changed_by_a_list(boss: Person, unit: Organisation) -> None:
    written(csv(PROJECTS, "P8,重点项目,青年迎进博,,,,团区委,60,2020-10-19,2020-11-12,"), by=boss, kind="projects")
    Project.objects.update(state=ProjectState.REFUSED)

    sent = checked(csv(PROJECTS, "P8,重点项目,青年迎进博,,,,团区委,61,2020-10-19,2020-11-12,"), by=boss, kind="projects")

    assert faults(sent) == [(2, ["settled"])]


def test_a_visit_is_written_once_a_unit_and_day_and_keeps_what_a_row_does_not_tell(boss: Person, unit: Organisation) -> None:
    written(csv(VISITS, "团区委,2020-10-20,需要志愿者,needs volunteers,,,是"), by=boss, kind="visits")
    sent = written(csv(VISITS, "共青团闵行区委,2020年10月20日,,,可提供讲师,can bring teachers,"), by=boss, kind="visits")

    visit = Visit.objects.get()
    assert counts(sent) == [0, 1, 0, 0, 0]
    assert [visit.organisation, visit.visited_on, visit.needs_told, visit.needs_told_en, visit.shares_told, visit.shares_told_en] == [
        *(unit, date(2020, 10, 20), "需要志愿者", "needs volunteers", "可提供讲师", "can bring teachers")
    ]
    assert (visit.is_demo, visit.by) == (True, boss)


def test_mistakes_in_visits_are_told(boss: Person, unit: Organisation) -> None:
    lines = [
        "团区委,2020-10-20,,,,,",
        "没有,2020-10-20,甲,,,,",
        "团区委,昨天,甲,,,,",
        "团区委,2020-10-21,甲,,,,",
        "Youth League,2020-10-21,,,乙,,",
    ]

    sent = checked(csv(VISITS, *lines), by=boss, kind="visits")

    assert faults(sent) == [(2, ["nothing_heard"]), (3, ["unknown_unit"]), (4, ["not_a_date"]), (6, ["duplicate"])]
