"""A roster: the decision, and nothing derived from it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, order=True)
class Placement:
    """One volunteer on one shift, by their ids."""

    volunteer: str
    shift: str


class SplitReason(StrEnum):
    """Why a group cannot serve together, whatever the others do. The check holds each reason against the problem."""

    TOO_LARGE = "too_large"
    """No shift has so many seats."""
    NEVER_TOGETHER = "never_together"
    """Some shift is large enough, but there is none that every member could take beside their pins."""


@dataclass(frozen=True)
class Split:
    """A group whose members are placed one by one."""

    group: str
    reason: SplitReason


@dataclass(frozen=True)
class Roster:
    """Who serves where, and which groups do so one by one. What is pinned in the problem is among the placements."""

    placements: tuple[Placement, ...] = ()
    splits: tuple[Split, ...] = ()
