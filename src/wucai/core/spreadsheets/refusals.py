"""How a file or a cell is refused: with a reason, the place, and what to do about it.

A fault's two sentences are kept in English and translated when they are shown, so that a stored problem speaks the reader's language. They
never hold the value itself: that may be somebody's telephone number.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _

from wucai.core.refusals import Refused
from wucai.core.spreadsheets.choices import SheetRefusal


def told(details: Mapping[str, Any]) -> dict[str, Any]:
    """What fills a sentence: a list of names, each in Chinese and English, becomes one text in the reader's language."""
    is_english = (get_language() or "").startswith("en")
    place, between = (1, ", ") if is_english else (0, "、")
    return {key: between.join(str(names[place]) for names in value) if isinstance(value, list) else value for key, value in details.items()}


class SheetRefused(Refused):
    """The whole file cannot be taken. `sentence` says why and what to do."""

    status = 422

    def __init__(self, reason: SheetRefusal, **details: object) -> None:
        super().__init__(reason)
        self.details = details

    @property
    def sentence(self) -> str:
        """What to tell the sender, in the language of the request."""
        return str(self.reason.label) % told(self.details)


@dataclass(frozen=True)
class Fault:
    """One way in which a cell or row can be wrong: what it is, and what to do. Both sentences are message ids."""

    code: str
    message: str
    what_to_do: str


REQUIRED = Fault("required", _("This cell is empty but needed."), _("Fill it in."))
TOO_LONG = Fault("too_long", _("This is longer than %(most)s characters."), _("Shorten it."))
NOT_A_NUMBER = Fault("not_a_number", _("This is not a whole number."), _("Write digits only, for example 40."))
NOT_A_DATE = Fault("not_a_date", _("This is not a date that can be read in one way only."), _("Write it like 2020-11-05."))
NOT_A_PHONE = Fault(
    "not_a_phone", _("This is not a telephone number."), _("Write a mobile number of 11 digits, or +, country code and number.")
)
NOT_AN_EMAIL = Fault("not_an_email", _("This is not an e-mail address."), _("Write it like name@example.org."))
SHORTENED = Fault(
    "shortened",
    _("Excel has shortened this number and its last digits are lost."),
    _("Set the column's format to “Text” and type the number again."),
)
UNKNOWN_CHOICE = Fault("unknown_choice", _("This is not one of the words that can stand here."), _("Write one of: %(choices)s."))
FORMULA = Fault("formula", _("This cell contains a formula."), _("Copy the cell and paste it as a value."))
MERGED = Fault("merged", _("This row is part of merged cells."), _("Take the merging off and fill in every row."))
ERROR_VALUE = Fault("error_value", _("This cell shows an error of Excel."), _("Write the value itself."))
DUPLICATE = Fault("duplicate", _("This row repeats row %(row)s."), _("Remove one of the two."))


@dataclass(frozen=True)
class CellProblem:
    """One thing that is wrong with one row, with its place; `letter` and `header` are empty when it is the row as a whole."""

    sheet: str
    row: int
    letter: str
    header: str
    value: str
    fault: Fault
    details: Mapping[str, Any] = field(default_factory=dict)

    @property
    def message(self) -> str:
        """What is wrong, in the reader's language."""
        return gettext(self.fault.message) % told(self.details)  # marked where the fault is made

    @property
    def what_to_do(self) -> str:
        """How to mend it, in the reader's language."""
        return gettext(self.fault.what_to_do) % told(self.details)  # as above

    def kept(self) -> dict[str, Any]:
        """What may be kept beside the row: everything but the value, which may be private."""
        words = [self.fault.code, self.fault.message, self.fault.what_to_do]
        return {"letter": self.letter, "header": self.header, "fault": words, "details": dict(self.details)}

    @classmethod
    def from_kept(cls, kept: Mapping[str, Any], *, sheet: str, row: int, value: str = "") -> "CellProblem":
        """The problem again, from what `kept` gave."""
        return cls(sheet, row, kept["letter"], kept["header"], value, Fault(*kept["fault"]), kept["details"])
