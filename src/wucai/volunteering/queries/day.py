"""A day over all stations, in as few queries as a leader's one look may cost."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, Sum

from wucai.programme.models import Edition
from wucai.volunteering.choices import HoursState
from wucai.volunteering.models import Attendance, HoursEntry, Shift


@dataclass(frozen=True)
class Presence:
    """How many are there of how many who should be."""

    present: int = 0
    seats: int = 0


def presence(edition: Edition, *, at: datetime) -> dict[int, Presence]:
    """By the key of the site: who is checked in on a shift that is being worked, of the seats of these shifts. Two queries."""
    running = Shift.objects.filter(post__site__edition=edition, starts_at__lte=at, ends_at__gt=at)
    sites: dict[int, int] = {}
    seats: dict[int, int] = defaultdict(int)
    for shift_id, site_id, count in running.values_list("pk", "post__site", "seats"):
        sites[shift_id] = site_id
        seats[site_id] += count
    here: dict[int, int] = defaultdict(int)
    # By the keys of the few shifts that run: a join of five tables is left to no planner that has no statistics yet.
    still_there = Attendance.objects.filter(checked_out_at=None, signup__shift__in=list(sites))
    for shift_id in still_there.values_list("signup__shift", flat=True):
        here[sites[shift_id]] += 1
    return {site_id: Presence(here[site_id], count) for site_id, count in seats.items()}


def short_of(edition: Edition, day: date, *, now: datetime) -> list[Shift]:
    """The shifts of that day that are not over and have free seats, the next first."""
    to_come = Shift.objects.with_post().filter(post__site__edition=edition, starts_at__date=day, ends_at__gt=now, taken__lt=F("seats"))
    return list(to_come.order_by("starts_at", "post__site__number", "post__colour__position", "pk"))


def minutes_by_site(edition: Edition, day: date) -> dict[int, tuple[int, int]]:
    """By the key of the site: minutes confirmed and to be confirmed of the shifts that began on that day."""
    told: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    entries = HoursEntry.objects.exclude(state=HoursState.VOID).filter(shift__post__site__edition=edition, shift__starts_at__date=day)
    for site_id, state, minutes in entries.order_by().values_list("shift__post__site", "state").annotate(Sum("minutes")):
        told[site_id][0 if state == HoursState.CONFIRMED else 1] += minutes
    return {site_id: (confirmed, waiting) for site_id, (confirmed, waiting) in told.items()}
