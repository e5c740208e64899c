"""Lists of stations and supplies: every row is accounted for, the same file twice changes nothing, a bad cell is told with its place."""

from typing import Any

import pytest
from django.db import connection
from django.db.models import Sum
from django.test.utils import CaptureQueriesContext

from tests.factories import people as some_people
from tests.factories import places as some_places
from tests.factories import programme as some_programme
from wucai.core import importers, jobs, search
from wucai.core.importers import Scope
from wucai.core.models import SheetImport
from wucai.people.models import Person
from wucai.places import queries
from wucai.places.models import Site, StockMove, Supply
from wucai.programme.models import Edition

pytestmark = pytest.mark.django_db
SITES = "名称,名称（英文）,代码,类型,编号,所在区域,特色,地址,纬度,经度,误差（米）,服务项目,服务项目（英文）,开放时间,演示"
QIBAO = (
    "七宝老街站,Qibao Old Street,qibao,核心站,2,七宝镇,突出文化宣传,七宝老街,31.1572,121.349900,200,"
    "咨询引导、饮水,Enquiries、Water,08:30-11:00、13:30-17:00,是"
)
SUPPLIES = "站点,物资,物资（英文）,单位,单位（英文）,数量,最低库存,可借用,演示"


@pytest.fixture
def edition() -> Edition:
    return some_programme.edition()


@pytest.fixture
def boss(edition: Edition) -> Person:
    some_programme.area(name="七宝镇", name_en="Qibao Town")
    return some_people.coordinator(edition)


def sent(kind: str, *lines: str, by: Person, edition: Edition, unit: int | None = None) -> SheetImport:
    """The list, sent, checked, and written as far as it can be."""
    scope = Scope(edition.pk, by.pk, unit)
    started = importers.start(kind, "名单.csv", "\r\n".join(lines).encode(), media_type="text/csv", by=by, scope=scope)
    _work()
    importers.confirm(started, by=by)
    _work()
    started.refresh_from_db()
    return started


def counts(done: SheetImport) -> list[int]:
    """New, changed, unchanged, refused."""
    return [done.new, done.changed, done.unchanged, done.refused]


def faults(done: SheetImport) -> list[tuple[str, str]]:
    """Of each refused row, the column and what is wrong with it."""
    return [(problem["header"], problem["fault"][0]) for row in done.rows.filter(verdict="refused") for problem in row.problems]


def _work() -> None:
    while run := jobs.claim("tester"):
        jobs.perform(run)


def test_a_station_comes_in_whole_and_is_found(boss: Person, edition: Edition) -> None:
    done = sent("sites", SITES, QIBAO, by=boss, edition=edition)

    site = Site.objects.get(slug="qibao")
    assert counts(done) == [1, 0, 0, 0]
    assert (site.kind, site.number, site.latitude_e6, site.longitude_e6, site.accuracy_metres) == (
        "station",
        2,
        31_157_200,
        121_349_900,
        200,
    )
    assert (str(site.area), site.is_demo, search.find(queries.SEARCH_KIND, "文化")) == ("七宝镇", True, [site.pk])
    assert [(each.name, each.name_en) for each in site.services.all()] == [("咨询引导", "Enquiries"), ("饮水", "Water")]
    assert [(str(each), each.first_on, each.last_on) for each in site.opening_hours.all()] == [
        (span, edition.starts_on, edition.ends_on) for span in ("08:30–11:00", "13:30–17:00")
    ]


def test_the_same_list_again_changes_nothing_and_one_cell_changes_one_thing(boss: Person, edition: Edition) -> None:
    sent("sites", SITES, QIBAO, by=boss, edition=edition)

    again = sent("sites", SITES, QIBAO, by=boss, edition=edition)
    moved = sent("sites", SITES, QIBAO.replace("31.1572", "31.158").replace("饮水", "热水"), by=boss, edition=edition)

    site = Site.objects.get(slug="qibao")
    assert (counts(again), counts(moved)) == ([0, 0, 1, 0], [0, 1, 0, 0])
    assert moved.rows.get().before == {"latitude": "31.157200", "services": ["咨询引导", "饮水"]}
    assert (site.latitude_e6, [(each.name, each.name_en) for each in site.services.all()]) == (
        31_158_000,
        [("咨询引导", "Enquiries"), ("热水", "Water")],
    )


def test_an_empty_cell_leaves_what_is_there(boss: Person, edition: Edition) -> None:
    sent("sites", SITES, QIBAO, by=boss, edition=edition)

    done = sent("sites", "名称,代码,类型,纬度,经度", "七宝老街站,qibao,核心站,31.1572,121.3499", by=boss, edition=edition)

    site = Site.objects.get(slug="qibao")
    assert (counts(done), site.feature, site.services.count(), site.opening_hours.count()) == ([0, 0, 1, 0], "突出文化宣传", 2, 2)


@pytest.mark.parametrize(
    ("wrong", "right", "fault"),
    [
        ("31.1572", "北纬31度", ("纬度", "not_degrees")),
        ("31.1572", "91", ("纬度", "not_degrees")),
        ("121.349900", "NaN", ("经度", "not_degrees")),
        ("qibao", "七宝", ("代码", "not_a_slug")),
        ("核心站", "小卖部", ("类型", "unknown_choice")),
        ("七宝镇", "浦东镇", ("所在区域", "unknown_area")),
        (",2,", ",0,", ("编号", "out_of_range")),
        (",200,", ",-5,", ("误差（米）", "out_of_range")),
        ("Enquiries、Water", "Water", ("服务项目（英文）", "uneven")),
        ("13:30-17:00", "17:00-13:30", ("开放时间", "not_hours")),
        ("13:30-17:00", "全天", ("开放时间", "not_hours")),
        ("13:30-17:00", "10:00-12:00", ("开放时间", "overlapping")),
        ("咨询引导", "很长" * 21, ("服务项目", "too_long")),
        ("七宝老街站,", ",", ("名称", "required")),
    ],
)
def test_a_bad_cell_is_told_with_its_column_and_nothing_is_written(
    boss: Person, edition: Edition, wrong: str, right: str, fault: Any
) -> None:
    done = sent("sites", SITES, QIBAO.replace(wrong, right), by=boss, edition=edition)

    assert (counts(done), faults(done), Site.objects.count()) == ([0, 0, 0, 1], [fault], 0)


def test_two_sites_share_neither_name_nor_number_nor_code(boss: Person, edition: Edition) -> None:
    some_places.station(edition=edition, slug="other", name="别站", number=7)
    Site.objects.create(
        edition=some_programme.edition(slug="last-year"),
        slug="old",
        name="旧站",
        kind="station",
        latitude_e6=31_000_000,
        longitude_e6=121_000_000,
    )
    lines = [
        QIBAO.replace("七宝老街站", "别站"),
        QIBAO.replace(",2,", ",7,").replace("qibao", "a"),
        QIBAO.replace("qibao", "old").replace(",2,", ",3,"),
    ]

    done = [sent("sites", SITES, line, by=boss, edition=edition) for line in lines]

    assert [faults(each) for each in done] == [[("名称", "taken_by_site")], [("编号", "taken_by_site")], [("代码", "elsewhere")]]


def test_a_row_that_repeats_an_earlier_one_is_told(boss: Person, edition: Edition) -> None:
    done = sent("sites", SITES, QIBAO, QIBAO.replace("七宝老街站", "七宝站").replace(",2,", ",3,"), by=boss, edition=edition)

    assert (counts(done), faults(done)) == ([1, 0, 0, 1], [("代码", "duplicate")])


def test_supplies_come_in_by_name_or_code_of_their_station_and_their_moves_add_up(boss: Person, edition: Edition) -> None:
    some_places.station(edition=edition, slug="qibao", name="七宝老街站")
    lines = ["七宝老街站,口罩,Masks,只,pieces,420,500,否,是", "qibao,轮椅,Wheelchairs,辆,,2,1,是,是"]

    first = sent("supplies", SUPPLIES, *lines, by=boss, edition=edition)
    again = sent("supplies", SUPPLIES, *lines, by=boss, edition=edition)
    counted = sent("supplies", SUPPLIES, lines[0].replace("420", "80"), by=boss, edition=edition)

    assert [counts(each) for each in (first, again, counted)] == [[2, 0, 0, 0], [0, 0, 2, 0], [0, 1, 0, 0]]
    masks, chairs = Supply.objects.order_by("pk")
    assert (masks.quantity, masks.minimum, chairs.is_loanable, chairs.is_demo) == (80, 500, True, True)
    assert [StockMove.objects.filter(supply=each).aggregate(s=Sum("amount"))["s"] for each in (masks, chairs)] == [80, 2]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("没有的站,口罩,,只,,1,1,否,是", ("站点", "unknown_site")),
        ("qibao,口罩,,只,,-1,1,否,是", ("数量", "out_of_range")),
        ("qibao,口罩,,只,,很多,1,否,是", ("数量", "not_a_number")),
        ("qibao,口罩,,只,,1,1,也许,是", ("可借用", "unknown_choice")),
    ],
)
def test_a_bad_cell_of_supplies_is_told_with_its_column(boss: Person, edition: Edition, line: str, fault: Any) -> None:
    some_places.station(edition=edition, slug="qibao")

    done = sent("supplies", SUPPLIES, line, by=boss, edition=edition)

    assert (counts(done), faults(done), Supply.objects.count()) == ([0, 0, 0, 1], [fault], 0)


def test_one_item_of_one_station_under_two_names_of_the_station_is_told(boss: Person, edition: Edition) -> None:
    some_places.station(edition=edition, slug="qibao", name="七宝老街站")

    done = sent("supplies", SUPPLIES, "qibao,口罩,,只,,1,1,否,是", "七宝老街站,口罩,,只,,2,1,否,是", by=boss, edition=edition)

    assert (counts(done), faults(done)) == ([1, 0, 0, 1], [("", "duplicate")])


def test_units_send_no_lists_of_places(boss: Person, edition: Edition) -> None:
    with pytest.raises(LookupError):
        sent("sites", SITES, QIBAO, by=boss, edition=edition, unit=1)


@pytest.mark.parametrize("kind", ["sites", "supplies"])
def test_judging_takes_as_many_queries_for_one_row_as_for_thirty(boss: Person, edition: Edition, kind: str) -> None:
    some_places.station(edition=edition, slug="qibao", name="老站")
    row = {
        "sites": (SITES, lambda n: QIBAO.replace("qibao", f"q{n}").replace("七宝老街站", f"站{n}").replace(",2,", f",{n},")),
        "supplies": (SUPPLIES, lambda n: f"qibao,物{n},,只,,1,1,否,是"),
    }[kind]

    def asked(numbers: range) -> int:
        with CaptureQueriesContext(connection) as captured:
            done = sent(kind, row[0], *(row[1](number) for number in numbers), by=boss, edition=edition)
        assert counts(done) == [len(numbers), 0, 0, 0]
        return len([query for query in captured.captured_queries if query["sql"].startswith("SELECT") and '"places_' in query["sql"]])

    assert asked(range(10, 11)) == asked(range(20, 50))
