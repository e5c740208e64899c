"""Lists of units on their way in: each row against the units that are there and the edition in which they take part."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_noop as _

from wucai.core.importers import Scope
from wucai.core.imports import Judged
from wucai.core.judging import ListJudge, Wrong, compared
from wucai.core.spreadsheets import Fault, Row
from wucai.people import queries
from wucai.people.choices import PartnershipState
from wucai.people.imports.findings import OTHER_UNIT
from wucai.people.models import Organisation, Partnership
from wucai.people.queries import KnownUnits
from wucai.people.sheets import NO, ORGANISATIONS, YES
from wucai.programme.queries import areas_called

UNKNOWN_CODE = Fault(
    "unknown_code", _("No unit has this code."), _("If the unit is new, empty the cell in the hidden column “%(column)s”.")
)
UNKNOWN_PARENT = Fault(
    "unknown_parent", _("The unit above is not known here."), _("Enter it first, in a row further up, or leave the cell empty.")
)
OWN_PARENT = Fault("own_parent", _("A unit cannot stand below itself."), _("Write another unit above it, or leave the cell empty."))
UNKNOWN_AREA = Fault(
    "unknown_area", _("No area is called so here."), _("Write a district, town or neighbourhood of the edition, or leave the cell empty.")
)
NAME_TAKEN = Fault("name_taken", _("Another unit is called so already."), _("Choose another name, or take this one out."))
LONG_ALIAS = Fault("long_alias", _("One of these names is longer than %(most)s characters."), _("Shorten it."))

_LONGEST_NAME = 60
# A unit is told apart by its key in the database, or, where it is new in this file, by its name.
_Key = int | str


class OrganisationsJudge(ListJudge):
    """Rows → verdicts, in five queries however many rows there are. A row with nothing for a field leaves the field as it is.

    A unit may stand below one from a row further up.
    """

    sheet = ORGANISATIONS

    def __init__(self, scope: Scope, for_update: bool = False) -> None:
        super().__init__(scope, for_update)
        self._new_names: dict[str, tuple[_Key, str]] = {}
        self._new_parents: dict[_Key, _Key | None] = {}

    def look(self, rows: Sequence[Row]) -> None:
        """The units that are named in whatever cell, and the areas."""
        names = {name for row in rows for name in (row.text("name"), row.text("parent"), *_aliases(row)) if name}
        codes = {row.text("code") for row in rows} - {""}
        self._units = queries.known_units(self.scope.edition_id, names=names, codes=codes, for_update=self.for_update)
        self._areas = areas_called(row.text("area") for row in rows)

    def judged(self, row: Row) -> Judged:
        """A new unit, or one that is there with what it tells. Raises Wrong."""
        unit = self._meant(row)
        wished = self._wished(row, unit)
        self.require_once(row, _key(row, unit))
        self._remember(row, unit, wished)
        if unit is None:
            return compared(row, None, {}, {"is_surrounding": NO, **wished})
        return compared(row, unit.pk, *_with_part(wished, unit, self._units))

    def _meant(self, row: Row) -> Organisation | None:
        """The unit by its code, else by any name; None when it is new."""
        unit = self._units.by_name.get(row.text("name"))
        if code := row.text("code"):
            if code not in self._units.by_code:
                column = ORGANISATIONS.by_key["code"]
                raise Wrong("code", UNKNOWN_CODE, column=[[column.header, column.header_en]])
            if unit not in (None, self._units.by_code[code]):
                raise Wrong("name", NAME_TAKEN)
            unit = self._units.by_code[code]
        if self.scope.organisation_id and (unit is None or unit.pk != self.scope.organisation_id):
            raise Wrong("name", OTHER_UNIT)
        return unit

    def _wished(self, row: Row, unit: Organisation | None) -> dict[str, Any]:
        """What the row says, by the columns' keys and fit for JSON; what it leaves empty is left out."""
        told: dict[str, Any] = {key: row.values[key] for key in ("name_en", "kind", "is_surrounding") if row.values.get(key)}
        if unit is None or row.text("code"):
            told["name"] = row.values["name"]
        if not self.scope.organisation_id and row.text("is_demo"):
            told["is_demo"] = row.values["is_demo"]
        if name := row.text("area"):
            if name not in self._areas:
                raise Wrong("area", UNKNOWN_AREA)
            told["area"] = self._areas[name].name
        if name := row.text("parent"):
            told["parent"] = self._parent(row, name, unit)
        if aliases := self._added(row, unit):
            told["aliases"] = aliases
        return told

    def _parent(self, row: Row, name: str, unit: Organisation | None) -> str:
        """The name of the unit above, as it will be called when the list is written."""
        above, mine = self._units.by_name.get(name), _key(row, unit)
        key, called = (above.pk, above.name) if above else self._new_names.get(name, (None, ""))
        if key is None:
            raise Wrong("parent", OWN_PARENT if name == mine else UNKNOWN_PARENT)
        step: _Key | None = key
        while step is not None:
            if step == mine:
                raise Wrong("parent", OWN_PARENT)
            step = self._new_parents.get(step, self._units.parents.get(step) if isinstance(step, int) else None)
        return called

    def _added(self, row: Row, unit: Organisation | None) -> list[str]:
        """All other names of the unit when the row brings one more, else none."""
        there = self._units.aliases[unit.pk] if unit else frozenset()
        own, key = row.text("name"), _key(row, unit)
        for name in _aliases(row):
            if len(name) > _LONGEST_NAME:
                raise Wrong("aliases", LONG_ALIAS, most=_LONGEST_NAME)
            if self._units.by_name.get(name) not in (None, unit) or self._is_given(name, key):
                raise Wrong("aliases", NAME_TAKEN)
        if self._is_given(own, key):
            raise Wrong("name", NAME_TAKEN)
        new = [name for name in _aliases(row) if name not in there and name not in {own, unit.name if unit else ""}]
        return sorted(there) + new if new else []

    def _is_given(self, name: str, key: _Key) -> bool:
        """Whether a row further up gives this name to another unit."""
        return self._new_names.get(name, (key, ""))[0] != key

    def _remember(self, row: Row, unit: Organisation | None, wished: dict[str, Any]) -> None:
        """So that rows further down can stand below this one, and can take none of its names."""
        key, name = _key(row, unit), str(wished.get("name") or (unit and unit.name))
        self._new_names |= dict.fromkeys([name, *_aliases(row)], (key, name))
        if above := wished.get("parent"):
            known = self._units.by_name.get(above)
            self._new_parents[key] = known.pk if known else self._new_names[above][0]


def _key(row: Row, unit: Organisation | None) -> _Key:
    return unit.pk if unit else row.text("name")


def _aliases(row: Row) -> tuple[str, ...]:
    aliases = row.values.get("aliases")
    return tuple(aliases) if isinstance(aliases, tuple) else ()


def _with_part(wished: dict[str, Any], unit: Organisation, units: KnownUnits) -> tuple[dict[str, Any], dict[str, Any]]:
    """What is there, and what the row wishes: that the unit takes part is a wish of every row."""
    part = units.partnerships.get(unit.pk)
    takes_part = part is not None and part.state == PartnershipState.ACCEPTED
    return _there(unit, part if takes_part else None, units), {**({} if takes_part else {"is_surrounding": NO}), **wished}


def _there(unit: Organisation, part: Partnership | None, units: KnownUnits) -> dict[str, Any]:
    return {
        "name": unit.name,
        "name_en": unit.name_en,
        "kind": unit.kind,
        "parent": unit.parent.name if unit.parent else "",
        "area": unit.area.name if unit.area else "",
        "is_surrounding": (YES if part.is_surrounding else NO) if part else "",
        "aliases": sorted(units.aliases[unit.pk]),
        "is_demo": YES if unit.is_demo else NO,
    }
