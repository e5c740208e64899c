"""Reading files: JSON by its shape. What is wrong is told in one sentence that names the place."""

from __future__ import annotations

import json
from typing import Any, TypeVar

from wucai.planning.problems import BadProblem
from wucai.planning.records import Record
from wucai.planning.shapes import Fault

T = TypeVar("T")


def read(shape: Record[T], text: str) -> T:
    """The value that the JSON describes; raises BadProblem."""
    try:
        return shape.read(parsed(text))
    except Fault as fault:
        raise BadProblem(fault.told()) from fault


def parsed(text: str) -> Any:
    """What stands in the JSON. Raises BadProblem; so for NaN, and for a key that is there twice in one object, which others pass over."""
    try:
        return json.loads(text, object_pairs_hook=_object, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        if isinstance(error, BadProblem):
            raise
        raise BadProblem(f"The file is not JSON: {error}.") from error


def decoded(content: bytes, name: str) -> str:
    """The text of a file, UTF-8 with or without a byte order mark; raises BadProblem."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise BadProblem(f"{name}: line {line} is not UTF-8; save the file as UTF-8 (in a spreadsheet: “CSV UTF-8”).") from error


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise BadProblem(f"The file is not sound JSON: the key {twice!r} is there twice in one object.")
    return made


def _no_constant(word: str) -> Any:
    raise BadProblem(f"The file is not JSON: {word} is no number there.")
