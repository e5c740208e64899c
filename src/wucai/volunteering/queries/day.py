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
    now = {"post__site__edition": edition, "starts_at__lte": at, "ends_at__gt": at}
    seats = dict(Shift.objects.filter(**now).order_by().values_list("post__site").annotate(Sum("seats")))
    here: dict[int, int] = defaultdict(int)
    in_time = {f"signup__shift__{name}": value for name, value in now.items()}
    for site_id in Attendance.objects.filter(checked_out_at=None, **in_time).values_list("signup__shift__post__site", flat=True):
        here[site_id] += 1
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
