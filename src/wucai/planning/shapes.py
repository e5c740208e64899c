"""The shapes of what a file holds: each reads what JSON gave into a value, makes it plain again, and tells its JSON Schema."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable
from enum import StrEnum
from typing import Any

Schema = dict[str, Any]


class Fault(Exception):
    """Something in a file that does not fit. The path grows on the way out, from the place itself to the whole file."""

    def __init__(self, sentence: str, *path: str | int, is_whole: bool = False) -> None:
        """`sentence` goes on from the path ("must be a text"), or stands for itself if it is whole."""
        super().__init__(sentence)
        self.sentence = sentence
        self.is_whole = is_whole
        self.path: list[str | int] = list(path)

    def inside(self, step: str | int) -> Fault:
        """The same fault, seen from one step further out."""
        self.path.insert(0, step)
        return self

    def told(self, whole: str = "The file") -> str:
        """The sentence with its path: `volunteers[3].id must be a text, not 7.`"""
        return told_at(place_of(self.path), self.sentence, is_whole=self.is_whole, whole=whole)


def place_of(path: list[str | int]) -> str:
    """A path as one writes it: `volunteers[3].id`."""
    return "".join(f".{step}" if isinstance(step, str) and step.isprintable() and step else f"[{step!r}]" for step in path).removeprefix(
        "."
    )


def told_at(place: str, sentence: str, *, is_whole: bool, whole: str) -> str:
    """A sentence with the place before it."""
    if is_whole:
        return f"{place}: {sentence}" if place else sentence
    return f"{place or whole} {sentence}"


class Shape(ABC):
    """What one value of a file looks like."""

    @abstractmethod
    def read(self, given: Any) -> Any:
        """The value that stands for what JSON gave; raises Fault."""

    def plain(self, value: Any) -> Any:
        """What JSON holds for a value."""
        return value

    @abstractmethod
    def schema(self, defined: dict[str, Schema]) -> Schema:
        """Its JSON Schema; what has a name is put under that among the defined, once."""


class Text(Shape):
    """A text that can be written as UTF-8."""

    def read(self, given: Any) -> str:
        """Refuse what is no text, and halves of characters."""
        if not isinstance(given, str):
            raise Fault(f"must be a text, not {shown(given)}.")
        if not given.isascii():
            try:
                given.encode()
            except UnicodeEncodeError:
                raise Fault(f"holds half a character: {given!a:.60}.") from None
        return given

    def schema(self, defined: dict[str, Schema]) -> Schema:
        """A string."""
        return {"type": "string"}


class Whole(Shape):
    """A whole number; 5.0 is one, as JSON has it, which knows one kind of number."""

    def read(self, given: Any) -> int:
        """Refuse truth values and fractions."""
        if type(given) is float and given.is_integer():
            return int(given)
        if type(given) is not int:
            raise Fault(f"must be a whole number, not {shown(given)}.")
        return given

    def schema(self, defined: dict[str, Schema]) -> Schema:
        """An integer."""
        return {"type": "integer"}


class Number(Shape):
    """A finite number."""

    def read(self, given: Any) -> float:
        """Refuse truth values and what is not finite."""
        if type(given) not in (int, float):
            raise Fault(f"must be a number, not {shown(given)}.")
        try:
            value = float(given)
        except OverflowError:
            value = math.inf
        if not math.isfinite(value):
            raise Fault(f"must be a number below 10³⁰⁹, not {shown(given)}.")
        return value

    def schema(self, defined: dict[str, Schema]) -> Schema:
        """A number."""
        return {"type": "number"}


class Flag(Shape):
    """Yes or no."""

    def read(self, given: Any) -> bool:
        """Refuse whatever is not exactly one of the two."""
        if not isinstance(given, bool):
            raise Fault(f"must be true or false, not {shown(given)}.")
        return given

    def schema(self, defined: dict[str, Schema]) -> Schema:
        """A boolean."""
        return {"type": "boolean"}


class Choice(Shape):
    """One of a few words."""

    def __init__(self, kind: type[StrEnum]) -> None:
        """The words of the enumeration."""
        self.kind = kind
        self.words = [str(each) for each in kind]

    def read(self, given: Any) -> StrEnum:
        """Refuse any other word."""
        if given not in self.words:
            raise Fault(f"must be one of {', '.join(self.words)}, not {shown(given)}.")
        return self.kind(given)

    def plain(self, value: Any) -> str:
        """The word."""
        return str(value)

    def schema(self, defined: dict[str, Schema]) -> Schema:
        """A string out of an enumeration."""
        return {"enum": self.words}


class Maybe(Shape):
    """Something, or null."""

    def __init__(self, inner: Shape) -> None:
        """What it is when it is something."""
        self.inner = inner

    def read(self, given: Any) -> Any:
        """None for null."""
        return None if given is None else self.inner.read(given)

    def plain(self, value: Any) -> Any:
        """Null for None."""
        return None if value is None else self.inner.plain(value)

    def schema(self, defined: dict[str, Schema]) -> Schema:
        """One of the two."""
        return {"anyOf": [self.inner.schema(defined), {"type": "null"}]}


class Listed(Shape):
    """A list of things of one shape; of a set, each once and in order."""

    def __init__(self, item: Shape, make: Callable[[Any], Any] = tuple) -> None:
        """`make` is tuple or frozenset."""
        self.item = item
        self.make = make

    def read(self, given: Any) -> Any:
        """Each of them; of a set, none twice."""
        if not isinstance(given, list):
            raise Fault(f"must be a list, not {shown(given)}.")
        items: list[Any] = []
        try:
            for each in given:
                items.append(self.item.read(each))
        except Fault as fault:
            raise fault.inside(len(items)) from None
        made = self.make(items)
        if len(made) < len(items):
            at = next(at for at, each in enumerate(items) if each in items[:at])
            raise Fault(f"is {shown(items[at])}, which is there already.", at)
        return made

    def plain(self, value: Any) -> list[Any]:
        """Each of them."""
        return [self.item.plain(each) for each in (sorted(value) if self.make is frozenset else value)]

    def schema(self, defined: dict[str, Schema]) -> Schema:
        """An array."""
        return {"type": "array", "items": self.item.schema(defined)} | ({"uniqueItems": True} if self.make is frozenset else {})


class Fixed(Shape):
    """A list of so many things, each with its own shape."""

    def __init__(self, items: tuple[Shape, ...]) -> None:
        """The shapes in order."""
        self.items = items

    def read(self, given: Any) -> tuple[Any, ...]:
        """Exactly so many."""
        if not isinstance(given, list) or len(given) != len(self.items):
            raise Fault(f"must be a list of {len(self.items)}, not {shown(given)}.")
        return tuple(read_at(at, shape, each) for at, (shape, each) in enumerate(zip(self.items, given, strict=True)))

    def plain(self, value: Any) -> list[Any]:
        """Each by its own shape."""
        return [shape.plain(each) for shape, each in zip(self.items, value, strict=True)]

    def schema(self, defined: dict[str, Schema]) -> Schema:
        """An array of exactly so many."""
        return {"type": "array", "prefixItems": [each.schema(defined) for each in self.items], "items": False, "minItems": len(self.items)}


class Named(Shape):
    """An object with any names, and things of one shape."""

    def __init__(self, item: Shape) -> None:
        """The shape of what stands under each name."""
        self.item = item

    def read(self, given: Any) -> dict[str, Any]:
        """Each of them."""
        if not isinstance(given, dict):
            raise Fault(f"must be an object of names, not {shown(given)}.")
        return {read_at(name, _TEXT, name): read_at(name, self.item, each) for name, each in given.items()}

    def plain(self, value: Any) -> dict[str, Any]:
        """Each of them."""
        return {name: self.item.plain(each) for name, each in value.items()}

    def schema(self, defined: dict[str, Schema]) -> Schema:
        """An object with any properties."""
        return {"type": "object", "additionalProperties": self.item.schema(defined)}


class Either(Shape):
    """One of several plain things, which their types tell apart."""

    def __init__(self, shapes: tuple[Shape, ...]) -> None:
        """The shapes, tried in order."""
        self.shapes = shapes

    def read(self, given: Any) -> Any:
        """The first that fits."""
        for shape in self.shapes[:-1]:
            try:
                return shape.read(given)
            except Fault:
                continue  # the next may fit
        return self.shapes[-1].read(given)

    def schema(self, defined: dict[str, Schema]) -> Schema:
        """Any of them."""
        return {"anyOf": [each.schema(defined) for each in self.shapes]}


def read_at(step: str | int, shape: Shape, given: Any) -> Any:
    """Read what stands one step further in."""
    try:
        return shape.read(given)
    except Fault as fault:
        raise fault.inside(step) from None


_TEXT = Text()


def shown(given: Any) -> str:
    """What was given, cut where it is long."""
    told = repr(given)
    return told if len(told) <= 40 else f"{told[:39]}…"
