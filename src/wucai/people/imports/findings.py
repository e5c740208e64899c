"""What the judges of units and members share: a row is refused by raising what is wrong with it."""

from typing import Any

from django.utils.translation import gettext_noop as _

from wucai.core.choices import Verdict
from wucai.core.imports import Judged
from wucai.core.spreadsheets import CellProblem, Fault, Row, Sheet

UNKNOWN_UNIT = Fault(
    "unknown_unit", _("No unit of this name is known here."), _("Write the name as in the list of units, or have the unit entered first.")
)
OTHER_UNIT = Fault("other_unit", _("This is another unit than yours."), _("Take this row out: a unit sends its own rows only."))


class Wrong(Exception):
    """The row cannot be taken: the fault, and the key of the column where it is; without one it is the row as a whole."""

    def __init__(self, key: str, fault: Fault, **details: Any) -> None:
        super().__init__(fault.code)
        self.key = key
        self.fault = fault
        self.details = details


def refused(row: Row, sheet: Sheet, wrong: Wrong) -> Judged:
    """The verdict where something is wrong."""
    header = sheet.by_key[wrong.key].header if wrong.key else ""
    place = (row.sheet, row.number, row.letters.get(wrong.key, ""), header, row.written.get(wrong.key, ""))
    return Judged(row, Verdict.REFUSED, problems=(CellProblem(*place, wrong.fault, wrong.details),))


def compared(row: Row, subject_id: int, there: dict[str, Any], wished: dict[str, Any]) -> Judged:
    """The verdict against what is there: only what the row tells and what differs."""
    after = {key: value for key, value in wished.items() if value != there[key]}
    verdict = Verdict.CHANGED if after else Verdict.UNCHANGED
    return Judged(row, verdict, subject_id, {key: there[key] for key in after}, after)
