"""What the listing components take: small frozen things instead of dictionaries, so that a wrong name is found before the page is drawn."""

from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID, uuid4


@dataclass(frozen=True)
class Step:
    """One step of a breadcrumb."""

    label: str
    href: str = ""


@dataclass(frozen=True)
class Tab:
    """One view of a thing, with its own address."""

    label: str
    href: str
    is_current: bool = False


@dataclass(frozen=True)
class Column:
    """The head of a table's column; with an address it sorts by it."""

    label: str
    href: str = ""
    sorted: Literal["", "ascending", "descending"] = ""
    is_number: bool = False


@dataclass(frozen=True)
class Answer:
    """What somebody said, and where it can be changed."""

    label: str
    value: str
    href: str = ""


@dataclass(frozen=True)
class Counter:
    """One thing that is counted: its category, what it is called, how many so far, and a key for the next press without scripts."""

    category: str
    label: str
    total: int
    key: UUID = field(default_factory=uuid4)
