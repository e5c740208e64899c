"""Lists of needs and resources: every row told, a unit's own lines only, and what is promised stays promised."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import organisations, people, places
from tests.factories.imports import checked, counts, scope_of, work, written
from tests.factories.sheets import csv, xlsx
from wucai.core import clock, importers, imports
from wucai.core.choices import ImportState, Verdict
from wucai.core.models import SheetImport, TraceLine
from wucai.exchange.actions import categories, needs, resources, visits
from wucai.exchange.choices import ListKind, NeedState, ResourceState
from wucai.exchange.models import Category, Need, Resource
from wucai.exchange.sheets import NEEDS, RESOURCES
from wucai.people.models import Organisation, Person
from wucai.programme.models import Edition

pytestmark = pytest.mark.django_db
NEED_HEADERS = (
    "编号,单位,类别,名称,名称（英文）,说明,说明（英文）,数量,计量单位,计量单位（英文）,开始日期,结束日期,站点,风险,风险（英文）,演示"
)
OWN_HEADERS = "名称,类别,数量,计量单位,开始日期,结束日期"
RESOURCE_HEADERS = "编号,单位,类别,名称,数量,计量单位,开始日期,结束日期,站点,可重复使用,条件,半径（米）,演示"


@pytest.fixture
def edition() -> Edition:
    return organisations.edition()


@pytest.fixture
def boss(edition: Edition) -> Person:
    return people.coordinator(edition)


@pytest.fixture
def unit(edition: Edition) -> Organisation:
    return organisations.partner(name="示例医院", name_en="Sample Hospital", aliases=["医院"])


@pytest.fixture
def service(edition: Edition) -> Category:
    return categories.put_category(edition, by=None, kind=ListKind.NEED, name="服务类", name_en="Service", position=1)


@pytest.fixture
def medical(edition: Edition) -> Category:
    return categories.put_category(edition, by=None, kind=ListKind.RESOURCE, name="医疗保障", name_en="Medical care", position=1)


def faults(sent: SheetImport) -> list[tuple[int, list[str]]]:
    sheet = importers.named(sent.kind).sheet
    rows = sent.rows.filter(verdict=Verdict.REFUSED)
    return [(row.row, [problem.fault.code for problem in imports.problems_of(row, sheet)]) for row in rows]


def need_line(**more: str) -> str:
    """One row of needs, in the order of NEED_HEADERS."""
    row = {
        "编号": "N1",
        "单位": "示例医院",
        "类别": "服务类",
        "名称": "多语种引导",
        "名称（英文）": "Guidance",
        "说明": "",
        "说明（英文）": "",
    }
    row |= {"数量": "40", "计量单位": "人", "计量单位（英文）": "people", "开始日期": "2020-11-05", "结束日期": "2020-11-10", "站点": ""}
    row |= {"风险": "久站", "风险（英文）": "long standing", "演示": "是", **more}
    return ",".join(row[header] for header in NEED_HEADERS.split(","))


def a_need(unit: Organisation, category: Category, **more: object) -> Need:
    fields = {"title": "引导", "quantity": 40, "unit": "人", "starts_on": date(2020, 11, 5), "ends_on": date(2020, 11, 10)}
    return needs.raise_need(category.edition, unit, by=None, now=clock.now(), category=category, **{**fields, **more})


def test_a_coordinators_needs_are_listed_with_everything_that_the_row_tells(boss: Person, unit: Organisation, service: Category) -> None:
    hall = places.station(name="虹桥站", edition=service.edition)

    sent = written(csv(NEED_HEADERS, need_line(单位="医院", 类别="service", 站点="虹桥站", 说明="在出口")), by=boss, kind="needs")

    need = Need.objects.get()
    assert (sent.state, counts(sent)) == (ImportState.DONE, [1, 0, 0, 0, 0])
    assert [need.code, need.organisation, need.category, need.title, need.title_en, need.text, need.quantity, need.unit, need.unit_en] == [
        *("N1", unit, service, "多语种引导", "Guidance", "在出口", 40, "人", "people")
    ]
    assert [need.starts_on, need.ends_on, need.site, need.risks, need.risks_en, need.is_demo, need.state] == [
        *(date(2020, 11, 5), date(2020, 11, 10), hall, "久站", "long standing", True, NeedState.LISTED)
    ]
    assert TraceLine.objects.filter(verb="raised", actor_id=boss.pk, subject_id=str(need.pk)).count() == 1


def test_a_units_own_list_needs_no_unit_is_submitted_and_takes_the_next_free_codes(
    edition: Edition, unit: Organisation, medical: Category
) -> None:
    nurse = organisations.liaison(unit)
    fields = {
        "category": medical,
        "title": "急救",
        "quantity": 1,
        "unit": "组",
        "starts_on": date(2020, 11, 5),
        "ends_on": date(2020, 11, 6),
    }
    resources.offer(edition, organisations.partner(), by=None, now=clock.now(), code="R55", **fields)

    written(
        csv(OWN_HEADERS, "义诊,医疗保障,12,人,2020/11/5,2020年11月10日", "药箱,Medical care,3,个,2020-11-05,2020-11-10"),
        by=nurse,
        kind="resources",
        unit=unit,
    )

    mine = Resource.objects.filter(organisation=unit).order_by("code")
    assert [(each.code, each.title, each.quantity, each.state, each.is_demo) for each in mine] == [
        ("R56", "义诊", 12, ResourceState.SUBMITTED, False),
        ("R57", "药箱", 3, ResourceState.SUBMITTED, False),
    ]


def test_the_same_file_twice_changes_nothing_with_codes_or_without(boss: Person, unit: Organisation, service: Category) -> None:
    data = csv(NEED_HEADERS, need_line(), need_line(编号="", 名称="急救"))
    written(data, by=boss, kind="needs")
    before = list(Need.objects.order_by("pk").values())

    again = written(data, by=boss, kind="needs")

    assert (counts(again), again.written) == ([0, 0, 2, 0, 0], 0)
    assert list(Need.objects.order_by("pk").values()) == before
    assert [need["code"] for need in before] == ["N1", "N2"]


def test_only_what_differs_is_changed_and_an_empty_cell_leaves_what_is_there(boss: Person, unit: Organisation, service: Category) -> None:
    written(csv(NEED_HEADERS, need_line()), by=boss, kind="needs")

    sent = checked(csv(NEED_HEADERS, need_line(数量="60", 风险="", 演示="")), by=boss, kind="needs")

    row = sent.rows.get()
    assert (row.verdict, row.before, row.after) == (Verdict.CHANGED, {"quantity": 40}, {"quantity": 60})
    importers.confirm(sent, by=boss)
    work()
    need = Need.objects.get()
    assert (need.quantity, need.risks, need.is_demo) == (60, "久站", True)


def test_each_mistake_is_told_with_its_column_and_what_to_do(boss: Person, unit: Organisation, service: Category) -> None:
    lines = [
        need_line(编号="N1", 单位="没有的单位"),
        need_line(编号="N2", 类别="没有的类"),
        need_line(编号="N3", 数量="两"),
        need_line(编号="N4", 数量="0"),
        need_line(编号="N5", 结束日期="2020-11-04"),
        need_line(编号="N6", 站点="没有的站"),
        need_line(编号="N 七"),
        need_line(编号="N8", 名称="", 单位="?"),
        need_line(编号="N9", 演示="也许"),
    ]

    sent = checked(csv(NEED_HEADERS, *lines), by=boss, kind="needs")

    assert faults(sent) == [
        (2, ["unknown_unit"]),
        (3, ["unknown_choice"]),
        (4, ["not_a_number"]),
        (5, ["out_of_range"]),
        (6, ["backwards"]),
        (7, ["unknown_station"]),
        (8, ["bad_code"]),
        (9, ["required"]),
        (10, ["unknown_choice"]),
    ]
    assert [problem["letter"] for row in sent.rows.all() for problem in row.problems] == ["B", "C", "H", "H", "L", "M", "A", "D", "P"]
    category = imports.problems_of(sent.rows.get(row=3), NEEDS)[0]
    assert "服务类" in category.what_to_do or "Service" in category.what_to_do
    assert Need.objects.count() == 0


def test_a_line_that_stands_twice_in_the_file_is_refused_once(boss: Person, unit: Organisation, service: Category) -> None:
    written(csv(NEED_HEADERS, need_line(名称="旧的")), by=boss, kind="needs")
    lines = [
        need_line(名称="旧的", 数量="50"),
        need_line(编号="", 名称="旧的", 数量="60"),  # the same without its code
        need_line(编号="", 名称="新的"),
        need_line(编号="", 名称="新的", 数量="9"),
        need_line(编号="N7", 名称="新的", 数量="9"),  # … or with one
        need_line(编号="N8", 名称="另一"),
        need_line(编号="N9", 名称="另一"),  # two codes, two lines
    ]

    sent = checked(csv(NEED_HEADERS, *lines), by=boss, kind="needs")

    assert (counts(sent), faults(sent)) == ([3, 1, 0, 3, 0], [(3, ["duplicate"]), (5, ["duplicate"]), (6, ["duplicate"])])


def test_a_unit_cannot_touch_the_lines_of_another(edition: Edition, unit: Organisation, service: Category) -> None:
    nurse, other = organisations.liaison(unit), organisations.partner(name="别的单位")
    a_need(other, service, code="N1", title="别人的")
    header = f"编号,单位,{OWN_HEADERS}"
    rest = "服务类,1,人,2020-11-05,2020-11-10"

    sent = checked(
        csv(
            header,
            f"N1,,偷来的,{rest}",
            f",别的单位,替人,{rest}",
            f",没有,替谁,{rest}",
            f"N99,,新的,{rest}",
            f",示例医院,自己的,{rest}",
            f",,别人的,{rest}",
        ),
        by=nurse,
        kind="needs",
        unit=unit,
    )

    assert faults(sent) == [(2, ["code_of_other"]), (3, ["other_unit"]), (4, ["other_unit"]), (5, ["unknown_code"])]
    assert [row.after["title"] for row in sent.rows.filter(verdict=Verdict.NEW)] == ["自己的", "别人的"]


def test_a_unit_cannot_mark_its_lines_as_demo(unit: Organisation, service: Category) -> None:
    written(
        csv(f"{OWN_HEADERS},演示", "义诊,服务类,1,人,2020-11-05,2020-11-10,是"), by=organisations.liaison(unit), kind="needs", unit=unit
    )

    assert Need.objects.get().is_demo is False


def test_what_matches_rest_on_is_not_changed_by_a_list(boss: Person, unit: Organisation, service: Category, medical: Category) -> None:
    need = a_need(unit, service, code="N1", state=NeedState.LISTED, title="多语种引导", title_en="Guidance")
    Need.objects.filter(pk=need.pk).update(covered=30)

    sent = checked(csv(NEED_HEADERS, need_line(数量="20", 开始日期="2020-11-04")), by=boss, kind="needs")
    assert faults(sent) == [(2, ["promised", "has_matches"])]
    assert imports.problems_of(sent.rows.get(), NEEDS)[0].details == {"least": 30}

    written(csv(NEED_HEADERS, need_line(数量="30")), by=boss, kind="needs")
    need.refresh_from_db()
    assert (need.quantity, need.state) == (30, NeedState.MET)


def test_a_withdrawn_line_stays_and_its_title_is_free_again(unit: Organisation, service: Category) -> None:
    nurse = organisations.liaison(unit)
    gone = a_need(unit, service, code="N1", title="义诊")
    needs.withdraw_need(gone, by=nurse, now=clock.now())
    line = "义诊,服务类,40,人,2020-11-05,2020-11-10"

    by_code = checked(csv(f"编号,{OWN_HEADERS}", f"N1,{line.replace('40', '41')}"), by=nurse, kind="needs", unit=unit)
    assert faults(by_code) == [(2, ["settled"])]

    written(csv(OWN_HEADERS, line), by=nurse, kind="needs", unit=unit)
    assert list(Need.objects.order_by("code").values_list("code", "state")) == [("N1", "withdrawn"), ("N2", "submitted")]


def test_two_lines_of_one_title_need_a_code(boss: Person, unit: Organisation, service: Category) -> None:
    a_need(unit, service, title="多语种引导")
    a_need(unit, service, title="多语种引导")

    assert faults(checked(csv(NEED_HEADERS, need_line(编号="")), by=boss, kind="needs")) == [(2, ["several"])]


def test_a_resource_keeps_whether_it_can_be_used_again_and_how_far_it_reaches(boss: Person, unit: Organisation, medical: Category) -> None:
    hall = places.station(name="虹桥站", edition=medical.edition)
    rest = "医疗保障,{},1,间,2020-11-05,2020-11-10,{},{},提前预约,{},否"

    sent = written(
        csv(
            RESOURCE_HEADERS,
            "R1,示例医院," + rest.format("诊室", "虹桥站", "是", "500"),
            "R2,示例医院," + rest.format("车", "", "否", "500"),
        ),
        by=boss,
        kind="resources",
    )

    room = Resource.objects.get()
    assert (room.is_reusable, room.site, room.conditions, room.radius_metres, room.state) == (
        True,
        hall,
        "提前预约",
        500,
        ResourceState.LISTED,
    )
    assert faults(sent) == [(3, ["radius_without_site"])]


def test_what_is_used_again_may_become_fewer_than_all_its_matches_together(boss: Person, unit: Organisation, medical: Category) -> None:
    rest = "医疗保障,诊室,{},间,2020-11-05,2020-11-10,,是,,,否"
    written(csv(RESOURCE_HEADERS, "R1,示例医院," + rest.format(5)), by=boss, kind="resources")
    Resource.objects.update(committed=9)

    sent = checked(csv(RESOURCE_HEADERS, "R1,示例医院," + rest.format(4)), by=boss, kind="resources")

    assert counts(sent) == [0, 1, 0, 0, 0]


def test_judging_takes_a_few_queries_however_many_rows_there_are(boss: Person, unit: Organisation, service: Category) -> None:
    def queries(count: int) -> int:
        judge = importers.named("needs").judge(scope_of(boss), False)
        values = {"organisation": "示例医院", "category": "服务类", "site": "虹桥站", "quantity": 1, "starts_on": date(2020, 11, 5)}
        rows = [imports.Row("", number, {**values, "title": f"第{number}", "ends_on": date(2020, 11, 6)}) for number in range(count)]
        with CaptureQueriesContext(connection) as captured:
            judge(rows)
        return len(captured)

    assert queries(1) == queries(300) <= 6


def test_the_texts_of_a_formula_are_data(boss: Person, unit: Organisation, service: Category) -> None:
    rows = [NEED_HEADERS.split(","), need_line(名称="=1+1").split(",")]
    rows[1][NEED_HEADERS.split(",").index("名称")] = "=SUM(A1:A2)"

    assert faults(checked(xlsx(rows), by=boss, kind="needs", name="需求.xlsx")) == [(2, ["formula"])]
    assert NEEDS.by_key["code"].hidden == RESOURCES.by_key["code"].hidden == True  # noqa: E712  the template keeps both out of sight


def test_days_far_from_the_edition_are_refused_with_their_cell(boss: Person, unit: Organisation, service: Category) -> None:
    rows = [need_line(编号="", 结束日期="9999-12-31"), need_line(编号="", 名称="又一个", 开始日期="1912-01-01")]

    sent = checked(csv(NEED_HEADERS, *rows), by=boss, kind="needs")

    assert faults(sent) == [(2, ["out_of_span"]), (3, ["out_of_span"])]


def test_a_line_is_tied_to_the_visit_on_which_it_was_told(boss: Person, unit: Organisation, service: Category) -> None:
    visit = visits.record_visit(unit, service.edition, by=None, visited_on=date(2020, 10, 20), needs_told="需要引导")
    rows = [need_line(编号="") + ",2020-10-20", need_line(编号="", 名称="又一个") + ",2020-10-21"]

    sent = written(csv(NEED_HEADERS + ",走访日期", *rows), by=boss, kind="needs")

    assert ([need.visit for need in Need.objects.all()], faults(sent)) == ([visit], [(3, ["unknown_visit"])])
