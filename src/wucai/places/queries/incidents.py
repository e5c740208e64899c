"""What has to be seen to."""

from datetime import date, timedelta

from wucai.core.clock import midnight
from wucai.places.models import Incident, Site
from wucai.places.queries.supplies import at
from wucai.programme.models import Edition


def open_incidents(where: Site | Edition) -> list[Incident]:
    """What somebody still has to see to, the urgent first, then the oldest; each with site and the person in charge."""
    still = Incident.objects.filter(closed_at=None, **at(where)).select_related("site", "owner")
    return list(still.order_by("-is_urgent", "opened_at", "pk"))


def closed_today(where: Site | Edition, *, day: date) -> list[Incident]:
    """What was closed on this day in Shanghai, the last first."""
    closed = Incident.objects.filter(closed_at__gte=midnight(day), closed_at__lt=midnight(day + timedelta(days=1)), **at(where))
    return list(closed.select_related("site", "owner").order_by("-closed_at", "-pk"))
