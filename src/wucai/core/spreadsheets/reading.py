"""A file that somebody sent, read as one of our sheets: every row is told, none is lost."""

from collections.abc import Iterator
from dataclasses import dataclass

from wucai.core.spreadsheets import delimited, headers, workbooks
from wucai.core.spreadsheets import rows as understood
from wucai.core.spreadsheets.cells import clean
from wucai.core.spreadsheets.choices import SheetRefusal
from wucai.core.spreadsheets.columns import Sheet
from wucai.core.spreadsheets.grids import Grid, Limits, letter
from wucai.core.spreadsheets.headers import Headers
from wucai.core.spreadsheets.refusals import SheetRefused
from wucai.core.spreadsheets.rows import Part, Row, Seen

_ZIP = b"PK\x03\x04"
_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
_OLD_PROGRAMS = ("Workbook", "Book")
_MARK = "wucai:"
_MARK_WITHIN = 10


@dataclass(frozen=True)
class Table:
    """A file that can be taken. Its other sheets and columns are left alone, and told."""

    sheet: Sheet
    parts: tuple[Part, ...]
    unread_sheets: tuple[str, ...]
    limits: Limits

    @property
    def unread_headers(self) -> tuple[str, ...]:
        """Headers of columns that are not read."""
        return tuple(header for part in self.parts for header in part.headers.unread)

    @property
    def count(self) -> int:
        """About how many rows there are, for a progress bar."""
        return sum(part.survey.count for part in self.parts)

    def rows(self) -> Iterator[Row]:
        """Every row below the headers, blank ones as one row with their count. Raises SheetRefused when there are too many, or none."""
        seen: Seen = {}
        taken = 0
        for part in self.parts:
            for row in understood.rows(part, self.sheet, seen):
                taken += not (row.is_blank or row.is_example)
                if taken > self.limits.rows:
                    raise SheetRefused(SheetRefusal.TOO_MANY_ROWS, most=self.limits.rows)
                yield row
        if not taken:
            raise SheetRefused(SheetRefusal.NO_ROWS)


def read(data: bytes, sheet: Sheet, limits: Limits | None = None) -> Table:
    """Open the bytes of a workbook or CSV file and find our columns in it; rows are read later. Raises SheetRefused."""
    limits = limits or Limits()
    grids = open_grids(data, limits)
    _refuse_other_template(grids, sheet)
    found = [(grid, headers.find(grid.rows(), sheet)) for grid in grids if not grid.hidden]
    parts = tuple(_part(grid, there, limits) for grid, there in found if there and not there.doubles and not there.missing(sheet))
    if not parts:
        raise _without_headers(grids, [there for _, there in found if there], sheet)
    names = {part.grid.name for part in parts}
    table = Table(sheet, parts, tuple(grid.name for grid in grids if grid.name not in names), limits)
    # Raises when there is no row at all; the first row is otherwise read again later.
    next(row for row in table.rows() if not (row.is_blank or row.is_example))
    return table


def open_grids(data: bytes, limits: Limits) -> list[Grid]:
    """The grids of a file, by what its first bytes say it is. Raises SheetRefused."""
    if not data.strip():
        raise SheetRefused(SheetRefusal.EMPTY)
    if len(data) > limits.file_bytes:
        raise SheetRefused(SheetRefusal.TOO_BIG, most=f"{limits.file_bytes // 1_000_000} MB")
    if data.startswith(_OLE):
        raise SheetRefused(_of_ole(data))
    if data.startswith(_ZIP):
        return workbooks.grids(data, limits)
    return [delimited.grid(data, limits)]


def _of_ole(data: bytes) -> SheetRefusal:
    """Office's old container: a workbook behind a password, a workbook of the old kind, or something else."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return SheetRefusal.LOCKED
    if any(name.encode("utf-16-le") in data for name in _OLD_PROGRAMS):
        return SheetRefusal.OLD_EXCEL
    return SheetRefusal.NOT_A_SHEET


def _part(grid: Grid, there: Headers, limits: Limits) -> Part:
    survey = grid.survey()
    if survey.count > limits.rows + headers.SEARCHED_ROWS:
        raise SheetRefused(SheetRefusal.TOO_MANY_ROWS, most=limits.rows)
    return Part(grid, there, survey)


def _without_headers(grids: list[Grid], found: list[Headers], sheet: Sheet) -> SheetRefused:
    """Why no sheet of the file can be read: it is empty, headers stand there twice, or headers are missing."""
    if all(next(grid.rows(), None) is None for grid in grids):
        return SheetRefused(SheetRefusal.EMPTY)
    best = min(found, key=lambda there: len(there.missing(sheet)), default=None)
    if best and not best.missing(sheet):
        doubles = [(sheet.by_key[key], ", ".join(map(letter, at))) for key, at in best.doubles.items()]
        names = [[f"{column.header} ({at})", f"{column.header_en} ({at})"] for column, at in doubles]
        return SheetRefused(SheetRefusal.DUPLICATE_HEADERS, headers=names)
    missing = best.missing(sheet) if best else sheet.required
    return SheetRefused(SheetRefusal.MISSING_HEADERS, headers=[[column.header, column.header_en] for column in missing])


def _refuse_other_template(grids: list[Grid], sheet: Sheet) -> None:
    """The version cell tells whose template it is; one of another list would be refused for its headers otherwise, less plainly."""
    for grid in grids:
        for row, _ in zip(grid.rows(), range(_MARK_WITHIN), strict=False):
            for cell in row.cells.values():
                if cell.text.startswith(_MARK) and not cell.text.startswith(f"{_MARK}{sheet.name}:"):
                    raise SheetRefused(SheetRefusal.OTHER_TEMPLATE, found=clean(cell.text.split(":")[1])[:40])
