"""The rows of one worksheet, as they pass by."""

from collections.abc import Iterator
from datetime import date, time, timedelta
from typing import IO

from wucai.core.spreadsheets.grids import Form, RawCell, RawRow, index_of
from wucai.core.spreadsheets.injection import unguarded
from wucai.core.spreadsheets.markup import Hostile, Walker, unescaped

# Excel keeps 15 digits of a number; what has more has lost its end already.
_KEPT_DIGITS = 15
_LAST_DAY = 2_958_465  # 9999-12-31
_LAST_ROW = 1_048_576


class SheetWalker(Walker):
    """Reads one worksheet; a new one for each reading."""

    def __init__(self, texts: list[str], date_styles: set[str], columns: int, *, starts_1904: bool) -> None:
        self._texts, self._date_styles, self._columns, self._starts_1904 = texts, date_styles, columns, starts_1904
        self._indexes: dict[str, int] = {}
        self._done: list[RawRow] = []
        self._row = 0
        self._cells: dict[int, RawCell] = {}
        self._column = -1
        self._cell: dict[str, str] = {}
        self._pieces: list[str] = []
        self._has_formula = self._is_guide = False

    def rows(self, stream: IO[bytes]) -> Iterator[RawRow]:
        """The rows that hold something, in their order. Raises Hostile, ValueError, IndexError and expat.ExpatError for a damaged part."""
        for _ in self.walk(stream):
            yield from self._done
            self._done = []

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._wants_text = False
        if name == "c":
            self._start_cell(attributes)
        elif name == "v" or (name == "t" and not self._is_guide):
            self._wants_text = True
        elif name == "f":
            self._has_formula = True
        elif name == "row":
            number = int(attributes.get("r", self._row + 1))
            if not self._row < number <= _LAST_ROW:
                raise Hostile("row")
            self._row, self._cells, self._column = number, {}, -1
        elif name == "rPh":
            self._is_guide = True

    def _end(self, name: str) -> None:
        if name == "c":
            self._end_cell()
        elif name == "row":
            if self._cells:
                self._done.append(RawRow(self._row, self._cells))
        elif name == "rPh":
            self._is_guide = False

    def _text(self, data: str) -> None:
        self._pieces.append(data)

    def _start_cell(self, attributes: dict[str, str]) -> None:
        if place := attributes.get("r"):
            letters = place.rstrip("0123456789")
            index = self._indexes.get(letters)
            if index is None:
                index = self._indexes[letters] = index_of(letters)
            self._column = index
        else:
            self._column += 1
        self._cell, self._pieces, self._has_formula = attributes, [], False

    def _end_cell(self) -> None:
        if self._column >= self._columns or not (self._pieces or self._has_formula):
            return
        cell = self._read("".join(self._pieces))
        if self._has_formula:
            cell = RawCell(cell.text, Form.FORMULA)
        if self._has_formula or (cell.text and not cell.text.isspace()):
            self._cells[self._column] = cell

    def _read(self, written: str) -> RawCell:
        kind = self._cell.get("t", "n")
        if kind == "s":
            return RawCell(unguarded(self._texts[int(written)]))
        if kind in {"inlineStr", "str"}:
            return RawCell(unguarded(unescaped(written)))
        if kind == "b":
            return RawCell("TRUE" if written.strip() in {"1", "true"} else "FALSE", Form.TRUTH)
        if kind == "e":
            return RawCell(written, Form.ERROR)
        if kind == "d":
            return RawCell(written.removesuffix("T00:00:00"), Form.DATE)
        if not written or written.isspace():
            return RawCell("")
        if self._cell.get("s") in self._date_styles and (moment := moment_text(float(written), starts_1904=self._starts_1904)):
            return RawCell(moment, Form.DATE)
        return RawCell(number_text(written), Form.NUMBER)


def number_text(written: str) -> str:
    """A number as Excel shows it at full width; in scientific form when its last digits are lost."""
    if len(written) <= _KEPT_DIGITS and written.isdecimal() and written.isascii():
        return written
    number = float(written)
    if number.is_integer() and abs(number) < 10**_KEPT_DIGITS:
        return str(int(number))
    return format(number, f".{_KEPT_DIGITS}G")


def day_from_serial(serial: int, *, starts_1904: bool = False) -> date | None:
    """The day that Excel counts so, or None. Day 60 is its 29 February 1900, which never was."""
    if starts_1904:
        serial += 1462
    if not 1 <= serial <= _LAST_DAY or serial == 60:
        return None
    return date(1899, 12, 30 if serial > 60 else 31) + timedelta(days=serial)


def moment_text(serial: float, *, starts_1904: bool) -> str:
    """A date cell as ISO text: a day, a time, or a day and a time; empty for what is no moment."""
    if not 0 <= serial <= _LAST_DAY:
        return ""
    seconds = round(serial % 1 * 86_400)
    hours, rest = divmod(min(seconds, 86_399), 3600)
    clock = time(hours, *divmod(rest, 60)).isoformat()
    if serial < 1 and not starts_1904:
        return clock
    day = day_from_serial(int(serial), starts_1904=starts_1904)
    if day is None:
        return ""
    return day.isoformat() if seconds == 0 else f"{day.isoformat()} {clock}"
