"""Sites and supplies from lists, many at once; whoever confirmed the list stands in the trace of its batches (core.imports)."""

from collections.abc import Sequence
from datetime import time
from typing import Any
from uuid import uuid4

from wucai.core import clock
from wucai.core.choices import Verdict
from wucai.core.importers import Scope
from wucai.core.imports import Judged
from wucai.places.actions.sites import Hours, let_be_found, replace_hours, replace_services
from wucai.places.choices import MoveKind
from wucai.places.models import Site, StockMove, Supply
from wucai.places.queries import sites_called
from wucai.programme.models import Area, Edition
from wucai.programme.queries import areas_called, edition_numbered

_AT_ONCE = 250
_PLAIN = ("name", "name_en", "slug", "kind", "number", "feature", "feature_en", "address", "address_en")
_OF_SUPPLY = ("name", "name_en", "unit", "unit_en", "quantity", "minimum")


def put_sites(judged: Sequence[Judged], scope: Scope) -> None:
    """Write the new and the changed sites of one batch with their services and hours, in the caller's transaction."""
    edition = edition_numbered(scope.edition_id)
    areas = areas_called({one.after["area"] for one in judged if one.after.get("area")})
    new = [one for one in judged if one.verdict == Verdict.NEW]
    made = [_site(Site(edition=edition), one.after, areas) for one in new]
    Site.objects.bulk_create(made, batch_size=_AT_ONCE)
    changes = {one.subject_id: one for one in judged if one.verdict == Verdict.CHANGED and one.subject_id}
    sites = [_site(site, changes[site.pk].after, areas) for site in Site.objects.filter(pk__in=list(changes))]
    fields = [field.name for field in Site._meta.concrete_fields if not field.primary_key]
    Site.objects.bulk_update(sites, fields, batch_size=_AT_ONCE)
    told = [(site, one.after) for site, one in zip(made, new, strict=True)] + [(site, changes[site.pk].after) for site in sites]
    _services(told)
    _hours(told, edition)
    let_be_found([site for site, _after in told])


def put_supplies(judged: Sequence[Judged], scope: Scope) -> None:
    """Write the new and the changed supplies of one batch, in the caller's transaction; a quantity is the shelf counted anew."""
    sites = sites_called(scope.edition_id, {one.after["site"] for one in judged if "site" in one.after})
    new = [_supply(Supply(site=sites[one.after["site"]]), one.after) for one in judged if one.verdict == Verdict.NEW]
    changes = {one.subject_id: one for one in judged if one.verdict == Verdict.CHANGED and one.subject_id}
    there = list(Supply.objects.filter(pk__in=list(changes)))
    before = {supply.pk: supply.quantity for supply in there}
    changed = [_supply(supply, changes[supply.pk].after) for supply in there]
    Supply.objects.bulk_create(new, batch_size=_AT_ONCE)
    Supply.objects.bulk_update(changed, [*_OF_SUPPLY, "is_loanable", "is_demo"], batch_size=_AT_ONCE)
    now = clock.now()
    StockMove.objects.bulk_create(
        StockMove(key=uuid4(), supply=supply, kind=MoveKind.COUNTED, amount=difference, at=now)
        for supply in [*new, *changed]
        if (difference := supply.quantity - before.get(supply.pk, 0))
    )


def degrees(millionths: int) -> str:
    """Degrees as a list writes them, with six digits behind the point."""
    sign, whole = "-" if millionths < 0 else "", abs(millionths)
    return f"{sign}{whole // 1_000_000}.{whole % 1_000_000:06}"


def spans(told: Sequence[str]) -> list[tuple[time, time]]:
    """Opening hours in their one form, 08:00-20:00, as times."""
    return [(time.fromisoformat(each[:5]), time.fromisoformat(each[6:])) for each in told]


def _site(site: Site, after: dict[str, Any], areas: dict[str, Area]) -> Site:
    for key in _PLAIN:
        if key in after:
            setattr(site, key, after[key])
    for key in ("latitude", "longitude"):
        if key in after:
            setattr(site, f"{key}_e6", int(after[key].replace(".", "")))
    if "area" in after:
        site.area = areas[after["area"]]
    if "accuracy" in after:
        site.accuracy_metres = after["accuracy"]
    if "is_demo" in after:
        site.is_demo = after["is_demo"] == "yes"
    return site


def _services(told: Sequence[tuple[Site, dict[str, Any]]]) -> None:
    services = {site.pk: _offered(site, after) for site, after in told if {"services", "services_en"} & set(after)}
    replace_services(services, is_demo={site.pk: site.is_demo for site, _after in told})


def _offered(site: Site, after: dict[str, Any]) -> list[tuple[str, str]]:
    """The services with their English; of a column that a list leaves as it is, what stands there already."""
    if {"services", "services_en"} <= set(after):
        return list(zip(after["services"], after["services_en"], strict=True))
    there = list(site.services.order_by("position", "name"))
    names = after.get("services", [service.name for service in there])
    return list(zip(names, after.get("services_en", [service.name_en for service in there]), strict=True))


def _hours(told: Sequence[tuple[Site, dict[str, Any]]], edition: Edition) -> None:
    hours = {
        site.pk: [Hours(edition.starts_on, edition.ends_on, opens_at, closes_at) for opens_at, closes_at in spans(after["hours"])]
        for site, after in told
        if "hours" in after
    }
    replace_hours(hours, is_demo={site.pk: site.is_demo for site, _after in told})


def _supply(supply: Supply, after: dict[str, Any]) -> Supply:
    for key in _OF_SUPPLY:
        if key in after:
            setattr(supply, key, after[key])
    for key in ("is_loanable", "is_demo"):
        if key in after:
            setattr(supply, key, after[key] == "yes")
    return supply
