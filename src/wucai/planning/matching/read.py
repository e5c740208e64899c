"""Problems and matchings from JSON, as `write` writes them. What is wrong is told with the place where it stands.

{"needs": [{"id": "n1", "category": "医疗", "quantity": 3, "starts": 737735, "ends": 737738, "place": [31112000, 121381000]}],
 "resources": [{"id": "r1", "category": "医疗保障", "quantity": 5, "starts": 737730, "ends": 737740, "giver": "a unit"}],
 "affinities": [{"need": "医疗", "resource": "医疗保障", "points": 90}], "barred": [["n1", "r1"]], "weights": {"distance": 3}}

{"allocations": [{"need": "n1", "resource": "r1", "quantity": 3}]}
"""

from __future__ import annotations

from dataclasses import dataclass

from wucai.planning import reading
from wucai.planning.matching.problem import Problem
from wucai.planning.matching.solution import Matching
from wucai.planning.problems import BadProblem
from wucai.planning.records import Shapes


@dataclass(frozen=True)
class Affinity:
    """How well a category of resources serves a category of needs.

    need: the category of the need. resource: the category of the resource. points: from 0 to 100, which is perfect.
    """

    need: str
    resource: str
    points: int

    def __post_init__(self) -> None:
        """Refuse nonsense here, too, where its place in the file is still known."""
        if not 0 <= self.points <= 100:
            raise BadProblem(f"Affinity {self.need!r} → {self.resource!r}: points is a whole number from 0 to 100, not {self.points}.")


WORDS = {
    "id": "By this name others refer to it; nothing else in its list has the same.",
    "category": "What it is a need or a resource of; affinities join categories.",
    "starts": "The first day, as an ordinal (1 is the first of January in the year 1).",
    "ends": "The last day.",
    "place": "Latitude and longitude in millionths of a degree (WGS 84), or null.",
    "title": "What people call it; titles that are alike weigh a little.",
    "Need.quantity": "So many units are lacking.",
    "Need.asker": "Who asks; nobody is proposed what is their own.",
    "Resource.quantity": "So many units can be spared.",
    "Resource.giver": "Who gives.",
    "Resource.radius_metres": "How far from its place it may serve; null for anywhere.",
    "Resource.is_reusable": "Whether it comes back and may serve again.",
    "Resource.least": "The smallest quantity that one need is given.",
    "Resource.most": "The largest quantity that one need is given; null for as much as there is.",
    "Engagement.resource": "The id of a reusable resource.",
    "Engagement.quantity": "So many units are out.",
    "Problem.needs": "What is lacking.",
    "Problem.resources": "What can be had.",
    "Problem.weights": "What each imperfection costs.",
    "Matching.allocations": "Who gets what from where, at most one for each pair.",
    "Allocation.need": "The id of a need.",
    "Allocation.resource": "The id of a resource.",
    "Allocation.quantity": "So many units.",
}


def _require_known(problem: Problem) -> None:
    """A caller may bar what is gone by now; in a file it is a name mistyped, and the pair would be proposed after all."""
    for need, resource in sorted(problem.barred):
        for kind, given, found in (("need", need, problem.need(need)), ("resource", resource, problem.resource(resource))):
            if found is None:
                raise BadProblem(f"barred names the {kind} {given!r}, which is not there.")


SHAPES = Shapes(rows={"affinities": Affinity}, words=WORDS, require={Problem: _require_known})
PROBLEM = SHAPES.record(Problem)
SOLUTION = SHAPES.record(Matching)


def problem(text: str) -> Problem:
    """The problem that the text describes; raises BadProblem. What has a default may be left out."""
    return reading.read(PROBLEM, text)


def matching(text: str) -> Matching:
    """The matching that the text describes; raises BadProblem. Whether it keeps the rules, `check` tells."""
    return reading.read(SOLUTION, text)
