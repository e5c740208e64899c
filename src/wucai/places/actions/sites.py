"""Verbs for places."""

from typing import Any

from django.db import transaction

from wucai.core import search, trace
from wucai.people.models import Person
from wucai.places.models import Keeper, Site
from wucai.places.queries import SEARCH_KIND


@transaction.atomic
def put_site(*, by: Person | None, slug: str, **fields: Any) -> Site:
    """Make the site or bring it up to date, findable at once; once a slug, however often it is said."""
    site, is_new = Site.objects.update_or_create(slug=slug, defaults=fields)
    search.put(SEARCH_KIND, site.pk, _texts(site))
    trace.record(by=by, verb="opened" if is_new else "changed", thing=site)
    return site


@transaction.atomic
def entrust(site: Site, person: Person, *, by: Person | None, since_on: Any, until_on: Any = None) -> Keeper:
    """Make the person keeper of the site, once a day of beginning."""
    keeper, is_new = Keeper.objects.update_or_create(site=site, person=person, since_on=since_on, defaults={"until_on": until_on})
    if is_new:
        trace.record(by=by, verb="entrusted", thing=site, after={"person": person.pk})
    return keeper


def _texts(site: Site) -> dict[str, str]:
    return {
        "zh-hans": " ".join([site.name, site.feature, site.address]),
        "en": " ".join([site.name_en, site.feature_en, site.address_en]),
    }
