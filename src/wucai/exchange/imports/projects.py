"""A list of projects on its way in."""

from typing import Any

from wucai.exchange.choices import ProjectState
from wucai.exchange.imports import findings as found
from wucai.exchange.imports.findings import Findings
from wucai.exchange.imports.lines import LineJudge
from wucai.exchange.models import Project
from wucai.exchange.queries.known import NO, YES
from wucai.exchange.sheets import PROJECTS

_OPEN = {ProjectState.PROPOSED, ProjectState.OPEN}
_TEXTS = ("title", "title_en", "kind", "text", "text_en", "size")


class ProjectsJudge(LineJudge[Project]):
    """Judges a list of projects; a code that is known may pass to another leading unit."""

    model = Project
    owner = "lead"
    sheet = PROJECTS
    example = "P12"

    def read(self, one: Findings) -> None:
        """Its size and its days."""
        one.take_number("size")
        one.take_days(self.span)

    def look_at_change(self, one: Findings, line: Project, after: dict[str, Any]) -> None:
        """What was refused or has ended stays as it is."""
        if line.state not in _OPEN:
            one.refuse("", found.SETTLED)

    def facts(self, line: Project) -> dict[str, Any]:
        """What stands in the project, by the columns' keys and fit for JSON."""
        return {
            **{key: getattr(line, key) for key in _TEXTS},
            "lead": line.lead.name,
            "starts_on": line.starts_on.isoformat(),
            "ends_on": line.ends_on.isoformat(),
            "is_demo": YES if line.is_demo else NO,
        }
