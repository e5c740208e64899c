"""Lists of stations and other sites on their way in."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from itertools import zip_longest
from typing import Any

from django.utils.translation import gettext_noop as _

from wucai.core.imports import Judged
from wucai.core.judging import ListJudge, Wrong, compared
from wucai.core.spreadsheets import Fault, Row
from wucai.core.spreadsheets.refusals import TOO_LONG
from wucai.places.actions.lists import degrees, spans
from wucai.places.imports.cells import number, texts
from wucai.places.models import Site
from wucai.places.queries import sites_listed, taken
from wucai.places.sheets import SITES
from wucai.programme.models import Area
from wucai.programme.queries import areas_called

NOT_A_SLUG = Fault("not_a_slug", _("This cannot stand in an address."), _("Write small letters, digits and hyphens, for example qibao."))
ELSEWHERE = Fault("elsewhere", _("A site of another edition has this code."), _("Choose another code."))
TAKEN = Fault("taken_by_site", _("Another site of the edition has this already: %(site)s."), _("Choose another, or correct the code."))
UNKNOWN_AREA = Fault(
    "unknown_area", _("Nobody knows an area of this name."), _("Write a district, town or neighbourhood as it is called here.")
)
NOT_DEGREES = Fault("not_degrees", _("These are no decimal degrees."), _("Write them like 31.195500."))
NOT_HOURS = Fault("not_hours", _("These are no opening hours."), _("Write them like 08:00-20:00, the earlier time first."))
OVERLAPPING = Fault(
    "overlapping", _("These opening hours overlap."), _("Write spans that follow each other, for example 08:30-11:00、13:30-17:00.")
)
UNEVEN = Fault(
    "uneven", _("The services are not as many in English as in Chinese."), _("Write both columns in the same order, equally many in each.")
)

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_SPAN = re.compile(r"(\d{1,2}):(\d{2})\s*(?:-|~|–|—|至|到)\s*(\d{1,2}):(\d{2})")
_LENGTHS = {"services": 40, "services_en": 80}


class SitesJudge(ListJudge):
    """Rows of sites against the edition's sites by their codes, in five queries however many rows there are."""

    sheet = SITES

    def look(self, rows: Sequence[Row]) -> None:
        """The sites with these codes, names and numbers, and the areas."""
        slugs = {row.text("slug") for row in rows}
        self._sites = sites_listed(slugs, self.scope.edition_id, for_update=self.for_update)
        self._taken = taken(slugs, self.scope.edition_id)
        self._areas = areas_called({row.text("area") for row in rows})

    def judged(self, row: Row) -> Judged:
        """A new site, or the one of this code with what the row tells. Raises Wrong."""
        slug = row.text("slug")
        if not _SLUG.fullmatch(slug):
            raise Wrong("slug", NOT_A_SLUG)
        if slug in self._taken.elsewhere:
            raise Wrong("slug", ELSEWHERE)
        site = self._sites.get(slug)
        there = as_row(site) if site else {}
        wished = self._wished(row, there)
        self.require_once(row, slug)
        return compared(row, site.pk if site else None, there, wished)

    def _wished(self, row: Row, there: Mapping[str, Any]) -> dict[str, Any]:
        """What the row says, with everything that can be wrong with it looked at."""
        plain = texts(row, "name", "name_en", "slug", "kind", "feature", "feature_en", "address", "address_en", "is_demo")
        numbers = number(row, "number", least=1, most=999) | number(row, "accuracy", least=0, most=100_000)
        self._require_free(plain, numbers)
        return plain | numbers | self._area(row) | _position(row) | _services(row, there) | _hours(row)

    def _require_free(self, plain: Mapping[str, str], numbers: Mapping[str, int]) -> None:
        holders = {"name": self._taken.names.get(plain.get("name", "")), "number": self._taken.numbers.get(numbers.get("number", 0))}
        for key, holder in holders.items():
            if holder and holder[0] != plain["slug"]:
                raise Wrong(key, TAKEN, site=[[holder[1], holder[2] or holder[1]]])

    def _area(self, row: Row) -> dict[str, str]:
        name = row.text("area")
        area: Area | None = self._areas.get(name)
        if name and area is None:
            raise Wrong("area", UNKNOWN_AREA)
        return {"area": area.name} if area else {}


def as_row(site: Site) -> dict[str, Any]:
    """The site as a row of the sheet, as JSON keeps it."""
    hours = sorted({f"{each.opens_at:%H:%M}-{each.closes_at:%H:%M}" for each in site.opening_hours.all()})
    services = list(site.services.all())
    plain = {
        key: getattr(site, key) for key in ("name", "name_en", "slug", "kind", "number", "feature", "feature_en", "address", "address_en")
    }
    return plain | {
        "is_demo": "yes" if site.is_demo else "no",
        "area": site.area.name if site.area else "",
        "latitude": degrees(site.latitude_e6),
        "longitude": degrees(site.longitude_e6),
        "accuracy": site.accuracy_metres,
        "services": [service.name for service in services],
        "services_en": [service.name_en for service in services],
        "hours": hours,
    }


def _position(row: Row) -> dict[str, str]:
    return {key: _degrees(row, key, most) for key, most in (("latitude", 90), ("longitude", 180))}


def _degrees(row: Row, key: str, most: int) -> str:
    try:
        value = Decimal(unicodedata.normalize("NFKC", str(row.values[key])).rstrip("°").strip())
    except InvalidOperation:
        raise Wrong(key, NOT_DEGREES) from None
    if not value.is_finite() or abs(value) > most:
        raise Wrong(key, NOT_DEGREES)
    return degrees(int(round(value * 1_000_000)))


def _services(row: Row, there: Mapping[str, Any]) -> dict[str, list[str]]:
    """Both columns together; where no English is written, the English that is there for a service stays."""
    names, english = _words(row, "services"), _words(row, "services_en")
    if not names and not english:
        return {}
    if english and len(english) != len(names):
        raise Wrong("services_en", UNEVEN)
    known = dict(zip(there.get("services", []), there.get("services_en", []), strict=True))
    told = [word or known.get(name, "") for name, word in zip_longest(names, english, fillvalue="")]
    return {"services": names, "services_en": told}


def _words(row: Row, key: str) -> list[str]:
    words = [str(word) for word in row.values.get(key) or ()]  # type: ignore[union-attr]  # the column is a list of words
    if any(len(word) > _LENGTHS[key] for word in words):
        raise Wrong(key, TOO_LONG, most=_LENGTHS[key])
    return words


def _hours(row: Row) -> dict[str, list[str]]:
    told = sorted(_span(str(word)) for word in row.values.get("hours") or ())  # type: ignore[union-attr]  # as above
    if any(later[0] < earlier[1] for earlier, later in zip(spans(told), spans(told)[1:], strict=False)):
        raise Wrong("hours", OVERLAPPING)
    return {"hours": told} if told else {}


def _span(word: str) -> str:
    """The span in its one form, 08:00-20:00; midnight at its end is a minute before, as a day ends there."""
    found = _SPAN.fullmatch(unicodedata.normalize("NFKC", word).strip())
    if not found:
        raise Wrong("hours", NOT_HOURS)
    opens, shuts, ends, closes = (int(part) for part in found.groups())
    if (ends, closes) == (24, 0):
        ends, closes = 23, 59
    if max(opens, ends) > 23 or max(shuts, closes) > 59 or (opens, shuts) >= (ends, closes):
        raise Wrong("hours", NOT_HOURS)
    return f"{opens:02}:{shuts:02}-{ends:02}:{closes:02}"
