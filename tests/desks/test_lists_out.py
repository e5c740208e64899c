"""Lists as they stand: what is taken along and sent again changes nothing."""

import io

import pytest
from django.test import Client
from openpyxl import load_workbook

from tests.factories import organisations
from tests.factories.imports import checked, counts, written
from tests.factories.lists import example, filled, world
from wucai.core import importers
from wucai.core.models import TraceLine
from wucai.exchange.actions import visits
from wucai.exchange.models import Visit
from wucai.people.models import Organisation, Person
from wucai.programme.models import Edition

pytestmark = pytest.mark.django_db
OUT = [importer.kind for importer in importers.known() if importer.rows]


@pytest.fixture
def setting() -> tuple[Person, Organisation]:
    return world()


def taken(client: Client, address: str) -> bytes:
    answer = client.get(address)
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def test_the_lists_of_the_exchange_go_out() -> None:
    assert OUT == ["needs", "projects", "resources", "visits"]


@pytest.mark.parametrize("kind", OUT)
def test_a_list_that_was_taken_along_and_comes_back_changes_nothing(
    kind: str, client: Client, setting: tuple[Person, Organisation]
) -> None:
    boss, _unit = setting
    importer = importers.named(kind)
    written(filled(importer, example(importer.sheet, is_demo="是")), by=boss, kind=kind)
    client.force_login(boss)

    data = taken(client, f"/desk/import/{kind}/list.xlsx")

    assert counts(checked(data, by=boss, kind=kind, name="list.xlsx")) == [0, 0, 1, 0, 0]
    assert TraceLine.objects.get(verb="exported list").after == {"kind": kind, "rows": 1}
    assert f"/import/{kind}/list.xlsx" in client.get(f"/desk/import/{kind}/").content.decode()


@pytest.mark.parametrize("kind", ["needs", "resources"])
def test_a_unit_takes_its_own_lines_only(kind: str, client: Client, setting: tuple[Person, Organisation]) -> None:
    boss, unit = setting
    organisations.partner(name="别的单位")
    importer = importers.named(kind)
    rows = [example(importer.sheet), example(importer.sheet, organisation="别的单位", title="别人的")]
    written(filled(importer, *rows), by=boss, kind=kind)
    nurse = organisations.liaison(unit)
    client.force_login(nurse)

    data = taken(client, f"/unit/{unit.slug}/import/{kind}/list.xlsx")

    sheet = load_workbook(io.BytesIO(data)).worksheets[0]
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == [importer.sheet.columns[0].example]
    assert counts(checked(data, by=nurse, kind=kind, unit=unit, name="list.xlsx")) == [0, 0, 1, 0, 0]


def test_who_may_not_send_a_list_does_not_take_it_either(client: Client, setting: tuple[Person, Organisation]) -> None:
    boss, unit = setting
    client.force_login(organisations.liaison(organisations.partner(slug="mine")))
    answers = [client.get(address).status_code for address in ("/desk/import/needs/list.xlsx", f"/unit/{unit.slug}/import/needs/list.xlsx")]
    answers += [client.get("/unit/mine/import/visits/list.xlsx").status_code]
    client.force_login(boss)
    answers += [client.get("/desk/import/people/list.xlsx").status_code]

    assert answers == [403, 404, 404, 404]
    assert TraceLine.objects.filter(verb="exported list").count() == 0


def test_a_text_that_no_cell_can_hold_is_told(client: Client, setting: tuple[Person, Organisation]) -> None:
    boss, unit = setting
    day = Edition.objects.get().starts_on
    visits.record_visit(unit, Edition.objects.get(), by=boss, visited_on=day, needs_told="长" * 33_000)
    client.force_login(boss)

    answer = client.get("/en/desk/import/visits/list.xlsx")

    assert (answer.status_code, "longer than a cell" in answer.content.decode(), Visit.objects.count()) == (409, True, 1)
