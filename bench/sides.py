"""The two sides of the rush: the house, and the reference beside it; each served by the same command, each with a database of its own.

Behind both stands an oracle that reads the tables by plain SQL, so that no code of either side judges itself.
"""

import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from bench.crowd import Rush, Wish
from tests import houses

_SHIFTS = """
import sys
from django.core.management import call_command
from bench.reference.models import Shift

call_command("migrate", run_syncdb=True, verbosity=0)
Shift.objects.bulk_create([Shift(seats=int(seats)) for seats in sys.argv[1:]])
"""
# A wish as one person sends it: number of the person, shift, key.
MakeWish = Callable[[int, int, UUID], Wish]


@dataclass(frozen=True, eq=False)
class Side:
    """One running site with people and shifts, and what stands in its database."""

    house: houses.House
    shifts: list[int]
    wish: MakeWish
    claims: str
    counter: str
    application: str = "wucai.wsgi:application"

    def serve(self) -> str:
        """Start the web processes, for both sides by the same command; returns the address."""
        return self.house.serve(application=self.application)

    @property
    def processes(self) -> list[int]:
        """The roots of the process trees that serve this side."""
        return [child.pid for child in self.house.children if child.poll() is None]

    def wishes(self, shift: int, people: int, *, seed: int) -> dict[UUID, Wish]:
        """A wish for this shift from each of the people, under keys that the seed decides."""
        chance = Random(seed)
        keys = [UUID(int=chance.getrandbits(128), version=4) for _ in range(people)]
        return {key: self.wish(person, shift, key) for person, key in enumerate(keys)}

    def stored(self, shift: int) -> list[UUID]:
        """The keys of all who have a seat, read behind the application."""
        return [UUID(str(key)) for (key,) in read(self.house.database, self.claims.format(shift=shift))]

    def seats(self, shift: int) -> tuple[int, int]:
        """How many seats the shift has, and how many its counter says are taken."""
        [(seats, taken)] = read(self.house.database, self.counter.format(shift=shift))
        return int(seats), int(taken)


@dataclass(frozen=True)
class Verdict:
    """What a rush for one shift did, judged by the answers and by the rows behind them. All figures but the first should be 0."""

    accepted: int
    oversold: int
    unsold: int
    lost: int
    unasked: int
    drift: int
    other_answers: int
    told_otherwise: int


def judged(side: Side, shift: int, wishes: Sequence[UUID], rush: Rush) -> Verdict:
    """Compare by identity what people were told with what is stored. Demand is taken to be at least the seats there are."""
    stored, (seats, taken) = side.stored(shift), side.seats(shift)
    acknowledged = {wishes[answer.wish] for answer in rush.answers if answer.status == 200}
    return Verdict(
        accepted=len(stored),
        oversold=max(0, len(stored) - seats),
        unsold=max(0, min(seats, len(wishes)) - len(stored)),
        lost=len(acknowledged - set(stored)),
        unasked=len(set(stored) - acknowledged) + len(stored) - len(set(stored)),
        drift=abs(taken - len(stored)),
        other_answers=sum(answer.status not in {200, 409} for answer in rush.answers),
        told_otherwise=len(rush.told_otherwise()),
    )


def read(database: str, query: str) -> list[tuple[Any, ...]]:
    """The rows of a query, on a connection of our own."""
    if database.startswith("sqlite://"):
        with closing(sqlite3.connect(urlsplit(database).path)) as connection:
            return connection.execute(query).fetchall()
    import psycopg  # needed on PostgreSQL only

    with psycopg.connect(database) as connection:
        return connection.execute(query).fetchall()


def seeded(house: houses.House, *, people: int, seats: Sequence[int], is_new: bool = False) -> Side:
    """The house with these people, logged in, and a shift for each number of seats; not yet serving. A new house is prepared first."""
    child = house.start("-m", "bench.seeding", *["--prepare"] * is_new, str(people), *[str(count) for count in seats])
    told = json.loads(child.communicate()[0])

    def wish(person: int, shift: int, key: UUID) -> Wish:
        """As htmx sends it from the station's page."""
        browser = told["people"][person]
        page = f"{house.address}/stations/station-6"
        headers = {
            "HX-Request": "true",
            "HX-Current-URL": page,
            "Accept": "*/*",
            "Accept-Encoding": "gzip, deflate, br",
            "Accept-Language": "zh-CN,zh;q=0.9",
            "Cookie": browser["cookies"],
            "Origin": house.address,
            "Referer": page,
            "User-Agent": "Mozilla/5.0 (Linux; Android 10) bench",
        }
        return Wish(f"/shifts/{shift}/join", f"csrfmiddlewaretoken={browser['token']}&key={key}", tuple(headers.items()))

    claims = "SELECT key FROM volunteering_signup WHERE shift_id = {shift} AND withdrawn_at IS NULL"
    return Side(house, told["shifts"], wish, claims, "SELECT seats, taken FROM volunteering_shift WHERE id = {shift}")


@contextmanager
def reference(home: Path, *, seats: Sequence[int] = (), **more: str) -> Iterator[Side]:
    """The reference with a shift for each number of seats, in a database of its own of the same kind; not yet serving."""
    more = {"DJANGO_SETTINGS_MODULE": "bench.reference.settings", **more}
    with houses.opened(home, **more) as house:
        if seats:
            house.python(_SHIFTS, *[str(count) for count in seats]).wait()

        def wish(person: int, shift: int, key: UUID) -> Wish:
            return Wish(f"/shifts/{shift}/join", f"key={key}&person={person}")

        claims = "SELECT key FROM reference_claim WHERE shift_id = {shift}"
        counter = "SELECT seats, taken FROM reference_shift WHERE id = {shift}"
        yield Side(house, list(range(1, len(seats) + 1)), wish, claims, counter, "bench.reference.wsgi:application")


def naive(side: Side) -> Side:
    """The same reference's control: count, compare, insert."""

    def wish(person: int, shift: int, key: UUID) -> Wish:
        return Wish(f"/naive/{shift}/join", f"key={key}&person={person}")

    return replace(side, wish=wish, claims="SELECT key FROM reference_naiveclaim WHERE shift_id = {shift}")
