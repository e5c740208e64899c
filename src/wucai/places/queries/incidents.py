"""What has to be seen to."""

from datetime import date, datetime, time, timedelta

from wucai.core.clock import SHANGHAI
from wucai.places.models import Incident, Site
from wucai.places.queries.supplies import at
from wucai.programme.models import Edition


def open_incidents(where: Site | Edition) -> list[Incident]:
    """What somebody still has to see to, the urgent first, then the oldest; each with site and the person in charge."""
    still = Incident.objects.filter(closed_at=None, **at(where)).select_related("site", "owner")
    return list(still.order_by("-is_urgent", "opened_at", "pk"))


def oldest_open_incident(where: Site | Edition) -> Incident | None:
    """The one that has waited longest; None when all are closed."""
    return min(open_incidents(where), key=lambda incident: (incident.opened_at, incident.pk), default=None)


def closed_today(where: Site | Edition, *, day: date) -> list[Incident]:
    """What was closed on this day in Shanghai, the last first."""
    start = datetime.combine(day, time(), SHANGHAI)
    closed = Incident.objects.filter(closed_at__gte=start, closed_at__lt=start + timedelta(days=1), **at(where))
    return list(closed.select_related("site", "owner").order_by("-closed_at", "-pk"))
