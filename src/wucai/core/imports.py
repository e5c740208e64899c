"""Lists on their way in, for every room: first the whole file is judged and kept aside, then, on the sender's word, written in batches.

A room brings a `Judge` (rows → verdicts against what is there), a `Put` (writes what was judged new or changed) and two jobs of one line
each. Nothing is written before the word; each batch is one transaction with its cursor, so that a killed worker's job is finished by the
next one and no row is written twice; each row is judged again in that transaction, and what changed since the check is not overwritten.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any, TypeAlias, TypeVar

from django.contrib.auth import get_user_model
from django.db import IntegrityError, connection, models, transaction
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from wucai.core import clock, files, jobs, trace
from wucai.core.choices import ImportRefusal, ImportState, JobState, Verdict
from wucai.core.jobs import JobRun
from wucai.core.models import SheetImport, StagedRow, StoredFile
from wucai.core.refusals import Refused
from wucai.core.spreadsheets import CellProblem, Fault, Row, Sheet, SheetRefusal, SheetRefused, Table, Value, read

BATCH = 2_000
KEPT_FOR = timedelta(days=30)
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_TRIES = 3
_PAUSE_SECONDS = 0.15
_OVER = [ImportState.DONE, ImportState.REFUSED, ImportState.STOPPED]

CHANGED_MEANWHILE = Fault(
    "changed_meanwhile", _("Somebody changed this after the list was checked."), _("Upload the list again to see what it would change now.")
)


class ImportRefused(Refused):
    """The list cannot be confirmed or stopped, for a reason from ImportRefusal."""


class Unwritable(Exception):
    """A batch met a constraint that its judge does not know; nothing of it was written. It tells no value."""


@dataclass(frozen=True)
class Judged:
    """What would become of a row: its verdict, whom it concerns, and what it would change, by the columns' keys and fit for JSON."""

    row: Row
    verdict: Verdict
    subject_id: int | None = None
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    problems: tuple[CellProblem, ...] = ()

    def is_within(self, staged: StagedRow) -> bool:
        """Whether it asks for nothing but what the sender agreed to; some of that may be as wished by now."""
        is_same = (self.verdict, self.subject_id) == (staged.verdict, staged.subject_id)
        return is_same and _is_part(self.before, staged.before) and _is_part(self.after, staged.after)


Judge: TypeAlias = Callable[[Sequence[Row]], list[Judged]]
Put: TypeAlias = Callable[[Sequence[Judged]], None]
_Thing = TypeVar("_Thing")


@transaction.atomic
def begin(
    kind: str, name: str, data: bytes, *, media_type: str, by: models.Model, check: str, scope: dict[str, Any] | None = None
) -> SheetImport:
    """Keep the file and ask for the job called `check`; `scope` is kept for whoever judges and writes the rows."""
    stored = files.keep(name, data, media_type, by=by, kept_until=clock.real_now() + KEPT_FOR)
    language = translation.get_language() or "en"
    started = SheetImport.objects.create(
        kind=kind, file_name=stored.name, file=stored, actor_id=by.pk, scope=scope or {}, language=language, created_at=clock.now()
    )
    _ask_for(check, started, by=by)
    trace.record(by=by, verb="uploaded list", thing=started, after={"kind": kind, "bytes": len(data)})
    return started


@transaction.atomic
def confirm(sheet_import: SheetImport, *, by: models.Model, write: str) -> None:
    """Let the job called `write` write what was checked, or go on where it was stopped. Said twice, it is done once.

    Raises ImportRefused.
    """
    mine = SheetImport.objects.filter(pk=sheet_import.pk, checked_at__isnull=False)
    waiting = mine.filter(state__in=[ImportState.CHECKED, ImportState.STOPPED])
    failed = mine.filter(state=ImportState.WRITING, job__state=JobState.FAILED)
    if waiting.update(state=ImportState.WRITING, confirmed_at=clock.now(), finished_at=None) or failed.exists():
        _ask_for(write, sheet_import, by=by)
        trace.record(by=by, verb="confirmed list", thing=sheet_import)
    elif not mine.filter(state__in=[ImportState.WRITING, ImportState.DONE]).exists():
        raise ImportRefused(ImportRefusal.NOT_CHECKED)


@transaction.atomic
def stop(sheet_import: SheetImport, *, by: models.Model) -> None:
    """Stop it: at once where no worker has it, else at the worker's next look. What is written stays.

    Raises ImportRefused when it is over.
    """
    # A worker holds the list's row while it writes: one that runs is only asked, and only the job's row is touched.
    is_asked = sheet_import.job_id is not None and jobs.stop(sheet_import.job_id)
    still_open = SheetImport.objects.filter(pk=sheet_import.pk).exclude(state__in=_OVER)
    if is_asked and still_open.filter(job__state=JobState.RUNNING).exists():
        trace.record(by=by, verb="asked list to stop", thing=sheet_import)
    elif still_open.update(state=ImportState.STOPPED, finished_at=clock.now()):
        trace.record(by=by, verb="stopped list", thing=sheet_import)
    else:
        raise ImportRefused(ImportRefusal.OVER)


def check(run: JobRun, import_id: int, sheet: Sheet, judge: Judge) -> dict[str, Any]:
    """The job: judge every row and keep it aside; make the marked file where rows are refused. Begins anew after a killed worker.

    Raises Stopped and Lost.
    """
    sheet_import = _taken(run, import_id)
    if sheet_import is None:
        return {}
    data = _bytes(sheet_import)
    with translation.override(sheet_import.language):
        try:
            table = read(data, sheet)
            _stage(run, sheet_import, table, judge)
        except SheetRefused as refused:
            return _refuse(run, sheet_import, refused)
        marked = _mark(sheet_import, data, sheet)
    with _held(run):
        SheetImport.objects.filter(pk=import_id).update(
            state=ImportState.CHECKED,
            checked_at=clock.now(),
            marked=marked,
            unread_sheets=list(table.unread_sheets),
            unread_headers=list(table.unread_headers),
            **_counts(sheet_import),
        )
    return _counts(sheet_import)


def write(run: JobRun, import_id: int, judge: Judge, put: Put, *, batch: int = BATCH) -> dict[str, Any]:
    """The job: write what was checked, batch by batch, from the cursor on. Raises Stopped, Lost and Unwritable."""
    while True:
        if run.stopping:
            _stop_in_order(run, import_id)
        sheet_import, is_over = _write_surely(run, import_id, judge, put, batch)
        run.progress(sheet_import.written, sheet_import.to_write)
        _let_others_write()
        if is_over:
            return {"written": sheet_import.written}


def problems_of(row: StagedRow, sheet: Sheet) -> list[CellProblem]:
    """What is wrong with the row, with the values that the sender wrote."""
    keys = {column.header: column.key for column in sheet.columns}
    return [
        CellProblem.from_kept(kept, sheet=row.sheet, row=row.row, value=str(row.values.get(keys.get(kept["header"], ""), "")))
        for kept in row.problems
    ]


def refusal_sentence(sheet_import: SheetImport) -> str:
    """Why the whole file was refused, in the reader's language."""
    return SheetRefused(SheetRefusal(sheet_import.refusal), **sheet_import.refusal_details).sentence


def forget(before: datetime) -> int:
    """Remove the rows of lists that were sent before this moment of programme time; returns how many. Their counts stay."""
    old = SheetImport.objects.filter(created_at__lt=before, rows__isnull=False).distinct().values_list("pk", flat=True)
    return sum(StagedRow.objects.filter(sheet_import=pk).delete()[0] for pk in list(old))


def _ask_for(work: str, sheet_import: SheetImport, *, by: models.Model) -> None:
    job = jobs.later(work, sheet_import.pk, by=by)
    SheetImport.objects.filter(pk=sheet_import.pk).update(job=job)
    sheet_import.refresh_from_db()


def _end(sheet_import: SheetImport, state: ImportState) -> None:
    SheetImport.objects.filter(pk=sheet_import.pk).update(state=state, finished_at=clock.now())


@contextmanager
def _held(run: JobRun) -> Iterator[None]:
    """A transaction that counts only if the job is still this worker's. Raises Lost.

    The job's row is taken last, so that the heart can beat and a stop can be asked for while the rows are written.
    """
    with transaction.atomic():
        yield
        run.hold()


def _stop_in_order(run: JobRun, import_id: int) -> None:
    with _held(run):
        _end(SheetImport.objects.get(pk=import_id), ImportState.STOPPED)
    raise jobs.Stopped(import_id)


def _taken(run: JobRun, import_id: int) -> SheetImport | None:
    """The list, emptied for a check from the beginning; None when it was checked already."""
    with _held(run):
        open_states = [ImportState.UPLOADED, ImportState.CHECKING]
        if not SheetImport.objects.filter(pk=import_id, state__in=open_states).update(state=ImportState.CHECKING):
            return None
        StagedRow.objects.filter(sheet_import=import_id).delete()
    return SheetImport.objects.select_related("file").get(pk=import_id)


def _bytes(sheet_import: SheetImport) -> bytes:
    if sheet_import.file is None:
        raise files.FileRefused(files.FileRefusal.LOST)
    return files.read(sheet_import.file)


def _stage(run: JobRun, sheet_import: SheetImport, table: Table, judge: Judge) -> None:
    position, total = 0, table.count
    for batch in _batches(table.rows()):
        if run.stopping:
            _stop_in_order(run, sheet_import.pk)
        judged = _in_order(batch, judge)
        staged = [_staged(one, sheet_import, number) for number, one in enumerate(judged, start=position + 1)]
        with _held(run):
            StagedRow.objects.bulk_create(staged)
        position += len(staged)
        run.progress(min(position, total), total)
        _let_others_write()


def _in_order(batch: Sequence[Row], judge: Judge) -> list[Judged]:
    """All rows judged: those with problems and those with nothing in them need no judge."""
    sound = iter(judge([row for row in batch if not (row.problems or row.is_blank or row.is_example)]))
    judged = []
    for row in batch:
        if row.is_blank or row.is_example:
            judged.append(Judged(row, Verdict.SKIPPED))
        elif row.problems:
            judged.append(Judged(row, Verdict.REFUSED, problems=row.problems))
        else:
            judged.append(next(sound))
    return judged


def _staged(judged: Judged, sheet_import: SheetImport, position: int) -> StagedRow:
    row = judged.row
    values = row.written if judged.verdict == Verdict.REFUSED else row.values
    payload = {"values": {key: _kept(value) for key, value in values.items()}, "before": judged.before, "after": judged.after}
    return StagedRow(
        sheet_import=sheet_import,
        position=position,
        sheet=row.sheet[:100],
        row=row.number,
        count=row.count,
        verdict=judged.verdict,
        subject_id=judged.subject_id,
        payload=None if judged.verdict == Verdict.SKIPPED else payload,
        problems=[problem.kept() for problem in judged.problems],
    )


def _kept(value: Value) -> Any:
    """A value as JSON keeps it: a day as its ISO text. `importers` makes days of them again before they are judged anew."""
    return value.isoformat() if isinstance(value, date) else value


def _refuse(run: JobRun, sheet_import: SheetImport, refused: SheetRefused) -> dict[str, Any]:
    with _held(run):
        StagedRow.objects.filter(sheet_import=sheet_import).delete()
        SheetImport.objects.filter(pk=sheet_import.pk).update(
            state=ImportState.REFUSED, refusal=refused.reason.value, refusal_details=refused.details, finished_at=clock.now()
        )
    return {"refusal": refused.reason.value}


def _mark(sheet_import: SheetImport, data: bytes, sheet: Sheet) -> StoredFile | None:
    """The sender's file with its problems, kept; None when there are none."""
    from wucai.core.spreadsheets.returning import returned  # openpyxl: a quarter of a second and 30 MB, for those who meet a workbook

    refused = sheet_import.rows.filter(verdict=Verdict.REFUSED).iterator(chunk_size=BATCH)
    problems = [problem for row in refused for problem in problems_of(row, sheet)]
    if not problems:
        return None
    mark = gettext("problems")
    name = f"{sheet_import.file_name.rpartition('.')[0][:90]}-{mark}.xlsx"
    return files.keep(name, returned(data, sheet, problems), _XLSX, by=None, kept_until=clock.real_now() + KEPT_FOR)


def _counts(sheet_import: SheetImport) -> dict[str, int]:
    told = sheet_import.rows.order_by().values_list("verdict").annotate(models.Sum("count"))
    return {str(verdict): 0 for verdict in Verdict.values} | {str(verdict): int(count) for verdict, count in told}


def _write_surely(run: JobRun, import_id: int, judge: Judge, put: Put, batch: int) -> tuple[SheetImport, bool]:
    """One batch; a constraint that it meets was filled by somebody else after the judge looked, so it is judged again."""
    for _attempt in range(_TRIES):
        try:
            with _held(run):
                return _write_batch(import_id, judge, put, batch)
        except IntegrityError:  # its message holds the value, so it goes no further
            continue
    raise Unwritable(f"import {import_id}")


def _write_batch(import_id: int, judge: Judge, put: Put, most: int) -> tuple[SheetImport, bool]:
    sheet_import = SheetImport.objects.select_for_update().get(pk=import_id)
    pending = sheet_import.rows.filter(verdict__in=[Verdict.NEW, Verdict.CHANGED], position__gt=sheet_import.cursor)
    batch = list(pending.order_by("position")[:most])
    if sheet_import.state != ImportState.WRITING or not batch:
        if sheet_import.state == ImportState.WRITING:
            _end(sheet_import, ImportState.DONE)
        return sheet_import, True
    judged = judge([Row(staged.sheet, staged.row, staged.values) for staged in batch])
    agreed = [one for staged, one in zip(batch, judged, strict=True) if one.is_within(staged)]
    put(agreed)
    _count_written(sheet_import, batch, judged, agreed)
    told = {str(verdict): sum(one.verdict == verdict for one in agreed) for verdict in (Verdict.NEW, Verdict.CHANGED)}
    changed = [one.subject_id for one in agreed if one.subject_id]
    by = get_user_model().objects.filter(pk=sheet_import.actor_id).first()
    trace.record(by=by, verb="wrote list", thing=sheet_import, after={**told, "to": batch[-1].position, "subjects": changed})
    return sheet_import, False


def _is_part(part: Any, whole: Any) -> bool:
    if isinstance(part, dict) and isinstance(whole, dict):
        return all(key in whole and _is_part(value, whole[key]) for key, value in part.items())
    return bool(part == whole)


def _count_written(sheet_import: SheetImport, batch: Sequence[StagedRow], judged: Sequence[Judged], agreed: Sequence[Judged]) -> None:
    """Move the cursor, and tell those rows anew whose world changed since the check: already as wished, or refused."""
    agreed_rows = {id(one) for one in agreed}
    moved: dict[str, int] = {}
    others = [(staged, one) for staged, one in zip(batch, judged, strict=True) if id(one) not in agreed_rows]
    for staged, one in others:
        moved[staged.verdict] = moved.get(staged.verdict, 0) - 1
        staged.verdict = Verdict.UNCHANGED if one.verdict == Verdict.UNCHANGED else Verdict.REFUSED
        moved[staged.verdict] = moved.get(staged.verdict, 0) + 1
        if staged.verdict == Verdict.REFUSED:
            staged.problems = [CellProblem(staged.sheet, staged.row, "", "", "", CHANGED_MEANWHILE).kept()]
    StagedRow.objects.bulk_update([staged for staged, _one in others], ["verdict", "problems"], batch_size=200)
    for verdict, difference in moved.items():
        setattr(sheet_import, verdict, getattr(sheet_import, verdict) + difference)
    sheet_import.cursor = batch[-1].position
    sheet_import.written += len(agreed)
    sheet_import.save(update_fields=["cursor", "written", *Verdict.values])


def _let_others_write() -> None:
    """On SQLite there is one writer at a time, and who waits looks every tenth of a second: without a pause they would wait to the end."""
    if connection.vendor == "sqlite":
        time.sleep(_PAUSE_SECONDS)


def _batches(things: Iterable[_Thing]) -> Iterator[list[_Thing]]:
    source = iter(things)
    while batch := list(islice(source, BATCH)):
        yield batch
