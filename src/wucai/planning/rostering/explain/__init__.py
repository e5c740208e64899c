"""Why a placement, why an open seat, why not somebody, and whom to ask: in codes with values, for a room to put into words.

Everything is told of one roster as it stands. Nothing here is taken from the search, so whatever roster a person has changed can be
explained as well; tests hold every claim against `check`. `facts` tells the codes and their values.
"""

from wucai.planning.rostering.explain.explanation import Explanation, candidates, remainder, why, why_not
from wucai.planning.rostering.explain.facts import (
    Barriers,
    Candidate,
    Chain,
    Change,
    Kept,
    Move,
    Passed,
    Price,
    Reason,
    Rival,
    Shortfall,
    Stage,
    WhyNot,
)

__all__ = [
    "Barriers",
    "Candidate",
    "Chain",
    "Change",
    "Explanation",
    "Kept",
    "Move",
    "Passed",
    "Price",
    "Reason",
    "Rival",
    "Shortfall",
    "Stage",
    "WhyNot",
    "candidates",
    "remainder",
    "why",
    "why_not",
]
