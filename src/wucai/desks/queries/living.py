"""Reads with a name."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.utils.translation import gettext as _

from wucai.core.components import Answer, Column, Counter, Step, Tab
from wucai.people.models import Person
from wucai.places.choices import CountCategory, SiteKind
from wucai.places.models import Site
from wucai.places.queries import served_by_category
from wucai.volunteering.choices import ColourKey
from wucai.volunteering.models import Colour, Post, Shift, Signup
from wucai.volunteering.queries import ShiftLine

_PLACES = [
    (1, "虹桥天地站", "The Hub station", 31_193_800, 121_312_500),
    (2, "七宝老街站", "Qibao Old Street station", 31_157_200, 121_351_200),
    (3, "心驿虹桥站", "", 31_179_000, 121_385_000),
    (4, "虹桥火车站站", "Hongqiao Railway Station", 31_194_400, 121_318_100),
]


def counters(site: Site | None, day: date) -> list[Counter]:
    """What a keeper counts, each with its sum of the day; all at nought without a site."""
    sums = served_by_category(site.edition, site=site, day=day) if site else dict.fromkeys(CountCategory, 0)
    return [Counter(category.value, str(category.label), total) for category, total in sums.items()]


def living_page(now: datetime) -> dict[str, Any]:
    """What the living page shows its components with: rows in memory that no database holds."""
    stations = [_station(*place) for place in _PLACES]
    tickets = [_ticket(number, key, stations[number % 4], now) for number, key in enumerate(ColourKey.values, start=1)]
    full = ShiftLine(Shift(pk=9, post=tickets[0].shift.post, starts_at=now, ends_at=now + timedelta(hours=4), seats=8, taken=8))
    return {
        "member": Person(name="王小明"),
        "stations": stations,
        "tickets": tickets,
        "mine": replace(tickets[1], signup=Signup(pk=1, shift=tickets[1].shift)),
        "full": full,
        "page": Paginator(range(90), 30).page(2),
        **_lists(),
    }


def _station(number: int, name: str, name_en: str, latitude_e6: int, longitude_e6: int) -> Site:
    return Site(
        pk=number,
        kind=SiteKind.STATION,
        slug=f"sample-{number}",
        number=number,
        name=name,
        name_en=name_en,
        latitude_e6=latitude_e6,
        longitude_e6=longitude_e6,
    )


def _ticket(number: int, key: str, site: Site, now: datetime) -> ShiftLine:
    colour = Colour(key=key, name="示例岗", name_en="Sample post")
    post = Post(site=site, colour=colour, name="示例岗", name_en="Sample post", risks="长时间站立。", risks_en="Long standing.")
    starts_at = now + timedelta(days=number)
    return ShiftLine(
        Shift(pk=number, post=post, starts_at=starts_at, ends_at=starts_at + timedelta(hours=4), seats=20, taken=4 * number - 1)
    )


def _lists() -> dict[str, Any]:
    return {
        "trail": [Step(_("Home"), "#top"), Step(_("Stations"), "#top"), Step(_("This one"))],
        "tabs": [Tab(_("To come"), "#tabs", is_current=True), Tab(_("Past"), "#tabs"), Tab(_("Withdrawn"), "#tabs")],
        "columns": [
            Column(_("Station"), "#tables", "ascending"),
            Column(_("Seats"), "#tables", is_number=True),
            Column(_("Taken"), is_number=True),
        ],
        "rows": [[_("The first"), 20, 19], [_("The second"), 12, 3]],
        "counters": [Counter("enquiry", _("Enquiries"), 86), Counter("medical", _("Medical help"), 0)],
        "answers": [Answer(_("Name"), _("Somebody"), "#answers"), Answer(_("When can you come?"), _("Morning"), "#answers")],
    }
