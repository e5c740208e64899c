"""Reads with a name, by role."""

from wucai.desks.queries.living import counters, living_page

__all__ = ["counters", "living_page"]
