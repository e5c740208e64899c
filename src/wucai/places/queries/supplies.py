"""What is on the shelf, what runs low, what is out."""

from collections.abc import Collection
from typing import Any

from django.db.models import F, Q

from wucai.places.models import Loan, Site, Supply
from wucai.programme.models import Edition


def supplies_of(site: Site) -> list[Supply]:
    """What the site has, with what runs low first."""
    is_low = Q(quantity__lt=F("minimum"))
    return list(Supply.objects.filter(site=site).annotate(runs_low=is_low).order_by("-runs_low", "pk"))


def low_supplies(where: Site | Edition) -> list[Supply]:
    """Of what less is left than there should be, at the site or in the whole edition, each with its site."""
    return list(Supply.objects.low().filter(**at(where)).select_related("site").order_by("site__slug", "pk"))


def loans_out(where: Site | Edition) -> list[Loan]:
    """What was lent and has not come back, the longest out first, each with its item and site."""
    out = Loan.objects.filter(returned_at=None, **at(where, "supply__"))
    return list(out.select_related("supply__site").order_by("lent_at", "pk"))


def supplies_listed(site_ids: Collection[int], *, for_update: bool) -> dict[tuple[int, str], Supply]:
    """What these sites have, by site and name; one query. `for_update` locks it until the transaction ends."""
    found = Supply.objects.filter(site__in=site_ids)
    return {(supply.site_id, supply.name): supply for supply in (found.select_for_update() if for_update else found)}


def at(where: Site | Edition, path: str = "") -> dict[str, Any]:
    """The filter for what belongs to this site or edition; `path` leads to the row with the site."""
    return {f"{path}site": where} if isinstance(where, Site) else {f"{path}site__edition": where}
