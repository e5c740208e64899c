"""Loads the bundled edition through the actions that people use. Everything here is demo data and shown as such (演示数据)."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from uuid import UUID

from django.db import transaction

from wucai.core import clock
from wucai.people import queries as people_queries
from wucai.people.actions import people
from wucai.people.choices import RoleKind
from wucai.people.models import Person
from wucai.places.actions import sites
from wucai.places.choices import SiteKind
from wucai.places.models import Site
from wucai.programme.actions import editions
from wucai.programme.choices import AreaKind
from wucai.programme.models import Area, Edition
from wucai.volunteering.actions import shifts, signups
from wucai.volunteering.choices import ColourKey
from wucai.volunteering.models import Colour, Shift

DATA = Path(__file__).parent / "data"
# Printed by `./wucai demo` and good in demo mode only: the command refuses to load anywhere else.
PASSWORD = "wucai-demo-2020"  # noqa: S105  the demo's, printed on start
_FIRST_KEY = UUID("5c0ff1ce-0000-4000-8000-000000000001")
STAGES = {
    "preparing": datetime(2020, 10, 28, 10, 0, tzinfo=clock.SHANGHAI),
    "open": datetime(2020, 11, 6, 9, 0, tzinfo=clock.SHANGHAI),
    "over": datetime(2020, 11, 12, 10, 0, tzinfo=clock.SHANGHAI),
}


@dataclass(frozen=True)
class Loaded:
    """What stands in the house after loading."""

    stations: int
    shifts: int
    people: list[Person]


@transaction.atomic
def load(stage: str) -> Loaded:
    """Bring the demo edition into the house and its clock to the stage; loading again changes nothing but the clock."""
    edition = editions.put_edition(
        by=None,
        slug="minhang-2020",
        name="进博五彩先锋 3.0（2020）",
        name_en="Five-Colour Pioneers 3.0 (2020)",
        starts_on=date(2020, 10, 19),
        ends_on=date(2020, 11, 12),
    )
    stations = _stations(edition)
    laid_out = _posts(edition, stations)
    folk = _people(edition, stations)
    clock.set_now(STAGES["preparing"])
    _first_seats(folk, laid_out)
    clock.set_now(STAGES[stage])
    return Loaded(stations=len(stations), shifts=len(laid_out), people=list(folk.values()))


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as source:
        yield from csv.DictReader(source)


def _stations(edition: Edition) -> dict[str, Site]:
    district = editions.put_area(by=None, kind=AreaKind.DISTRICT, parent=None, name="闵行区", name_en="Minhang District")
    stations = {}
    for row in _rows("stations.csv"):
        town = _town(district, row["area"], row["area_en"])
        texts = {key: row[key] for key in ("name", "name_en", "feature", "feature_en", "address", "address_en")}
        numbers = {key: int(row[key]) for key in ("number", "latitude_e6", "longitude_e6", "accuracy_metres")}
        stations[row["slug"]] = sites.put_site(
            by=None, slug=row["slug"], edition=edition, area=town, kind=SiteKind.STATION, is_demo=True, **texts, **numbers
        )
    return stations


def _town(district: Area, name: str, name_en: str) -> Area:
    return editions.put_area(by=None, kind=AreaKind.TOWN, parent=district, name=name, name_en=name_en)


def _posts(edition: Edition, stations: dict[str, Site]) -> list[Shift]:
    colours: dict[str, Colour] = {}
    for position, row in enumerate(_rows("colours.csv"), start=1):
        key = ColourKey(row["key"])
        colours[key] = shifts.mean(edition, by=None, key=key, name=row["name"], name_en=row["name_en"], position=position)
    laid_out = []
    for row in _rows("posts.csv"):
        texts = {key: row[key] for key in ("name_en", "risks", "risks_en")}
        post = shifts.open_post(stations[row["station"]], colours[row["colour"]], by=None, name=row["name"], **texts)
        for day in row["shift_days"].split():
            starts_at, ends_at = (_moment(int(day), row[key]) for key in ("starts", "ends"))
            laid_out.append(shifts.lay_out(post, by=None, starts_at=starts_at, ends_at=ends_at, seats=int(row["seats"])))
    return laid_out


def _moment(day: int, hour: str) -> datetime:
    return datetime.combine(date(2020, 11, day), time.fromisoformat(hour), tzinfo=clock.SHANGHAI)


def _people(edition: Edition, stations: dict[str, Site]) -> dict[str, Person]:
    folk = {}
    for row in _rows("people.csv"):
        person = people_queries.with_phone(row["phone"]) or people.welcome(
            by=None, password=PASSWORD, is_phone_verified=True, **{key: row[key] for key in ("name", "name_en", "phone", "email")}
        )
        if row["part"] in RoleKind.values:
            people.appoint(person, RoleKind(row["part"]), edition, by=None)
        if row["part"] == "keeper":
            sites.entrust(stations["railway"], person, by=None, since_on=edition.starts_on)
        folk[row["phone"]] = person
    return folk


def _first_seats(folk: dict[str, Person], laid_out: list[Shift]) -> None:
    """The first volunteer has a seat on the first shift, so that no page is empty."""
    volunteer = folk["13800000001"]
    if not volunteer.signups.exists():
        signups.sign_up(volunteer, laid_out[0], key=_FIRST_KEY, now=clock.now())
