"""Problems and rosters from JSON. The keys are the fields of `problem` and `solution`; what has a default there may be left out.

{"volunteers": [{"id": "v1", "windows": [{"starts": 480, "ends": 1020}], "colours": ["green"], "qualifications": {"first aid": null},
                 "languages": ["zh", "en"], "home": [31112000, 121381000], "max_shifts": 3}],
 "shifts": [{"id": "s1", "station": "a", "colour": "green", "starts": 540, "ends": 780, "seats": 2, "place": [31113000, 121380000]}],
 "pins": [{"volunteer": "v1", "shift": "s1"}], "weights": {"per_km": 2}, "day_minutes": 1440, "day_zero": 0}

{"placements": [{"volunteer": "v1", "shift": "s1"}]}
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from typing import Any, TypeAlias, TypeVar

from wucai.planning.rostering.problem import BadProblem, Pin, Problem, Shift, Volunteer, Weights, Window
from wucai.planning.rostering.solution import Placement, Roster

T = TypeVar("T")
Reader: TypeAlias = Callable[[str, Any], Any]
"""Makes a value of what stands at a path of the file, or raises BadProblem naming the path."""


def problem_from(text: str) -> Problem:
    """The problem in the JSON. Raises BadProblem with a sentence that names the path and field."""
    return _record(Problem, _PROBLEM)("file", _parsed(text))  # type: ignore[no-any-return]  # a Reader of Problem gives one


def roster_from(text: str) -> Roster:
    """The roster in the JSON. Raises BadProblem with a sentence that names the path and field."""
    return _record(Roster, {"placements": _listed(_PLACEMENT)})("file", _parsed(text))  # type: ignore[no-any-return]  # as above


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadProblem(f"The file is not JSON: {error}.") from error


def _record(kind: Callable[..., Any], readers: Mapping[str, Reader]) -> Reader:
    """A reader of objects with these keys."""
    needed = {each.name for each in fields(kind) if each.default is MISSING and each.default_factory is MISSING}  # type: ignore[arg-type]  # a dataclass

    def read(path: str, given: Any) -> Any:
        if not isinstance(given, dict):
            raise BadProblem(f"{path} must be an object with {', '.join(readers)}.")
        if strange := sorted(given.keys() - readers.keys()):
            raise BadProblem(f"{path}.{strange[0]} is not known; known are {', '.join(readers)}.")
        if lacking := sorted(needed - given.keys()):
            raise BadProblem(f"{path}.{lacking[0]} is missing.")
        values = {key: readers[key](f"{path}.{key}", value) for key, value in given.items()}
        try:
            return kind(**values)
        except BadProblem as error:
            raise BadProblem(f"{path}: {error}") from error

    return read


def _listed(reader: Reader, make: Callable[[list[Any]], Any] = tuple) -> Reader:
    def read(path: str, given: Any) -> Any:
        if not isinstance(given, list):
            raise BadProblem(f"{path} must be a list, not {given!r:.40}.")
        return make([reader(f"{path}[{position}]", each) for position, each in enumerate(given)])

    return read


def _text(path: str, given: Any) -> str:
    if not isinstance(given, str):
        raise BadProblem(f"{path} must be a text, not {given!r:.40}.")
    return given


def _whole(path: str, given: Any) -> int:
    if not isinstance(given, int) or isinstance(given, bool):
        raise BadProblem(f"{path} must be a whole number, not {given!r:.40}.")
    return given


def _maybe(reader: Reader) -> Reader:
    return lambda path, given: None if given is None else reader(path, given)


def _deadlines(path: str, given: Any) -> dict[str, int | None]:
    if not isinstance(given, dict):
        raise BadProblem(f"{path} must be an object of names with the last valid minute or null.")
    return {name: _maybe(_whole)(f"{path}.{name}", until) for name, until in given.items()}


_PAIR: Mapping[str, Reader] = {"volunteer": _text, "shift": _text}
_PLACEMENT = _record(Placement, _PAIR)
_POINT = _maybe(_listed(_whole))
_VOLUNTEER = {
    "id": _text,
    "windows": _listed(_record(Window, {"starts": _whole, "ends": _whole})),
    "colours": _listed(_text),
    "qualifications": _deadlines,
    "languages": _listed(_text, frozenset),
    "home": _POINT,
    "max_shifts": _whole,
    "max_minutes": _maybe(_whole),
    "min_rest_minutes": _whole,
    "max_consecutive_days": _whole,
    "max_day_shifts": _whole,
}
_SHIFT = {
    "id": _text,
    "station": _text,
    "colour": _text,
    "starts": _whole,
    "ends": _whole,
    "seats": _whole,
    "minimum": _whole,
    "qualification": _maybe(_text),
    "language": _maybe(_text),
    "place": _POINT,
}
_PROBLEM: Mapping[str, Reader] = {
    "volunteers": _listed(_record(Volunteer, _VOLUNTEER)),
    "shifts": _listed(_record(Shift, _SHIFT)),
    "pins": _listed(_record(Pin, _PAIR)),
    "weights": _record(Weights, {each.name: _whole for each in fields(Weights)}),
    "day_minutes": _whole,
    "day_zero": _whole,
}
