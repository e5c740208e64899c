"""What the judges of the exchange's lists share: what a row wishes, what is wrong with it, and whether it was there before in the file."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext_noop as _

from wucai.core.choices import Verdict
from wucai.core.imports import Judged
from wucai.core.spreadsheets import CellProblem, Fault, Row, Sheet
from wucai.core.spreadsheets.refusals import DUPLICATE, UNKNOWN_CHOICE
from wucai.exchange.actions.items import MOST
from wucai.exchange.queries.known import Words

UNKNOWN_UNIT = Fault(
    "unknown_unit", _("No unit of this name is known here."), _("Write the name as in the list of units, or have the unit entered first.")
)
OTHER_UNIT = Fault("other_unit", _("This is another unit than yours."), _("Leave the cell empty: a unit sends its own lines only."))
UNKNOWN_STATION = Fault(
    "unknown_station", _("No single station is called so."), _("Write the name as on the page of stations, or leave the cell empty.")
)
OUT_OF_RANGE = Fault("out_of_range", _("This number cannot be right."), _("Write a number from 1 to %(most)s."))
BACKWARDS = Fault("backwards", _("The last day is before the first."), _("Change one of the two days."))
BAD_CODE = Fault(
    "bad_code", _("This cannot be the number of a line."), _("Write letters and digits, such as %(example)s, or leave the cell empty.")
)
UNKNOWN_CODE = Fault("unknown_code", _("No line of yours has this number."), _("Empty the cell if the line is new."))
CODE_OF_OTHER = Fault("code_of_other", _("The line with this number belongs to another unit."), _("Empty the cell to add a new line."))
SEVERAL = Fault("several", _("This unit has several lines of this title."), _("Write the number of the one that you mean."))
SETTLED = Fault(
    "settled", _("This line was withdrawn or is finished, so it can no longer be changed."), _("Add a new line under another title.")
)
PROMISED = Fault("promised", _("More than this is promised already."), _("Write at least %(least)s, or withdraw a match first."))
HAS_MATCHES = Fault("has_matches", _("Accepted matches rest on this line, so this cannot be changed."), _("Withdraw these matches first."))
RADIUS_WITHOUT_SITE = Fault(
    "radius_without_site", _("A radius is measured from a station."), _("Name a station, or leave the radius empty.")
)
NOTHING_HEARD = Fault(
    "nothing_heard", _("A visit asks two questions, and neither has an answer here."), _("Write down the answer to one of them at least.")
)


@dataclass
class Findings:
    """One row on its way to a verdict: what it wishes by the columns' keys, fit for JSON, and what is wrong with it."""

    row: Row
    sheet: Sheet
    wish: dict[str, Any] = field(default_factory=dict)
    problems: list[CellProblem] = field(default_factory=list)

    def __post_init__(self) -> None:
        for column in self.sheet.columns:
            value = self.row.values.get(column.key)
            if value not in (None, "", ()):
                self.wish[column.key] = value.isoformat() if isinstance(value, date) else value

    def text(self, key: str) -> str:
        """What the cell says; nothing where it is empty."""
        return str(self.wish.get(key, ""))

    def refuse(self, key: str, fault: Fault, **details: Any) -> None:
        """Something is wrong with this cell, or, without a key, with the row as a whole."""
        header = self.sheet.by_key[key].header if key else ""
        place = (self.row.sheet, self.row.number, self.row.letters.get(key, ""), header, self.row.written.get(key, ""))
        self.problems.append(CellProblem(*place, fault, details))

    def refused(self) -> Judged:
        """The verdict where something is wrong."""
        return Judged(self.row, Verdict.REFUSED, problems=tuple(self.problems))

    def compared(self, subject_id: int, there: dict[str, Any]) -> Judged:
        """The verdict against what is there: only what the row tells and what differs."""
        after = {key: value for key, value in self.wish.items() if key in there and value != there[key]}
        verdict = Verdict.CHANGED if after else Verdict.UNCHANGED
        return Judged(self.row, verdict, subject_id, {key: there[key] for key in after}, after)

    def take_category(self, words: Words) -> None:
        """Its category by the name that it has in the edition."""
        if category := words.categories.get(self.text("category").casefold()):
            self.wish["category"] = category.name
        elif "category" in self.wish:
            self.refuse("category", UNKNOWN_CHOICE, choices=words.category_names)

    def take_site(self, words: Words) -> None:
        """Its station by the name that it has here."""
        if site := words.sites.get(self.text("site")):
            self.wish["site"] = site.name
        elif "site" in self.wish:
            self.refuse("site", UNKNOWN_STATION)

    def take_number(self, key: str) -> None:
        """A number of pieces, people or metres: at least one, and no more than the database holds."""
        if key in self.wish and not 1 <= self.wish[key] <= MOST:
            self.refuse(key, OUT_OF_RANGE, most=MOST)

    def take_days(self) -> None:
        """The last day is not before the first."""
        if self.text("ends_on") and self.text("ends_on") < self.text("starts_on"):
            self.refuse("ends_on", BACKWARDS)


class Once:
    """That within one file no two rows mean the same line: by its code, or where one of the two has none, by unit and title."""

    def __init__(self) -> None:
        self._codes: dict[str, tuple[str, int]] = {}
        self._titles: dict[tuple[int, str], tuple[tuple[str, int], bool]] = {}

    def repeats(self, row: Row, code: str, unit: int, title: str) -> str:
        """Where the line stood before, as people find it: a row's number, with its sheet if that is another; nothing if it did not."""
        here = (row.sheet, row.number)
        earlier = self._codes.setdefault(code, here) if code else here
        place, has_code = self._titles.setdefault((unit, title), (here, bool(code)))
        if earlier == here and not (has_code and code):
            earlier = place
        if earlier == here:
            return ""
        return str(earlier[1]) if earlier[0] == row.sheet else f"{earlier[0]}!{earlier[1]}"


def repeated(findings: Findings, where: str) -> Judged:
    """The verdict on a row that says again what stood before."""
    findings.refuse("", DUPLICATE, row=where)
    return findings.refused()
