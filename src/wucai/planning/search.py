"""What every search shares: when to stop, where chance comes from, and what it hands back.

Objectives are minimised; a problem states the unit of each term of its objective.
"""

from __future__ import annotations

import hashlib
import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Generic, TypeVar

from wucai.planning import progress

if TYPE_CHECKING:
    import numpy as np

S = TypeVar("S")

SEED_LIMIT = 2**31
"""Seeds are 0 … 2³¹ − 1: what CP-SAT takes as `random_seed`, a signed 32-bit integer."""


class StopReason(StrEnum):
    """Why a search was told to end."""

    ASKED = "asked"
    TIME = "time"
    ITERATIONS = "iterations"


class Stopped(Exception):
    """The search was told to end before this step had anything to hand back."""

    def __init__(self, reason: StopReason) -> None:
        """Carry the reason."""
        super().__init__(f"The search was told to stop: {reason}.")
        self.reason = reason


class Stop:
    """A token that a search asks, between its steps, whether it should end. Once set, it stays set.

    Budgets: `seconds` on the given clock and `iterations`, counted with `step`; None means without limit. The clock
    gives seconds that never go back: `time.monotonic` for a person who waits, `time.process_time` for CPU seconds of
    this process, a list of numbers in tests. Tests use iterations, so that a slow machine finds the same result.
    """

    def __init__(
        self,
        *,
        seconds: float | None = None,
        iterations: int | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Start the clock; raises ValueError for a budget below zero."""
        for name, budget in (("seconds", seconds), ("iterations", iterations)):
            if budget is not None and not budget >= 0:
                raise ValueError(f"A budget of {budget} {name} cannot be kept.")
        self._seconds = seconds
        self._iterations = iterations
        self._clock = clock
        self._started_at = clock()
        self._steps = 0
        self._is_asked = False
        self._above: Stop | None = None

    def beneath(self, above: Stop) -> Stop:
        """This stop, which from now on is also set when the one above it is; budgets are each one's own."""
        self._above = above
        return self

    def ask_to_stop(self) -> None:
        """End the search at its next look, at most one step away; may be called from a signal or another thread."""
        self._is_asked = True

    def step(self) -> None:
        """Count one iteration against the budget."""
        self._steps += 1

    @property
    def reason(self) -> StopReason | None:
        """Why the search should end, or None while it may go on."""
        if self._is_asked or (self._above is not None and self._above.is_set()):
            return StopReason.ASKED
        if self._iterations is not None and self._steps >= self._iterations:
            return StopReason.ITERATIONS
        if self.seconds_left() <= 0:
            return StopReason.TIME
        return None

    def is_set(self) -> bool:
        """Whether the search should end now."""
        return self.reason is not None

    def seconds_used(self) -> float:
        """Seconds since the token was made, on its own clock."""
        return self._clock() - self._started_at

    def seconds_left(self) -> float:
        """Seconds until the time budget ends, at least 0; infinity without one. For solvers with their own limit."""
        if self._seconds is None:
            return math.inf
        return max(0.0, self._seconds - self.seconds_used())

    def require_more(self) -> None:
        """Raise Stopped if the search should end; for a step that has nothing to hand back half-done."""
        if reason := self.reason:
            raise Stopped(reason)


def child_seed(seed: int, *path: str | int) -> int:
    """A seed for one part of a search, the same on every machine and independent of how the parts are ordered.

    `child_seed(7, "repair", 3)` differs from every other path: shard 3 draws the same numbers whoever computes it.
    """
    _require_seed(seed)
    plain = [part if isinstance(part, str) else int(part) for part in path]  # a numpy integer is named like any other
    digest = hashlib.sha256(repr((int(seed), *plain)).encode()).digest()
    return int.from_bytes(digest[:8]) % SEED_LIMIT


def rng(seed: int, *path: str | int) -> np.random.Generator:
    """A generator of chance for one part of a search; equal seeds and paths draw equal numbers."""
    import numpy as np  # numpy costs 16 MB: whoever only reads a Result goes without

    return np.random.default_rng(child_seed(seed, *path))


def _require_seed(seed: int) -> None:
    if not 0 <= seed < SEED_LIMIT:
        raise ValueError(f"A seed lies between 0 and {SEED_LIMIT - 1}; {seed} does not.")


class Status(StrEnum):
    """What a search can claim about its result."""

    OPTIMAL = "optimal"  # a solution, and a bound that meets it
    FEASIBLE = "feasible"  # a solution
    INFEASIBLE = "infeasible"  # a proof that there is no solution
    UNKNOWN = "unknown"  # neither solution nor proof


@dataclass(frozen=True, kw_only=True)
class Result(Generic[S]):
    """What a solver hands back, and only such claims as can stand together.

    terms: the objective by term, in the problem's unit; their sum is the objective, so the two cannot disagree.
    bound: no solution costs less; bound_source names where it comes from ("flow", "column generation", …).
    unfilled: units of demand left open. Told apart, because their penalty in the terms drowns everything else.
    violations: sentences of the independent check, empty when every hard rule holds.
    trajectory: events in order of time. seconds: how long it took, on the clock of the stop.

    Raises ValueError for: a solution where the status says there is none, or none where there is one; a bound without
    a source or the reverse; a bound above the objective of a sound solution; a claim of optimality that the bound does
    not meet or that violates a rule; times that go back.
    """

    status: Status
    seed: int
    seconds: float
    solution: S | None = None
    terms: Mapping[str, float] | None = None
    bound: float | None = None
    bound_source: str | None = None
    unfilled: int = 0
    violations: tuple[str, ...] = ()
    trajectory: tuple[progress.Event, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what cannot be true."""
        _require_seed(self.seed)
        self._require_counts()
        self._require_solution()
        self._require_bound()
        self._require_proof()

    @property
    def objective(self) -> float | None:
        """The sum of the terms, or None without a solution."""
        return None if self.terms is None else sum(self.terms.values())

    @property
    def gap(self) -> float | None:
        """(objective − bound) / max(1, |bound|); None without a bound or a solution."""
        return progress.gap(self.objective, self.bound)

    def _require_counts(self) -> None:
        if not self.seconds >= 0 or self.unfilled < 0:
            raise ValueError(f"Neither {self.seconds} seconds nor {self.unfilled} unfilled may be below zero.")
        times = [event.at_seconds for event in self.trajectory]
        if times != sorted(times):
            raise ValueError("The events of a trajectory must be in order of time.")

    def _require_solution(self) -> None:
        has_solution = self.status in (Status.OPTIMAL, Status.FEASIBLE)
        if has_solution != (self.solution is not None) or has_solution != (self.terms is not None):
            raise ValueError(f'A result that is "{self.status}" has a solution and terms exactly when it says so.')

    def _require_bound(self) -> None:
        if (self.bound is None) != (not self.bound_source):
            raise ValueError("A bound names its source, and a source its bound.")
        # A solution that breaks rules may cost less than any that keeps them: then the bound says nothing about it.
        progress.require_possible(self.objective, None if self.violations else self.bound)

    def _require_proof(self) -> None:
        if self.status is not Status.OPTIMAL:
            return
        if self.violations:
            raise ValueError("A solution that breaks a rule is not optimal.")
        if self.gap is None or self.gap > progress.TOLERANCE:
            raise ValueError("A result is optimal only when its bound meets its objective.")
