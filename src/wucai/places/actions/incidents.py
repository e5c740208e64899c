"""What happened at a site, and how it ended. The trace tells no words of it: they may speak of somebody."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from wucai.core import trace
from wucai.core.refusals import KeyReused, Refused
from wucai.people.models import Person
from wucai.places.choices import IncidentKind, IncidentRefusal
from wucai.places.models import Incident, Site


class IncidentRefused(Refused):
    """Nothing was written down or closed, for a reason from IncidentRefusal."""


@transaction.atomic
def open_incident(
    site: Site, *, key: UUID, kind: IncidentKind, text: str, by: Person | None, now: datetime, is_urgent: bool = False, **more: Any
) -> Incident:
    """Write down what happened, once a key; `more` may hold text_en, owner, is_demo.

    Raises IncidentRefused with NOTHING_SAID, KeyReused for a key of another incident.
    """
    text = text.strip()
    if not text:
        raise IncidentRefused(IncidentRefusal.NOTHING_SAID)
    told = {"site": site, "kind": kind, "text": text, "is_urgent": is_urgent, "opened_at": now, "opened_by": by, **more}
    incident, is_new = Incident.objects.get_or_create(key=key, defaults=told)
    if (incident.site_id, incident.kind, incident.text) != (site.pk, kind, text):
        raise KeyReused(IncidentRefusal.REUSED)
    if is_new:
        trace.record(by=by, verb="opened", thing=incident, after={"kind": kind, "urgent": is_urgent, "site": site.slug})
    return incident


@transaction.atomic
def close_incident(incident: Incident, *, outcome: str, by: Person | None, now: datetime, outcome_en: str = "") -> Incident:
    """Close it with how it ended; said twice in the same words, it is closed once.

    Raises IncidentRefused with NO_OUTCOME, or CLOSED where it was closed in other words.
    """
    outcome = outcome.strip()
    if not outcome:
        raise IncidentRefused(IncidentRefusal.NO_OUTCOME)
    still_open = Incident.objects.filter(pk=incident.pk, closed_at=None)
    is_mine = still_open.update(closed_at=max(now, incident.opened_at), outcome=outcome, outcome_en=outcome_en.strip())
    incident.refresh_from_db()
    if not is_mine and incident.outcome != outcome:
        raise IncidentRefused(IncidentRefusal.CLOSED)
    if is_mine:
        minutes = int((now - incident.opened_at).total_seconds() // 60)
        trace.record(by=by, verb="closed", thing=incident, after={"minutes": max(minutes, 0)})
    return incident
