"""Problems and matchings as JSON; `read` takes back exactly what this writes."""

from __future__ import annotations

import json
from dataclasses import asdict

from wucai.planning.matching.problem import Problem
from wucai.planning.matching.solution import Matching


def problem(described: Problem) -> str:
    """The problem as JSON: every field by its name, pairs as lists, in an order that depends on nothing else."""
    affinities = [{"need": asked, "resource": served, "points": points} for (asked, served), points in described.affinities.items()]
    return _json(
        {
            "needs": [asdict(need) for need in described.needs],
            "resources": [asdict(resource) for resource in described.resources],
            "affinities": sorted(affinities, key=lambda each: (each["need"], each["resource"])),
            "barred": sorted(described.barred),
            "weights": asdict(described.weights),
            "engagements": [asdict(engagement) for engagement in described.engagements],
        }
    )


def matching(found: Matching) -> str:
    """The matching as JSON."""
    return _json({"allocations": [asdict(each) for each in found.allocations]})


def _json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1)
