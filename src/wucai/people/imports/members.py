"""Lists of who belongs to which unit on their way in: the people must be here already."""

from collections.abc import Sequence

from django.utils.translation import gettext_noop as _

from wucai.core import phones
from wucai.core.imports import Judged
from wucai.core.judging import ListJudge, Wrong, compared
from wucai.core.spreadsheets import Fault, Row
from wucai.people import queries
from wucai.people.imports.findings import OTHER_UNIT, UNKNOWN_UNIT
from wucai.people.sheets import MEMBERS, NO, YES

UNKNOWN_PERSON = Fault("unknown_person", _("Nobody here has this number."), _("Send the person with the list of people first."))
BY_INVITATION = Fault(
    "by_invitation",
    _("Colleagues come into a unit by an invitation, so that each agrees."),
    _("Take this row out and invite them on the page of your unit."),
)
STAYS_LIAISON = Fault(
    "stays_liaison",
    _("This person speaks for the unit, and no list takes that away."),
    _("End it on the page of the unit, or empty the cell."),
)


class MembersJudge(ListJudge):
    """Rows → verdicts, in four queries however many rows there are. A member becomes liaison by a list, and stays one.

    A unit's own list can change nobody's membership: that would tell it who has an account here, and bind people who did not agree.
    """

    sheet = MEMBERS

    def look(self, rows: Sequence[Row]) -> None:
        """The people and units that are named, and who of them belongs where."""
        indexes = {phones.index(row.text("phone")) for row in rows}
        self._people = queries.known_by(numbers=(), phone_indexes=indexes, emails=(), for_update=self.for_update).by_phone
        self._units = queries.organisations_called({row.text("organisation") for row in rows})
        self._standing = queries.memberships_between(self._people.values(), self._units.values())

    def judged(self, row: Row) -> Judged:
        """A new membership, or one in which somebody becomes liaison. Raises Wrong."""
        unit = self._units.get(row.text("organisation"))
        if self.scope.organisation_id is not None:
            is_own = unit is not None and unit.pk == self.scope.organisation_id
            raise Wrong("phone", BY_INVITATION) if is_own else Wrong("organisation", OTHER_UNIT)
        if unit is None:
            raise Wrong("organisation", UNKNOWN_UNIT)
        person = self._people.get(phones.index(row.text("phone")))
        if person is None:
            raise Wrong("phone", UNKNOWN_PERSON)
        self.require_once(row, (person.pk, unit.pk))
        told = row.text("is_liaison")
        membership = self._standing.get((person.pk, unit.pk))
        if membership is None:
            says = {"person": person.pk, "unit": unit.pk}
            return compared(row, None, {}, {"organisation": unit.name, "is_liaison": told or NO, "says": says})
        if membership.is_liaison and told == NO:
            raise Wrong("is_liaison", STAYS_LIAISON)
        there = {"is_liaison": YES if membership.is_liaison else NO}
        return compared(row, membership.pk, there, {"is_liaison": told} if told else {})
