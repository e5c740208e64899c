"""Whether a site is open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from wucai.core import clock
from wucai.places.models import OpeningHours, Site


@dataclass(frozen=True)
class Opening:
    """A site's hours as a visitor asks for them at a moment.

    `today` are the hours of that day in order; `until` is when it closes, where it is open; `opens` when it opens next on that day.
    Where nobody told hours at all `is_known` is false: then neither open nor closed may be said.
    """

    is_known: bool
    is_open: bool
    today: tuple[OpeningHours, ...] = ()
    until: time | None = None
    opens: time | None = None


def opening(hours: Sequence[OpeningHours], at: datetime) -> Opening:
    """What these hours of one site say of the moment."""
    here = clock.local(at)
    today = tuple(sorted((each for each in hours if each.first_on <= here.date() <= each.last_on), key=lambda each: each.opens_at))
    now = here.time()
    current = next((each for each in today if each.opens_at <= now < each.closes_at), None)
    later = next((each for each in today if each.opens_at > now), None)
    return Opening(
        is_known=bool(hours),
        is_open=current is not None,
        today=today,
        until=current.closes_at if current else None,
        opens=later.opens_at if later and not current else None,
    )


@dataclass(frozen=True)
class Days:
    """From one day to another, both included, with the hours that hold on each of them."""

    first_on: date
    last_on: date
    hours: tuple[OpeningHours, ...]


def hours_by_days(site: Site) -> list[Days]:
    """All hours that the site tells, those of the same days together."""
    told: dict[tuple[date, date], list[OpeningHours]] = {}
    for each in site.opening_hours.all():
        told.setdefault((each.first_on, each.last_on), []).append(each)
    return [Days(first_on, last_on, tuple(hours)) for (first_on, last_on), hours in sorted(told.items())]
