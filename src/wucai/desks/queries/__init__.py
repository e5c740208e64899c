"""Reads with a name, by role."""

from wucai.desks.queries.living import counters, living_page
from wucai.desks.queries.station import station_now

__all__ = ["counters", "living_page", "station_now"]
