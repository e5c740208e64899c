"""Lists of units on their way in: each row against the units that are there and the edition in which they take part."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_noop as _

from wucai.core.choices import Verdict
from wucai.core.importers import Scope
from wucai.core.imports import Judged
from wucai.core.spreadsheets import Fault, Row
from wucai.core.spreadsheets.refusals import DUPLICATE
from wucai.people import queries
from wucai.people.choices import PartnershipState
from wucai.people.imports.findings import OTHER_UNIT, Wrong, compared, refused
from wucai.people.models import Organisation, Partnership
from wucai.people.queries import KnownUnits
from wucai.people.sheets import NO, ORGANISATIONS, YES
from wucai.programme.models import Area
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


class OrganisationsJudge:
    """Rows → verdicts, in five queries however many rows there are. A row with nothing for a field leaves the field as it is.

    A unit may stand below one from a row further up. `for_update` locks what is found, for a write in the same transaction.
    """

    def __init__(self, scope: Scope, for_update: bool = False) -> None:
        self._scope = scope
        self._for_update = for_update
        self._place_of: dict[_Key, tuple[str, int]] = {}
        self._new_names: dict[str, str] = {}
        self._new_parents: dict[_Key, _Key | None] = {}

    def __call__(self, rows: Sequence[Row]) -> list[Judged]:
        """The verdicts, in the order of the rows."""
        names = {name for row in rows for name in (row.values["name"], row.values.get("parent"), *_aliases(row)) if name}
        codes = {str(row.values["code"]) for row in rows if row.values.get("code")}
        units = queries.known_units(self._scope.edition_id, names={str(name) for name in names}, codes=codes, for_update=self._for_update)
        areas = areas_called(str(row.values["area"]) for row in rows if row.values.get("area"))
        return [self._judged(row, units, areas) for row in rows]

    def _judged(self, row: Row, units: KnownUnits, areas: dict[str, Area]) -> Judged:
        try:
            unit = self._meant(row, units)
            wished = self._wished(row, unit, units, areas)
            self._once(row, unit)
        except Wrong as wrong:
            return refused(row, ORGANISATIONS, wrong)
        self._remember(row, unit, wished, units)
        if unit is None:
            return Judged(row, Verdict.NEW, after={"is_surrounding": NO, **wished})
        return compared(row, unit.pk, *_with_part(wished, unit, units))

    def _meant(self, row: Row, units: KnownUnits) -> Organisation | None:
        """The unit by its code, else by any name; None when it is new."""
        unit = units.by_name.get(str(row.values["name"]))
        if code := str(row.values.get("code") or ""):
            if code not in units.by_code:
                column = ORGANISATIONS.by_key["code"]
                raise Wrong("code", UNKNOWN_CODE, column=[[column.header, column.header_en]])
            if unit not in (None, units.by_code[code]):
                raise Wrong("name", NAME_TAKEN)
            unit = units.by_code[code]
        if self._scope.organisation_id and (unit is None or unit.pk != self._scope.organisation_id):
            raise Wrong("name", OTHER_UNIT)
        return unit

    def _wished(self, row: Row, unit: Organisation | None, units: KnownUnits, areas: dict[str, Area]) -> dict[str, Any]:
        """What the row says, by the columns' keys and fit for JSON; what it leaves empty is left out."""
        told: dict[str, Any] = {key: row.values[key] for key in ("name_en", "kind", "is_surrounding") if row.values.get(key)}
        if unit is None or row.values.get("code"):
            told["name"] = row.values["name"]
        if not self._scope.organisation_id and row.values.get("is_demo"):
            told["is_demo"] = row.values["is_demo"]
        if name := str(row.values.get("area") or ""):
            if name not in areas:
                raise Wrong("area", UNKNOWN_AREA)
            told["area"] = areas[name].name
        if name := str(row.values.get("parent") or ""):
            told["parent"] = self._parent(row, name, unit, units)
        if aliases := self._added(row, unit, units):
            told["aliases"] = aliases
        return told

    def _parent(self, row: Row, name: str, unit: Organisation | None, units: KnownUnits) -> str:
        above = units.by_name.get(name)
        key: _Key | None = above.pk if above else self._new_names.get(name)
        mine: _Key = unit.pk if unit else str(row.values["name"])
        if key is None:
            raise Wrong("parent", OWN_PARENT if name == mine else UNKNOWN_PARENT)
        step: _Key | None = key
        while step is not None:
            if step == mine:
                raise Wrong("parent", OWN_PARENT)
            step = self._new_parents.get(step, units.parents.get(step) if isinstance(step, int) else None)
        return above.name if above else str(key)

    def _added(self, row: Row, unit: Organisation | None, units: KnownUnits) -> list[str]:
        """All other names of the unit when the row brings one more, else none."""
        there = units.aliases[unit.pk] if unit else frozenset()
        own = str(row.values["name"])
        for name in _aliases(row):
            if len(name) > _LONGEST_NAME:
                raise Wrong("aliases", LONG_ALIAS, most=_LONGEST_NAME)
            is_taken = units.by_name.get(name) not in (None, unit) or self._new_names.get(name) not in (None, own)
            if is_taken:
                raise Wrong("aliases", NAME_TAKEN)
        if self._new_names.get(own) not in (None, own):
            raise Wrong("name", NAME_TAKEN)
        new = [name for name in _aliases(row) if name not in there and name not in {own, unit.name if unit else ""}]
        return sorted(there) + new if new else []

    def _once(self, row: Row, unit: Organisation | None) -> None:
        """Within one check two rows cannot mean the same unit: by a name and by another name of it."""
        if self._for_update:
            return
        here, key = (row.sheet, row.number), unit.pk if unit else str(row.values["name"])
        earlier = self._place_of.setdefault(key, here)
        if earlier != here:
            raise Wrong("", DUPLICATE, row=str(earlier[1]) if earlier[0] == row.sheet else f"{earlier[0]}!{earlier[1]}")

    def _remember(self, row: Row, unit: Organisation | None, wished: dict[str, Any], units: KnownUnits) -> None:
        """So that rows further down can stand below this one, and can take none of its names."""
        name = str(row.values["name"])
        key: _Key = unit.pk if unit else name
        if unit is None:
            self._new_names |= dict.fromkeys([name, *_aliases(row)], name)
        if above := wished.get("parent"):
            known = units.by_name.get(above)
            self._new_parents[key] = known.pk if known else above


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
