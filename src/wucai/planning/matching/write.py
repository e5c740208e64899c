"""Problems and matchings as JSON; `read` takes back exactly what this writes."""

from __future__ import annotations

from wucai.planning import writing
from wucai.planning.matching.problem import Problem
from wucai.planning.matching.read import PROBLEM, SOLUTION
from wucai.planning.matching.solution import Matching


def problem(described: Problem) -> str:
    """The problem as JSON, in an order that depends on nothing else; what has its default value is left out."""
    return writing.written(PROBLEM, described)


def matching(found: Matching) -> str:
    """The matching as JSON."""
    return writing.written(SOLUTION, found)
