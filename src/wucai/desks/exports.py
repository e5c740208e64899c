"""Files that the roof gives out."""

import io
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db import models
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from wucai.core import clock, files, importers, trace
from wucai.core.importers import Importer
from wucai.core.models import SheetImport
from wucai.core.refusals import Refused
from wucai.core.spreadsheets import CellTooLong, Limits, template, workbook
from wucai.desks.access import Sender
from wucai.exchange.choices import ListKind
from wucai.exchange.queries import categories_of
from wucai.people.models import Organisation, Person
from wucai.programme.models import Edition

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_PEOPLE = {"unit": "人", "unit_en": "people"}
_PIECES = {"unit": "件", "unit_en": "pieces"}


class ExportRefusal(models.TextChoices):
    """Why a list is not made."""

    TOO_MANY = "too_many", _("There are more lines than one workbook takes. Ask the technicians for an extract.")
    TOO_LONG = "too_long", _("A text in this list is longer than a cell of a workbook can hold. Shorten it on its page, then try again.")


def whole_list(who: Sender, importer: Importer) -> bytes:
    """The list as it stands, for those who may send it. Raises Http404 where nobody gives it out, Refused where a workbook is too small."""
    if importer.rows is None:
        raise Http404
    rows = list(importer.rows(who.scope))
    if len(rows) > Limits().rows:
        raise Refused(ExportRefusal.TOO_MANY)
    trace.record(
        by=who.person, verb="exported list", thing=who.organisation or who.edition, after={"kind": importer.kind, "rows": len(rows)}
    )
    try:
        return workbook(who.sheet(importer), rows)
    except CellTooLong as error:
        raise Refused(ExportRefusal.TOO_LONG) from error


def marked_file(sheet_import: SheetImport, *, by: Person) -> tuple[str, bytes]:
    """The sender's own file with its problems marked, by its name. Raises Http404 when nothing was refused, Refused when it is gone."""
    if sheet_import.marked is None:
        raise Http404
    trace.record(by=by, verb="took marked list", thing=sheet_import, after={"rows": sheet_import.refused})
    return sheet_import.marked.name, files.read(sheet_import.marked)


def example_workbook(organisation: Organisation, edition: Edition) -> bytes:
    """The unit's template for resources, filled in with four lines of which two have a mistake. Raises Http404 outside the demo."""
    from openpyxl import load_workbook  # a quarter of a second and 30 MB, for those who try the demo's list

    if settings.WUCAI_MODE != "demo":
        raise Http404
    importer = importers.named("resources")
    sheet = importer.sheet_for(organisation.pk)
    book = load_workbook(io.BytesIO(template(sheet)))
    places = {column.key: index for index, column in enumerate(sheet.columns, start=1)}
    for row, values in enumerate(_example_rows(edition), start=3):
        for key, value in values.items():
            book.worksheets[0].cell(row, places[key]).value = value
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _example_rows(edition: Edition) -> Iterator[dict[str, Any]]:
    """Two sound lines, one whose number is a word, one whose category the edition does not have."""
    known = [category.name for category in categories_of(edition, ListKind.RESOURCE)]
    category = next((name for name in known if name == "医疗保障"), known[0] if known else "医疗保障")
    days = {"starts_on": max(edition.starts_on, clock.today()), "ends_on": edition.ends_on}
    yield {"title": "义诊医护人员", "title_en": "Medical staff for consultations", "category": category, "quantity": 12, **_PEOPLE, **days}
    yield {"title": "急救药箱", "title_en": "First-aid kits", "category": category, "quantity": "二十", **_PIECES, **days}
    yield {"title": "便携轮椅", "title_en": "Folding wheelchairs", "category": "无障碍", "quantity": 6, **_PIECES, **days}
    yield {"title": "健康讲座讲师", "title_en": "Speakers on health", "category": category, "quantity": 3, **_PEOPLE, **days}
