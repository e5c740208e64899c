"""Shifts, wishes and times as a rostering problem, and its answers as proposals, candidates and reasons. Reads rows, never writes one.

Rows are known to the planner by their keys, moments as minutes on Shanghai's calendar. In reasons that leave this file stand names in both
languages in place of keys, so that a kept reason stays readable whatever becomes of the row; `queries.reasons` makes sentences of them.
"""

from wucai.volunteering.planner.board import MINUTES_PER_KM, Told
from wucai.volunteering.planner.gaps import Candidate, Chain, GapStory, Price, Standpoint, Step, explain_gap, explain_person
from wucai.volunteering.planner.rosters import PHASES, SECONDS, Keep, Listen, Pairs, Proposal, Proposed, Standing, propose_roster
from wucai.volunteering.planner.shortfalls import Shortfall

__all__ = [
    "MINUTES_PER_KM",
    "PHASES",
    "SECONDS",
    "Candidate",
    "Chain",
    "GapStory",
    "Keep",
    "Listen",
    "Pairs",
    "Price",
    "Proposal",
    "Proposed",
    "Shortfall",
    "Standing",
    "Standpoint",
    "Step",
    "Told",
    "explain_gap",
    "explain_person",
    "propose_roster",
]
