"""Lists of people on their way out. Each leaves a line in the trace: who took what when."""

from collections.abc import Iterator

from django.db import models
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from wucai.core import files, trace
from wucai.core.models import SheetImport
from wucai.core.refusals import Refused
from wucai.core.spreadsheets import Limits, Value, comma_separated, template, workbook
from wucai.people.models import Person
from wucai.people.sheets import PEOPLE
from wucai.programme.models import Edition

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ExportRefusal(models.TextChoices):
    """Why a list is not made."""

    TOO_MANY = "too_many", _("There are more people than one workbook takes. Download the list as CSV instead.")


def people_template() -> bytes:
    """An empty list to fill in."""
    return template(PEOPLE)


def people_workbook(edition: Edition, *, by: Person) -> bytes:
    """All people as a workbook that can be mended and uploaded again. Raises Refused when there are too many for one."""
    count = Person.objects.count()
    if count > Limits().rows:
        raise Refused(ExportRefusal.TOO_MANY)
    trace.record(by=by, verb="exported people", thing=edition, after={"form": "xlsx", "rows": count})
    return workbook(PEOPLE, _rows())


def people_csv(edition: Edition, *, by: Person) -> Iterator[bytes]:
    """All people as CSV, line by line, however many there are."""
    trace.record(by=by, verb="exported people", thing=edition, after={"form": "csv", "rows": Person.objects.count()})
    return comma_separated(PEOPLE, _rows())


def marked_file(sheet_import: SheetImport, *, by: Person) -> tuple[str, bytes]:
    """The sender's own file with its problems marked, by its name. Raises Http404 when nothing was refused, Refused when it is gone."""
    if sheet_import.marked is None:
        raise Http404
    trace.record(by=by, verb="took marked list", thing=sheet_import, after={"rows": sheet_import.refused})
    return sheet_import.marked.name, files.read(sheet_import.marked)


def _rows() -> Iterator[dict[str, Value]]:
    for person in Person.objects.order_by("pk").iterator(chunk_size=2000):
        yield {
            "name": person.name,
            "name_en": person.name_en,
            # Eleven digits, as people here write it; +86… would look like a formula in CSV.
            "phone": (person.phone or "").removeprefix("+86"),
            "email": person.email or "",
            "languages": tuple(person.languages),
            "number": person.number,
        }
