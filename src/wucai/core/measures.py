"""Measures: what a figure is called, in which unit, and what exactly it counts, beside the query that counts it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ParamSpec, TypeVar

from django.utils.functional import Promise

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True)
class Measure:
    """A figure's definition: `unit` and `definition` are marked for translation; `query` counts it."""

    name: str
    unit: str | Promise
    definition: str | Promise
    query: Callable[..., Any]


_measures: dict[str, Measure] = {}


def measure(name: str, *, unit: str | Promise, definition: str | Promise) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Put the decorated query into the registry. Raises ValueError when another query has the name."""

    def register(query: Callable[P, R]) -> Callable[P, R]:
        known = _measures.get(name)
        if known and known.query.__qualname__ != query.__qualname__:
            raise ValueError(f"Two measures are called {name!r}.")
        _measures[name] = Measure(name=name, unit=unit, definition=definition, query=query)
        return query

    return register


def known() -> list[Measure]:
    """All measures, by name."""
    return [_measures[name] for name in sorted(_measures)]
