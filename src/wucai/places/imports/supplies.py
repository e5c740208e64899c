"""Lists of what stations have on the shelf, on their way in."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_noop as _

from wucai.core.spreadsheets import Fault, Row
from wucai.places.actions.supplies import MOST_ON_A_SHELF
from wucai.places.imports.lists import CellRefused, ListJudge, number, texts
from wucai.places.queries import sites_called, supplies_listed
from wucai.places.sheets import SUPPLIES

UNKNOWN_SITE = Fault(
    "unknown_site", _("No site of the edition is called so, or several are."), _("Write its name as it stands here, or its code.")
)


class SuppliesJudge(ListJudge):
    """Rows of supplies against what the edition's sites have, in two queries however many rows there are."""

    sheet = SUPPLIES

    def look(self, rows: Sequence[Row]) -> None:
        """The sites that are named, and what they have."""
        self._sites = sites_called(self.scope.edition_id, {str(row.values["site"]) for row in rows})
        self._known = supplies_listed({site.pk for site in self._sites.values()}, for_update=self.for_update)

    def mark(self, row: Row) -> object:
        """An item is its site and its name."""
        return self._sites[str(row.values["site"])].pk, row.values["name"]

    def there(self, row: Row) -> tuple[int | None, dict[str, Any]]:
        """The item of this name at the site, as a row of this sheet."""
        site = self._sites.get(str(row.values["site"]))
        if site is None:
            raise CellRefused("site", UNKNOWN_SITE)
        supply = self._known.get((site.pk, str(row.values["name"])))
        if supply is None:
            return None, {}
        told = {key: getattr(supply, key) for key in ("name", "name_en", "unit", "unit_en", "quantity", "minimum")}
        flags = {key: "yes" if getattr(supply, key) else "no" for key in ("is_loanable", "is_demo")}
        return supply.pk, told | flags | {"site": site.slug}

    def wished(self, row: Row, there: Mapping[str, Any]) -> dict[str, Any]:
        """What the row says; the site by its code."""
        told = texts(row, "name", "name_en", "unit", "unit_en", "is_loanable", "is_demo")
        for key in ("quantity", "minimum"):
            told |= number(row, key, least=0, most=MOST_ON_A_SHELF)  # type: ignore[arg-type]  # numbers join the texts
        return told | {"site": self._sites[str(row.values["site"])].slug}
