"""Reads with a name, by noun."""

from wucai.places.queries.areas import AreaLine, area_lines, totals_by_area
from wucai.places.queries.counts import served_by_category, visitors_served
from wucai.places.queries.incidents import closed_today, open_incidents
from wucai.places.queries.opening import Days, Opening, hours_by_days, opening
from wucai.places.queries.sites import (
    SEARCH_KIND,
    SiteLine,
    Wanted,
    found,
    kept_by,
    lines,
    nearest,
    relay_stations_counted,
    services_offered,
    sites_called,
    sites_listed,
    starting_points,
    stations,
    stations_counted,
    taken,
    with_facts,
)
from wucai.places.queries.supplies import loans_out, low_supplies, supplies_listed, supplies_of

__all__ = [
    "SEARCH_KIND",
    "AreaLine",
    "Days",
    "Opening",
    "SiteLine",
    "Wanted",
    "area_lines",
    "closed_today",
    "found",
    "hours_by_days",
    "kept_by",
    "lines",
    "loans_out",
    "low_supplies",
    "nearest",
    "open_incidents",
    "opening",
    "relay_stations_counted",
    "served_by_category",
    "services_offered",
    "sites_called",
    "sites_listed",
    "starting_points",
    "stations",
    "stations_counted",
    "supplies_listed",
    "supplies_of",
    "taken",
    "totals_by_area",
    "visitors_served",
    "with_facts",
]
