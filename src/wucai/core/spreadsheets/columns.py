"""What a sheet holds: its columns, said once and used by the template, the importer and the exporter."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from django.utils.functional import Promise

# The header of the column in which a returned file tells what is wrong; a file that comes back with it is read as if it were not there.
PROBLEM_HEADER = "问题 / Problem"
# Stands in the key column of the template's example row.
EXAMPLE_KEY = "#example"

_NOT_A_LETTER = re.compile(r"[\W_]+")
_IN_BRACKETS = re.compile(r"[(（\[【].*?[)）\]】]")


class Kind(StrEnum):
    """How the cells of a column are read."""

    TEXT = "text"
    INTEGER = "integer"
    DATE = "date"
    PHONE = "phone"
    EMAIL = "email"
    CHOICE = "choice"
    MULTI = "multi"


@dataclass(frozen=True)
class Choice:
    """One word that may stand in a choice column, in both languages."""

    key: str
    label: str
    label_en: str
    aliases: tuple[str, ...] = ()

    @cached_property
    def names(self) -> frozenset[str]:
        """All ways of writing it, normalised."""
        return frozenset(normalise(word) for word in (self.key, self.label, self.label_en, *self.aliases))


@dataclass(frozen=True)
class Column:
    """One column. `hidden` marks the key column, which the template keeps out of sight; `private` values are masked in lists."""

    key: str
    header: str
    header_en: str
    kind: Kind = Kind.TEXT
    aliases: tuple[str, ...] = ()
    required: bool = False
    choices: tuple[Choice, ...] = ()
    help: "str | Promise" = ""
    example: str = ""
    private: bool = False
    hidden: bool = False
    max_length: int = 200

    @cached_property
    def names(self) -> frozenset[str]:
        """All headers by which this column is known, normalised."""
        both = f"{self.header} {self.header_en}"
        return frozenset(normalise(word) for word in (self.header, self.header_en, both, *self.aliases))

    def choice(self, text: str) -> Choice | None:
        """The choice that is written so, in either language or by its key."""
        wanted = normalise(text)
        return next((choice for choice in self.choices if wanted in choice.names), None)

    def label(self, key: str) -> str:
        """How the choice is written in a sheet; a key that is no longer among the choices stays as it is."""
        return next((choice.label for choice in self.choices if choice.key == key), key)


@dataclass(frozen=True)
class Sheet:
    """A list that is exchanged as a sheet. `keys` are the columns (or groups of columns) by which two rows are the same thing."""

    name: str
    title: str
    title_en: str
    columns: tuple[Column, ...]
    keys: tuple[tuple[str, ...], ...]
    version: int = 1

    @property
    def mark(self) -> str:
        """What the version cell of the template holds."""
        return f"wucai:{self.name}:{self.version}"

    @cached_property
    def by_key(self) -> dict[str, Column]:
        """The columns by their keys."""
        return {column.key: column for column in self.columns}

    @property
    def required(self) -> Iterator[Column]:
        """The columns that must be there."""
        return (column for column in self.columns if column.required)

    def named(self, header: str) -> Column | None:
        """The column with this header, in either language; else the one that is called so when what stands in brackets is left out."""
        for wanted in (normalise(header), normalise(_IN_BRACKETS.sub("", header))):
            if found := next((column for column in self.columns if wanted and wanted in column.names), None):
                return found
        return None


def normalise(text: str) -> str:
    """A header or choice without what people add to it: width, case, spaces, asterisks, colons."""
    return _NOT_A_LETTER.sub("", unicodedata.normalize("NFKC", text)).casefold()
