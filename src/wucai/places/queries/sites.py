"""Where the places are, what they offer, and which is near."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from math import asin, cos, radians, sin, sqrt

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from wucai.core import search
from wucai.core.measures import measure
from wucai.people.models import Person
from wucai.places.choices import Level, SiteKind
from wucai.places.models import Keeper, Site, StationService
from wucai.places.models.sites import FOR_VISITORS, SiteQuerySet
from wucai.places.queries.opening import Opening, opening
from wucai.programme.choices import AreaKind
from wucai.programme.models import Edition

SEARCH_KIND = "places.site"
EARTH_METRES = 6_371_008.8
_OF_LEVEL = {
    Level.LINKED: Q(kind=SiteKind.STATION),
    Level.TOWN: Q(kind=SiteKind.DISTRICT_STATION) & ~Q(area__kind=AreaKind.NEIGHBOURHOOD),
    Level.NEIGHBOURHOOD: Q(kind=SiteKind.DISTRICT_STATION, area__kind=AreaKind.NEIGHBOURHOOD),
    Level.RELAY: Q(kind=SiteKind.RELAY_STATION),
}


@dataclass(frozen=True)
class Wanted:
    """What a visitor looks for: words, a level, something that is offered, only what is open, and from where the way is counted."""

    words: str = ""
    level: Level = Level.LINKED
    service: str = ""
    is_open_only: bool = False
    near: Site | None = None

    @property
    def is_narrowed(self) -> bool:
        """Whether something may have been left out that is there."""
        return bool(self.words.strip() or self.service or self.is_open_only)


@dataclass(frozen=True)
class SiteLine:
    """A site as a visitor sees it at a moment: whether it is open, what it offers, and how far it is where somebody said from where."""

    site: Site
    opening: Opening
    services: tuple[StationService, ...]
    metres: int | None = None


def kept_by(person: Person, *, on: date) -> SiteQuerySet:
    """The stations that this person keeps on that day, by number."""
    return Site.objects.for_visitors().filter(keepers__in=Keeper.objects.on(on).filter(person=person)).distinct()


def stations(edition: Edition | None, *, search_for: str = "", level: Level = Level.LINKED, service: str = "") -> SiteQuerySet:
    """The edition's linked stations by number, or those of another level; with a search, those that have its words.

    `service` is the name of something that they offer.
    """
    found = Site.objects.for_visitors().filter(_OF_LEVEL[level], edition=edition).select_related("area")
    if search_for.strip():
        found = found.filter(pk__in=search.find(SEARCH_KIND, search_for, limit=200))
    return found.filter(services__name=service) if service else found


def with_facts(sites: SiteQuerySet) -> SiteQuerySet:
    """The sites with their services and hours: two queries more, however many there are."""
    return sites.prefetch_related("services", "opening_hours")


def lines(sites: Iterable[Site], *, at: datetime, near: Site | None = None) -> list[SiteLine]:
    """The sites as a visitor sees them at the moment; asks nothing of the database where `with_facts` was said."""
    here = (near.latitude_e6, near.longitude_e6) if near else None
    return [_line(site, at, here) for site in sites]


def found(edition: Edition | None, wanted: Wanted, *, at: datetime) -> list[SiteLine]:
    """The stations that a visitor looks for: by number, or as `nearest` orders them. Three queries, four with words."""
    sites = with_facts(stations(edition, search_for=wanted.words, level=wanted.level, service=wanted.service))
    told = lines(sites, at=at, near=wanted.near)
    told = [line for line in told if line.opening.is_open or not wanted.is_open_only]
    return sorted(told, key=_nearness) if wanted.near else told


def nearest(edition: Edition, latitude_e6: int, longitude_e6: int, *, at: datetime, most: int = 3) -> list[SiteLine]:
    """The sites nearest to the point that a visitor may walk into: those that are open first, among equals by distance. Three queries.

    Stations that tell no hours come after the open ones and before the closed: they may be open.
    """
    sites = with_facts(Site.objects.for_visitors().filter(edition=edition).select_related("area"))
    return sorted((_line(site, at, (latitude_e6, longitude_e6)) for site in sites), key=_nearness)[:most]


def metres(a: tuple[int, int], b: tuple[int, int]) -> int:
    """Metres as the crow flies between two points in millionths of a degree (haversine)."""
    north, east = (radians((there - here) / 1e6) / 2 for here, there in zip(a, b, strict=True))
    across = sin(north) ** 2 + cos(radians(a[0] / 1e6)) * cos(radians(b[0] / 1e6)) * sin(east) ** 2
    return round(2 * EARTH_METRES * asin(sqrt(min(across, 1.0))))


def services_offered(edition: Edition | None) -> list[tuple[str, str]]:
    """What can be got at the edition's stations, each once, by how many offer it: name and English name."""
    told = StationService.objects.filter(site__edition=edition, site__kind__in=FOR_VISITORS).order_by("position", "name")
    how_many: dict[str, int] = {}
    english: dict[str, str] = {}
    for name, name_en in told.values_list("name", "name_en"):
        how_many[name] = how_many.get(name, 0) + 1
        english[name] = english.get(name) or name_en
    return [(name, english[name]) for name in sorted(how_many, key=lambda name: -how_many[name])]


def starting_points(edition: Edition | None) -> list[Site]:
    """Places by which a visitor can say where they are: stops, venues and linked stations."""
    kinds = [SiteKind.STOP, SiteKind.VENUE, SiteKind.STATION]
    return list(Site.objects.filter(edition=edition, kind__in=kinds).in_order())


def sites_called(edition_id: int, names: Iterable[str]) -> dict[str, Site]:
    """For each of these names the edition's site that is called so, by name, English name or slug; one query.

    A name that several have is left out: who wrote it has to say which, by its slug.
    """
    asked = {name for name in names if name.strip()}
    plain = {name.strip() for name in asked}
    called: dict[str, dict[int, Site]] = {}
    known = Site.objects.filter(Q(name__in=plain) | Q(name_en__in=plain) | Q(slug__in=plain), edition=edition_id)
    for site in known.select_related("area"):
        for name in (site.name, site.name_en, site.slug):
            called.setdefault(name, {})[site.pk] = site
    found = {name: list(called.get(name.strip(), {}).values()) for name in asked}
    return {name: sites[0] for name, sites in found.items() if len(sites) == 1}


def sites_listed(slugs: Iterable[str], edition_id: int, *, for_update: bool) -> dict[str, Site]:
    """The edition's sites with these slugs, with area, services and hours; three queries. `for_update` locks the sites."""
    found = with_facts(Site.objects.filter(edition=edition_id, slug__in=set(slugs)).select_related("area"))
    return {site.slug: site for site in (found.select_for_update(of=("self",)) if for_update else found)}


@dataclass(frozen=True)
class Taken:
    """What may not be given again: codes of other editions' sites; names and numbers, each with the site that has it."""

    elsewhere: frozenset[str]
    names: dict[str, tuple[str, str, str]]
    numbers: dict[int, tuple[str, str, str]]


def taken(slugs: Iterable[str], edition_id: int) -> Taken:
    """What sites have already: each site as slug, name and English name. One query."""
    known = Site.objects.filter(Q(edition=edition_id) | Q(slug__in=set(slugs))).order_by("slug")
    rows = list(known.values_list("edition", "slug", "name", "name_en", "number"))
    mine = [(site[1:4], site[4]) for site in rows if site[0] == edition_id]
    return Taken(
        elsewhere=frozenset(site[1] for site in rows if site[0] != edition_id),
        names={site[1]: site for site, _number in mine},
        numbers={number: site for site, number in mine if number is not None},
    )


@measure(
    "stations", unit=_("stations"), definition=_("The edition's linked stations (core stations). Centres and relay stations are left out.")
)
def stations_counted(edition: Edition) -> int:
    """Linked stations of the edition."""
    return Site.objects.stations().filter(edition=edition).count()


@measure("relay_stations", unit=_("stations"), definition=_("The edition's relay stations for outdoor workers (爱心接力站)."))
def relay_stations_counted(edition: Edition) -> int:
    """Relay stations of the edition."""
    return Site.objects.filter(edition=edition, kind=SiteKind.RELAY_STATION).count()


def _line(site: Site, at: datetime, here: tuple[int, int] | None) -> SiteLine:
    away = metres(here, (site.latitude_e6, site.longitude_e6)) if here else None
    return SiteLine(site, opening(list(site.opening_hours.all()), at), tuple(site.services.all()), away)


def _nearness(line: SiteLine) -> tuple[bool, bool, int, str]:
    return (not line.opening.is_open, line.opening.is_known, line.metres or 0, line.site.slug)
