"""Sheets that we give out: the template, and lists as workbook or CSV, which our own importer reads back without a difference."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import partial
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from wucai.core.spreadsheets.cells import Value
from wucai.core.spreadsheets.columns import EXAMPLE_KEY, Column, Kind, Sheet
from wucai.core.spreadsheets.grids import letter
from wucai.core.spreadsheets.injection import guarded, is_like_a_formula, marked

_ROWS_WITH_LISTS = 5_000
_LONGEST_CELL = 32_767
_LONGEST_LIST = 255
_TEXTS_ONLY = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_NOTES_SHEET = "说明 Notes"
_SHEET_NAME_LENGTH = 31
_WIDTHS = {Kind.INTEGER: 10, Kind.DATE: 13, Kind.PHONE: 18, Kind.EMAIL: 30, Kind.MULTI: 24}


class CellTooLong(ValueError):
    """A text is longer than a workbook's cell can hold."""


def template(sheet: Sheet) -> bytes:
    """An empty workbook to fill in: headers with notes, drop-downs, one example row, the key column out of sight, and a page of notes."""
    made = io.BytesIO()
    with Workbook(made, {"in_memory": True, **_TEXTS_ONLY}) as file:
        book = _Book(file)
        page = book.page(sheet, with_notes=True)
        # Without a key column the example could not be told from a row, so it stands among the notes only.
        has_example = any(column.hidden for column in sheet.columns)
        for index, column in enumerate(sheet.columns):
            if has_example:
                book.write(page, 1, index, column, EXAMPLE_KEY if column.hidden else column.example, is_example=True)
            _let_choose(page, index, column)
        _write_notes(book, sheet)
    return made.getvalue()


def workbook(sheet: Sheet, rows: Iterable[Mapping[str, Value]]) -> bytes:
    """The rows as a workbook, written one after the other in constant memory. Raises CellTooLong."""
    made = io.BytesIO()
    with Workbook(made, {"constant_memory": True, **_TEXTS_ONLY}) as file:
        book = _Book(file)
        page = book.page(sheet, with_notes=False)
        number = 0
        for number, values in enumerate(rows, start=1):
            for index, column in enumerate(sheet.columns):
                book.write(page, number, index, column, values.get(column.key))
        page.autofilter(0, 0, max(number, 1), len(sheet.columns) - 1)
    return made.getvalue()


def comma_separated(sheet: Sheet, rows: Iterable[Mapping[str, Value]]) -> Iterator[bytes]:
    """The rows as CSV for Chinese Excel (UTF-8 with its mark), line by line; no cell begins like a formula."""
    line = io.StringIO()
    # All cells in quotation marks: no reader can take a tab or semicolon within a cell for what stands between cells.
    writer = csv.writer(line, lineterminator="\r\n", quoting=csv.QUOTE_ALL)

    def taken() -> bytes:
        text = line.getvalue()
        line.seek(0)
        line.truncate()
        return text.encode("utf-8")

    line.write("\ufeff")
    writer.writerow([guarded(header_of(column)) for column in sheet.columns])
    yield taken()
    for values in rows:
        writer.writerow([_plain(column, values.get(column.key)) for column in sheet.columns])
        yield taken()


def header_of(column: Column) -> str:
    """The header as we write it: in Chinese, with an asterisk where a cell must be filled in."""
    return f"{column.header}*" if column.required else column.header


def shown(column: Column, value: Value) -> str:
    """The value as a person reads it in a cell: choices by their Chinese labels, several of them with 、 between."""
    if value is None:
        return ""
    if isinstance(value, tuple | list):
        return "、".join(column.label(str(word)) for word in value)
    if isinstance(value, date):
        return value.isoformat()
    return column.label(str(value)) if column.kind is Kind.CHOICE else str(value)


def _plain(column: Column, value: Value) -> str:
    text = shown(column, value)
    return text if isinstance(value, int) else guarded(text)


class _Book:
    """An XlsxWriter workbook with the formats that all our sheets share."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self.header = self._format(bold=True, bg_color="#EEF1F4", bottom=1, text_wrap=True, valign="top")
        self.text = self._format(num_format="@")
        # Excel shows the text as it is, and does not run it when somebody edits the cell.
        self.quoted = self._format(num_format="@", quote_prefix=True)
        self.date = self._format(num_format="yyyy-mm-dd")
        self.number = self._format(num_format="0")
        self.example = self._format(num_format="@", italic=True, font_color="#56606E")
        self.wrapped = self._format(text_wrap=True, valign="top")

    def _format(self, **properties: Any) -> Format:
        return self.book.add_format(properties)

    def page(self, sheet: Sheet, *, with_notes: bool) -> Worksheet:
        """A sheet with its frozen headers; the key column is out of sight."""
        page = self.book.add_worksheet(sheet.title[:_SHEET_NAME_LENGTH])
        page.freeze_panes(1, 0)
        formats = {Kind.DATE: self.date, Kind.INTEGER: self.number}
        for index, column in enumerate(sheet.columns):
            width = _WIDTHS.get(column.kind, 16)
            page.set_column(index, index, width, formats.get(column.kind, self.text), {"hidden": 1} if column.hidden else {})
            page.write_string(0, index, header_of(column), self.header)
            if with_notes and not column.hidden:
                page.write_comment(0, index, _note(column), {"x_scale": 2, "author": "Wucai"})
        return page

    def write(self, page: Worksheet, row: int, index: int, column: Column, value: Value, *, is_example: bool = False) -> None:
        """One cell; text is always written as text. Raises CellTooLong."""
        if isinstance(value, int):
            page.write_number(row, index, value, self.number)
            return
        if isinstance(value, date):
            page.write_datetime(row, index, value, self.date)
            return
        text = marked(shown(column, value))
        if len(text) > _LONGEST_CELL:
            raise CellTooLong(f"{column.header}: {len(text)}")
        if text:
            page.write_string(row, index, text, self.example if is_example else self.quoted if is_like_a_formula(text) else self.text)


def _note(column: Column) -> str:
    return "\n".join(line for line in (column.header_en, *_in_both_languages(partial(_advice, column))) if line)


def _advice(column: Column) -> str:
    """What to write in the column, in the language of the moment."""
    needed = _("Needed.") if column.required else _("May stay empty.")
    form = {
        Kind.INTEGER: _("A whole number."),
        Kind.DATE: _("A day, like 2020-11-05."),
        Kind.PHONE: _("A mobile number of 11 digits, or +, country code and number."),
        Kind.EMAIL: _("An e-mail address."),
        Kind.CHOICE: _("One of the words of the list."),
        Kind.MULTI: _("One or several, with a comma between them."),
    }.get(column.kind, "")
    return " ".join(part for part in (needed, form, str(column.help)) if part)


def _in_both_languages(tell: Callable[[], str]) -> tuple[str, str]:
    with translation.override("zh-hans"):
        first = tell()
    with translation.override("en"):
        second = tell()
    return first, second if second != first else ""


def _let_choose(page: Worksheet, index: int, column: Column) -> None:
    """A drop-down, or a check of numbers and days, for the rows that people fill in. Several words in one cell cannot be a drop-down."""
    where = (1, index, _ROWS_WITH_LISTS, index)
    words = [choice.label for choice in column.choices]
    if column.kind is Kind.CHOICE and len(",".join(words)) <= _LONGEST_LIST:
        page.data_validation(*where, {"validate": "list", "source": words})
    elif column.kind is Kind.CHOICE:
        source = f"='{_NOTES_SHEET}'!${letter(_FIRST_LIST + index)}$2:${letter(_FIRST_LIST + index)}${len(words) + 1}"
        page.data_validation(*where, {"validate": "list", "source": source})
    elif column.kind is Kind.INTEGER:
        page.data_validation(*where, {"validate": "integer", "criteria": "between", "minimum": -(2**31), "maximum": 2**31 - 1})
    elif column.kind is Kind.DATE:
        bounds = {"minimum": date(1900, 3, 1), "maximum": date(2999, 12, 31)}
        page.data_validation(*where, {"validate": "date", "criteria": "between", **bounds})


# The words of long drop-downs stand beside the notes, far enough to the right.
_FIRST_LIST = 10


def _write_notes(book: _Book, sheet: Sheet) -> None:
    """The second page: the version cell, and what to write in each column, in both languages."""
    page = book.book.add_worksheet(_NOTES_SHEET)
    page.set_column(0, 1, 20)
    page.set_column(2, 3, 60)
    page.set_column(4, 4, 24)
    titles = ("列 Column", "English", "填写说明", "What to write", "示例 Example", sheet.mark)
    for index, title in enumerate(titles):
        page.write_string(0, index, title, book.header)
    for row, column in enumerate((column for column in sheet.columns if not column.hidden), start=1):
        in_chinese, in_english = _in_both_languages(partial(_advice, column))
        words = "、".join(choice.label for choice in column.choices)
        words_en = ", ".join(choice.label_en for choice in column.choices)
        cells = (header_of(column), column.header_en, f"{in_chinese} {words}", f"{in_english or in_chinese} {words_en}", column.example)
        for index, text in enumerate(cells):
            page.write_string(row, index, text.strip(), book.wrapped)
    for index, column in enumerate(sheet.columns):
        for row, choice in enumerate(column.choices, start=1):
            page.write_string(row, _FIRST_LIST + index, choice.label)
