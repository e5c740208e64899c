"""The rows of one sheet below its headers, each understood or told what is wrong with it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, TypeAlias

from wucai.core.spreadsheets import cells, refusals
from wucai.core.spreadsheets.cells import CellFault, Value
from wucai.core.spreadsheets.columns import EXAMPLE_KEY, Column, Sheet
from wucai.core.spreadsheets.grids import Grid, RawCell, Survey, letter
from wucai.core.spreadsheets.headers import Headers
from wucai.core.spreadsheets.refusals import CellProblem, Fault

_LONGEST_KEPT = 500

# Where each key was seen first.
Seen: TypeAlias = dict[tuple[object, ...], tuple[str, int]]


@dataclass(frozen=True)
class Row:
    """One row as it was understood, or `count` rows in a row that hold nothing (then `is_blank`).

    `values` has the columns that the file has, and of those only what could be read; `written` has what the sender wrote in them,
    `letters` where they stand.
    """

    sheet: str
    number: int
    values: Mapping[str, Value] = field(default_factory=dict)
    written: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[CellProblem, ...] = ()
    letters: Mapping[str, str] = field(default_factory=dict)
    count: int = 1
    is_blank: bool = False
    is_example: bool = False

    @property
    def place(self) -> tuple[str, int]:
        """Where it stands: its sheet and its number there."""
        return self.sheet, self.number

    def text(self, key: str) -> str:
        """What the cell says; nothing where it is empty or not there."""
        return str(self.values.get(key) or "")

    def other(self, place: tuple[str, int]) -> str:
        """How the reader of this row finds another one: by its number, with its sheet if that is another."""
        return str(place[1]) if place[0] == self.sheet else f"{place[0]}!{place[1]}"

    def problem(self, column: Column | None, fault: Fault, /, **details: Any) -> CellProblem:
        """What is wrong with its cell in this column; without one, with the row as a whole."""
        key, header = (column.key, column.header) if column else ("", "")
        return CellProblem(self.sheet, self.number, self.letters.get(key, ""), header, self.written.get(key, ""), fault, details)


@dataclass(frozen=True)
class Part:
    """One sheet of the file that is read, with its headers and what a quick look at it told."""

    grid: Grid
    headers: Headers
    survey: Survey

    @cached_property
    def letters(self) -> dict[str, str]:
        """Where each of our columns stands."""
        return {column.key: letter(index) for index, column in self.headers.columns.items()}


def rows(part: Part, sheet: Sheet, seen: Seen) -> Iterator[Row]:
    """All rows below the headers, up to the last that holds something of ours."""
    expected = part.headers.row + 1
    is_merged = _merged_rows(part)
    for raw in part.grid.rows():
        mine = {index: cell for index, cell in raw.cells.items() if index in part.headers.columns}
        if raw.number < expected or not mine:
            continue
        if raw.number > expected:
            yield Row(part.grid.name, expected, count=raw.number - expected, is_blank=True)
        expected = raw.number + 1
        row = _understood(raw.number, mine, part)
        if is_merged(raw.number):
            row = _with(row, row.problem(None, refusals.MERGED))
        yield Row(row.sheet, row.number, is_example=True) if _is_example(row, sheet) else _once(row, sheet, seen)


def _understood(number: int, mine: Mapping[int, RawCell], part: Part) -> Row:
    values: dict[str, Value] = {}
    written: dict[str, str] = {}
    problems: list[CellProblem] = []
    for index, column in part.headers.columns.items():
        cell = mine.get(index)
        if cell:
            written[column.key] = cell.text[:_LONGEST_KEPT]
        if column.hidden and cell and cell.text == EXAMPLE_KEY:
            values[column.key] = ""
            continue
        try:
            values[column.key] = cells.read(cell, column)
        except CellFault as found:
            place = (part.grid.name, number, part.letters[column.key], column.header, written.get(column.key, ""))
            problems.append(CellProblem(*place, found.fault, found.details))
    return Row(part.grid.name, number, values, written, tuple(problems), part.letters)


def _is_example(row: Row, sheet: Sheet) -> bool:
    """Whether this is the template's example row as we wrote it; a row typed over it is a row like any other."""
    if EXAMPLE_KEY not in row.written.values():
        return False
    return all(row.written.get(column.key, "") == column.example for column in sheet.columns if not column.hidden)


def _once(row: Row, sheet: Sheet, seen: Seen) -> Row:
    """The row, refused when one of its keys stood in an earlier row; otherwise its keys are remembered."""
    for group in sheet.keys:
        key = tuple(row.values.get(name) for name in group)
        if not all(key):
            continue
        earlier = seen.setdefault((group, key), row.place)
        if earlier != row.place:
            return _with(row, row.problem(sheet.by_key[group[0]], refusals.DUPLICATE, row=row.other(earlier)))
    return row


def _with(row: Row, problem: CellProblem) -> Row:
    return replace(row, problems=(*row.problems, problem))


def _merged_rows(part: Part) -> Callable[[int], bool]:
    """Tells for row numbers that only grow whether merged cells touch a column of ours there."""
    ours = part.headers.columns
    waiting = [merge for merge in part.survey.merges if any(merge.first_column <= index <= merge.last_column for index in ours)]
    waiting.sort(reverse=True)
    covered_to = 0

    def is_merged(number: int) -> bool:
        nonlocal covered_to
        while waiting and waiting[-1].first_row <= number:
            covered_to = max(covered_to, waiting.pop().last_row)
        return number <= covered_to

    return is_merged
