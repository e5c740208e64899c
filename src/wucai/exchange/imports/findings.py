"""What the judges of the exchange's lists share: what a row wishes, and all that is wrong with it."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext_noop as _

from wucai.core.imports import Judged
from wucai.core.judging import Wrong, compared, refused
from wucai.core.spreadsheets import Fault, Row, Sheet
from wucai.core.spreadsheets.refusals import UNKNOWN_CHOICE
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
OUT_OF_SPAN = Fault("out_of_span", _("This day lies too far from the edition."), _("Write a day from %(first)s to %(last)s."))
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
UNKNOWN_VISIT = Fault(
    "unknown_visit", _("No visit to this unit on this day is known here."), _("Leave the cell empty, or have the visit entered first.")
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
    wrongs: list[Wrong] = field(default_factory=list)

    def __post_init__(self) -> None:
        for column in self.sheet.columns:
            value = self.row.values.get(column.key)
            if value not in (None, "", ()):
                self.wish[column.key] = value.isoformat() if isinstance(value, date) else value

    def text(self, key: str) -> str:
        """What the cell says; nothing where it is empty."""
        return str(self.wish.get(key, ""))

    def refuse(self, key: str, fault: Fault, /, **details: Any) -> None:
        """Something is wrong with this cell, or, without a key, with the row as a whole."""
        self.wrongs.append(Wrong(key, fault, **details))

    def verdict(self, subject_id: int | None, there: dict[str, Any]) -> Judged:
        """What becomes of the row: refused where something is wrong, else against what is there."""
        if self.wrongs:
            return refused(self.row, self.sheet, *self.wrongs)
        wish = self.wish if subject_id is None else {key: value for key, value in self.wish.items() if key in there}
        return compared(self.row, subject_id, there, wish)

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

    def take_days(self, span: tuple[date, date]) -> None:
        """The last day is not before the first, and neither lies far from the edition."""
        self.take_day("starts_on", span)
        self.take_day("ends_on", span)
        if self.text("ends_on") and self.text("ends_on") < self.text("starts_on"):
            self.refuse("ends_on", BACKWARDS)

    def take_day(self, key: str, span: tuple[date, date]) -> None:
        """A day that does not lie far from the edition."""
        first, last = (day.isoformat() for day in span)
        if self.text(key) and not first <= self.text(key) <= last:
            self.refuse(key, OUT_OF_SPAN, first=first, last=last)
