"""Workbooks (.xlsx), read by openpyxl after a look at their bytes.

openpyxl is made for files of one's own: its tree keeps an element for each one that passed, and it translates shared formulas cell by cell.
So nothing reaches it before the sizes, the encoding and the number of elements have been seen here, and formulas are left untranslated.
The sizes in the zip's directory are a true upper bound: `zipfile` never gives more bytes than it says.
"""

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time
from typing import IO, Any, Protocol

from wucai.core.spreadsheets.choices import SheetRefusal
from wucai.core.spreadsheets.grids import Form, Grid, Limits, Merge, RawCell, RawRow, Survey, index_of
from wucai.core.spreadsheets.injection import unguarded
from wucai.core.spreadsheets.refusals import SheetRefused

_ROW = re.compile(rb"<(?:[^\s<>/:]+:)?row\b")
_ROW_END = re.compile(rb"</(?:[^\s<>/:]+:)?row\b")
_VALUE = re.compile(rb"<(?:[^\s<>/:]+:)?(?:v|is|f)\b")
_MERGE = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?\bref=[\"']([A-Z]+)(\d+):([A-Z]+)(\d+)[\"']")
_OTHER_ENCODING = re.compile(rb"\A<\?xml[^>]*encoding\s*=\s*[\"'](?!utf-8[\"'])", re.IGNORECASE)
_UTF_16 = (b"\xff\xfe", b"\xfe\xff", b"\0<", b"<\0")
_UTF_8_MARK = b"\xef\xbb\xbf"
_PIECE = 1 << 20
_LONGEST_ROW = 1 << 20
_LONGEST_MERGE = 200
_MOST_ENTRIES = 5_000
_LAST_ROW = 1_048_576
# A cell with its value: two elements, each opened and closed.
_MARKS_OF_A_CELL = 4
# Excel keeps 15 digits of a number; what has more has lost its end already.
_KEPT_DIGITS = 15
# The date formats that Chinese, Japanese and Korean Excel name by number only; openpyxl knows them not.
_EASTERN_DATES = frozenset([*range(27, 37), *range(50, 59)])
# What openpyxl raises for a damaged part; it has no exception of its own. SyntaxError is that of XML.
DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, EOFError, OSError, SyntaxError, LookupError, ValueError, TypeError),
    *(AttributeError, ArithmeticError, AssertionError, RuntimeError),
)


class _Hostile(ValueError):
    """The part holds what no honest program writes."""


def grids(data: bytes, limits: Limits) -> list[Grid]:
    """The sheets of the workbook, in their order. Raises SheetRefused."""
    with _telling_what_is_broken("zip"):
        archive = zipfile.ZipFile(io.BytesIO(data))
        _check(archive, limits)
    surveys = _looked_at(archive, limits)
    with _telling_what_is_broken("zip"):
        return _opened(data, surveys, limits)


@contextmanager
def _telling_what_is_broken(where: str) -> Iterator[None]:
    """Whatever a damaged part makes the readers raise becomes one refusal that says where."""
    try:
        yield
    except DAMAGED as error:
        raise SheetRefused(SheetRefusal.BROKEN, where=where) from error


def _check(archive: zipfile.ZipFile, limits: Limits) -> None:
    """A look at the archive's directory alone. Raises SheetRefused."""
    entries = archive.infolist()
    names = frozenset(entry.filename for entry in entries)
    if any(entry.flag_bits & 1 for entry in entries):
        raise SheetRefused(SheetRefusal.LOCKED)
    if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names) or "xl/workbook.bin" in names:
        raise SheetRefused(SheetRefusal.NOT_A_SHEET)
    if any("vbaProject" in name or "macrosheets/" in name for name in names):
        raise SheetRefused(SheetRefusal.MACROS)
    if sum(entry.file_size for entry in entries) > limits.unpacked_bytes or len(entries) > _MOST_ENTRIES:
        raise SheetRefused(SheetRefusal.TOO_BIG, most=f"{limits.unpacked_bytes // 1_000_000} MB")


def _looked_at(archive: zipfile.ZipFile, limits: Limits) -> dict[str, Survey]:
    """What the bytes of each XML part tell, by its name: nothing is parsed yet. Raises SheetRefused."""
    surveys: dict[str, Survey] = {}
    for entry in archive.infolist():
        with _telling_what_is_broken(entry.filename), archive.open(entry) as stream:
            start = stream.read(_LONGEST_MERGE).removeprefix(_UTF_8_MARK)
            if start.startswith(_UTF_16) or _OTHER_ENCODING.match(start):
                raise _Hostile("encoding")
            if start.lstrip().startswith(b"<"):
                surveys[entry.filename] = _survey(start, stream, limits)
    return surveys


def _survey(start: bytes, stream: IO[bytes], limits: Limits) -> Survey:
    """Rows with a value and merged cells, seen in the bytes alone: far faster than reading, and right for what honest programs write.

    A file that hides its rows from this look gains nothing: the reading itself counts them again.
    """
    count, marks, merges, edge, rest, is_row = 0, 0, set[Merge](), b"", b"", False
    piece = start + stream.read(_PIECE)
    while piece:
        if b"<!DOCTYPE" in edge + piece:
            raise _Hostile("document type")
        marks += piece.count(b"<")
        if marks > limits.cells * _MARKS_OF_A_CELL:
            raise SheetRefused(SheetRefusal.TOO_BIG, most=f"{limits.rows} × {limits.cells // limits.rows}")
        merges.update(_merges(edge + piece))
        if len(merges) > limits.merges:
            raise _Hostile("merges")
        *whole, rest = _ROW.split(rest + piece)
        count += sum(1 for row in whole if _VALUE.search(row))
        is_row = is_row or bool(whole)
        if len(rest) > _LONGEST_ROW:
            if is_row and not _ROW_END.search(rest):
                raise _Hostile("row")
            count += is_row and bool(_VALUE.search(rest))
            rest, is_row = b"", False
        edge = piece[-_LONGEST_MERGE:]
        piece = stream.read(_PIECE)
    return Survey(count + bool(_VALUE.search(rest)), tuple(sorted(merges)))


def _merges(piece: bytes) -> Iterator[Merge]:
    for found in _MERGE.finditer(piece):
        first_column, first_row, last_column, last_row = (part.decode("ascii") for part in found.groups())
        yield Merge(int(first_row), int(last_row), index_of(first_column), index_of(last_column))


class _Parser(Protocol):
    """openpyxl's reader of one worksheet: row by row, each cell a dict."""

    def parse(self) -> Iterator[tuple[int, list[dict[str, Any]]]]: ...


def _opened(data: bytes, surveys: dict[str, Survey], limits: Limits) -> list[Grid]:
    """The steps of openpyxl's `load_workbook` that we need; it would also parse each sheet for its size, and the document's properties."""
    from openpyxl.reader.excel import ExcelReader, apply_stylesheet  # a quarter of a second and 30 MB, for those who read workbooks

    warnings.filterwarnings("ignore", category=UserWarning, module="openpyxl")  # it warns of extensions that it leaves out
    reader = ExcelReader(io.BytesIO(data), read_only=True, keep_links=False)
    with _telling_what_is_broken("[Content_Types].xml"):
        reader.read_manifest()
    with _telling_what_is_broken("xl/sharedStrings.xml"):
        reader.read_strings()
    with _telling_what_is_broken("xl/workbook.xml"):
        reader.read_workbook()
        sheets = list(reader.parser.find_sheets())
    with _telling_what_is_broken("xl/styles.xml"):
        apply_stylesheet(reader.archive, reader.wb)
    if not sheets:  # as openpyxl finds it in the strict form of the standard, which it does not read
        raise SheetRefused(SheetRefusal.NOT_A_SHEET)
    dates = reader.wb._date_formats | {at for at, style in enumerate(reader.wb._cell_styles) if style.numFmtId in _EASTERN_DATES}
    return [
        _grid(sheet, relation.target, reader, dates, surveys, limits)
        for sheet, relation in sheets[: limits.sheets]
        if relation.Type.endswith("/worksheet")
    ]


def _grid(sheet: Any, path: str, reader: Any, dates: set[int], surveys: dict[str, Survey], limits: Limits) -> Grid:
    """One sheet, to be read as often as one likes."""

    def rows() -> Iterator[RawRow]:
        with _telling_what_is_broken(sheet.name), reader.archive.open(path) as stream:
            yield from _rows(_parser(stream, reader, dates), limits)

    return Grid(sheet.name, rows, lambda: surveys.get(path, Survey(0)), hidden=sheet.state != "visible")


def _parser(stream: IO[bytes], reader: Any, dates: set[int]) -> _Parser:
    # Beneath `ReadOnlyWorksheet`, which drops rows out of order without a word, and makes those up that are left out.
    from openpyxl.worksheet._reader import WorkSheetParser  # as above

    class Parser(WorkSheetParser):  # type: ignore[misc]  # openpyxl has no types
        def parse_formula(self, element: Any) -> str:
            """As it is written; openpyxl translates a shared one anew for each of its cells, however long it is."""
            return f"={element.findtext('{*}f') or ''}"

    return Parser(stream, reader.shared_strings, False, reader.wb.epoch, dates, reader.wb._timedelta_formats)


def _rows(parser: _Parser, limits: Limits) -> Iterator[RawRow]:
    last = 0
    for number, cells in parser.parse():
        if not last < number <= _LAST_ROW:
            raise _Hostile("row")
        last = number
        found = {}
        for cell in cells:
            if cell["value"] is not None and cell["column"] <= limits.columns:
                raw = _cell(cell["value"], cell["data_type"])
                if raw.text and not raw.text.isspace():
                    found[cell["column"] - 1] = raw
        if found:
            yield RawRow(number, found)


def _cell(value: Any, kind: str) -> RawCell:
    if kind == "n":
        return RawCell(number_text(value), Form.NUMBER)
    if kind == "f":
        return RawCell(value, Form.FORMULA)
    if kind == "b":
        return RawCell(str(value).upper(), Form.TRUTH)
    if kind == "e":
        return RawCell(value, Form.ERROR)
    if kind == "d":
        return RawCell(_moment_text(value), Form.DATE)
    return RawCell(unguarded(_unescaped(value) if "_x" in value else value))


def _unescaped(text: str) -> str:
    from openpyxl.utils.escape import unescape  # only after openpyxl has read the cell

    return str(unescape(text))


def number_text(number: float) -> str:
    """A number as Excel shows it at full width; in scientific form when its last digits are lost."""
    if abs(number) < 10**_KEPT_DIGITS and number == int(number):
        return str(int(number))
    return format(number, f".{_KEPT_DIGITS}G")


def _moment_text(moment: Any) -> str:
    """A date cell as ISO text: a day, a time, or a day and a time; a length of time as Python tells it."""
    if isinstance(moment, datetime):
        day = moment.date().isoformat()
        return day if moment.time() == time() else f"{day} {moment.time().isoformat('seconds')}"
    return moment.isoformat("seconds") if isinstance(moment, time) else str(moment)
