"""The schematic map: own SVG, no tiles, no borders. `{% load schematic %}{% schematic stations %}`, with the list of stations below it.

Stations are numbered markers, each a link. Where markers would crowd, as around the Hongqiao hub, a lens in the emptiest corner shows them
larger. Lines (metro, the programme's own) are facts of the edition, read from the CSV file that settings.WUCAI_MAP_LINES names.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from math import cos, hypot, radians
from pathlib import Path
from urllib.parse import urlencode

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from wucai.core.language import reads_english
from wucai.core.templatetags.wucai import named
from wucai.places.models import Site

register = template.Library()

_WIDTH, _EDGE, _RADIUS = 360.0, 30.0, 15.0
# Markers nearer to each other than this cannot be told apart with a thumb.
_CROWDED = 40.0
_LENS_WIDTH, _LENS_HEIGHT = 140.0, 96.0


@dataclass(frozen=True)
class Spot:
    """A point of the drawing, in SVG units."""

    x: float
    y: float

    def __str__(self) -> str:
        return f"{self.x:.0f},{self.y:.0f}"

    def far_from(self, other: "Spot") -> float:
        """The distance in SVG units."""
        return hypot(self.x - other.x, self.y - other.y)


@dataclass(frozen=True)
class Way:
    """A line on the map: its style is `way` (metro), `axis` or `express`."""

    style: str
    name: str
    name_en: str
    points_e6: tuple[tuple[int, int], ...]
    label_at_e6: tuple[int, int] | None
    is_label_below: bool


@dataclass(frozen=True)
class Paper:
    """How coordinates become SVG units: equirectangular around the middle of the stations, which is exact enough for a city."""

    west_e6: float
    north_e6: float
    narrowing: float
    scale: float
    height: float

    @classmethod
    def around(cls, sites: Sequence[Site]) -> "Paper":
        """A paper of fixed width on which all sites lie, at least half as high as wide and at most as high as wide."""
        latitudes, longitudes = [site.latitude_e6 for site in sites], [site.longitude_e6 for site in sites]
        narrowing = cos(radians((min(latitudes) + max(latitudes)) / 2e6))
        across, down = (max(longitudes) - min(longitudes)) * narrowing, max(latitudes) - min(latitudes)
        inner = _WIDTH - 2 * _EDGE
        # One station alone, or all in a row, still get a map of a kilometre (9,000 millionths of a degree).
        scale = min(inner / max(across, 9_000), inner / max(down, 9_000))
        height = min(_WIDTH, max(_WIDTH / 2, down * scale + 2 * _EDGE))
        west = (min(longitudes) + max(longitudes)) / 2 - _WIDTH / 2 / scale / narrowing
        return cls(west, (min(latitudes) + max(latitudes)) / 2 + height / 2 / scale, narrowing, scale, height)

    def spot(self, latitude_e6: int, longitude_e6: int) -> Spot:
        """Where the coordinates lie on the paper."""
        return Spot((longitude_e6 - self.west_e6) * self.narrowing * self.scale, (self.north_e6 - latitude_e6) * self.scale)

    def has_room_at(self, spot: Spot) -> bool:
        """Whether a line's name beside this point is not cut off by the edge."""
        return _EDGE / 2 < spot.x < _WIDTH - 2 * _EDGE and _EDGE < spot.y < self.height - _EDGE


@register.simple_tag
def schematic(sites: Sequence[Site]) -> SafeString:
    """The map of these sites as one SVG; nothing where there are none."""
    if not sites:
        return SafeString()
    paper = Paper.around(sites)
    spots = {site: paper.spot(site.latitude_e6, site.longitude_e6) for site in sites}
    crowd = _crowd(spots)
    outside = format_html_join("", "{}", ((_marker(site, spot),) for site, spot in spots.items() if site not in crowd))
    return format_html(
        '<svg class="map" viewBox="0 0 {} {}" role="group" aria-labelledby="map-title"><title id="map-title">{}</title>{}{}{}</svg>',
        *_whole(_WIDTH, paper.height),
        _("Map of the stations, not to scale"),
        _ways(paper),
        outside,
        _lens(paper, crowd, [spot for site, spot in spots.items() if site not in crowd]),
    )


@register.simple_tag
def take_me_there(site: Site) -> str:
    """An address that opens the site in Amap. Amap takes WGS-84 as it is (coordinate=wgs84), so nothing is converted."""
    position = f"{site.longitude_e6 / 1e6:.6f},{site.latitude_e6 / 1e6:.6f}"
    told = {"position": position, "name": site.name, "coordinate": "wgs84", "callnative": "1"}
    return f"https://uri.amap.com/marker?{urlencode(told)}"


def _crowd(spots: dict[Site, Spot]) -> dict[Site, Spot]:
    """The largest group of sites that stand too near to each other; empty when all have room."""
    groups: list[set[Site]] = []
    for site, spot in spots.items():
        near = [group for group in groups if any(spots[other].far_from(spot) < _CROWDED for other in group)]
        groups = [group for group in groups if group not in near] + [{site}.union(*near)]
    largest = max(groups, key=len)
    return {site: spot for site, spot in spots.items() if site in largest} if len(largest) > 1 else {}


def _lens(paper: Paper, crowd: dict[Site, Spot], others: list[Spot]) -> SafeString:
    """The crowded part drawn larger, in the corner farthest from everything else."""
    if not crowd:
        return SafeString()
    xs, ys = [spot.x for spot in crowd.values()], [spot.y for spot in crowd.values()]
    middle = Spot((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2)
    room_x, room_y = _LENS_WIDTH - 3 * _RADIUS, _LENS_HEIGHT - 3 * _RADIUS
    zoom = min(room_x / max(max(xs) - min(xs), 1), room_y / max(max(ys) - min(ys), 1), 8)
    corner = _emptiest(paper, [*others, middle, *_bends(paper)])
    view = Spot(_LENS_WIDTH / zoom, _LENS_HEIGHT / zoom)
    start = Spot(middle.x - view.x / 2, middle.y - view.y / 2)
    markers = format_html_join(
        "",
        "{}",
        (
            (_marker(site, Spot(corner.x + (spot.x - start.x) * zoom, corner.y + (spot.y - start.y) * zoom)),)
            for site, spot in crowd.items()
        ),
    )
    return format_html(
        '<path class="ray" d="M{}L{}"/><rect class="lens" x="{}" y="{}" width="{}" height="{}" rx="4"/>'
        '<rect class="lens" x="{}" y="{}" width="{}" height="{}" rx="8"/>'
        '<svg x="{}" y="{}" width="{}" height="{}" viewBox="{} {} {} {}"><use href="#map-ways"/></svg>'
        '<text x="{}" y="{}" aria-hidden="true">{}</text>{}',
        *(middle, Spot(corner.x + _LENS_WIDTH / 2, corner.y + _LENS_HEIGHT / 2)),
        *_whole(start.x, start.y, view.x, view.y),
        *_whole(corner.x, corner.y, _LENS_WIDTH, _LENS_HEIGHT) * 2,
        *(f"{number:.1f}" for number in (start.x, start.y, view.x, view.y)),
        *_whole(corner.x + 8, corner.y + _LENS_HEIGHT - 8),
        _("enlarged"),
        markers,
    )


def _emptiest(paper: Paper, spots: list[Spot]) -> Spot:
    """The corner (its upper left point for the lens) whose middle is farthest from every spot."""
    lefts, tops = (8.0, _WIDTH - _LENS_WIDTH - 8), (8.0, paper.height - _LENS_HEIGHT - 8)
    corners = [Spot(left, top) for left in lefts for top in tops]
    half = Spot(_LENS_WIDTH / 2, _LENS_HEIGHT / 2)
    return max(corners, key=lambda corner: min(Spot(corner.x + half.x, corner.y + half.y).far_from(spot) for spot in spots))


def _marker(site: Site, spot: Spot) -> SafeString:
    """A numbered circle that leads to the station; the larger circle behind it is for thumbs."""
    return format_html(
        '<a href="{}"><title>{} {}</title><circle class="hit" cx="{x}" cy="{y}" r="22"/><circle cx="{x}" cy="{y}" r="{r}"/>'
        '<text x="{x}" y="{t}">{}</text></a>',
        *(reverse("places:station", args=[site.slug]), site.number or "", named(site), site.number or "•"),
        **dict(zip("xyrt", _whole(spot.x, spot.y, _RADIUS, spot.y + 5), strict=True)),
    )


def _ways(paper: Paper) -> SafeString:
    """All lines and their names, beneath the markers; the lens draws the lines again from the same group."""
    ways = _read(settings.WUCAI_MAP_LINES)
    paths = format_html_join(
        "",
        '<path class="way {}" vector-effect="non-scaling-stroke" d="M{}"/>',
        ((way.style, "L".join(str(paper.spot(*point)) for point in way.points_e6)) for way in ways),
    )
    labelled = [(way, paper.spot(*way.label_at_e6)) for way in ways if way.label_at_e6]
    names = format_html_join("", "{}", ((_label(way, spot),) for way, spot in labelled if paper.has_room_at(spot)))
    return format_html('<g id="map-ways">{}</g><g aria-hidden="true">{}</g>', paths, names)


def _bends(paper: Paper) -> list[Spot]:
    """Where the lines begin, bend and end, as far as it is on the paper."""
    spots = [paper.spot(*point) for way in _read(settings.WUCAI_MAP_LINES) for point in way.points_e6]
    return [spot for spot in spots if 0 <= spot.x <= _WIDTH and 0 <= spot.y <= paper.height]


def _label(way: Way, spot: Spot) -> SafeString:
    """The line's name beside its point. A <span> would break out of the drawing, so the language stands on the text itself."""
    words, language = (way.name_en, "en") if reads_english() and way.name_en else (way.name, "zh-Hans")
    return format_html(
        '<text x="{}" y="{}" lang="{}">{}</text>', *_whole(spot.x - 14, spot.y + (19 if way.is_label_below else -8)), language, words
    )


def _whole(*numbers: float) -> tuple[str, ...]:
    """The numbers as whole SVG units; format_html takes text only."""
    return tuple(f"{number:.0f}" for number in numbers)


@cache
def _read(path: str) -> tuple[Way, ...]:
    """The lines of the file, in its order; none without a file."""
    if not path:
        return ()
    with Path(path).open(encoding="utf-8", newline="") as source:
        rows = list(csv.DictReader(source))
    return tuple(_way(list(points)) for _line, points in groupby(rows, key=lambda row: row["line"]))


def _way(rows: list[dict[str, str]]) -> Way:
    points = tuple((int(row["latitude_e6"]), int(row["longitude_e6"])) for row in rows)
    label, where = next(((point, row["label"]) for point, row in zip(points, rows, strict=True) if row["label"]), (None, ""))
    return Way(rows[0]["style"], rows[0]["name"], rows[0]["name_en"], points, label, where == "below")
