"""A roster: the decision, and nothing derived from it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Placement:
    """One volunteer on one shift, by their ids."""

    volunteer: str
    shift: str


@dataclass(frozen=True)
class Roster:
    """Who serves where. What is pinned in the problem is among the placements."""

    placements: tuple[Placement, ...] = ()
