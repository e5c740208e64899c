"""Many people for few seats at odd times: a roster that takes seconds to work out."""

import random
from datetime import timedelta

from tests.factories import places, volunteering
from wucai.people.models import Person
from wucai.programme.models import Edition
from wucai.volunteering.models import Availability, Enrolment, Post, Shift

DAYS = 6
_SOUTH, _WEST = 31_190_000, 121_310_000


def lumpy(people: int, *, seed: int = 1) -> Edition:
    """So many people with time on three of six days, and shifts of all lengths whose seats want nearly all of them; always the same."""
    draw = random.Random(seed)
    start = volunteering.tomorrow(6)
    posts = [volunteering.post(site=places.station(**_place(draw))) for _ in range(6)]
    _shifts(posts, draw, wanted=round(3.6 * people))
    folk = Person.objects.bulk_create([Person.objects.make(name="人", phone=f"1990000{number:04d}") for number in range(people)])
    edition = posts[0].site.edition
    enrolled = Enrolment.objects.bulk_create(
        Enrolment(edition=edition, person=person, most_shifts=4, enrolled_at=start, **_place(draw)) for person in folk
    )
    Availability.objects.bulk_create(
        Availability(
            enrolment=each,
            starts_at=start + timedelta(days=day),
            ends_at=start + timedelta(days=day, hours=draw.choice((9, 20))),
        )
        for each in enrolled
        for day in draw.sample(range(DAYS), 3)
    )
    return edition


def _shifts(posts: list[Post], draw: random.Random, *, wanted: int) -> None:
    """Four a day at each post, so many seats in all."""
    rows = {}
    for post in posts:
        for day in range(DAYS):
            for _ in range(4):
                begins = volunteering.tomorrow(6) + timedelta(days=day, minutes=30 * draw.randrange(28))
                ends = begins + timedelta(minutes=30 * draw.randrange(5, 11))
                rows[post, begins] = Shift(post=post, starts_at=begins, ends_at=ends, seats=draw.choice((1, 1, 2, 3)))
    shares = sum(row.seats for row in rows.values())
    for row in rows.values():
        row.seats = max(1, round(row.seats * wanted / shares))
    Shift.objects.bulk_create(rows.values())


def _place(draw: random.Random) -> dict[str, int]:
    return {"latitude_e6": _SOUTH + draw.randrange(60_000), "longitude_e6": _WEST + draw.randrange(60_000)}
