"""Problems and matchings as JSON; `read` takes back what this writes."""

from __future__ import annotations

from dataclasses import replace

from wucai.planning import writing
from wucai.planning.matching.problem import Problem
from wucai.planning.matching.read import PROBLEM, SOLUTION
from wucai.planning.matching.solution import Matching


def problem(described: Problem) -> str:
    """The problem as JSON, in an order that depends on nothing else; left out is what has its default value, or is barred and gone."""
    barred = {(need, resource) for need, resource in described.barred if described.need(need) and described.resource(resource)}
    return writing.written(PROBLEM, replace(described, barred=frozenset(barred)))


def matching(found: Matching) -> str:
    """The matching as JSON."""
    return writing.written(SOLUTION, found)
