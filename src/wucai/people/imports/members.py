"""Lists of who belongs to which unit on their way in: the people must be here already."""

from collections.abc import Sequence

from django.utils.translation import gettext_noop as _

from wucai.core import phones
from wucai.core.choices import Verdict
from wucai.core.importers import Scope
from wucai.core.imports import Judged
from wucai.core.spreadsheets import Fault, Row
from wucai.core.spreadsheets.refusals import DUPLICATE
from wucai.people import queries
from wucai.people.imports.findings import OTHER_UNIT, UNKNOWN_UNIT, Wrong, compared, refused
from wucai.people.models import Membership, Organisation
from wucai.people.queries import Known
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


class MembersJudge:
    """Rows → verdicts, in four queries however many rows there are. A member becomes liaison by a list, and stays one.

    A unit's own list can change nobody's membership: that would tell it who has an account here, and bind people who did not agree.
    """

    def __init__(self, scope: Scope, for_update: bool = False) -> None:
        self._scope = scope
        self._for_update = for_update
        self._place_of: dict[tuple[int, int], tuple[str, int]] = {}

    def __call__(self, rows: Sequence[Row]) -> list[Judged]:
        """The verdicts, in the order of the rows."""
        indexes = {phones.index(str(row.values["phone"])) for row in rows}
        known = queries.known_by(numbers=(), phone_indexes=indexes, emails=(), for_update=self._for_update)
        units = queries.organisations_called({str(row.values["organisation"]) for row in rows})
        standing = queries.memberships_between(known.by_phone.values(), units.values())
        return [self._judged(row, known, units, standing) for row in rows]

    def _judged(self, row: Row, known: Known, units: dict[str, Organisation], standing: dict[tuple[int, int], Membership]) -> Judged:
        try:
            return self._compared(row, known, units, standing)
        except Wrong as wrong:
            return refused(row, MEMBERS, wrong)

    def _compared(self, row: Row, known: Known, units: dict[str, Organisation], standing: dict[tuple[int, int], Membership]) -> Judged:
        unit = units.get(str(row.values["organisation"]))
        if self._scope.organisation_id is not None:
            is_own = unit is not None and unit.pk == self._scope.organisation_id
            raise Wrong("phone", BY_INVITATION) if is_own else Wrong("organisation", OTHER_UNIT)
        if unit is None:
            raise Wrong("organisation", UNKNOWN_UNIT)
        person = known.by_phone.get(phones.index(str(row.values["phone"])))
        if person is None:
            raise Wrong("phone", UNKNOWN_PERSON)
        self._once(row, (person.pk, unit.pk))
        told = row.values.get("is_liaison")
        membership = standing.get((person.pk, unit.pk))
        if membership is None:
            says = {"person": person.pk, "unit": unit.pk}
            return Judged(row, Verdict.NEW, after={"organisation": unit.name, "is_liaison": told or NO, "says": says})
        if membership.is_liaison and told == NO:
            raise Wrong("is_liaison", STAYS_LIAISON)
        there = {"is_liaison": YES if membership.is_liaison else NO}
        return compared(row, membership.pk, there, {"is_liaison": told} if told else {})

    def _once(self, row: Row, key: tuple[int, int]) -> None:
        """Within one check two rows cannot mean the same membership: by a unit's name and by another name of it."""
        if self._for_update:
            return
        here = (row.sheet, row.number)
        earlier = self._place_of.setdefault(key, here)
        if earlier != here:
            raise Wrong("", DUPLICATE, row=str(earlier[1]) if earlier[0] == row.sheet else f"{earlier[0]}!{earlier[1]}")
