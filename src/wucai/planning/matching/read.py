"""Problems and matchings from JSON, as `write` writes them. What is wrong is told with the field where it stands."""

from __future__ import annotations

import json
from collections.abc import Callable, Set
from dataclasses import MISSING, dataclass, fields
from typing import TYPE_CHECKING, Any, TypeVar, get_type_hints

from wucai.planning.matching.problem import BadProblem, Engagement, Need, Problem, Resource, Weights
from wucai.planning.matching.solution import Allocation, Matching

if TYPE_CHECKING:
    from _typeshed import DataclassInstance  # only type checkers know it

T = TypeVar("T")
D = TypeVar("D", bound="DataclassInstance")


def problem(text: str) -> Problem:
    """The problem that the text describes; raises BadProblem. What has a default may be left out."""
    data = _object("the problem", _parsed(text), needed={"needs", "resources", "affinities"}, known={"barred", "weights", "engagements"})
    return Problem(
        needs=_each(data, "needs", lambda name, item: _thing(Need, name, item)),
        resources=_each(data, "resources", lambda name, item: _thing(Resource, name, item)),
        affinities=dict(_each(data, "affinities", _affinity)),
        barred=frozenset(_each(data, "barred", _barred)),
        weights=_thing(Weights, "weights", data.get("weights", {})),
        engagements=_each(data, "engagements", lambda name, item: _thing(Engagement, name, item)),
    )


def matching(text: str) -> Matching:
    """The matching that the text describes; raises BadProblem. Whether it keeps the rules, `check` tells."""
    data = _object("the matching", _parsed(text), needed={"allocations"})
    return Matching(_each(data, "allocations", lambda name, item: _thing(Allocation, name, item)))


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise BadProblem(f"This is no JSON: {error}") from error


def _each(data: dict[str, Any], name: str, read: Callable[[str, Any], T]) -> tuple[T, ...]:
    items = data.get(name, [])
    if not isinstance(items, list):
        raise BadProblem(f"{name}: is a list, not {items!r}.")
    return tuple(read(f"{name}[{at}]", item) for at, item in enumerate(items))


def _object(name: str, item: Any, *, needed: Set[str], known: Set[str] = frozenset()) -> dict[str, Any]:
    if not isinstance(item, dict):
        raise BadProblem(f"{name}: is an object, not {item!r}.")
    for missing in sorted(needed - set(item)):
        raise BadProblem(f"{name}: the field {missing} is missing.")
    for strange in sorted(set(item) - needed - known):
        raise BadProblem(f"{name}: there is no field {strange}.")
    return item


def _thing(kind: type[D], name: str, item: Any) -> D:
    """One dataclass from its fields. Plain types are looked at here, the rest by the class itself."""
    types = get_type_hints(kind)
    needed = {each.name for each in fields(kind) if each.default is MISSING}
    values = _object(name, item, needed=needed, known=set(types) - needed)
    for field, value in values.items():
        if types[field] in (str, int, bool) and type(value) is not types[field]:
            raise BadProblem(f"{name}.{field}: {value!r} is not of type {types[field].__name__}.")
    places = {"place": tuple(values["place"])} if isinstance(values.get("place"), list) else {}
    try:
        return kind(**values | places)
    except BadProblem as error:
        raise BadProblem(f"{name}: {error}") from error


def _affinity(name: str, item: Any) -> tuple[tuple[str, str], int]:
    pair = _thing(_Affinity, name, item)
    return (pair.need, pair.resource), pair.points


def _barred(name: str, item: Any) -> tuple[str, str]:
    if not isinstance(item, list) or [type(each) for each in item] != [str, str]:
        raise BadProblem(f"{name}: is a pair of ids, not {item!r}.")
    return item[0], item[1]


@dataclass(frozen=True)
class _Affinity:
    need: str
    resource: str
    points: int
