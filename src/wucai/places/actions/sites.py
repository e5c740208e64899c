"""Verbs for places."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from django.db import transaction

from wucai.core import rows, search, trace
from wucai.people.models import Person
from wucai.places.models import Keeper, OpeningHours, Site, StationService
from wucai.places.queries import SEARCH_KIND


@dataclass(frozen=True)
class Hours:
    """From one day to another, both included, open between two times of the day in Shanghai."""

    first_on: date
    last_on: date
    opens_at: time
    closes_at: time


@transaction.atomic
def put_site(*, by: Person | None, slug: str, **fields: Any) -> Site:
    """Make the site or bring it up to date, findable at once; once a slug, however often it is said."""
    site, is_new, changed = rows.put(Site.objects, fields, slug=slug)
    if is_new or changed:
        let_be_found([site])
        trace.record(by=by, verb="opened" if is_new else "changed", thing=site, after=None if is_new else {"fields": changed})
    return site


@transaction.atomic
def put_services(site: Site, *, by: Person | None, services: Sequence[tuple[str, str]], is_demo: bool = False) -> None:
    """Let the site offer these, each by name and English name, in this order, and nothing else. Said again, it changes nothing."""
    told = site.services.order_by("position", "name").values_list("name", "name_en", "is_demo")
    if list(told) != [(name, name_en, is_demo) for name, name_en in services]:
        replace_services({site.pk: services}, is_demo={site.pk: is_demo})
        trace.record(by=by, verb="changed services", thing=site, after={"services": [name for name, _english in services]})


@transaction.atomic
def put_hours(site: Site, *, by: Person | None, hours: Sequence[Hours], is_demo: bool = False) -> None:
    """Let the site be open at these times and at no others. Said again, it changes nothing.

    Raises IntegrityError for hours that end before they begin, or begin twice at one time.
    """
    told = site.opening_hours.values_list("first_on", "last_on", "opens_at", "closes_at", "is_demo")
    wished = {(each.first_on, each.last_on, each.opens_at, each.closes_at, is_demo) for each in hours}
    if set(told) != wished:
        replace_hours({site.pk: hours}, is_demo={site.pk: is_demo})
        after = [f"{each.opens_at:%H:%M}-{each.closes_at:%H:%M} {each.first_on}..{each.last_on}" for each in hours]
        trace.record(by=by, verb="changed hours", thing=site, after={"hours": after})


@transaction.atomic
def entrust(site: Site, person: Person, *, by: Person | None, since_on: date, until_on: date | None = None) -> Keeper:
    """Make the person keeper of the site from one day to another, both included, once a day of beginning; without an end until further
    notice. Said again, the end is the one said last.
    """
    keeper, is_new, changed = rows.put(Keeper.objects, {"until_on": until_on}, site=site, person=person, since_on=since_on)
    if is_new or changed:
        days = {"since_on": since_on.isoformat(), "until_on": until_on.isoformat() if until_on else None}
        trace.record(by=by, verb="entrusted", thing=site, after={"person": person.pk, **days})
    return keeper


def replace_services(services: Mapping[int, Sequence[tuple[str, str]]], *, is_demo: Mapping[int, bool]) -> None:
    """What `put_services` writes, for many sites by their keys in two statements; in the caller's transaction, which leaves the trace."""
    StationService.objects.filter(site__in=list(services)).delete()
    StationService.objects.bulk_create(
        StationService(site_id=pk, name=name, name_en=name_en, position=position, is_demo=is_demo[pk])
        for pk, told in services.items()
        for position, (name, name_en) in enumerate(told, start=1)
    )


def replace_hours(hours: Mapping[int, Sequence[Hours]], *, is_demo: Mapping[int, bool]) -> None:
    """What `put_hours` writes, for many sites by their keys in two statements; in the caller's transaction, which leaves the trace."""
    OpeningHours.objects.filter(site__in=list(hours)).delete()
    OpeningHours.objects.bulk_create(
        OpeningHours(
            site_id=pk,
            first_on=each.first_on,
            last_on=each.last_on,
            opens_at=each.opens_at,
            closes_at=each.closes_at,
            is_demo=is_demo[pk],
        )
        for pk, told in hours.items()
        for each in told
    )


def let_be_found(sites: Sequence[Site]) -> None:
    """Put the sites' names, features and addresses into the search, in both languages."""
    search.put_many(SEARCH_KIND, {site.pk: _texts(site) for site in sites})


def _texts(site: Site) -> dict[str, str]:
    return {
        "zh-hans": " ".join([site.name, site.feature, site.address]),
        "en": " ".join([site.name_en, site.feature_en, site.address_en]),
    }
