"""A matching: who gets what from where, and nothing that follows from it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Allocation:
    """So many units of a resource for a need, both by id."""

    need: str
    resource: str
    quantity: int


@dataclass(frozen=True)
class Matching:
    """All allocations, at most one for each pair of need and resource. Whether it keeps the rules, `check` tells."""

    allocations: tuple[Allocation, ...]
