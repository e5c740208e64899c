"""Problems and rosters as JSON; what may be left out and has its default value is left out. The shape is told in `read`."""

from __future__ import annotations

from wucai.planning import writing
from wucai.planning.rostering.problem import Problem
from wucai.planning.rostering.read import PROBLEM, SOLUTION
from wucai.planning.rostering.solution import Roster


def problem_text(problem: Problem) -> str:
    """The problem as JSON, which `read.problem_from` reads back equal."""
    return writing.written(PROBLEM, problem)


def roster_text(roster: Roster) -> str:
    """The roster as JSON, which `read.roster_from` reads back equal."""
    return writing.written(SOLUTION, roster)
