"""Lists of what stations have on the shelf, on their way in."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_noop as _

from wucai.core.imports import Judged
from wucai.core.judging import ListJudge, Wrong, compared
from wucai.core.spreadsheets import Fault, Row
from wucai.places.actions.supplies import MOST_ON_A_SHELF
from wucai.places.imports.cells import number, texts
from wucai.places.models import Supply
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
        self._sites = sites_called(self.scope.edition_id, {row.text("site") for row in rows})
        self._known = supplies_listed({site.pk for site in self._sites.values()}, for_update=self.for_update)

    def judged(self, row: Row) -> Judged:
        """A new item, or the one of this name at the site with what the row tells. Raises Wrong."""
        site = self._sites.get(row.text("site"))
        if site is None:
            raise Wrong("site", UNKNOWN_SITE)
        wished = _wished(row) | {"site": site.slug}
        self.require_once(row, (site.pk, row.text("name")))
        supply = self._known.get((site.pk, row.text("name")))
        return compared(row, supply.pk if supply else None, {"site": site.slug, **_there(supply)} if supply else {}, wished)


def _wished(row: Row) -> dict[str, Any]:
    told: dict[str, Any] = dict(texts(row, "name", "name_en", "unit", "unit_en", "is_loanable", "is_demo"))
    for key in ("quantity", "minimum"):
        told |= number(row, key, least=0, most=MOST_ON_A_SHELF)
    return told


def _there(supply: Supply) -> dict[str, Any]:
    told = {key: getattr(supply, key) for key in ("name", "name_en", "unit", "unit_en", "quantity", "minimum")}
    return told | {key: "yes" if getattr(supply, key) else "no" for key in ("is_loanable", "is_demo")}
