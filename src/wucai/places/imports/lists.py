"""What the judges of both lists share: one row's refusal, its comparison, and that two rows never mean the same thing."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_noop as _

from wucai.core.choices import Verdict
from wucai.core.importers import Scope
from wucai.core.imports import Judged
from wucai.core.spreadsheets import CellProblem, Fault, Row, Sheet
from wucai.core.spreadsheets.refusals import DUPLICATE

NOT_A_UNITS = Fault("not_a_units", _("Units send no list of this kind."), _("Ask the coordinator to enter it."))
OUT_OF_RANGE = Fault("out_of_range", _("This number is too small or too large."), _("Write a number from %(least)s to %(most)s."))


class CellRefused(Exception):
    """A cell cannot be used; told to the sender with its place."""

    def __init__(self, key: str, fault: Fault, **details: Any) -> None:
        super().__init__(fault.code)
        self.key = key
        self.fault = fault
        self.details = details


class ListJudge:
    """Rows → verdicts; a list brings what is known of a batch, and for each row what is there and what is wished.

    A row with nothing for a field leaves the field as it is. `for_update` locks what is found, for a write in the same transaction.
    """

    sheet: Sheet

    def __init__(self, scope: Scope, for_update: bool = False) -> None:
        self.scope = scope
        self.for_update = for_update
        self._rows_of: dict[object, tuple[str, int]] = {}

    def __call__(self, rows: Sequence[Row]) -> list[Judged]:
        """The verdicts, in the order of the rows."""
        if self.scope.organisation_id is not None:
            return [self._refused(row, CellRefused("", NOT_A_UNITS)) for row in rows]
        self.look(rows)
        return [self._judged(row) for row in rows]

    def look(self, rows: Sequence[Row]) -> None:
        """Ask the database for all that the batch speaks of, in as many queries for one row as for a thousand."""
        raise NotImplementedError

    def there(self, row: Row) -> tuple[int | None, dict[str, Any]]:
        """The key of the row's thing with what is there by column; None where it would be new. Raises CellRefused."""
        raise NotImplementedError

    def wished(self, row: Row, there: Mapping[str, Any]) -> dict[str, Any]:
        """What the row wishes, by column and fit for JSON. Raises CellRefused."""
        raise NotImplementedError

    def mark(self, row: Row) -> object:
        """By what two rows would mean the same thing."""
        raise NotImplementedError

    def _judged(self, row: Row) -> Judged:
        try:
            pk, there = self.there(row)
            wished = self.wished(row, there)
            self._require_once(row)
        except CellRefused as refused:
            return self._refused(row, refused)
        after = {key: value for key, value in wished.items() if pk is None or value != there.get(key)}
        if pk is None:
            return Judged(row, Verdict.NEW, after=after)
        before = {key: there.get(key) for key in after}
        return Judged(row, Verdict.CHANGED if after else Verdict.UNCHANGED, subject_id=pk, before=before, after=after)

    def _require_once(self, row: Row) -> None:
        if self.for_update:
            return
        place = (row.sheet, row.number)
        earlier = self._rows_of.setdefault(self.mark(row), place)
        if earlier != place:
            raise CellRefused("", DUPLICATE, row=str(earlier[1]) if earlier[0] == row.sheet else f"{earlier[0]}!{earlier[1]}")

    def _refused(self, row: Row, refused: CellRefused) -> Judged:
        header = self.sheet.by_key[refused.key].header if refused.key else ""
        place = (row.sheet, row.number, row.letters.get(refused.key, ""), header, row.written.get(refused.key, ""))
        return Judged(row, Verdict.REFUSED, problems=(CellProblem(*place, refused.fault, refused.details),))


def texts(row: Row, *keys: str) -> dict[str, str]:
    """The columns of these keys in which something stands."""
    return {key: str(row.values[key]).strip() for key in keys if row.values.get(key)}


def number(row: Row, key: str, *, least: int, most: int) -> dict[str, int]:
    """The number under its key, nothing for an empty cell. Raises CellRefused outside the range."""
    value = row.values.get(key)
    if value is None or value == "":
        return {}
    if not isinstance(value, int) or not least <= value <= most:
        raise CellRefused(key, OUT_OF_RANGE, least=least, most=most)
    return {key: value}
