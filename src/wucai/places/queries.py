"""Reads with a name."""

from datetime import date, datetime, time, timedelta

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from wucai.core import search
from wucai.core.clock import SHANGHAI
from wucai.core.measures import measure
from wucai.people.models import Person
from wucai.places.choices import CountCategory
from wucai.places.models import Count, Keeper, Site
from wucai.places.models.sites import SiteQuerySet
from wucai.programme.models import Edition

SEARCH_KIND = "places.site"


def kept_by(person: Person, *, on: date) -> SiteQuerySet:
    """The stations that this person keeps on that day, by number."""
    return Site.objects.stations().filter(keepers__in=Keeper.objects.on(on).filter(person=person)).distinct()


def stations(edition: Edition | None, *, search_for: str = "") -> SiteQuerySet:
    """The edition's stations, by number; with a search, those whose name, feature or address has the words."""
    found = Site.objects.stations().filter(edition=edition).select_related("area")
    if search_for.strip():
        found = found.filter(pk__in=search.find(SEARCH_KIND, search_for, limit=200))
    return found


@measure(
    "visitors_served",
    unit=_("visits"),
    definition=_("The sum of all counts of visitors served at the sites of the edition. Counts that wait for a look are left out."),
)
def visitors_served(edition: Edition, *, site: Site | None = None, day: date | None = None) -> int:
    """How often somebody was served in the edition; at one site, on one day in Shanghai."""
    return sum(served_by_category(edition, site=site, day=day).values())


def served_by_category(edition: Edition, *, site: Site | None = None, day: date | None = None) -> dict[CountCategory, int]:
    """The same for each category, all of them, in their order."""
    counted = Count.objects.accepted().filter(site__edition=edition)
    if site is not None:
        counted = counted.filter(site=site)
    if day is not None:
        start = datetime.combine(day, time(), SHANGHAI)
        counted = counted.filter(counted_at__gte=start, counted_at__lt=start + timedelta(days=1))
    sums = dict(counted.order_by().values_list("category").annotate(Sum("amount")))
    return {category: sums.get(category, 0) for category in CountCategory}
