"""A day over all stations, in as few queries as a leader's one look may cost."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Sum

from wucai.programme.models import Edition
from wucai.volunteering.choices import HoursState
from wucai.volunteering.models import Attendance, HoursEntry, Shift


@dataclass(frozen=True)
class Presence:
    """How many are there of how many who should be."""

    present: int = 0
    seats: int = 0


def presence(edition: Edition, *, at: datetime) -> dict[int, Presence]:
    """By the key of the site: who is checked in on a shift that is being worked, of the seats of these shifts. Two queries.

    Of one site, `on_duty` tells the same with names.
    """
    running = Shift.objects.filter(post__site__edition=edition).running(at)
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
    """The shifts of that day that are not over and have free seats, the next first. Seats kept for an answer are not free: see `gaps`."""
    open_ones = Shift.objects.with_post().filter(post__site__edition=edition, ends_at__gt=now).on_days(day, day).with_seats_left()
    return list(open_ones.order_by("starts_at", "post__site__number", "post__colour__position", "pk"))


def minutes_by_site(edition: Edition, day: date) -> dict[int, int]:
    """By the key of the site: confirmed minutes of the shifts that began on that day in Shanghai. One query."""
    confirmed = HoursEntry.objects.filter(state=HoursState.CONFIRMED, shift__post__site__edition=edition, shift__starts_at__date=day)
    return dict(confirmed.order_by().values_list("shift__post__site").annotate(Sum("minutes")))
