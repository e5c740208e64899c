"""The sender's own file, given back with what is wrong: red cells, a note in each, and a column of words for those who see no red."""

import io
import warnings
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias
from zipfile import ZipFile

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.cell.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet
from xlsxwriter import Workbook
from xlsxwriter.exceptions import XlsxWriterException
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet as NewPage

from wucai.core.spreadsheets import headers
from wucai.core.spreadsheets.columns import PROBLEM_HEADER, Sheet
from wucai.core.spreadsheets.grids import Grid, Limits, index_of, letter
from wucai.core.spreadsheets.headers import Headers
from wucai.core.spreadsheets.reading import open_grids
from wucai.core.spreadsheets.refusals import CellProblem
from wucai.core.spreadsheets.workbooks import DAMAGED

_RED = "FFC7CE"
_INK = "9B1016"
_AUTHOR = "Wucai"
_WIDTH = 60
_LONGEST_CELL = 32_767
# A note is a drawing: with many thousands a workbook opens slowly. The column of words tells all of them.
_MOST_NOTES = 1_000
# openpyxl takes about fifty times the size of the parts in memory.
_MOST_UNPACKED = 25_000_000
_MOST_MERGED = 100_000

Told: TypeAlias = Mapping[int, list[CellProblem]]


def returned(data: bytes, sheet: Sheet, problems: Iterable[CellProblem]) -> bytes:
    """The file as a workbook with the problems marked, in the language of the moment. All else in a workbook stays as it was.

    CSV has no colours and comes back as a workbook of its rows; so does a workbook of which openpyxl cannot open all (drawings, comments),
    or that would fill the memory there. Raises SheetRefused for what is no sheet at all.
    """
    told: dict[str, dict[int, list[CellProblem]]] = defaultdict(lambda: defaultdict(list))
    for problem in problems:
        told[problem.sheet][problem.row].append(problem)
    grids = open_grids(data, Limits())
    targets = {grid.name: target for grid in grids if grid.name in told and (target := _target(grid, sheet))}
    if _is_fit_for_openpyxl(data, grids) and (whole := _marked(data, targets, told)):
        return whole
    return _anew(grids, targets, told)


def words(problems: Iterable[CellProblem]) -> str:
    """All problems of a row as one text: where, what, and what to do."""
    return "\n".join(f"{problem.header}: {_sentence(problem)}" if problem.header else _sentence(problem) for problem in problems)


def _sentence(problem: CellProblem) -> str:
    return f"{problem.message} {problem.what_to_do}"


@dataclass(frozen=True)
class _Target:
    """Where the marks go on one sheet: its headers, the rows below that hold something, and the column for the words."""

    headers: Headers
    rows: Sequence[int]
    place: int


def _target(grid: Grid, sheet: Sheet) -> _Target | None:
    """The words go where an earlier return had them, else right of all that is there."""
    if not (there := headers.find(grid.rows(), sheet)):
        return None
    free, earlier, numbers = 0, None, []
    for row in grid.rows():
        if row.number == there.row:
            earlier = headers.problem_column(row)
        free = max(free, max(row.cells) + 1)
        if row.number > there.row:
            numbers.append(row.number)
    return _Target(there, numbers, free if earlier is None else earlier)


def _is_fit_for_openpyxl(data: bytes, grids: list[Grid]) -> bool:
    """Whether it is a workbook that openpyxl can hold: it makes an object for each cell, also for each one under a merge."""
    if not grids[0].name:
        return False
    covered = sum(merge.area for grid in grids for merge in grid.survey().merges)
    with ZipFile(io.BytesIO(data)) as archive:
        unpacked = sum(entry.file_size for entry in archive.infolist())
    return unpacked <= _MOST_UNPACKED and covered <= _MOST_MERGED


def _marked(data: bytes, targets: Mapping[str, _Target], told: Mapping[str, Told]) -> bytes | None:
    """The workbook itself, marked; None when openpyxl cannot open it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it warns of extensions that it leaves out
            book = load_workbook(io.BytesIO(data), rich_text=True)
    except DAMAGED:
        return None
    notes = _MOST_NOTES
    for name, target in targets.items():
        _wipe(book[name], target)
        notes = _mark_page(book[name], target, told[name], notes)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _wipe(page: Worksheet, target: _Target) -> None:
    """Take away the marks of an earlier return. To look at a cell makes it, so rows that hold nothing are not looked at."""
    is_red: dict[int, bool] = {}
    for number in target.rows:
        for index in target.headers.columns:
            cell = page.cell(number, index + 1)
            style = cell.style_id
            if style not in is_red:
                is_red[style] = cell.fill.fill_type == "solid" and str(cell.fill.fgColor.rgb).endswith(_RED)
            if is_red[style]:
                cell.fill = PatternFill()
            if cell.comment and cell.comment.author == _AUTHOR:
                cell.comment = None
        if not isinstance(words_before := page.cell(number, target.place + 1), MergedCell):
            words_before.value = None


def _mark_page(page: Worksheet, target: _Target, told: Told, notes: int) -> int:
    """Mark one page; returns how many notes may still be drawn."""
    _write(page, target.headers.row, target.place + 1, PROBLEM_HEADER, is_bold=True)
    page.column_dimensions[letter(target.place)].width = _WIDTH
    for number, problems in told.items():
        _write(page, number, target.place + 1, words(problems), is_bold=False)
        for problem in problems:
            notes -= _mark_cell(page, problem, with_note=notes > 0)
    return notes


def _write(page: Worksheet, row: int, column: int, text: str, *, is_bold: bool) -> None:
    cell = page.cell(row, column)
    if isinstance(cell, MergedCell):
        return
    cell.value = text
    cell.data_type = "s"
    cell.font = Font(color=_INK, bold=is_bold)
    cell.alignment = Alignment(wrap_text=True, vertical="top")


def _mark_cell(page: Worksheet, problem: CellProblem, *, with_note: bool) -> bool:
    """Colour the cell and write a note into it; returns whether a note was drawn. Cells under a merge can bear neither."""
    if not problem.letter:
        return False
    cell = page.cell(problem.row, index_of(problem.letter) + 1)
    if isinstance(cell, MergedCell):
        return False
    cell.fill = PatternFill("solid", fgColor=_RED)
    if with_note:
        earlier = f"{cell.comment.text}\n" if cell.comment else ""
        cell.comment = Comment(earlier + _sentence(problem), _AUTHOR, height=90, width=280)
    return with_note


def _anew(grids: list[Grid], targets: Mapping[str, _Target], told: Mapping[str, Told]) -> bytes:
    """A workbook of the file's rows, all as text, with the marks."""
    made = io.BytesIO()
    with Workbook(made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        inks = _Inks(
            text=book.add_format({"num_format": "@"}),
            red=book.add_format({"num_format": "@", "bg_color": f"#{_RED}"}),
            words=book.add_format({"font_color": f"#{_INK}", "text_wrap": True, "valign": "top"}),
        )
        notes = _MOST_NOTES
        for grid in grids:
            page = _page(book, grid.name or _("Your rows"))
            target = targets.get(grid.name)
            _copy(grid, page, inks, without=target.place if target else -1)
            if target:
                _write_words(page, target, told[grid.name], inks)
                notes = _mark_cells(page, told[grid.name], inks, notes)
    return made.getvalue()


def _page(book: Workbook, name: str) -> NewPage:
    """A page of this name, or, where Excel would not take it (too long, odd signs), with a name of its own."""
    try:
        return book.add_worksheet(name)
    except XlsxWriterException:
        return book.add_worksheet()


def _copy(grid: Grid, page: NewPage, inks: "_Inks", *, without: int) -> None:
    for row in grid.rows():
        for index, cell in row.cells.items():
            if index != without:
                page.write_string(row.number - 1, index, cell.text[:_LONGEST_CELL], inks.text)


@dataclass(frozen=True)
class _Inks:
    text: Format
    red: Format
    words: Format


def _write_words(page: NewPage, target: _Target, told: Told, inks: _Inks) -> None:
    page.freeze_panes(target.headers.row, 0)
    page.set_column(target.place, target.place, _WIDTH)
    page.write_string(target.headers.row - 1, target.place, PROBLEM_HEADER, inks.words)
    for number, problems in told.items():
        page.write_string(number - 1, target.place, words(problems), inks.words)


def _mark_cells(page: NewPage, told: Told, inks: _Inks, notes: int) -> int:
    for problem in (problem for problems in told.values() for problem in problems if problem.letter):
        row, index = problem.row - 1, index_of(problem.letter)
        if problem.value:
            page.write_string(row, index, problem.value, inks.red)
        else:
            page.write_blank(row, index, None, inks.red)
        if notes > 0:
            page.write_comment(row, index, _sentence(problem), {"author": _AUTHOR, "x_scale": 2})
            notes -= 1
    return notes
