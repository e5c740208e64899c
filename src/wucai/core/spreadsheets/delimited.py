"""CSV as it is really sent: UTF-8 with and without BOM, GB18030, UTF-16; comma, semicolon or tab; quotes and line breaks in cells."""

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from wucai.core.spreadsheets.choices import SheetRefusal
from wucai.core.spreadsheets.grids import Grid, Limits, RawCell, RawRow, Survey
from wucai.core.spreadsheets.injection import unguarded
from wucai.core.spreadsheets.refusals import SheetRefused

_DELIMITERS = ",;\t"
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_MARKUP = ("<!doctype", "<html", "<table", "<?xml", "{\\rtf", "%pdf")
_PIECE = 1 << 16
_LOOKED_AT = 20


def grid(data: bytes, limits: Limits) -> Grid:
    """The file's one grid. Raises SheetRefused."""
    text = _Text(data, _encoding(data))
    separator = text.told_separator()
    skipped = 1 if separator else 0
    separator = separator or max(_DELIMITERS, key=lambda delimiter: _evenness(text, delimiter))

    def rows() -> Iterator[RawRow]:
        return _rows(text, separator, skipped, limits)

    def survey() -> Survey:
        return Survey(sum(1 for _ in zip(rows(), range(limits.rows + 20), strict=False)))

    return Grid(name="", rows=rows, survey=survey)


@dataclass(frozen=True)
class _Text:
    data: bytes
    encoding: str

    def records(self, delimiter: str, skipped: int = 0) -> Iterator[list[str]]:
        """The records; a quotation mark that is never closed raises csv.Error instead of swallowing the rest."""
        lines = io.TextIOWrapper(io.BytesIO(self.data), encoding=self.encoding, newline="")
        for _ in range(skipped):
            next(lines)
        return csv.reader(lines, delimiter=delimiter, strict=True)

    def told_separator(self) -> str:
        """What Excel's own first line `sep=;` tells, or nothing."""
        first = io.TextIOWrapper(io.BytesIO(self.data), encoding=self.encoding).readline(20).strip().strip('"')
        return first[4] if first[:4].casefold() == "sep=" and len(first) == 5 else ""


def _encoding(data: bytes) -> str:
    marked = [name for bom, name in _BOMS if data.startswith(bom)]
    for name in marked or [*_without_bom(data), "utf-8", "gb18030"]:
        if _is_text(data, name):
            return name
    raise SheetRefused(SheetRefusal.NOT_A_SHEET)


def _without_bom(data: bytes) -> list[str]:
    """UTF-16 without its mark shows by the zero bytes of its commas and line ends, on one side only."""
    start = data[:4000]
    even, odd = start[::2].count(0), start[1::2].count(0)
    if odd > even * 4:
        return ["utf-16-le"]
    return ["utf-16-be"] if even > odd * 4 else []


def _is_text(data: bytes, encoding: str) -> bool:
    """Whether all of it decodes, piece by piece, into something that people could have written."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for at in range(0, len(data), _PIECE):
            text = decoder.decode(data[at : at + _PIECE], final=at + _PIECE >= len(data))
            if "\0" in text or (at == 0 and text.lstrip().casefold().startswith(_MARKUP)):
                return False
    except UnicodeDecodeError:
        return False
    return True


def _evenness(text: _Text, delimiter: str) -> int:
    """How many cells the commonest width of the first rows gives with this delimiter; rows of one cell count for nothing."""
    widths: dict[int, int] = {}
    try:
        for row, _ in zip(text.records(delimiter), range(_LOOKED_AT), strict=False):
            if len(row) > 1:
                widths[len(row)] = widths.get(len(row), 0) + len(row)
    except csv.Error:
        return 0
    return max(widths.values(), default=0)


def _rows(text: _Text, delimiter: str, skipped: int, limits: Limits) -> Iterator[RawRow]:
    number = skipped
    try:
        for record in text.records(delimiter, skipped):
            number += 1
            kept = enumerate(record[: limits.columns])
            cells = {index: RawCell(unguarded(cell)) for index, cell in kept if cell and not cell.isspace()}
            if cells:
                yield RawRow(number, cells)
    except csv.Error as error:
        raise SheetRefused(SheetRefusal.BROKEN, where=f"CSV, {number + 1}") from error
