"""The exchange's lists on their way in, by noun."""

from wucai.exchange.imports.items import NeedsJudge, ResourcesJudge
from wucai.exchange.imports.projects import ProjectsJudge
from wucai.exchange.imports.visits import VisitsJudge

__all__ = ["NeedsJudge", "ProjectsJudge", "ResourcesJudge", "VisitsJudge"]
