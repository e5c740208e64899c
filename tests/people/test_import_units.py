"""Lists of units: every row told, what is right written in a few statements, and nothing twice."""

from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import organisations as some
from tests.factories import people as some_people
from tests.factories import programme as some_programme
from tests.factories.imports import checked, counts, scope_of, written
from wucai.core import imports
from wucai.core.choices import Verdict
from wucai.core.models import SheetImport
from wucai.core.spreadsheets import Row
from wucai.people import queries
from wucai.people.imports import OrganisationsJudge
from wucai.people.models import Organisation, OrganisationAlias, Partnership, Person
from wucai.people.sheets import ORGANISATIONS
from wucai.programme.models import Edition
from wucai.programme.queries import area_called

pytestmark = pytest.mark.django_db
KIND = "organisations"
HEADERS = "单位名称,英文名称,类别,上级单位,所在区域,周边单位,别名,演示,代码"
BUNDLED = Path(__file__).resolve().parent.parent.parent / "src/wucai/demo/data/organisations.csv"


@pytest.fixture(autouse=True)
def edition() -> Edition:
    district = some_programme.area()
    some_programme.area(kind="town", parent=district, name="七宝镇", name_en="Qibao")
    return some_programme.edition()


@pytest.fixture
def boss(edition: Edition) -> Person:
    return some_people.coordinator(edition)


def csv(*lines: str) -> bytes:
    return "\r\n".join([HEADERS, *lines]).encode()


def faults(sent: SheetImport) -> list[tuple[int, str, str]]:
    rows = sent.rows.filter(verdict=Verdict.REFUSED)
    return [(row.row, problem.fault.code, problem.header) for row in rows for problem in imports.problems_of(row, ORGANISATIONS)]


def facts(name: str) -> tuple[object, ...]:
    unit = Organisation.objects.get(name=name)
    part = Partnership.objects.get(organisation=unit)
    above, area = unit.parent.name if unit.parent else "", unit.area.name if unit.area else ""
    return (unit.name_en, unit.kind, above, area, part.state, part.is_surrounding, sorted(aliases_of(unit)), unit.is_demo)


def aliases_of(unit: Organisation) -> list[str]:
    return list(OrganisationAlias.objects.filter(organisation=unit).values_list("name", flat=True))


def test_units_are_made_with_all_that_the_row_tells_and_take_part(boss: Person, edition: Edition) -> None:
    sent = written(
        csv("总会,Federation,群团组织,,闵行区,否,总、工会,否,", "分会,Branch,群团组织,总会,七宝镇,是,,是,", "小组,,突击队,分会,,,,,"),
        by=boss,
        kind=KIND,
    )

    assert (counts(sent), sent.written) == ([3, 0, 0, 0, 0], 3)
    assert facts("总会") == ("Federation", "mass", "", "闵行区", "accepted", False, ["工会", "总"], False)
    assert facts("分会") == ("Branch", "mass", "总会", "七宝镇", "accepted", True, [], True)
    assert facts("小组") == ("", "team", "分会", "", "accepted", False, [], False)
    assert (queries.units(edition), queries.surrounding_units(edition)) == (3, 1)


def test_the_bundled_list_gives_the_published_figures_and_the_same_file_twice_changes_nothing(boss: Person, edition: Edition) -> None:
    district = area_called("闵行区")
    for town in ("新虹街道", "华漕镇", "虹桥镇"):
        some_programme.area(kind="town", parent=district, name=town, name_en="")

    first, again = (written(BUNDLED.read_bytes(), by=boss, kind=KIND) for _ in range(2))

    assert (counts(first), counts(again)) == ([31, 0, 0, 0, 0], [0, 0, 31, 0, 0])
    assert (queries.units(edition), queries.surrounding_units(edition)) == (31, 15)


def test_a_unit_that_is_there_is_found_by_any_name_and_only_what_differs_is_changed(boss: Person) -> None:
    unit = some.partner(name="中国银行", name_en="Bank", aliases=["中行"], is_demo=True)

    sent = written(csv("中行,Bank of China,区域单位,,,是,中银,,"), by=boss, kind=KIND)

    row = sent.rows.get()
    assert (row.subject_id, row.before, row.after) == (
        unit.pk,
        {"name_en": "Bank", "is_surrounding": "no", "aliases": ["中行"]},
        {"name_en": "Bank of China", "is_surrounding": "yes", "aliases": ["中行", "中银"]},
    )
    assert facts("中国银行") == ("Bank of China", "area_unit", "", "", "accepted", True, ["中行", "中银"], True)


def test_the_code_finds_a_unit_that_is_to_be_renamed(boss: Person) -> None:
    unit = some.partner(name="旧名", slug="unit-a")

    sent = written(csv("新名,,区域单位,,,,,,unit-a"), by=boss, kind=KIND)

    unit.refresh_from_db()
    assert (counts(sent), unit.name) == ([0, 1, 0, 0, 0], "新名")


def test_a_unit_of_another_edition_or_one_that_applied_is_taken_in(boss: Person, edition: Edition) -> None:
    unit = some.organisation(name="甲")
    Partnership.objects.create(organisation=unit, edition=edition, state="applied", applied_at="2020-01-01T00:00Z")
    some.organisation(name="乙")

    sent = written(csv("甲,,区域单位,,,,,,", "乙,,区域单位,,,是,,,"), by=boss, kind=KIND)

    assert (counts(sent), queries.units(edition), queries.surrounding_units(edition)) == ([0, 2, 0, 0, 0], 2, 1)


def test_rows_that_cannot_be_right_are_refused_with_their_cell(boss: Person) -> None:
    some.organisation(name="中国银行", aliases=["中行"])
    top = some.organisation(name="上级")
    some.organisation(name="下级", parent=top)
    data = csv(
        ",,区域单位,,,,,,",  # 2 no name
        "甲,,公司,,,,,,",  # 3 unknown kind
        "乙,,区域单位,谁,,,,,",  # 4 unknown unit above
        "丙,,区域单位,丙,,,,,",  # 5 below itself
        "上级,,区域单位,下级,,,,,",  # 6 below what is below it
        "丁,,区域单位,,月球,,,,",  # 7 unknown area
        "戊,,区域单位,,,,中行,,",  # 8 another's name
        "己,,区域单位,,,也许,,,",  # 9 neither yes nor no
        "庚,,区域单位,,,,,,nowhere",  # 10 unknown code
        "中国银行,,区域单位,,,,,,",  # 11 fine
        "中行,,区域单位,,,,,,",  # 12 the same again, by another name
        "辛,,区域单位,,,,壬,,",  # 13 fine
        "壬,,区域单位,,,,,,",  # 14 a name that the row above took
        "辛,,区域单位,,,,,,",  # 15 the same name again
        f"癸,,区域单位,,,,{'长' * 61},,",  # 16 too long
    )

    sent = checked(data, by=boss, kind=KIND)

    assert faults(sent) == [
        (2, "required", "单位名称"),
        (3, "unknown_choice", "类别"),
        (4, "unknown_parent", "上级单位"),
        (5, "own_parent", "上级单位"),
        (6, "own_parent", "上级单位"),
        (7, "unknown_area", "所在区域"),
        (8, "name_taken", "别名"),
        (9, "unknown_choice", "周边单位"),
        (10, "unknown_code", "代码"),
        (12, "duplicate", ""),
        (14, "name_taken", "单位名称"),
        (15, "duplicate", "单位名称"),
        (16, "long_alias", "别名"),
    ]
    assert counts(sent) == [1, 1, 0, 13, 0]


def test_two_rows_cannot_stand_below_each_other(boss: Person) -> None:
    some.organisation(name="甲")
    some.organisation(name="乙")

    sent = checked(csv("甲,,区域单位,乙,,,,,", "乙,,区域单位,甲,,,,,"), by=boss, kind=KIND)

    assert faults(sent) == [(3, "own_parent", "上级单位")]


def test_the_number_of_queries_does_not_grow_with_the_rows(boss: Person) -> None:
    scope = scope_of(boss)

    def queries_for(count: int) -> int:
        units = [some.partner(aliases=[f"别名{count}{number}"]) for number in range(count)]
        rows = [Row("a", number, {"name": unit.name, "kind": "team", "area": "七宝镇"}) for number, unit in enumerate(units)]
        with CaptureQueriesContext(connection) as captured:
            OrganisationsJudge(scope)(rows)
        return len(captured)

    assert queries_for(1) == queries_for(3) == 5


def test_a_units_own_list_touches_that_unit_alone(boss: Person) -> None:
    mine, other = some.partner(name="甲"), some.partner(name="乙")
    rows = [Row("a", 1, {"name": name, "kind": "team", "is_demo": "yes", "name_en": "N"}) for name in ("甲", "乙", "丙")]

    judged = OrganisationsJudge(scope_of(boss, mine))(rows)

    assert [one.verdict for one in judged] == [Verdict.CHANGED, Verdict.REFUSED, Verdict.REFUSED]
    assert (judged[0].after, other.name) == ({"name_en": "N", "kind": "team"}, "乙")


def test_no_two_rows_give_one_name_to_two_units(boss: Person) -> None:
    some.partner(name="甲", slug="unit-a")
    some.partner(name="乙")
    some.partner(name="丙")

    sent = written(
        csv(
            "新甲,,区域单位,,,,,,unit-a",
            "戊,,区域单位,,,,新甲,,",  # the name that a unit further up will have
            "乙,,区域单位,,,,东、西,,",
            "丙,,区域单位,,,,西,,",  # another name of a unit further up
            "东,,区域单位,,,,,,",
        ),
        by=boss,
        kind=KIND,
    )

    assert faults(sent) == [(3, "name_taken", "别名"), (5, "name_taken", "别名"), (6, "name_taken", "单位名称")]
    assert (sent.state, sent.written, aliases_of(Organisation.objects.get(name="乙"))) == ("done", 2, ["东", "西"])


@pytest.mark.parametrize("above", ["甲", "新甲", "小甲"])
def test_a_unit_may_stand_below_one_that_the_same_list_renames(boss: Person, above: str) -> None:
    unit = some.partner(name="甲", slug="unit-a")

    sent = written(csv("新甲,,区域单位,,,,小甲,,unit-a", f"乙,,区域单位,{above},,,,,"), by=boss, kind=KIND)

    assert (sent.state, sent.written, Organisation.objects.get(name="乙").parent) == ("done", 2, unit)
