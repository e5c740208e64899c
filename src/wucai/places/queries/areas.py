"""Stations by area, rolled up from the neighbourhoods to the district."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from wucai.places.queries.sites import SiteLine
from wucai.programme.choices import AreaKind
from wucai.programme.models import Area
from wucai.programme.queries import areas


@dataclass(frozen=True)
class AreaLine:
    """A district or a town with the sites in it and in all areas below it, of which so many are open; None as area for sites without one.

    A district that has towns shows its own sites only, and counts those of its towns as well.
    """

    area: Area | None
    total: int
    are_open: int
    lines: tuple[SiteLine, ...] = field(default=())


def area_lines(lines: Sequence[SiteLine]) -> list[AreaLine]:
    """The sites by district and town, each district before its towns, neighbourhoods under their town. One query."""
    known = {area.pk: area for area in areas()}
    shown: dict[int | None, list[SiteLine]] = {}
    for line in lines:
        shown.setdefault(_shown_under(known.get(line.site.area_id or 0)), []).append(line)
    totals = totals_by_area({pk: len(there) for pk, there in shown.items()}, known)
    are_open = totals_by_area({pk: sum(line.opening.is_open for line in there) for pk, there in shown.items()}, known)
    keys = sorted(totals, key=lambda pk: _path(known[pk]))
    told = [AreaLine(known[pk], totals[pk], are_open[pk], tuple(shown.get(pk, ()))) for pk in keys]
    homeless = shown.get(None, [])
    if homeless:
        told.append(AreaLine(None, len(homeless), sum(line.opening.is_open for line in homeless), tuple(homeless)))
    return told


def totals_by_area(numbers: Mapping[int | None, int], known: Mapping[int, Area]) -> dict[int, int]:
    """Numbers by area's key, rolled up: each area's own with those of all areas below it. What belongs to no area is left out."""
    totals: dict[int, int] = {}
    for pk, number in numbers.items():
        area = known.get(pk) if pk is not None else None
        while area is not None:
            totals[area.pk] = totals.get(area.pk, 0) + number
            area = area.parent
    return totals


def _shown_under(area: Area | None) -> int | None:
    """The town of a neighbourhood; any other area itself."""
    if area is None:
        return None
    return area.parent_id if area.kind == AreaKind.NEIGHBOURHOOD else area.pk


def _path(area: Area) -> tuple[tuple[str, int], ...]:
    """By which areas are sorted so that children follow their parents."""
    return (*(_path(area.parent) if area.parent else ()), (area.name, area.pk))
