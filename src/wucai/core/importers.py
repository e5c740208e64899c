"""Importers by kind: a room registers what its list holds and how a row is judged and written; the roof has one set of pages for all.

In a room's `apps.ready()`:

    importers.register(Importer("supplies", SUPPLIES, title=_("Supplies"), judge=SuppliesJudge, put=put_supplies))
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.functional import Promise

from wucai.core import imports
from wucai.core.imports import Judge, Judged
from wucai.core.jobs import JobRun, job
from wucai.core.models import SheetImport
from wucai.core.spreadsheets import Sheet


@dataclass(frozen=True)
class Scope:
    """For whom a list counts: the edition, who sent it, and the unit whose rows alone it may touch; None for a coordinator's list."""

    edition_id: int
    actor_id: int
    organisation_id: int | None = None


@dataclass(frozen=True)
class Importer:
    """One kind of list. `judge(scope, for_update)` makes a judge of rows; `put(judged, scope)` writes in the caller's transaction."""

    kind: str
    sheet: Sheet
    title: str | Promise
    judge: Callable[[Scope, bool], Judge]
    put: Callable[[Sequence[Judged], Scope], None]


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
    """Keep the list and have it checked; nothing is written before `confirm`. Raises LookupError for a kind that nobody reads."""
    told = {"edition": scope.edition_id, "organisation": scope.organisation_id}
    return imports.begin(named(kind).kind, name, data, media_type=media_type, by=by, check="core.check_list", scope=told)


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
    return imports.check(run, import_id, importer.sheet, importer.judge(scope, False))


@job("core.write_list")
def write_list(run: JobRun, import_id: int) -> dict[str, Any]:
    """Write the rows of a list that bring something, in batches that a killed worker's successor goes on with."""
    importer, scope = _of(import_id)

    def put(judged: Sequence[Judged]) -> None:
        importer.put(judged, scope)

    return imports.write(run, import_id, importer.judge(scope, True), put)


def _of(import_id: int) -> tuple[Importer, Scope]:
    sheet_import = SheetImport.objects.get(pk=import_id)
    told = sheet_import.scope
    return named(sheet_import.kind), Scope(told["edition"], sheet_import.actor_id, told["organisation"])
