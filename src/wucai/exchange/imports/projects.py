"""A list of projects on its way in."""

import re
from collections.abc import Sequence
from typing import Any

from wucai.core.choices import Verdict
from wucai.core.importers import Scope
from wucai.core.imports import Judged
from wucai.core.spreadsheets import Row
from wucai.exchange.choices import ProjectState
from wucai.exchange.imports import findings as found
from wucai.exchange.imports.findings import Findings, Once
from wucai.exchange.models import Project
from wucai.exchange.queries import known
from wucai.exchange.queries.known import NO, YES, Lines, Words
from wucai.exchange.sheets import PROJECTS

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,19}")
_OPEN = {ProjectState.PROPOSED, ProjectState.OPEN}
_TEXTS = ("title", "title_en", "kind", "text", "text_en", "size")


class ProjectsJudge:
    """Rows → verdicts, with three queries however many rows there are; known by code, else by leading unit and title."""

    def __init__(self, scope: Scope, for_update: bool = False) -> None:
        self._scope = scope
        self._for_update = for_update
        self._once = Once()

    def __call__(self, rows: Sequence[Row]) -> list[Judged]:
        """The verdicts, in the order of the rows."""
        told = [Findings(row, PROJECTS) for row in rows]
        words = known.words(self._scope.edition_id, organisations={one.text("lead") for one in told})
        lines = known.lines(
            Project,
            self._scope.edition_id,
            codes={one.text("code") for one in told} - {""},
            titles={one.text("title") for one in told},
            for_update=self._for_update,
        )
        return [self._judged(one, words, lines) for one in told]

    def _judged(self, one: Findings, words: Words, lines: Lines[Project]) -> Judged:
        one.take_number("size")
        one.take_days()
        lead = words.organisations.get(one.text("lead"))
        if lead is None:
            one.refuse("lead", found.UNKNOWN_UNIT)
            return one.refused()
        one.wish["lead"] = lead.name
        project = self._project(one, lead.pk, lines)
        if one.problems:
            return one.refused()
        code = project.code if project else one.text("code")
        if not self._for_update and (where := self._once.repeats(one.row, code, lead.pk, one.text("title"))):
            return found.repeated(one, where)
        return _changed(one, project) if project else Judged(one.row, Verdict.NEW, after=one.wish)

    def _project(self, one: Findings, lead: int, lines: Lines[Project]) -> Project | None:
        """The project that the row means; None for a new one."""
        if code := one.text("code"):
            if not _CODE.fullmatch(code):
                one.refuse("code", found.BAD_CODE, example="P12")
            return lines.by_code.get(code)
        same = lines.by_title.get((lead, one.text("title")), [])
        if len(same) > 1:
            one.refuse("title", found.SEVERAL)
        return same[0] if same else None


def _changed(one: Findings, project: Project) -> Judged:
    judged = one.compared(project.pk, _facts(project))
    if judged.verdict == Verdict.CHANGED and project.state not in _OPEN:
        one.refuse("", found.SETTLED)
    return one.refused() if one.problems else judged


def _facts(project: Project) -> dict[str, Any]:
    return {
        **{key: getattr(project, key) for key in _TEXTS},
        "lead": project.lead.name,
        "starts_on": project.starts_on.isoformat(),
        "ends_on": project.ends_on.isoformat(),
        "is_demo": YES if project.is_demo else NO,
    }
