"""A house in which the example row of every list's template is sound, and rows made of such examples."""

from collections.abc import Mapping
from typing import Any

from tests.factories import organisations, people, places
from tests.factories.sheets import xlsx
from wucai.core.importers import Importer
from wucai.core.spreadsheets import Kind, Sheet
from wucai.core.spreadsheets.writing import header_of
from wucai.exchange.actions import categories
from wucai.exchange.choices import ListKind
from wucai.people.models import Organisation, Person
from wucai.programme.actions import editions
from wucai.volunteering.actions import shifts


def world() -> tuple[Person, Organisation]:
    """A coordinator and a unit, with everything there that the examples name."""
    edition = organisations.edition()
    district = editions.put_area(by=None, kind="district", parent=None, name="闵行区", name_en="Minhang")
    editions.put_area(by=None, kind="town", parent=district, name="七宝镇", name_en="Qibao")
    unit = organisations.partner(name="示例单位", name_en="Sample Unit")
    for kind, name in ((ListKind.NEED, "服务类"), (ListKind.RESOURCE, "志愿服务")):
        categories.put_category(edition, by=None, kind=kind, name=name, name_en="", position=1)
    for position, (key, name) in enumerate({"red": "宣传岗", "orange": "服务岗"}.items(), start=1):
        shifts.mean(edition, by=None, key=key, name=name, name_en=key, position=position)
    places.station(edition=edition, name="示例站")
    places.station(edition=edition, slug="qibao", name="七宝老街党群服务站")
    people.person(name="王小明", phone="13800000000")
    return people.coordinator(edition), unit


def headers(sheet: Sheet) -> list[str]:
    """The header row as the template has it."""
    return [header_of(column) for column in sheet.columns]


def example(sheet: Sheet, **more: Any) -> list[Any]:
    """One row with the template's examples, some of them replaced; key columns are empty."""
    values: Mapping[str, Any] = {column.key: "" if column.hidden else column.example for column in sheet.columns} | more
    return [values[column.key] for column in sheet.columns]


def filled(importer: Importer, *rows: list[Any], **more: Any) -> bytes:
    """A workbook with the list's headers above these rows."""
    return xlsx([headers(importer.sheet), *rows], **more)


def numbers(sheet: Sheet) -> list[str]:
    """The columns that hold numbers or days."""
    return [column.key for column in sheet.columns if column.kind in (Kind.INTEGER, Kind.DATE)]
