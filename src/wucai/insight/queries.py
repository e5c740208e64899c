"""Reads with a name: figures over all rooms. What a figure counts is defined beside the query that counts it (core.measures)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from wucai.core import clock, measures
from wucai.exchange.models import Matter
from wucai.exchange.queries import open_matters
from wucai.people.models import Person
from wucai.places.models import Incident, Site, Supply
from wucai.places.queries import closed_today, low_supplies, open_incidents
from wucai.places.queries.counts import served_by_site
from wucai.places.queries.many import sites_numbered
from wucai.programme.models import Edition
from wucai.volunteering.models import Shift
from wucai.volunteering.queries.day import Presence, minutes_by_site, presence, short_of


@dataclass(frozen=True)
class StationLine:
    """One site of the day: who is there, how often it served somebody today and the day before, and how many minutes of yesterday's
    shifts are confirmed.
    """

    site: Site
    presence: Presence
    served: int
    served_before: int
    confirmed: int


@dataclass(frozen=True)
class OpenLine:
    """Something that waits: since when, and who is in charge."""

    thing: Matter | Incident
    since: datetime
    owner: Person | None
    is_matter: bool


@dataclass(frozen=True)
class Day:
    """A day at a moment, as a leader sees it. `gaps` counts free seats on the shifts of today that are not over,
    `ran_empty` those on the ones that are.
    """

    at: datetime
    stations: Sequence[StationLine]
    waiting: Sequence[OpenLine]
    closed: Sequence[Incident]
    short: Sequence[Shift]
    low: Sequence[Supply]
    over: Sequence[Shift] = ()

    @property
    def linked(self) -> Sequence[StationLine]:
        """The linked stations, by number."""
        return [line for line in self.stations if line.site.number]

    @property
    def others(self) -> StationLine | None:
        """All other sites as one line; None when nothing happened there."""
        rest = [line for line in self.stations if not line.site.number]
        if not rest:
            return None
        there = Presence(sum(line.presence.present for line in rest), sum(line.presence.seats for line in rest))
        return StationLine(
            site=rest[0].site,
            presence=there,
            served=sum(line.served for line in rest),
            served_before=sum(line.served_before for line in rest),
            confirmed=sum(line.confirmed for line in rest),
        )

    @property
    def present(self) -> Presence:
        """Over all sites."""
        lines = [line.presence for line in self.stations]
        return Presence(sum(line.present for line in lines), sum(line.seats for line in lines))

    @property
    def served(self) -> int:
        """Visitors today."""
        return sum(line.served for line in self.stations)

    @property
    def confirmed_minutes(self) -> int:
        """Of yesterday's shifts."""
        return sum(line.confirmed for line in self.stations)

    @property
    def gaps(self) -> int:
        """Free seats that can still be filled."""
        return sum(shift.seats_left for shift in self.short)

    @property
    def ran_empty(self) -> int:
        """Seats that nobody had when the shift was over."""
        return sum(shift.seats_left for shift in self.over)

    @property
    def oldest(self) -> OpenLine | None:
        """What has waited longest."""
        return min(self.waiting, key=lambda line: line.since, default=None)


def figures(edition: Edition) -> dict[str, Any]:
    """Every measure of the house for this edition, by name. A measure that cannot be told yet (no roster, no gap) is None."""
    return {measure.name: measure.query(edition) for measure in measures.known()}


def day(edition: Edition, *, now: datetime) -> Day:
    """The day of this moment, in a fixed number of queries however many stations there are."""
    today = clock.local(now).date()
    yesterday = today - timedelta(days=1)
    short = short_of(edition, today, now=datetime.combine(today, time(), clock.SHANGHAI))
    there, served = presence(edition, at=now), served_by_site(edition, today)
    before, worked = served_by_site(edition, yesterday), minutes_by_site(edition, yesterday)
    lines = [
        StationLine(site, there.get(site.pk, Presence()), served.get(site.pk, 0), before.get(site.pk, 0), worked.get(site.pk, 0))
        for site in sites_numbered({*there, *served, *before, *worked})
    ]
    return Day(
        at=now,
        stations=lines,
        waiting=_waiting(edition),
        closed=closed_today(edition, day=today),
        short=[shift for shift in short if shift.ends_at > now],
        over=[shift for shift in short if shift.ends_at <= now],
        low=low_supplies(edition),
    )


def _waiting(edition: Edition) -> list[OpenLine]:
    matters = [OpenLine(matter, matter.raised_at, matter.owner, is_matter=True) for matter in open_matters(edition)]
    incidents = [OpenLine(incident, incident.opened_at, incident.owner, is_matter=False) for incident in open_incidents(edition)]
    return sorted([*matters, *incidents], key=lambda line: line.since)
