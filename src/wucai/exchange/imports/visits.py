"""A list of visits on its way in."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from wucai.core.choices import Verdict
from wucai.core.importers import Scope
from wucai.core.imports import Judged
from wucai.core.spreadsheets import Row
from wucai.core.spreadsheets.refusals import DUPLICATE
from wucai.exchange.imports import findings as found
from wucai.exchange.imports.findings import Findings
from wucai.exchange.models import Visit
from wucai.exchange.queries import known
from wucai.exchange.queries.known import NO, YES, Words
from wucai.exchange.sheets import VISITS

_TOLD = ("needs_told", "needs_told_en", "shares_told", "shares_told_en")


class VisitsJudge:
    """Rows → verdicts, with three queries however many rows there are; one visit to a unit on one day."""

    def __init__(self, scope: Scope, for_update: bool = False) -> None:
        self._scope = scope
        self._for_update = for_update
        self._rows_of: dict[tuple[int, date], Row] = {}

    def __call__(self, rows: Sequence[Row]) -> list[Judged]:
        """The verdicts, in the order of the rows."""
        told = [Findings(row, VISITS) for row in rows]
        words = known.words(self._scope.edition_id, organisations={one.text("organisation") for one in told})
        units = list(words.organisations.values())
        there = known.visits(self._scope.edition_id, organisations=units, for_update=self._for_update)
        return [self._judged(one, words, there) for one in told]

    def _judged(self, one: Findings, words: Words, there: Mapping[tuple[int, Any], Visit]) -> Judged:
        unit = words.organisations.get(one.text("organisation"))
        if unit is None:
            one.refuse("organisation", found.UNKNOWN_UNIT)
            return one.refused()
        one.wish["organisation"] = unit.name
        day = date.fromisoformat(one.text("visited_on"))
        visit = there.get((unit.pk, day))
        if visit is None and not (one.text("needs_told") or one.text("shares_told")):
            one.refuse("", found.NOTHING_HEARD)
        earlier = one.row if self._for_update else self._rows_of.setdefault((unit.pk, day), one.row)
        if earlier is not one.row:
            where = str(earlier.number) if earlier.sheet == one.row.sheet else f"{earlier.sheet}!{earlier.number}"
            one.refuse("", DUPLICATE, row=where)
        if one.problems:
            return one.refused()
        return one.compared(visit.pk, _facts(visit)) if visit else Judged(one.row, Verdict.NEW, after=one.wish)


def _facts(visit: Visit) -> dict[str, Any]:
    return {**{key: getattr(visit, key) for key in _TOLD}, "is_demo": YES if visit.is_demo else NO}
