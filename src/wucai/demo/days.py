"""Plays days of the demo: people come and go, visitors are counted, hours are confirmed, everybody is thanked. The same each time."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from wucai.core import clock, jobs
from wucai.demo import lists
from wucai.people.actions import messages
from wucai.people.choices import AudienceKind, MessageKind
from wucai.people.models import Person
from wucai.people.queries import with_phone
from wucai.places.actions import counts
from wucai.places.choices import CountCategory, SiteKind
from wucai.places.models import Site
from wucai.places.queries import sites_listed
from wucai.programme.models import Edition
from wucai.volunteering.actions import attendance, hours
from wucai.volunteering.models import Signup
from wucai.volunteering.queries.attendance import open_attendance, seats_on
from wucai.volunteering.queries.hours import to_confirm_at

KEYS = UUID("5c0ff1ce-0000-4000-8000-000000000000")
# The buttons of the clock; the time of the day that each leads to.
HOURS = {
    "morning": _("Back to 09:00, with fresh data"),
    "noon": _("On to noon"),
    "evening": _("On to the evening, 19:30"),
}
TIMES = {"noon": time(12, 0), "evening": time(19, 30)}
# So many of the day's hours stay for the keeper of this station to confirm the next morning.
KEPT, LEFT_TO_KEEPER = "railway", 2
# Who plays the volunteer checks in by hand.
BY_HAND = "13800000001"
_SHARES = ((CountCategory.ENQUIRY, 0.8), (CountCategory.CONVENIENCE, 0.15), (CountCategory.MEDICAL, 0.05))
_BUSY = {"railway": 110, "hongqiao-tiandi": 85, "qibao": 50, "pinhui": 30, "medical-park": 25, "xinyi-hongqiao": 15}


@dataclass(frozen=True, order=True)
class Deed:
    """Something that happens at a moment: `what` is come, go or count; `which` the seat or the station."""

    at: datetime
    what: str
    which: int


def moment(day: date, text: str) -> datetime:
    """A time of the day in Shanghai, as `09:20` says it."""
    return datetime.combine(day, time.fromisoformat(text), tzinfo=clock.SHANGHAI)


def play(edition: Edition, begin: datetime, end: datetime) -> None:
    """Let everything happen that happens after `begin` and until `end`, each deed at its moment by the clock of the house."""
    day = clock.local(begin).date()
    while day <= clock.local(end).date():
        _play_day(edition, day, begin, end)
        day += timedelta(days=1)
    clock.set_now(end)


def person(phone: str) -> Person:
    """One of those whom one can be. Raises LookupError before they are there."""
    found = with_phone(phone)
    if found is None:
        raise LookupError(phone)
    return found


def work() -> None:
    """Do what waits, as the worker does, until nothing waits."""
    while run := jobs.claim("demo"):
        jobs.perform(run)


def key(name: str) -> UUID:
    """The same key for the same deed, each time the demo is loaded."""
    return uuid5(KEYS, name)


@transaction.atomic
def _play_day(edition: Edition, day: date, begin: datetime, end: datetime) -> None:
    sites, keeper = all_sites(edition), person("13800000003")
    seats = {seat.pk: seat for site in sites for seat in seats_on(site, day).accepted()}
    for deed in sorted(_deeds(day, list(seats.values()), sites)):
        if begin < deed.at <= end:
            clock.set_now(deed.at)
            _do(deed, seats, {site.pk: site for site in sites}, keeper)
    evening = moment(day, "19:20")
    if begin < evening <= end:
        clock.set_now(evening)
        _end_of_day(edition, sites, [seat for seat in seats.values() if _comes(seat)], day)


def all_sites(edition: Edition) -> list[Site]:
    """The edition's sites of all levels, in the order of their list."""
    slugs = [row["代码"] for row in lists.rows_of("sites.csv")]
    known = sites_listed(slugs, edition.pk, for_update=False)
    return [known[slug] for slug in slugs]


def _deeds(day: date, seats: Sequence[Signup], sites: Sequence[Site]) -> Iterator[Deed]:
    for seat in filter(_comes, seats):
        chance = random.Random(seat.pk)  # noqa: S311  the same each time
        yield Deed(seat.shift.starts_at - timedelta(minutes=chance.randint(3, 20)), "come", seat.pk)
        yield Deed(seat.shift.ends_at + timedelta(minutes=chance.randint(0, 12)), "go", seat.pk)
    for site in sites:
        for hour in range(7, 19) if site.kind == SiteKind.STATION else ():
            yield Deed(moment(day, f"{hour:02d}:50"), "count", site.pk)


def _comes(seat: Signup) -> bool:
    """Nearly everybody; one in forty stays away, always the same ones."""
    return seat.pk % 40 != 7 and seat.person.phone != f"+86{BY_HAND}"


def _do(deed: Deed, seats: dict[int, Signup], sites: dict[int, Site], keeper: Person) -> None:
    if deed.what == "count":
        _count(sites[deed.which], deed.at, by=keeper)
        return
    here = open_attendance(seats[deed.which].person, now=deed.at)
    # Whoever goes on with another shift checks out of the first before they check in again.
    if here is not None and (deed.what == "come" or here.signup_id == deed.which):
        attendance.check_out(here, by=None, now=deed.at)
    if deed.what == "come":
        attendance.check_in_by_keeper(seats[deed.which], by=None, now=deed.at)


def _count(site: Site, at: datetime, *, by: Person) -> None:
    chance = random.Random(f"{site.slug} {at:%d %H}")  # noqa: S311  the same each time
    busy = _BUSY.get(site.slug, 10) * chance.uniform(0.7, 1.2)
    for category, share in _SHARES:
        amount = min(100, round(busy * share))
        if amount:
            name = f"count {site.slug} {at.isoformat()} {category}"
            counts.count(site, category=category, amount=amount, key=key(name), by=by, now=at)


def _end_of_day(edition: Edition, sites: list[Site], seats: list[Signup], day: date) -> None:
    """The day's hours are confirmed in the evening, but for a few that the keeper looks at, and whoever came is thanked."""
    coordinator = person("13800000004")
    for site in sites:
        waiting = to_confirm_at(site)
        hours.confirm(waiting[:-LEFT_TO_KEEPER] if site.slug == KEPT else waiting, by=coordinator, now=clock.now())
        came = [seat.person for seat in seats if seat.shift.post.site_id == site.pk]
        if came:
            _thank(edition, site, came, day, by=coordinator)


def _thank(edition: Edition, site: Site, came: list[Person], day: date, *, by: Person) -> None:
    messages.send(
        edition,
        by=by,
        people=came,
        now=clock.now(),
        key=key(f"thanks {site.slug} {day.isoformat()}"),
        kind=MessageKind.THANKS,
        audience=AudienceKind.STATION,
        audience_id=site.slug,
        audience_name=site.name,
        audience_name_en=site.name_en,
        title="谢谢您今天的服务",
        title_en="Thank you for today",
        text=f"{day.month}月{day.day}日，{site.name}因为有您而井然有序。您的时长请在“我的时长”里查看。",
        text_en=f"On {day.day} November {site.name_en} ran well because of you. Your hours stand under “My hours”.",
        link="/me/hours",
        is_demo=True,
    )
