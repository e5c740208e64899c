"""What all judges of rows have in common: a row is refused with its cell, meant once in a file, and compared with what is there."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any

from wucai.core.choices import Verdict
from wucai.core.importers import Scope
from wucai.core.imports import Judged
from wucai.core.spreadsheets import Fault, Row, Sheet
from wucai.core.spreadsheets.refusals import DUPLICATE


class Wrong(Exception):
    """The row cannot be taken: the fault, and the key of the column where it is; without one it is the row as a whole."""

    def __init__(self, key: str, fault: Fault, /, **details: Any) -> None:
        super().__init__(fault.code)
        self.key = key
        self.fault = fault
        self.details = details


class ListJudge(ABC):
    """Rows → verdicts. A list brings what is known of a batch, and what becomes of one row; a row may be refused by raising Wrong.

    `for_update` locks what is found, for a write in the same transaction.
    """

    sheet: Sheet

    def __init__(self, scope: Scope, for_update: bool = False) -> None:
        self.scope = scope
        self.for_update = for_update
        self._places: dict[object, tuple[str, int]] = {}

    def __call__(self, rows: Sequence[Row]) -> list[Judged]:
        """The verdicts, in the order of the rows."""
        self.look(rows)
        return [self._judged(row) for row in rows]

    @abstractmethod
    def look(self, rows: Sequence[Row]) -> None:
        """Ask the database for all that the batch speaks of, in as many queries for one row as for a thousand."""

    @abstractmethod
    def judged(self, row: Row) -> Judged:
        """What would become of the row. Raises Wrong."""

    def require_once(self, row: Row, thing: object) -> None:
        """Within one check no two rows mean the same thing, by whatever names they call it. Raises Wrong."""
        if not self.for_update and (earlier := self._places.setdefault(thing, row.place)) != row.place:
            raise Wrong("", DUPLICATE, row=row.other(earlier))

    def _judged(self, row: Row) -> Judged:
        try:
            return self.judged(row)
        except Wrong as wrong:
            return refused(row, self.sheet, wrong)


def refused(row: Row, sheet: Sheet, *wrongs: Wrong) -> Judged:
    """The verdict where something is wrong."""
    problems = tuple(row.problem(sheet.by_key.get(wrong.key), wrong.fault, **wrong.details) for wrong in wrongs)
    return Judged(row, Verdict.REFUSED, problems=problems)


def compared(row: Row, subject_id: int | None, there: Mapping[str, Any], wished: Mapping[str, Any]) -> Judged:
    """The verdict against what is there (None where nothing is): only what the row tells and what differs."""
    if subject_id is None:
        return Judged(row, Verdict.NEW, after=dict(wished))
    after = {key: value for key, value in wished.items() if value != there[key]}
    return Judged(row, Verdict.CHANGED if after else Verdict.UNCHANGED, subject_id, {key: there[key] for key in after}, after)
