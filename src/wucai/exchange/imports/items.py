"""Lists of needs and of resources on their way in: each row against the lines that are there."""

import re
from collections.abc import Sequence
from typing import Any, ClassVar, Generic, TypeVar

from wucai.core.choices import Verdict
from wucai.core.importers import Scope
from wucai.core.imports import Judged
from wucai.core.spreadsheets import Row, Sheet
from wucai.exchange import queries
from wucai.exchange.choices import ListKind, NeedState
from wucai.exchange.imports import findings as found
from wucai.exchange.imports.findings import Findings, Once
from wucai.exchange.models import Need, Resource
from wucai.exchange.queries import known
from wucai.exchange.queries.known import NO, YES, Lines, Words
from wucai.exchange.sheets import NEEDS, RESOURCES, UNIT_NEEDS, UNIT_RESOURCES

Item = TypeVar("Item", Need, Resource)
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,19}")
# What an accepted match was agreed on.
_AGREED = {"category", "starts_on", "ends_on", "is_reusable"}


class ItemJudge(Generic[Item]):
    """Rows → verdicts, with six queries however many rows there are. A row with nothing for a field leaves the field as it is.

    A line is known by its code, else by unit and title. A unit's own list touches its own lines only; within one check two rows cannot
    mean the same line. `for_update` locks the lines that it finds, for a write in the same transaction.
    """

    model: type[Item]
    kind: ClassVar[ListKind]
    sheet: ClassVar[Sheet]
    unit_sheet: ClassVar[Sheet]
    example: ClassVar[str]

    def __init__(self, scope: Scope, for_update: bool = False) -> None:
        self._scope = scope
        self._for_update = for_update
        self._once = Once()
        self._sheet = self.sheet if scope.organisation_id is None else self.unit_sheet

    def __call__(self, rows: Sequence[Row]) -> list[Judged]:
        """The verdicts, in the order of the rows."""
        told = [Findings(row, self._sheet) for row in rows]
        words = known.words(
            self._scope.edition_id,
            kind=self.kind,
            organisations={one.text("organisation") for one in told},
            sites={one.text("site") for one in told},
        )
        lines = known.lines(
            self.model,
            self._scope.edition_id,
            codes={one.text("code") for one in told} - {""},
            titles={one.text("title") for one in told},
            for_update=self._for_update,
        )
        return [self._judged(one, words, lines) for one in told]

    def facts(self, line: Item) -> dict[str, Any]:
        """What stands in the line, by the columns' keys and fit for JSON."""
        texts = ("title", "title_en", "text", "text_en", "quantity", "unit", "unit_en")
        return {
            **{key: getattr(line, key) for key in texts},
            "category": line.category.name,
            "starts_on": line.starts_on.isoformat(),
            "ends_on": line.ends_on.isoformat(),
            "site": line.site.name if line.site else "",
            "is_demo": YES if line.is_demo else NO,
        }

    def promised(self, line: Item) -> int:
        """How much of it accepted matches hold."""
        raise NotImplementedError

    def least(self, line: Item) -> int:
        """How much of it there must be for them."""
        return self.promised(line)

    def _judged(self, one: Findings, words: Words, lines: Lines[Item]) -> Judged:
        unit = self._unit(one, words)
        one.take_category(words)
        one.take_site(words)
        one.take_number("quantity")
        one.take_number("radius_metres")
        one.take_days()
        line = self._line(one, unit, lines) if unit else None
        self._look_at_radius(one, line)
        if one.problems:
            return one.refused()
        code = line.code if line else one.text("code")
        if not self._for_update and (where := self._once.repeats(one.row, code, unit, one.text("title"))):
            return found.repeated(one, where)
        return self._changed(one, line) if line else Judged(one.row, Verdict.NEW, after=one.wish)

    def _unit(self, one: Findings, words: Words) -> int:
        """The unit whose line it is; 0 where none could be found out."""
        name = one.text("organisation")
        unit = words.organisations.get(name)
        if self._scope.organisation_id is not None:
            one.wish.pop("organisation", None)
            if name and (unit is None or unit.pk != self._scope.organisation_id):
                one.refuse("organisation", found.OTHER_UNIT)
            return self._scope.organisation_id
        if unit is None:
            one.refuse("organisation", found.UNKNOWN_UNIT)
            return 0
        one.wish["organisation"] = unit.name
        return unit.pk

    def _line(self, one: Findings, unit: int, lines: Lines[Item]) -> Item | None:
        """The line that the row means; None for a new one."""
        if code := one.text("code"):
            line = lines.by_code.get(code)
            if not _CODE.fullmatch(code):
                one.refuse("code", found.BAD_CODE, example=self.example)
            elif line is None and self._scope.organisation_id is not None:
                one.refuse("code", found.UNKNOWN_CODE)
            elif line is not None and line.organisation_id != unit:
                one.refuse("code", found.CODE_OF_OTHER)
            return line
        same = lines.by_title.get((unit, one.text("title")), [])
        if len(same) > 1:
            one.refuse("title", found.SEVERAL)
        return same[0] if same else None

    def _look_at_radius(self, one: Findings, line: Item | None) -> None:
        if "radius_metres" in one.wish and "site" not in one.wish and not (line and line.site_id):
            one.refuse("radius_metres", found.RADIUS_WITHOUT_SITE)

    def _changed(self, one: Findings, line: Item) -> Judged:
        judged = one.compared(line.pk, self.facts(line))
        if judged.verdict == Verdict.CHANGED:
            if line.state == NeedState.WITHDRAWN:
                one.refuse("", found.SETTLED)
            self._look_at_promises(one, line, judged.after)
        return one.refused() if one.problems else judged

    def _look_at_promises(self, one: Findings, line: Item, after: dict[str, Any]) -> None:
        """What accepted matches rest on stays as it was agreed."""
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
