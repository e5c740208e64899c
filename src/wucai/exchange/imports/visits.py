"""A list of visits on its way in."""

from collections.abc import Sequence
from typing import Any

from wucai.core.imports import Judged
from wucai.core.judging import ListJudge, Wrong
from wucai.core.spreadsheets import Row
from wucai.exchange.imports import findings as found
from wucai.exchange.imports.findings import Findings
from wucai.exchange.models import Visit
from wucai.exchange.queries import known
from wucai.exchange.queries.known import NO, YES
from wucai.exchange.sheets import VISITS
from wucai.programme.queries import edition_numbered, span_of

_TOLD = ("needs_told", "needs_told_en", "shares_told", "shares_told_en")


class VisitsJudge(ListJudge):
    """Rows → verdicts, with four queries however many rows there are; one visit to a unit on one day."""

    sheet = VISITS

    def look(self, rows: Sequence[Row]) -> None:
        """The units that are named, and the visits to them."""
        self._units = known.words(self.scope.edition_id, organisations={row.text("organisation") for row in rows}).organisations
        self._span = span_of(edition_numbered(self.scope.edition_id))
        self._there = known.visits(self.scope.edition_id, organisations=list(self._units.values()), for_update=self.for_update)

    def judged(self, row: Row) -> Judged:
        """A new visit, or the one to this unit on this day with what the row tells. Raises Wrong."""
        unit = self._units.get(row.text("organisation"))
        if unit is None:
            raise Wrong("organisation", found.UNKNOWN_UNIT)
        meant = (unit.pk, row.values["visited_on"])
        visit = self._there.get(meant)
        if visit is None and not (row.text("needs_told") or row.text("shares_told")):
            raise Wrong("", found.NOTHING_HEARD)
        self.require_once(row, meant)
        one = Findings(row, self.sheet)
        one.wish["organisation"] = unit.name
        one.take_day("visited_on", self._span)
        return one.verdict(visit.pk, _facts(visit)) if visit else one.verdict(None, {})


def _facts(visit: Visit) -> dict[str, Any]:
    return {**{key: getattr(visit, key) for key in _TOLD}, "is_demo": YES if visit.is_demo else NO}
