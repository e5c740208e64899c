"""How many visitors were served."""

from datetime import date, timedelta

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from wucai.core.clock import midnight
from wucai.core.measures import measure
from wucai.places.choices import CountCategory
from wucai.places.models import Count, Site
from wucai.programme.models import Area, Edition
from wucai.programme.queries import within


@measure(
    "visitors_served",
    unit=_("visits"),
    definition=_("The sum of all counts of visitors served at the sites of the edition. Counts that wait for a look are left out."),
)
def visitors_served(edition: Edition, *, site: Site | None = None, day: date | None = None, area: Area | None = None) -> int:
    """How often somebody was served in the edition; at one site, on one day in Shanghai, in one area with all below it."""
    return sum(served_by_category(edition, site=site, day=day, area=area).values())


def served_by_category(
    edition: Edition, *, site: Site | None = None, day: date | None = None, area: Area | None = None
) -> dict[CountCategory, int]:
    """The same for each category, all of them, in their order."""
    counted = Count.objects.accepted().filter(site__edition=edition)
    if site is not None:
        counted = counted.filter(site=site)
    if area is not None:
        counted = counted.filter(site__area__in=within(area))
    if day is not None:
        counted = counted.filter(counted_at__gte=midnight(day), counted_at__lt=midnight(day + timedelta(days=1)))
    sums = dict(counted.order_by().values_list("category").annotate(Sum("amount")))
    return {category: sums.get(category, 0) for category in CountCategory}


def served_by_site(edition: Edition, day: date) -> dict[int, int]:
    """By the key of the site, how often somebody was served there on that day in Shanghai. One query."""
    counted = Count.objects.accepted().filter(site__edition=edition)
    counted = counted.filter(counted_at__gte=midnight(day), counted_at__lt=midnight(day + timedelta(days=1)))
    return dict(counted.order_by().values_list("site").annotate(Sum("amount")))
