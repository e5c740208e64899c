"""A file as a grid of cells, before anybody knows what the columns mean."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple


class Form(IntEnum):
    """What a cell holds, as far as the file tells."""

    TEXT = 0
    NUMBER = 1
    DATE = 2
    TRUTH = 3
    ERROR = 4
    FORMULA = 5


class RawCell(NamedTuple):
    """What stands in one cell. A date is its ISO text; a number is the text that Excel would show at full width."""

    text: str
    form: Form = Form.TEXT


class RawRow(NamedTuple):
    """The cells of one row that are not empty, by column index from 0; `number` is the row's number as the program shows it."""

    number: int
    cells: dict[int, RawCell]


class Merge(NamedTuple):
    """A block of merged cells: rows from 1, columns from 0, ends included."""

    first_row: int
    last_row: int
    first_column: int
    last_column: int

    @property
    def area(self) -> int:
        """How many cells it covers."""
        return (self.last_row - self.first_row + 1) * (self.last_column - self.first_column + 1)


@dataclass(frozen=True)
class Survey:
    """What a quick look at a sheet tells before its rows are read: how many rows hold something (at least), and what is merged."""

    count: int
    merges: tuple[Merge, ...] = ()


@dataclass(frozen=True)
class Grid:
    """One sheet of the file. `rows` begins anew at each call and yields only rows that hold something; `name` is empty for CSV."""

    name: str
    rows: Callable[[], Iterator[RawRow]]
    survey: Callable[[], Survey]
    hidden: bool = False


@dataclass(frozen=True)
class Limits:
    """How much is taken. What lies beyond is refused before it can fill the memory."""

    rows: int = 50_000
    columns: int = 256
    file_bytes: int = 20_000_000
    unpacked_bytes: int = 128_000_000
    cells: int = 500_000
    sheets: int = 50
    merges: int = 20_000


def letter(index: int) -> str:
    """The column's letter: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def index_of(letters: str) -> int:
    """The column's index from its letters: A is 0. Raises ValueError for what is no column."""
    number = 0
    for character in letters:
        if not "A" <= character <= "Z":
            raise ValueError(letters)
        number = number * 26 + ord(character) - 64
    if not 0 < number <= 16_384:
        raise ValueError(letters)
    return number - 1
