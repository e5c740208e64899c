"""What judges of needs, of resources and of projects have in common: a line is known by its code, else by unit and title."""

import re
from abc import abstractmethod
from collections.abc import Sequence
from datetime import date
from functools import cached_property
from typing import Any, ClassVar, Generic

from wucai.core.choices import Verdict
from wucai.core.importers import Scope
from wucai.core.imports import Judged
from wucai.core.judging import ListJudge, Wrong
from wucai.core.spreadsheets import Fault, Row
from wucai.core.spreadsheets.refusals import DUPLICATE
from wucai.exchange.choices import ListKind
from wucai.exchange.imports import findings as found
from wucai.exchange.imports.findings import Findings
from wucai.exchange.queries import known
from wucai.exchange.queries.known import Line, Lines
from wucai.programme.queries import edition_numbered, span_of

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,19}")


class LineJudge(ListJudge, Generic[Line]):
    """Rows → verdicts, in up to eight queries however many rows there are. A row with nothing for a field leaves the field as it is.

    All that is wrong with a row is told at once. Within one check two rows cannot mean the same line.
    """

    model: type[Line]
    # Whose categories a row names; None where it names none.
    kind: ClassVar[ListKind | None] = None
    # The column that says whose line it is.
    owner: ClassVar[str] = "organisation"
    example: ClassVar[str]

    def __init__(self, scope: Scope, for_update: bool = False) -> None:
        super().__init__(scope, for_update)
        self._titles: dict[tuple[int, str], tuple[tuple[str, int], bool]] = {}

    @cached_property
    def span(self) -> tuple[date, date]:
        """Between which days all that is told must lie."""
        return span_of(edition_numbered(self.scope.edition_id))

    def look(self, rows: Sequence[Row]) -> None:
        """The units, sites and categories that are named, and the lines with these codes or titles."""
        units, sites = {row.text(self.owner) for row in rows}, {row.text("site") for row in rows}
        self.words = known.words(self.scope.edition_id, kind=self.kind, organisations=units, sites=sites)
        codes, titles = {row.text("code") for row in rows} - {""}, {row.text("title") for row in rows}
        self.lines: Lines[Line] = known.lines(self.model, self.scope.edition_id, codes=codes, titles=titles, for_update=self.for_update)

    def judged(self, row: Row) -> Judged:
        """A new line, or one that is there with what the row tells. Raises Wrong."""
        one = Findings(row, self.sheet)
        unit = self.unit(one)
        self.read(one)
        line = self._line(one, unit) if unit else None
        self.look_at(one, line)
        if not one.wrongs:
            self._require_once(row, line.code if line else one.text("code"), unit)
        if line is None:
            return one.verdict(None, {})
        there = self.facts(line)
        judged = one.verdict(line.pk, there)
        if judged.verdict == Verdict.CHANGED:
            self.look_at_change(one, line, judged.after)
        return one.verdict(line.pk, there)

    def unit(self, one: Findings) -> int:
        """The unit whose line it is; 0 where none could be found out."""
        unit = self.words.organisations.get(one.text(self.owner))
        if unit is None:
            one.refuse(self.owner, found.UNKNOWN_UNIT)
            return 0
        one.wish[self.owner] = unit.name
        return unit.pk

    @abstractmethod
    def read(self, one: Findings) -> None:
        """Look at the cells by themselves."""

    def why_not_code(self, line: Line | None, unit: int) -> Fault | None:
        """Why a row of this unit may not bear the code of this line, or one that no line has; None when it may."""
        return None

    def look_at(self, one: Findings, line: Line | None) -> None:
        """Look at the row beside the line that it means."""

    def look_at_change(self, one: Findings, line: Line, after: dict[str, Any]) -> None:
        """Look at whether this may change."""

    @abstractmethod
    def facts(self, line: Line) -> dict[str, Any]:
        """What stands in the line, by the columns' keys and fit for JSON."""

    def _line(self, one: Findings, unit: int) -> Line | None:
        """The line that the row means; None for a new one."""
        if code := one.text("code"):
            line = self.lines.by_code.get(code)
            if fault := self.why_not_code(line, unit) if _CODE.fullmatch(code) else found.BAD_CODE:
                one.refuse("code", fault, example=self.example)
            return line
        same = self.lines.by_title.get((unit, one.text("title")), [])
        if len(same) > 1:
            one.refuse("title", found.SEVERAL)
        return same[0] if same else None

    def _require_once(self, row: Row, code: str, unit: int) -> None:
        """No two rows with the same code, nor, where one of the two has none, with the same unit and title. Raises Wrong."""
        if code:
            self.require_once(row, code)
        if self.for_update:
            return
        earlier, has_code = self._titles.setdefault((unit, row.text("title")), (row.place, bool(code)))
        if earlier != row.place and not (has_code and code):
            raise Wrong("", DUPLICATE, row=row.other(earlier))
