"""What is done in a process of its own: an instance made, solved, and judged by the independent check. The making is not measured."""

import pickle
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bench import cities, districts, festival, fewest
from bench.processes import Clock
from wucai.planning.matching import solver as matching_solver
from wucai.planning.rostering import check, solver
from wucai.planning.rostering.problem import Problem
from wucai.planning.rostering.solution import Roster
from wucai.planning.search import Stop

IN_TIME = 0.9
"""The share of its seconds after which a search is told to stop: what it then still does takes time, too."""


@dataclass(frozen=True)
class Instance:
    """A problem by name: it is made anew in each process."""

    kind: str
    size: int
    seed: int

    def make(self) -> Problem:
        """The problem."""
        if self.kind == "festival":
            found = festival.folder()
            assert found is not None
            return festival.festival(found, seed=self.seed)
        makers: dict[str, Callable[..., Problem]] = {
            "city": cities.city,
            "lumpy": cities.lumpy,
            "tight": cities.tight,
            "ruled": cities.ruled,
            "grouped": cities.grouped,
        }
        if self.kind not in makers:
            raise ValueError(f"there is no kind {self.kind!r}")
        return makers[self.kind](self.size, seed=self.seed)


@dataclass(frozen=True)
class Found:
    """One solution: what it costs and leaves open, what no solution is cheaper than, what it took."""

    demand: int
    unfilled: int
    below_minimum: float
    objective: float
    bound: float | None
    source: str | None
    gap: float | None
    violations: int
    groups: int
    splits: int
    seconds: float
    wall: float


def rostered(instance: Instance, seconds: float, kept: Path | None) -> Found:
    """Solve once; the roster is put into the file."""
    problem = instance.make()
    clock = Clock()
    result = solver.solve(problem, seed=instance.seed, stop=Stop(seconds=IN_TIME * seconds, clock=clock))
    spent, wall = clock.read()
    assert result.solution is not None
    assert result.terms is not None
    if kept:
        kept.write_bytes(pickle.dumps(result.solution))
    verdict = check.judge(problem, result.solution)
    return Found(
        demand=sum(shift.seats for shift in problem.shifts),
        unfilled=verdict.unfilled,
        below_minimum=verdict.below_minimum,
        objective=verdict.objective,
        bound=result.bound,
        source=result.bound_source,
        gap=solver.gap_apart(result),
        violations=len(verdict.violations),
        groups=len(problem.groups),
        splits=len(result.solution.splits),
        seconds=spent,
        wall=wall,
    )


def fewest_open(instance: Instance) -> int:
    """How many seats stay open in any roster, as far as it is proved."""
    return fewest.fewest_open(instance.make())


def matched(seed: int, seconds: float) -> Found:
    """Match a district once."""
    problem = districts.district(seed)
    clock = Clock()
    result = matching_solver.solve(problem, seed=seed, stop=Stop(seconds=IN_TIME * seconds, clock=clock))
    spent, wall = clock.read()
    assert result.objective is not None
    demand = sum(need.quantity for need in problem.needs)
    told = (result.objective, result.bound, result.bound_source, result.gap)
    return Found(demand, result.unfilled, 0, *told, len(result.violations), 0, 0, spent, wall)


def roster_in(kept: Path) -> Roster:
    """The roster that `rostered` put there."""
    roster = pickle.loads(kept.read_bytes())
    assert isinstance(roster, Roster)
    return roster
