"""Problems and rosters as JSON; what may be left out and has its default value is left out. The shape is told in `read`."""

from __future__ import annotations

import json
from dataclasses import MISSING, Field, fields
from typing import Any

from wucai.planning.rostering.problem import Problem
from wucai.planning.rostering.solution import Roster


def problem_text(problem: Problem) -> str:
    """The problem as JSON, which `read.problem_from` reads back equal."""
    return json.dumps(_plain(problem), ensure_ascii=False, indent=1, sort_keys=True)


def roster_text(roster: Roster) -> str:
    """The roster as JSON, which `read.roster_from` reads back equal."""
    return json.dumps(_plain(roster), ensure_ascii=False, indent=1, sort_keys=True)


def _plain(value: Any) -> Any:
    if hasattr(value, "__dataclass_fields__"):
        return {each.name: _plain(getattr(value, each.name)) for each in fields(value) if getattr(value, each.name) != _default(each)}
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return dict(value) if hasattr(value, "items") else value


def _default(each: Field[Any]) -> Any:
    return each.default if each.default_factory is MISSING else each.default_factory()
