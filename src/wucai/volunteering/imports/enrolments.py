"""Lists of enrolments on their way in: who serves in the edition, when and what they would like to."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_noop as _

from wucai.core import phones
from wucai.core.choices import Verdict
from wucai.core.importers import Scope
from wucai.core.imports import Judged
from wucai.core.judging import ListJudge, Wrong
from wucai.core.spreadsheets import Fault, Row
from wucai.people import queries as people
from wucai.people.models import Organisation, Person
from wucai.programme.models import Edition
from wucai.programme.queries import edition_numbered
from wucai.volunteering.actions.enrolments import coarse, joined
from wucai.volunteering.imports import times
from wucai.volunteering.models import Enrolment, Qualification
from wucai.volunteering.queries import lists
from wucai.volunteering.sheets import ENROLMENTS, NO, YES

UNKNOWN_PERSON = Fault("unknown_person", _("Nobody here has this number."), _("Send the list of people first, then this one again."))
UNKNOWN_UNIT = Fault("unknown_unit", _("No unit is called so."), _("Write its name as it is known here, or leave the cell empty."))
OTHER_UNIT = Fault("other_unit", _("This is another unit's line."), _("A unit sends lines for its own people only."))
UNKNOWN_QUALIFICATION = Fault(
    "unknown_qualifications", _("“%(name)s” is no qualification of this edition."), _("Write it as it is called here, or leave it out.")
)
UNREADABLE_TIMES = Fault("unreadable_times", _("These times cannot be read."), _("Write them like 11-05 07:00-15:00; 11月6日上午."))
NOT_A_DEGREE = Fault(
    "not_a_degree", _("This is no coordinate in decimal degrees."), _("Write it like 31.19, in both columns or in neither.")
)
TOO_MANY_SHIFTS = Fault("too_many_shifts", _("One serves on 1 to 60 shifts."), _("Write how many shifts are enough."))
MOST_SHIFTS = 60
_DEGREES = re.compile(r"[+-]?\d{1,3}(?:\.\d+)?")
_LARGEST = {"latitude": 90, "longitude": 180}


@dataclass(frozen=True)
class World:
    """What the rows of a batch speak of, found in a fixed number of queries."""

    people: Mapping[str, Person]
    units: Mapping[str, Organisation]
    qualifications: Mapping[str, Qualification]
    enrolments: Mapping[int, Enrolment]
    held: Mapping[int, set[int]]

    @property
    def unit_names(self) -> dict[int, str]:
        """The names of the units that are spoken of, and of those that people are enrolled for."""
        enrolled = {each.organisation.pk: each.organisation.name for each in self.enrolments.values() if each.organisation}
        return enrolled | {unit.pk: unit.name for unit in self.units.values()}


class EnrolmentsJudge(ListJudge):
    """Rows → verdicts, in seven queries however many rows there are. A row with nothing for a field leaves the field as it is."""

    sheet = ENROLMENTS

    def __init__(self, scope: Scope, for_update: bool = False) -> None:
        super().__init__(scope, for_update)
        self._edition: Edition = edition_numbered(scope.edition_id)

    def look(self, rows: Sequence[Row]) -> None:
        """The people, units and qualifications that are named, and who is enrolled already."""
        self._found = self._world(rows)

    def _world(self, rows: Sequence[Row]) -> World:
        indexes = {phones.index(row.text("phone")) for row in rows}
        known = people.known_by(numbers=(), phone_indexes=indexes, emails=(), for_update=self.for_update)
        ids = {person.pk for person in known.by_phone.values()}
        edition_id = self.scope.edition_id
        return World(
            people=known.by_phone,
            units=people.organisations_called({row.text("organisation") for row in rows} - {""}),
            qualifications=lists.qualifications_called(edition_id),
            enrolments=lists.enrolments_of(edition_id, ids, for_update=self.for_update),
            held=lists.qualifications_held(edition_id, ids),
        )

    def judged(self, row: Row) -> Judged:
        """A new enrolment, or one that is there with what the row tells. Raises Wrong."""
        world = self._found
        person = world.people.get(phones.index(row.text("phone")))
        if person is None:
            raise Wrong("phone", UNKNOWN_PERSON)
        wished = self._wished(row, world)
        enrolment = world.enrolments.get(person.pk)
        if enrolment is None:
            says = {"person": person.pk, **wished}
            return Judged(row, Verdict.NEW, after={**_shown(wished, world), "says": says})
        there = _there(enrolment, world.held.get(person.pk, set()))
        says = {key: value for key, value in wished.items() if value != there[key]}
        if set(wished.get("qualifications", ())) <= set(there["qualifications"]):
            says.pop("qualifications", None)
        if not says:
            return Judged(row, Verdict.UNCHANGED, subject_id=enrolment.pk)
        before = _shown({key: there[key] for key in says}, world)
        return Judged(row, Verdict.CHANGED, subject_id=enrolment.pk, before=before, after={**_shown(says, world), "says": says})

    def _wished(self, row: Row, world: World) -> dict[str, Any]:
        """What the row says, by names of fields and fit for JSON; what it leaves empty is left out."""
        values = row.values
        wished: dict[str, Any] = {**self._unit(row, world), **_place(row)}
        if values.get("colours"):
            wished["colours"] = list(_words(row, "colours"))
        if values.get("most_shifts") is not None:
            wished["most_shifts"] = _most_shifts(row)
        if values.get("times"):
            found = times.windows(str(values["times"]), self._edition)
            if found is None:
                raise Wrong("times", UNREADABLE_TIMES)
            wished["times"] = times.plain(joined(found))
        if values.get("qualifications"):
            wished["qualifications"] = sorted(_qualification(name, world) for name in _words(row, "qualifications"))
        if values.get("is_demo") and self.scope.organisation_id is None:
            wished["is_demo"] = values["is_demo"] == YES
        return wished

    def _unit(self, row: Row, world: World) -> dict[str, int]:
        own, name = self.scope.organisation_id, row.text("organisation")
        unit = world.units.get(name)
        if name and unit is None:
            raise Wrong("organisation", UNKNOWN_UNIT)
        if own is not None and unit is not None and unit.pk != own:
            raise Wrong("organisation", OTHER_UNIT)
        meant = unit.pk if unit else own
        return {} if meant is None else {"organisation": meant}


def _shown(says: Mapping[str, Any], world: World) -> dict[str, Any]:
    """The same by columns and in words, as the page of differences shows it."""
    shown = {key: says[key] for key in ("colours", "most_shifts") if key in says}
    if says.get("organisation"):
        shown["organisation"] = world.unit_names.get(says["organisation"], "")
    for key in ("latitude", "longitude"):
        if says.get(f"{key}_e6") is not None:
            shown[key] = f"{says[f'{key}_e6'] / 1_000_000:.2f}"
    if "times" in says:
        shown["times"] = times.told(says["times"])
    if "qualifications" in says:
        names = {each.pk: each.name for each in world.qualifications.values()}
        shown["qualifications"] = [names[pk] for pk in says["qualifications"]]
    if "is_demo" in says:
        shown["is_demo"] = YES if says["is_demo"] else NO
    return shown


def _there(enrolment: Enrolment, held: set[int]) -> dict[str, Any]:
    windows = [(each.starts_at, each.ends_at) for each in enrolment.availabilities.all()]
    plain = {key: getattr(enrolment, key) for key in ("colours", "most_shifts", "latitude_e6", "longitude_e6", "is_demo")}
    return {**plain, "organisation": enrolment.organisation_id, "times": times.plain(windows), "qualifications": sorted(held)}


def _words(row: Row, key: str) -> tuple[str, ...]:
    words: Any = row.values[key]
    return tuple(words)


def _most_shifts(row: Row) -> int:
    most: Any = row.values["most_shifts"]
    if not 1 <= most <= MOST_SHIFTS:
        raise Wrong("most_shifts", TOO_MANY_SHIFTS)
    return int(most)


def _place(row: Row) -> dict[str, int]:
    """Where they live, to about a kilometre, in millionths of a degree."""
    written = {key: unicodedata.normalize("NFKC", row.text(key)).strip() for key in _LARGEST}
    if not any(written.values()):
        return {}
    found = {}
    for key, text in written.items():
        if not _DEGREES.fullmatch(text) or abs(float(text)) > _LARGEST[key]:
            raise Wrong(key, NOT_A_DEGREE)
        found[f"{key}_e6"] = coarse(round(float(text) * 1_000_000)) or 0
    return found


def _qualification(name: str, world: World) -> int:
    found = world.qualifications.get(name.strip())
    if found is None:
        raise Wrong("qualifications", UNKNOWN_QUALIFICATION, name=name)
    return found.pk
