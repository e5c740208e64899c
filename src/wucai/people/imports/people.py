"""Lists of people on their way in: each row against the people who are there."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_noop as _

from wucai.core import phones
from wucai.core.imports import Judged
from wucai.core.judging import ListJudge, Wrong, compared
from wucai.core.spreadsheets import Fault, Row
from wucai.people import queries
from wucai.people.models import Person
from wucai.people.sheets import PEOPLE

NO_CONTACT = Fault("no_contact", _("There is neither a mobile number nor an e-mail address."), _("Fill in at least one of them."))
UNKNOWN_NUMBER = Fault(
    "unknown_number", _("Nobody here has this number."), _("If the person is new, empty the cell in the hidden column “%(column)s”.")
)
HOLDS_OFFICE = Fault(
    "holds_office",
    _("This person leads or coordinates an edition and logs in with this."),
    _("Take this change out: they make it themselves on the page of their account."),
)
TAKEN = Fault("taken", _("This belongs to somebody else here."), _("Check it with the person, or ask the other one."))


class PeopleJudge(ListJudge):
    """Rows → verdicts, with four queries however many rows there are. A row with nothing for a field leaves the field as it is.

    People belong to no edition and no unit. With what leaders and coordinators log in, no list of somebody else's changes: whoever sent it
    could then log in as them.
    """

    sheet = PEOPLE

    def look(self, rows: Sequence[Row]) -> None:
        """The people with these numbers, phones and addresses."""
        self._known = queries.known_by(
            numbers={row.text("number") for row in rows} - {""},
            phone_indexes={_index(row) for row in rows} - {""},
            emails={row.text("email") for row in rows} - {""},
            for_update=self.for_update,
        )

        self._officers = queries.with_office({person.pk for person in self._known.by_number.values()}) - {self.scope.actor_id}

    def judged(self, row: Row) -> Judged:
        """Somebody new, or somebody who is here with what the row tells of them. Raises Wrong."""
        by_number = self._known.by_number.get(row.text("number"))
        by_phone = self._known.by_phone.get(_index(row))
        by_email = self._known.by_email.get(row.text("email"))
        if row.text("number") and by_number is None:
            column = PEOPLE.by_key["number"]
            raise Wrong("number", UNKNOWN_NUMBER, column=[[column.header, column.header_en]])
        person = by_number or by_phone or by_email
        if by_phone not in (None, person):
            raise Wrong("phone", TAKEN)
        if by_email not in (None, person):
            raise Wrong("email", TAKEN)
        if person is None:
            return _new(row)
        self.require_once(row, person.pk)
        judged = _compared(row, person)
        if person.pk in self._officers and (key := next((key for key in ("phone", "email") if key in judged.after), None)):
            raise Wrong(key, HOLDS_OFFICE)
        return judged


def _index(row: Row) -> str:
    phone = row.text("phone")
    return phones.index(phone) if phone else ""


def _new(row: Row) -> Judged:
    if not (row.text("phone") or row.text("email")):
        raise Wrong("", NO_CONTACT)
    told = {column.key: _plain(row.values[column.key]) for column in PEOPLE.columns if not column.hidden and row.values.get(column.key)}
    return compared(row, None, {}, told)


def _compared(row: Row, person: Person) -> Judged:
    there = {
        "name": person.name,
        "name_en": person.name_en,
        "phone": person.phone or "",
        "email": person.email or "",
        "languages": person.languages,
    }
    told = {key: _plain(row.values[key]) for key in there if row.values.get(key)}
    return compared(row, person.pk, there, {key: value for key, value in told.items() if _comparable(value) != _comparable(there[key])})


def _plain(value: Any) -> Any:
    """The value as JSON keeps it."""
    return list(value) if isinstance(value, tuple) else value


def _comparable(value: Any) -> Any:
    """Languages have no order; a text typed elsewhere may have space around it."""
    return frozenset(value) if isinstance(value, list) else str(value).strip()
