"""Why a match, why not another, why a need stayed open. `facts` tells the codes and their values."""

from wucai.planning.matching.explain.facts import Code, Reason
from wucai.planning.matching.explain.reasons import Alternative, alternatives, score, why
from wucai.planning.matching.explain.shortfalls import Shortfall, Stage, remainder

__all__ = ["Alternative", "Code", "Reason", "Shortfall", "Stage", "alternatives", "remainder", "score", "why"]
