"""Workbooks (.xlsx) as streams of cells in bounded memory.

Why our own reader rather than openpyxl's (docs/decisions): the cells pass by one at a time, so that a hostile file costs a bounded amount;
merged cells are known before the rows come; the date formats of Chinese Excel and the strict form of the standard are understood; it takes
less than half of the time. The sizes in the zip's directory are a true upper bound: `zipfile` never gives more bytes than it says.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from posixpath import join, normpath
from typing import IO
from xml.parsers import expat

from wucai.core.spreadsheets.choices import SheetRefusal
from wucai.core.spreadsheets.grids import Grid, Limits, Merge, RawRow, Survey, index_of
from wucai.core.spreadsheets.markup import Book, Hostile, Relations, Styles, Texts
from wucai.core.spreadsheets.refusals import SheetRefused
from wucai.core.spreadsheets.worksheets import SheetWalker

_ROW = re.compile(rb"<(?:\w+:)?row\b")
_VALUE = re.compile(rb"<(?:\w+:)?(?:v|is|f)\b")
_MERGE = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?\bref=[\"']([A-Z]+)(\d+):([A-Z]+)(\d+)[\"']")
_PIECE = 1 << 20
_LONGEST_ROW = 4 << 20
_LONGEST_MERGE = 200
_MOST_ENTRIES = 5_000


def grids(data: bytes, limits: Limits) -> list[Grid]:
    """The sheets of the workbook, in their order. Raises SheetRefused."""
    with _telling_what_is_broken("zip"):
        workbook = _Workbook(zipfile.ZipFile(io.BytesIO(data)), limits)
        workbook.look()
        return [workbook.grid(*sheet) for sheet in workbook.sheets[: limits.sheets]]


@contextmanager
def _telling_what_is_broken(where: str) -> Iterator[None]:
    """Whatever a damaged part makes the readers raise becomes one refusal that says where."""
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, expat.ExpatError) as error:
        raise SheetRefused(SheetRefusal.BROKEN, where=where) from error
    except (KeyError, IndexError, ValueError, OverflowError) as error:
        raise SheetRefused(SheetRefusal.BROKEN, where=where) from error


@dataclass
class _Workbook:
    archive: zipfile.ZipFile
    limits: Limits
    sheets: list[tuple[str, str, bool]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    date_styles: set[str] = field(default_factory=set)
    starts_1904: bool = False

    def look(self) -> None:
        """Find the parts by way of their relations (other programs than Excel name them otherwise) and read the small ones."""
        names = _checked(self.archive, self.limits)
        tops = dict(self._relations("_rels/.rels", "").values())
        book_at = tops["officeDocument"]
        folder, _, name = book_at.rpartition("/")
        targets = self._relations(f"{folder}/_rels/{name}.rels".lstrip("/"), folder)
        book = Book().parse(self.archive.open(book_at))
        self.starts_1904 = book.starts_1904
        for title, relation, is_hidden in book.sheets:
            kind, path = targets[relation]
            if kind == "worksheet":
                self.sheets.append((title, path, is_hidden))
        self._read_texts_and_styles({kind: path for kind, path in targets.values() if path in names})

    def grid(self, name: str, path: str, is_hidden: bool) -> Grid:
        """One sheet, to be read as often as one likes."""

        def rows() -> Iterator[RawRow]:
            with _telling_what_is_broken(name):
                walker = SheetWalker(self.texts, self.date_styles, self.limits.columns, starts_1904=self.starts_1904)
                yield from walker.rows(self.archive.open(path))

        def survey() -> Survey:
            with _telling_what_is_broken(name), self.archive.open(path) as stream:
                return _survey(stream, self.limits)

        return Grid(name=name, rows=rows, survey=survey, hidden=is_hidden)

    def _relations(self, path: str, folder: str) -> dict[str, tuple[str, str]]:
        found = Relations().parse(self.archive.open(path)).found
        return {key: (kind, _resolved(folder, target)) for key, (kind, target) in found.items()}

    def _read_texts_and_styles(self, paths: dict[str, str]) -> None:
        if path := paths.get("sharedStrings"):
            self.texts = Texts(self.limits.texts).parse(self.archive.open(path)).found
        if path := paths.get("styles"):
            self.date_styles = Styles().parse(self.archive.open(path)).of_dates


def _resolved(folder: str, target: str) -> str:
    return normpath(target.lstrip("/") if target.startswith("/") else join(folder, target))


def _checked(archive: zipfile.ZipFile, limits: Limits) -> frozenset[str]:
    """The names in the archive, after a look at its directory alone. Raises SheetRefused."""
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
    return names


def _survey(stream: IO[bytes], limits: Limits) -> Survey:
    """Rows with a value and merged cells, seen in the bytes alone: far faster than reading, and right for what honest programs write.

    A file that hides its rows from this look gains nothing: the reading itself counts them again.
    """
    count, merges, rest, edge = 0, set[Merge](), b"", b""
    while piece := stream.read(_PIECE):
        merges.update(_merges(edge + piece))
        if len(merges) > limits.merges:
            raise Hostile("merges")
        *whole, rest = _ROW.split(rest + piece)
        count += sum(1 for row in whole if _VALUE.search(row))
        edge = piece[-_LONGEST_MERGE:]
        if len(rest) > _LONGEST_ROW:
            rest = b""
    count += bool(_VALUE.search(rest))
    return Survey(count, tuple(sorted(merges)))


def _merges(piece: bytes) -> Iterator[Merge]:
    for found in _MERGE.finditer(piece):
        first_column, first_row, last_column, last_row = (part.decode("ascii") for part in found.groups())
        yield Merge(int(first_row), int(last_row), index_of(first_column), index_of(last_column))
