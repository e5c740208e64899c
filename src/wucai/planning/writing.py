"""Writing files: JSON by its shape, one thing a line, so that it can be read, compared and written fast."""

from __future__ import annotations

import json
from typing import Any, TypeVar

from wucai.planning.records import Record

T = TypeVar("T")


def written(shape: Record[T], value: T) -> str:
    """The value as JSON, which `reading.read` reads back equal. What has its default value is left out."""
    return laid_out(shape.plain(value))


def laid_out(plain: dict[str, Any]) -> str:
    """An object as JSON: a line for each key, and one for each item of the lists beneath."""
    return f"{_object(plain, 1)}\n"


def _object(plain: dict[str, Any], depth: int) -> str:
    indent = " " * depth
    lines = ",\n".join(f"{indent}{_dumped(key)}: {_value(value, depth)}" for key, value in plain.items())
    return f"{{\n{lines}\n{indent[1:]}}}"


def _value(value: Any, depth: int) -> str:
    if isinstance(value, dict) and any(isinstance(each, list) for each in value.values()):
        return _object(value, depth + 1)
    if not isinstance(value, list) or not value:
        return _dumped(value)
    indent = " " * depth
    items = ",\n".join(f"{indent} {_dumped(each)}" for each in value)
    return f"[\n{items}\n{indent}]"


def _dumped(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
