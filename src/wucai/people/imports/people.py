"""Lists of people on their way in: each row against the people who are there."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_noop as _

from wucai.core import phones
from wucai.core.choices import Verdict
from wucai.core.importers import Scope
from wucai.core.imports import Judged
from wucai.core.spreadsheets import CellProblem, Fault, Row
from wucai.core.spreadsheets.refusals import DUPLICATE
from wucai.people import queries
from wucai.people.models import Person
from wucai.people.queries import Known
from wucai.people.sheets import PEOPLE

NO_CONTACT = Fault("no_contact", _("There is neither a mobile number nor an e-mail address."), _("Fill in at least one of them."))
UNKNOWN_NUMBER = Fault(
    "unknown_number", _("Nobody here has this number."), _("If the person is new, empty the cell in the hidden column “%(column)s”.")
)
TAKEN = Fault("taken", _("This belongs to somebody else here."), _("Check it with the person, or ask the other one."))


class Judge:
    """Rows → verdicts, with three queries however many rows there are. A row with nothing for a field leaves the field as it is.

    `for_update` locks the people it finds, for a write in the same transaction. Within one check two rows cannot mean the same person.
    People belong to no edition and no unit, so the scope changes nothing.
    """

    def __init__(self, scope: Scope, for_update: bool = False) -> None:
        self._for_update = for_update
        self._rows_of: dict[int, tuple[str, int]] = {}

    def __call__(self, rows: Sequence[Row]) -> list[Judged]:
        """The verdicts, in the order of the rows."""
        known = queries.known_by(
            numbers={str(row.values["number"]) for row in rows if row.values.get("number")},
            phone_indexes={index for row in rows if (index := _index(row))},
            emails={str(row.values["email"]) for row in rows if row.values.get("email")},
            for_update=self._for_update,
        )
        return [self._judged(row, known) for row in rows]

    def _judged(self, row: Row, known: Known) -> Judged:
        by_number = known.by_number.get(str(row.values.get("number") or ""))
        by_phone = known.by_phone.get(_index(row))
        by_email = known.by_email.get(str(row.values.get("email") or ""))
        if row.values.get("number") and by_number is None:
            column = PEOPLE.by_key["number"]
            return _refused(row, "number", UNKNOWN_NUMBER, {"column": [[column.header, column.header_en]]})
        person = by_number or by_phone or by_email
        if by_phone not in (None, person):
            return _refused(row, "phone", TAKEN)
        if by_email not in (None, person):
            return _refused(row, "email", TAKEN)
        if person is None:
            return _new(row)
        return self._once(row, person) or _compared(row, person)

    def _once(self, row: Row, person: Person) -> Judged | None:
        if self._for_update:
            return None
        place = (row.sheet, row.number)
        earlier = self._rows_of.setdefault(person.pk, place)
        if earlier == place:
            return None
        return _refused(row, "", DUPLICATE, {"row": str(earlier[1]) if earlier[0] == row.sheet else f"{earlier[0]}!{earlier[1]}"})


def _index(row: Row) -> str:
    phone = str(row.values.get("phone") or "")
    return phones.index(phone) if phone else ""


def _new(row: Row) -> Judged:
    if not (row.values.get("phone") or row.values.get("email")):
        return _refused(row, "", NO_CONTACT)
    after = {column.key: _plain(row.values[column.key]) for column in PEOPLE.columns if not column.hidden and row.values.get(column.key)}
    return Judged(row, Verdict.NEW, after=after)


def _compared(row: Row, person: Person) -> Judged:
    there = {
        "name": person.name,
        "name_en": person.name_en,
        "phone": person.phone or "",
        "email": person.email or "",
        "languages": person.languages,
    }
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for key, value in there.items():
        wished = _plain(row.values.get(key))
        if wished and _comparable(wished) != _comparable(value):
            before[key], after[key] = value, wished
    verdict = Verdict.CHANGED if after else Verdict.UNCHANGED
    return Judged(row, verdict, subject_id=person.pk, before=before, after=after)


def _plain(value: Any) -> Any:
    """The value as JSON keeps it."""
    return list(value) if isinstance(value, tuple) else value


def _comparable(value: Any) -> Any:
    """Languages have no order; a text typed elsewhere may have space around it."""
    return frozenset(value) if isinstance(value, list) else str(value).strip()


def _refused(row: Row, key: str, fault: Fault, details: dict[str, Any] | None = None) -> Judged:
    header = PEOPLE.by_key[key].header if key else ""
    place = (row.sheet, row.number, row.letters.get(key, ""), header, row.written.get(key, ""))
    return Judged(row, Verdict.REFUSED, problems=(CellProblem(*place, fault, details or {}),))
