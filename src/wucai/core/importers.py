"""Importers by kind: a room registers what its list holds and how a row is judged and written; the roof has one set of pages for all.

In a room's `apps.ready()`:

    importers.register(Importer("supplies", SUPPLIES, title=_("Supplies"), judge=SuppliesJudge, put=put_supplies))
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import models
from django.utils.functional import Promise

from wucai.core import imports
from wucai.core.imports import Judge, Judged
from wucai.core.jobs import JobRun, job
from wucai.core.models import SheetImport
from wucai.core.spreadsheets import Kind, Row, Sheet, Value


@dataclass(frozen=True)
class Scope:
    """For whom a list counts: the edition, who sent it, and the unit whose rows alone it may touch; None for a coordinator's list."""

    edition_id: int
    actor_id: int
    organisation_id: int | None = None


@dataclass(frozen=True)
class Importer:
    """One kind of list. `judge(scope, for_update)` makes a judge of rows; `put(judged, scope)` writes in the caller's transaction.

    `unit_sheet` is the same list as a unit sends it for itself; None where units send none. `batch` rows are written in one transaction:
    the fewer, the more statements each row takes. `rows(scope)` gives the list as it stands, which sent again changes nothing.
    """

    kind: str
    sheet: Sheet
    title: str | Promise
    judge: Callable[[Scope, bool], Judge]
    put: Callable[[Sequence[Judged], Scope], None]
    unit_sheet: Sheet | None = None
    batch: int = imports.BATCH
    rows: Callable[[Scope], Iterable[Mapping[str, Value]]] | None = None

    def sheet_for(self, organisation_id: int | None) -> Sheet:
        """The columns for a coordinator, or for this unit. Raises LookupError where units send no such list."""
        if organisation_id is None:
            return self.sheet
        if self.unit_sheet is None:
            raise LookupError(f"Units send no {self.kind!r}.")
        return self.unit_sheet


_importers: dict[str, Importer] = {}


def register(importer: Importer) -> None:
    """Make the kind known. Raises ValueError for a kind of another sheet."""
    known = _importers.get(importer.kind)
    if known and known.sheet != importer.sheet:
        raise ValueError(f"Two lists are called {importer.kind!r}.")
    _importers[importer.kind] = importer


def named(kind: str) -> Importer:
    """The importer of this kind. Raises LookupError."""
    if kind not in _importers:
        raise LookupError(f"No room has a list called {kind!r}.")
    return _importers[kind]


def known() -> list[Importer]:
    """All importers, by kind."""
    return [_importers[kind] for kind in sorted(_importers)]


def start(kind: str, name: str, data: bytes, *, media_type: str, by: models.Model, scope: Scope) -> SheetImport:
    """Keep the list and have it checked; nothing is written before `confirm`.

    Raises LookupError for a kind that nobody reads, or that units do not send.
    """
    told = {"edition": scope.edition_id, "organisation": scope.organisation_id}
    named(kind).sheet_for(scope.organisation_id)
    return imports.begin(kind, name, data, media_type=media_type, by=by, check="core.check_list", scope=told)


def confirm(sheet_import: SheetImport, *, by: models.Model) -> None:
    """Have what was checked written. Said twice, it is done once. Raises ImportRefused."""
    imports.confirm(sheet_import, by=by, write="core.write_list")


def stop(sheet_import: SheetImport, *, by: models.Model) -> None:
    """Stop the check or the writing; what is written stays. Raises ImportRefused when it is over."""
    imports.stop(sheet_import, by=by)


@job("core.check_list")
def check_list(run: JobRun, import_id: int) -> dict[str, Any]:
    """Judge every row of a list and keep it aside."""
    importer, scope = _of(import_id)
    return imports.check(run, import_id, importer.sheet_for(scope.organisation_id), importer.judge(scope, False))


@job("core.write_list")
def write_list(run: JobRun, import_id: int) -> dict[str, Any]:
    """Write the rows of a list that bring something, in batches that a killed worker's successor goes on with."""
    importer, scope = _of(import_id)
    sheet, look = importer.sheet_for(scope.organisation_id), importer.judge(scope, True)

    def judge(rows: Sequence[Row]) -> list[Judged]:
        return look([replace(row, values=_as_read(row.values, sheet)) for row in rows])

    def put(judged: Sequence[Judged]) -> None:
        importer.put(judged, scope)

    return imports.write(run, import_id, judge, put, batch=importer.batch)


def _as_read(values: Mapping[str, Any], sheet: Sheet) -> dict[str, Any]:
    """The values of a row that was kept aside as they were when its cells were read: days are days, several words a tuple."""
    kinds = {column.key: column.kind for column in sheet.columns}
    makers: dict[Kind, Callable[[Any], Any]] = {Kind.DATE: date.fromisoformat, Kind.MULTI: tuple}
    return {key: makers.get(kinds[key], _same)(value) if value and key in kinds else value for key, value in values.items()}


def _same(value: Any) -> Any:
    return value


def _of(import_id: int) -> tuple[Importer, Scope]:
    sheet_import = SheetImport.objects.get(pk=import_id)
    told = sheet_import.scope
    return named(sheet_import.kind), Scope(told["edition"], sheet_import.actor_id, told["organisation"])
