"""The shape of a file, taken from the dataclasses that it describes: one source for reading, writing, sheets and the JSON Schema.

`Shapes` looks at the types of a dataclass and gives its `Record`. What the types do not say, the dataclasses refuse themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from enum import StrEnum
from functools import cached_property
from types import NoneType, UnionType
from typing import Any, ClassVar, Generic, TypeVar, Union, get_args, get_origin, get_type_hints

from wucai.planning.docstrings import field_texts, first_paragraph
from wucai.planning.problems import BadProblem
from wucai.planning.shapes import (
    Choice,
    Either,
    Fault,
    Fixed,
    Flag,
    Listed,
    Maybe,
    Named,
    Number,
    Schema,
    Shape,
    Text,
    Whole,
    shown,
)

T = TypeVar("T")

Require = Callable[[Any], None]
"""Raises BadProblem for what no file should hold, though the dataclass takes it."""

Words = Mapping[str, str]
"""What a field means, by `Kind.field` or `field`, where no docstring tells it."""


class Record(Shape, Generic[T]):
    """An object that stands for a dataclass: its keys are the fields, and what has a default may be left out."""

    def __init__(self, kind: type[T], shapes: Mapping[str, Shape], words: Words, require: Require | None = None) -> None:
        """The shape of each field; what fields mean that no docstring tells; and what a file must keep besides."""
        self.kind = kind
        self.shapes = shapes
        self.words = words
        self.require = require
        self.defaults = {each.name: _default(each) for each in _fields(kind)}

    @cached_property
    def needed(self) -> list[str]:
        """The fields that must be there."""
        return [name for name, default in self.defaults.items() if default is MISSING]

    def read(self, given: Any) -> T:
        """The dataclass; raises Fault, also for what the dataclass refuses."""
        if not isinstance(given, dict):
            raise Fault(f"must be an object with {', '.join(self.shapes)}, not {shown(given)}.")
        for key in sorted(given.keys() - self.shapes.keys()):
            raise Fault(f"is not known; known are {', '.join(self.shapes)}.", key)
        for key in self.needed:
            if key not in given:
                raise Fault("is missing.", key)
        values = {}
        try:
            for key, value in given.items():
                values[key] = self.shapes[key].read(value)
        except Fault as fault:
            raise fault.inside(key) from None
        try:
            made = self.kind(**values)
            if self.require is not None:
                self.require(made)
        except BadProblem as error:
            raise Fault(str(error), is_whole=True) from error
        return made

    def plain(self, value: Any) -> dict[str, Any]:
        """Its fields in order, without those that have their default value."""
        told = {name: getattr(value, name) for name in self.shapes}
        return {name: self.shapes[name].plain(each) for name, each in told.items() if each != self.defaults[name]}

    def schema(self, defined: dict[str, Schema]) -> Schema:
        """A reference to its definition."""
        name = self.kind.__name__
        if name not in defined:
            defined[name] = {}  # its place, before those that it needs
            defined[name] = {
                "type": "object",
                "description": first_paragraph(self.kind),
                "properties": {key: self._property(key, defined) for key in self.shapes},
                "required": self.needed,
                "additionalProperties": False,
            }
        return {"$ref": f"#/$defs/{name}"}

    def described(self, key: str) -> str:
        """What a field means."""
        texts = {**self.words, **{f"{self.kind.__name__}.{name}": text for name, text in field_texts(self.kind).items()}}
        return texts.get(f"{self.kind.__name__}.{key}") or texts.get(key, "")

    def _property(self, key: str, defined: dict[str, Schema]) -> Schema:
        told = {"description": self.described(key)} if self.described(key) else {}
        default = self.defaults[key]
        return told | self.shapes[key].schema(defined) | ({} if default is MISSING else {"default": self.shapes[key].plain(default)})


class Rows(Shape):
    """A list of records that stands for a mapping: all fields but the last are the key, the last is the value."""

    def __init__(self, record: Record[Any]) -> None:
        """The shape of a row."""
        self.record = record
        *self.keys, self.value = record.shapes

    def read(self, given: Any) -> dict[Any, Any]:
        """Each key once."""
        found: dict[Any, Any] = {}
        for at, row in enumerate(Listed(self.record).read(given)):
            key = tuple(getattr(row, name) for name in self.keys)
            if key in found:
                raise Fault(f"{' → '.join(map(repr, key))} is there twice.", at, is_whole=True)
            found[key] = getattr(row, self.value)
        return found

    def plain(self, value: Any) -> list[Any]:
        """The rows in the order of their keys."""
        return [self.record.plain(self.record.kind(*key, each)) for key, each in sorted(value.items())]

    def schema(self, defined: dict[str, Schema]) -> Schema:
        """An array of records."""
        return {"type": "array", "items": self.record.schema(defined)}


class Shapes:
    """Makes shapes of types, one for each dataclass."""

    PLAIN: ClassVar[Mapping[Any, Shape]] = {str: Text(), int: Whole(), float: Number(), bool: Flag()}

    def __init__(
        self,
        *,
        rows: Mapping[str, type[Any]] | None = None,
        words: Words | None = None,
        require: Mapping[type[Any], Require] | None = None,
    ) -> None:
        """`rows`: for fields that are mappings with keys of several parts, the dataclass of a row. `require`: see Record, by dataclass."""
        self._rows = rows or {}
        self._words = words or {}
        self._require = require or {}
        self._made: dict[Any, Record[Any]] = {}

    def record(self, kind: type[T], **others: Any) -> Record[T]:
        """The shape of a dataclass; `others` give the types of fields that are left open in it."""
        if kind not in self._made:
            hints = {**get_type_hints(kind), **others}
            shapes = {each.name: self._of_field(each.name, hints[each.name]) for each in _fields(kind)}
            self._made[kind] = Record(kind, shapes, self._words, self._require.get(kind))
        return self._made[kind]

    def of(self, hint: Any) -> Shape:
        """The shape of a type."""
        arguments = get_args(hint)
        origin = get_origin(hint)
        if hint in self.PLAIN:
            return self.PLAIN[hint]
        if isinstance(hint, type) and is_dataclass(hint):
            return self.record(hint)
        if isinstance(hint, type) and issubclass(hint, StrEnum):
            return Choice(hint)
        if origin in (UnionType, Union):
            return self._of_union([each for each in arguments if each is not NoneType], is_maybe=NoneType in arguments)
        if origin is tuple and arguments[1:] == (...,):
            return Listed(self.of(arguments[0]))
        if origin is tuple:
            return Fixed(tuple(map(self.of, arguments)))
        if origin is frozenset:
            return Listed(self.of(arguments[0]), frozenset)
        if origin in (dict, Mapping) and arguments[0] is str:
            return Named(self.of(arguments[1]))
        raise TypeError(f"No file can hold a {hint}; teach `shapes` how.")

    def _of_union(self, kinds: list[Any], *, is_maybe: bool) -> Shape:
        shape = self.of(kinds[0]) if len(kinds) == 1 else Either(tuple(map(self.of, kinds)))
        return Maybe(shape) if is_maybe else shape

    def _of_field(self, name: str, hint: Any) -> Shape:
        return Rows(self.record(self._rows[name])) if name in self._rows else self.of(hint)


def _fields(kind: type[Any]) -> tuple[Field[Any], ...]:
    return fields(kind)


def _default(each: Field[Any]) -> Any:
    return each.default if each.default_factory is MISSING else each.default_factory()
