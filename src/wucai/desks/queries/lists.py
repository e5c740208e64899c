"""What stands beside the lists that somebody sends."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wucai.core.importers import Importer
from wucai.core.models import SheetImport

_LATEST = 20
# Where a list goes out as well: label and name of the address.
_OUT: dict[str, tuple[tuple[str | Promise, str], ...]] = {
    "people": ((_("All people (Excel)"), "people:people_workbook"), (_("All people (CSV)"), "people:people_csv")),
}


@dataclass(frozen=True)
class Download:
    """A list to take along."""

    label: str | Promise
    href: str


def downloads(importer: Importer, here: str, *, is_own: bool) -> list[Download]:
    """The same list as it stands, to take along, change and send again; none where a room does not give it out. `here`: the list's page."""
    as_it_stands = [Download(_("The list as it stands (Excel)"), f"{here}list.xlsx")] if importer.rows else []
    return as_it_stands + ([] if is_own else [Download(label, reverse(name)) for label, name in _OUT.get(importer.kind, ())])


def latest(sent: QuerySet[SheetImport], kind: str = "") -> list[SheetImport]:
    """The last of these lists, newest first, those of one kind if told."""
    return list((sent.filter(kind=kind) if kind else sent)[:_LATEST])
