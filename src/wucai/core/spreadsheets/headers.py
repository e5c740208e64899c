"""Where the headers are, and which column stands where."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from wucai.core.spreadsheets.cells import clean
from wucai.core.spreadsheets.columns import PROBLEM_HEADER, Column, Sheet, normalise
from wucai.core.spreadsheets.grids import RawRow

# Titles, dates and a line of advice usually stand above the headers.
SEARCHED_ROWS = 10


@dataclass(frozen=True)
class Headers:
    """The header row: its number, our columns by their place, those of ours that stand there twice, and what else is not read."""

    row: int
    columns: Mapping[int, Column]
    doubles: Mapping[str, tuple[int, ...]]
    unread: tuple[str, ...]

    def missing(self, sheet: Sheet) -> list[Column]:
        """The required columns that are not there."""
        found = {column.key for column in self.columns.values()}
        return [column for column in sheet.required if column.key not in found]


def find(rows: Iterable[RawRow], sheet: Sheet) -> Headers | None:
    """The best header row among the first ten: most required columns, then most columns. None when no cell is a header of ours."""
    best: tuple[int, int, RawRow] | None = None
    for row in rows:
        if row.number > SEARCHED_ROWS:
            break
        found = {column.key for cell in row.cells.values() if (column := sheet.named(cell.text))}
        required = sum(1 for column in sheet.required if column.key in found)
        if found and (best is None or (required, len(found)) > best[:2]):
            best = (required, len(found), row)
    return _read(best[2], sheet) if best else None


def problem_column(row: RawRow) -> int | None:
    """Where an earlier return of ours has put its words, if it did."""
    return next((index for index, cell in row.cells.items() if normalise(cell.text) == normalise(PROBLEM_HEADER)), None)


def _read(row: RawRow, sheet: Sheet) -> Headers:
    columns: dict[int, Column] = {}
    places: dict[str, tuple[int, ...]] = {}
    unread: list[str] = []
    for index, cell in sorted(row.cells.items()):
        if column := sheet.named(cell.text):
            columns[index] = column
            places[column.key] = (*places.get(column.key, ()), index)
        elif normalise(cell.text) != normalise(PROBLEM_HEADER):
            unread.append(clean(cell.text)[:60])
    return Headers(row.number, columns, {key: at for key, at in places.items() if len(at) > 1}, tuple(unread))
