"""Lists of needs and of resources on their way in: each row against the lines that are there."""

from abc import abstractmethod
from collections.abc import Sequence
from typing import Any, ClassVar, TypeVar

from wucai.core.importers import Scope
from wucai.core.spreadsheets import Fault, Row, Sheet
from wucai.exchange import queries
from wucai.exchange.choices import ListKind, NeedState
from wucai.exchange.imports import findings as found
from wucai.exchange.imports.findings import Findings
from wucai.exchange.imports.lines import LineJudge
from wucai.exchange.models import Need, Resource
from wucai.exchange.queries import known
from wucai.exchange.queries.known import NO, YES
from wucai.exchange.sheets import NEEDS, RESOURCES, UNIT_NEEDS, UNIT_RESOURCES

Item = TypeVar("Item", Need, Resource)
# What an accepted match was agreed on.
_AGREED = {"category", "starts_on", "ends_on", "is_reusable"}


class ItemJudge(LineJudge[Item]):
    """A unit's own list touches its own lines only; what accepted matches rest on stays as it was agreed."""

    unit_sheet: ClassVar[Sheet]

    def __init__(self, scope: Scope, for_update: bool = False) -> None:
        super().__init__(scope, for_update)
        if scope.organisation_id is not None:
            self.sheet = self.unit_sheet

    def facts(self, line: Item) -> dict[str, Any]:
        """What stands in the line, by the columns' keys and fit for JSON."""
        texts = ("title", "title_en", "text", "text_en", "quantity", "unit", "unit_en")
        return {
            **{key: getattr(line, key) for key in texts},
            "category": line.category.name,
            "starts_on": line.starts_on.isoformat(),
            "ends_on": line.ends_on.isoformat(),
            "site": line.site.name if line.site else "",
            "visited_on": line.visit.visited_on.isoformat() if line.visit else "",
            "is_demo": YES if line.is_demo else NO,
        }

    @abstractmethod
    def promised(self, line: Item) -> int:
        """How much of it accepted matches hold."""

    def least(self, line: Item) -> int:
        """How much of it there must be for them."""
        return self.promised(line)

    def look(self, rows: Sequence[Row]) -> None:
        """And the visits of which rows speak."""
        super().look(rows)
        days = {row.values.get("visited_on") for row in rows} - {None, ""}
        units = (
            [unit.pk for unit in self.words.organisations.values()] if self.scope.organisation_id is None else [self.scope.organisation_id]
        )
        self._visits = known.visits(self.scope.edition_id, organisations=units, for_update=False) if days else {}

    def unit(self, one: Findings) -> int:
        """The unit whose line it is, the sender's own where a unit sends the list; a visit of which it speaks was one to this unit."""
        unit = super().unit(one) if self.scope.organisation_id is None else self._own_unit(one, self.scope.organisation_id)
        if unit and "visited_on" in one.wish and (unit, one.row.values["visited_on"]) not in self._visits:
            one.refuse("visited_on", found.UNKNOWN_VISIT)
        return unit

    def _own_unit(self, one: Findings, own: int) -> int:
        name = one.text("organisation")
        one.wish.pop("organisation", None)
        unit = self.words.organisations.get(name)
        if name and (unit is None or unit.pk != own):
            one.refuse("organisation", found.OTHER_UNIT)
        return own

    def read(self, one: Findings) -> None:
        """Its category, its station, its numbers and days."""
        one.take_category(self.words)
        one.take_site(self.words)
        one.take_number("quantity")
        one.take_number("radius_metres")
        one.take_days(self.span)

    def why_not_code(self, line: Item | None, unit: int) -> Fault | None:
        """Another unit's line is not touched; a unit gives out no codes."""
        if line is None:
            return None if self.scope.organisation_id is None else found.UNKNOWN_CODE
        return found.CODE_OF_OTHER if line.organisation_id != unit else None

    def look_at(self, one: Findings, line: Item | None) -> None:
        """A radius is measured from a station, the row's or the line's."""
        if "radius_metres" in one.wish and "site" not in one.wish and not (line and line.site_id):
            one.refuse("radius_metres", found.RADIUS_WITHOUT_SITE)

    def look_at_change(self, one: Findings, line: Item, after: dict[str, Any]) -> None:
        """What was withdrawn stays so, and what accepted matches rest on stays as it was agreed."""
        if line.state == NeedState.WITHDRAWN:
            one.refuse("", found.SETTLED)
        if after.keys().isdisjoint({"quantity", *_AGREED}) or not self.promised(line):
            return
        if "quantity" in after and after["quantity"] < (least := self.least(line)):
            one.refuse("quantity", found.PROMISED, least=least)
        for key in sorted(_AGREED & after.keys()):
            one.refuse(key, found.HAS_MATCHES)


class NeedsJudge(ItemJudge[Need]):
    """Judges a list of needs."""

    model = Need
    kind = ListKind.NEED
    sheet = NEEDS
    unit_sheet = UNIT_NEEDS
    example = "N11"

    def facts(self, line: Need) -> dict[str, Any]:
        """With its risks."""
        return {**super().facts(line), "risks": line.risks, "risks_en": line.risks_en}

    def promised(self, line: Need) -> int:
        """What is covered."""
        return line.covered


class ResourcesJudge(ItemJudge[Resource]):
    """Judges a list of resources."""

    model = Resource
    kind = ListKind.RESOURCE
    sheet = RESOURCES
    unit_sheet = UNIT_RESOURCES
    example = "R56"

    def facts(self, line: Resource) -> dict[str, Any]:
        """With its conditions, and whether it can be used again."""
        told = ("conditions", "conditions_en", "radius_metres")
        return {**super().facts(line), **{key: getattr(line, key) for key in told}, "is_reusable": YES if line.is_reusable else NO}

    def promised(self, line: Resource) -> int:
        """What is committed."""
        return line.committed

    def least(self, line: Resource) -> int:
        """What is committed; of what can be used again, the most that is out on one day."""
        return queries.most_out(line) if line.is_reusable else line.committed
