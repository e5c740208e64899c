"""A unit's own lists: the prepared workbook with two mistakes comes back red, is mended, and stands among the unit's lines."""

import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from tests.factories import organisations, people
from tests.factories.imports import checked, counts, work, written
from tests.factories.sheets import csv
from wucai.core import clock, importers
from wucai.core.models import SheetImport
from wucai.exchange.actions import categories
from wucai.exchange.choices import ListKind, ResourceState
from wucai.exchange.models import Resource
from wucai.people.models import Organisation, Person

pytestmark = pytest.mark.django_db
PAGE = "/unit/hospital/import/resources/"
RED = "FFC7CE"
HEADERS = "名称,类别,数量,计量单位,开始日期,结束日期"


@pytest.fixture
def unit() -> Organisation:
    categories.put_category(organisations.edition(), by=None, kind=ListKind.RESOURCE, name="医疗保障", name_en="Medical", position=1)
    return organisations.partner(slug="hospital", name="示例医院", name_en="Sample Hospital")


@pytest.fixture
def nurse(unit: Organisation) -> Person:
    return organisations.liaison(unit)


@pytest.fixture
def home(client: Client, nurse: Person) -> Client:
    client.force_login(nurse)
    return client


def upload(client: Client, data: bytes, address: str = PAGE) -> HttpResponse:
    return client.post(address, {"file": SimpleUploadedFile("资源.xlsx", data, "application/octet-stream")})


def taken(client: Client, address: str) -> bytes:
    answer = client.get(address)
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def test_a_list_with_two_mistakes_comes_back_red_is_mended_and_stands_among_the_lines(home: Client, unit: Organisation) -> None:
    page = upload(home, taken(home, "/unit/hospital/example.xlsx"))["Location"]
    work()
    first = SheetImport.objects.get()
    assert counts(first) == [2, 0, 0, 2, 1]

    book = load_workbook(io.BytesIO(taken(home, f"{page}problems.xlsx")))
    sheet = book.worksheets[0]
    titles = [cell.value for cell in sheet[1]]
    number, category = titles.index("数量*") + 1, titles.index("类别*") + 1
    red = [cell.coordinate for row in sheet.iter_rows(min_row=2) for cell in row if str(cell.fill.fgColor.rgb).endswith(RED)]
    assert red[:4].count(sheet.cell(4, number).coordinate) == 1
    assert red.count(sheet.cell(5, category).coordinate) == 1
    assert [sheet.cell(row, number).value for row in (4, 5)] == ["二十", 6]

    home.post(f"{page}confirm")
    work()
    sheet.cell(4, number).value, sheet.cell(5, category).value = 20, "医疗保障"
    mended = io.BytesIO()
    book.save(mended)
    again = upload(home, mended.getvalue())["Location"]
    work()
    assert counts(SheetImport.objects.latest("pk")) == [2, 0, 2, 0, 1]
    home.post(f"{again}confirm")
    work()

    lines = Resource.objects.filter(organisation=unit)
    assert sorted((line.title, line.quantity) for line in lines) == [
        ("义诊医护人员", 12),
        ("便携轮椅", 6),
        ("健康讲座讲师", 3),
        ("急救药箱", 20),
    ]
    assert {line.state for line in lines} == {ResourceState.SUBMITTED}
    shown = home.get("/unit/hospital/").content.decode()
    assert [title in shown for title in ("义诊医护人员", "急救药箱", "便携轮椅", "健康讲座讲师")] == [True] * 4


def test_outside_the_demo_there_is_no_prepared_list(home: Client, settings: object) -> None:
    assert "example.xlsx" in home.get("/unit/hospital/").content.decode()

    settings.WUCAI_MODE = "site"  # type: ignore[attr-defined]  # pytest-django's
    assert home.get("/unit/hospital/example.xlsx").status_code == 404
    assert "example.xlsx" not in home.get("/unit/hospital/").content.decode()


def test_a_unit_may_send_needs_and_resources_only(home: Client) -> None:
    page = home.get("/unit/hospital/import/").content.decode()
    mine = [importer.kind for importer in importers.known() if f"/unit/hospital/import/{importer.kind}/" in page]

    assert mine == ["needs", "resources"]
    assert [home.get(f"/unit/hospital/import/{importer.kind}/").status_code for importer in importers.known()] == [
        200 if importer.kind in mine else 404 for importer in importers.known()
    ]


def test_the_units_template_asks_for_no_unit_and_takes_none_of_the_marks(home: Client) -> None:
    sheet = load_workbook(io.BytesIO(taken(home, f"{PAGE}template.xlsx"))).worksheets[0]

    seen = [cell.value for cell in sheet[1] if not sheet.column_dimensions[cell.column_letter].hidden]
    assert seen[:3] == ["名称*", "名称（英文）", "类别*"]
    assert {"单位*", "单位", "编号", "演示"} & set(seen) == set()


def test_lists_of_the_same_person_for_another_unit_or_for_the_edition_are_not_here(home: Client, nurse: Person, unit: Organisation) -> None:
    other = organisations.partner(slug="other")
    organisations.member(other, nurse, is_liaison=True)
    people.people.appoint(nurse, "coordinator", organisations.edition(), by=None)
    line = csv(HEADERS, "义诊,医疗保障,12,人,2020-11-05,2020-11-10")
    mine = checked(line, by=nurse, kind="resources", unit=unit)

    addresses = {where: f"{where}resources/{mine.pk}/" for where in ("/unit/hospital/import/", "/unit/other/import/", "/desk/import/")}
    assert [home.get(address).status_code for address in addresses.values()] == [200, 404, 404]
    assert [home.post(f"{address}confirm").status_code for address in list(addresses.values())[1:]] == [404, 404]
    assert [f"resources/{mine.pk}/" in home.get(where).content.decode() for where in addresses] == [True, False, False]


def test_a_colleagues_list_is_not_there(home: Client, nurse: Person, unit: Organisation, client: Client) -> None:
    mine = checked(csv(HEADERS, "义诊,医疗保障,两,人,2020-11-05,2020-11-10"), by=nurse, kind="resources", unit=unit)
    client.force_login(organisations.liaison(unit))

    answers = [client.get(f"{PAGE}{mine.pk}/{more}").status_code for more in ("", "problems.xlsx")]
    answers += [client.post(f"{PAGE}{mine.pk}/{more}").status_code for more in ("confirm", "stop")]

    assert answers == [404] * 4


def test_the_number_of_queries_does_not_grow_with_the_rows(home: Client, nurse: Person, unit: Organisation) -> None:
    def queries(count: int) -> int:
        lines = [f"第{count}-{number},医疗保障,1,人,2020-11-05,2020-11-10" for number in range(count)]
        sent = checked(csv(HEADERS, *lines), by=nurse, kind="resources", unit=unit)
        clock.forget()  # asked anew now and then, else at a moment of its own
        with CaptureQueriesContext(connection) as captured:
            assert home.get(f"{PAGE}{sent.pk}/").status_code == 200
        return len(captured)

    assert queries(1) == queries(3) <= 10


def test_the_number_of_queries_of_the_index_does_not_grow_with_the_lists(home: Client, nurse: Person, unit: Organisation) -> None:
    def queries() -> int:
        checked(csv(HEADERS, "义诊,医疗保障,12,人,2020-11-05,2020-11-10"), by=nurse, kind="resources", unit=unit)
        clock.forget()  # asked anew now and then, else at a moment of its own
        with CaptureQueriesContext(connection) as captured:
            assert home.get("/unit/hospital/import/").status_code == 200
        return len(captured)

    assert queries() == queries() <= 8


def test_what_is_written_says_that_the_coordinator_verifies_it(home: Client, nurse: Person, unit: Organisation) -> None:
    sent = written(csv(HEADERS, "义诊,医疗保障,12,人,2020-11-05,2020-11-10"), by=nurse, kind="resources", unit=unit)

    page = home.get(f"/en{PAGE}{sent.pk}/").content.decode()

    assert "New lines are submitted now; the coordinator verifies them and puts them on the list." in page
    assert Path(sent.file_name).suffix == ".csv"
