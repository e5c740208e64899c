"""Progress of a search: what has been found, when, and how far it can still be from the best.

Objectives are minimised everywhere in `planning`; times are seconds since the reporter was made.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

TOLERANCE = 1e-6
"""Relative slack, of max(1, |objective|), that floating-point bounds are allowed: LP duals are exact to about 1e-7."""


def gap(objective: float | None, bound: float | None) -> float | None:
    """(objective − bound) / max(1, |bound|), or None where one is not known; 0.01 is one per cent too dear at most."""
    if objective is None or bound is None:
        return None
    return (objective - bound) / max(1.0, abs(bound))


def require_possible(objective: float | None, bound: float | None) -> None:
    """Raise ValueError unless both are finite and the bound is at most the objective, within TOLERANCE."""
    for name, value in (("objective", objective), ("bound", bound)):
        if value is not None and not math.isfinite(value):
            raise ValueError(f"The {name} must be a finite number, not {value}.")
    if objective is None or bound is None:
        return
    if bound > objective + TOLERANCE * max(1.0, abs(objective)):
        raise ValueError(f"The bound {bound} is above the objective {objective}: one of the two is wrong.")


@dataclass(frozen=True, kw_only=True)
class Event:
    """One moment of a search: the best objective and the best bound known then, either of which may still be None."""

    at_seconds: float
    phase: str
    objective: float | None = None
    bound: float | None = None
    note: str = ""

    def __post_init__(self) -> None:
        """Refuse a moment before the start and a bound above the objective."""
        if not self.at_seconds >= 0:
            raise ValueError(f"An event cannot happen {self.at_seconds} seconds after the start.")
        require_possible(self.objective, self.bound)

    @property
    def gap(self) -> float | None:
        """How far the objective can still be from the best, as `gap` says; None without a bound."""
        return gap(self.objective, self.bound)


class Reporter:
    """Carries progress to a listener, seldom enough for a database row, and keeps the whole trajectory.

    The listener hears at most one event per `interval_seconds`, except that the first event and the end of every phase
    always go through. Each event carries the best values so far, so what was held back is told by the next one. The
    trajectory holds every improvement of objective or bound and every end of a phase, whatever the listener heard.
    """

    def __init__(
        self,
        listen: Callable[[Event], None] | None = None,
        *,
        interval_seconds: float = 0.5,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Start the clock. `clock` gives seconds that never go back; an exception of `listen` ends the search."""
        self._listen = listen
        self._interval_seconds = interval_seconds
        self._clock = clock
        self._started_at = clock()
        self._told_at: float | None = None
        self._objective: float | None = None
        self._bound: float | None = None
        self._trajectory: list[Event] = []

    @property
    def trajectory(self) -> tuple[Event, ...]:
        """Every improvement and every end of a phase so far, in order of time."""
        return tuple(self._trajectory)

    def report(self, phase: str, *, objective: float | None = None, bound: float | None = None, note: str = "") -> None:
        """Say where the search stands: the objective of a whole solution, a valid bound, or only that it is alive."""
        event, is_better = self._take(phase, objective, bound, note)
        if is_better:
            self._trajectory.append(event)
        if self._told_at is None or event.at_seconds - self._told_at >= self._interval_seconds:
            self._tell(event)

    def end_phase(self, phase: str, *, objective: float | None = None, bound: float | None = None, note: str = "") -> None:
        """Say that a phase is over: always heard, always kept."""
        event, _ = self._take(phase, objective, bound, note)
        self._trajectory.append(event)
        self._tell(event)

    def _take(self, phase: str, objective: float | None, bound: float | None, note: str) -> tuple[Event, bool]:
        best_objective = _better(self._objective, objective, min)
        best_bound = _better(self._bound, bound, max)
        event = Event(
            at_seconds=self._clock() - self._started_at,
            phase=phase,
            objective=best_objective,
            bound=best_bound,
            note=note,
        )
        is_better = (best_objective, best_bound) != (self._objective, self._bound)
        self._objective, self._bound = best_objective, best_bound
        return event, is_better

    def _tell(self, event: Event) -> None:
        self._told_at = event.at_seconds
        if self._listen is not None:
            self._listen(event)


def _better(old: float | None, new: float | None, pick: Callable[[float, float], float]) -> float | None:
    if old is None or new is None:
        return new if old is None else old
    return pick(old, new)
