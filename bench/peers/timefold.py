"""Timefold: a seat is a planning entity, its range the volunteers who could take it; rules are hard, costs soft, the search its default.

The Python package of Timefold is a pre-release whose development has halted (TimefoldAI/timefold-solver#1281); it drives the Java
engine (17 or newer) and translates the functions below to bytecode, which is why they are so plain.
"""

from dataclasses import dataclass, field
from typing import Annotated

from timefold.solver import SolverFactory
from timefold.solver.config import EnvironmentMode, ScoreDirectorFactoryConfig, SolverConfig
from timefold.solver.domain import (
    PlanningEntityCollectionProperty,
    PlanningId,
    PlanningScore,
    PlanningVariable,
    ProblemFactCollectionProperty,
    ValueRangeProvider,
    planning_entity,
    planning_solution,
)
from timefold.solver.score import (
    Constraint,
    ConstraintCollectors,
    ConstraintFactory,
    HardSoftScore,
    Joiners,
    constraint_provider,
)

from bench.peers.reading import Setting, ended_after, run

LARGE = 500_000
"""Above so many volunteers on shifts, trying all of them for each seat takes longer than the search may …"""
PHASES = """
<solver xmlns="https://timefold.ai/xsd/solver">
  <constructionHeuristic><forager><pickEarlyType>FIRST_NON_DETERIORATING_SCORE</pickEarlyType></forager></constructionHeuristic>
  <localSearch/>
</solver>
"""
"""… so there the first who does no harm is taken, and what time is left goes into the default local search."""


@dataclass(unsafe_hash=True)
class Person:
    """A volunteer; points by kind, a kind being a colour at a place."""

    id: Annotated[int, PlanningId]
    max_shifts: int = field(hash=False)
    max_day_shifts: int = field(hash=False)
    max_days: int = field(hash=False)
    rest: int = field(hash=False)
    extra: int = field(hash=False)
    points: list[int] = field(hash=False)


@planning_entity
@dataclass(unsafe_hash=True)
class Seat:
    """One seat of a shift; able is who could take it."""

    id: Annotated[int, PlanningId]
    duty: int = field(hash=False)
    starts: int = field(hash=False)
    ends: int = field(hash=False)
    day: int = field(hash=False)
    kind: int = field(hash=False)
    open_points: int = field(hash=False)
    able: Annotated[list[Person], ValueRangeProvider(id="able")] = field(hash=False)
    person: Annotated[Person | None, PlanningVariable(value_range_provider_refs=["able"], allows_unassigned=True)] = field(
        default=None, hash=False
    )


@planning_solution
@dataclass
class Plan:
    """All seats and people."""

    people: Annotated[list[Person], ProblemFactCollectionProperty]
    seats: Annotated[list[Seat], PlanningEntityCollectionProperty]
    score: Annotated[HardSoftScore | None, PlanningScore] = field(default=None)


def clash(one: Seat, other: Seat) -> bool:
    """Whether the two share a moment or, on different days, leave too little rest."""
    pause = max(other.starts - one.ends, one.starts - other.ends)
    if one.day == other.day:
        return pause < 0
    return pause < one.person.rest


@constraint_provider
def rules(factory: ConstraintFactory) -> list[Constraint]:
    """Every rule and every cost."""
    return [
        factory.for_each_unique_pair(Seat, Joiners.equal(lambda seat: seat.person))
        .filter(clash)
        .penalize(HardSoftScore.ONE_HARD)
        .as_constraint("overlap or rest"),
        factory.for_each(Seat)
        .group_by(lambda seat: seat.person, ConstraintCollectors.count())
        .filter(lambda person, count: count > person.max_shifts)
        .penalize(HardSoftScore.ONE_HARD, lambda person, count: count - person.max_shifts)
        .as_constraint("shifts in all"),
        factory.for_each(Seat)
        .group_by(lambda seat: seat.person, lambda seat: seat.day, ConstraintCollectors.count())
        .filter(lambda person, day, count: count > person.max_day_shifts)
        .penalize(HardSoftScore.ONE_HARD, lambda person, day, count: count - person.max_day_shifts)
        .as_constraint("shifts a day"),
        factory.for_each(Seat)
        .group_by(lambda seat: seat.person, ConstraintCollectors.to_consecutive_sequences(lambda seat: seat.day))
        .flatten_last(lambda rows: rows.getConsecutiveSequences())
        .filter(lambda person, row: row.getLength() > person.max_days)
        .penalize(HardSoftScore.ONE_HARD, lambda person, row: row.getLength() - person.max_days)
        .as_constraint("days in a row"),
        factory.for_each_including_unassigned(Seat)
        .filter(lambda seat: seat.person is None)
        .penalize(HardSoftScore.ONE_SOFT, lambda seat: seat.open_points)
        .as_constraint("open"),
        factory.for_each(Seat)
        .penalize(HardSoftScore.ONE_SOFT, lambda seat: seat.person.points[seat.kind])
        .as_constraint("colour and distance"),
        factory.for_each(Seat)
        .group_by(lambda seat: seat.person, ConstraintCollectors.count())
        .penalize(HardSoftScore.ONE_SOFT, lambda person, count: person.extra * (count * (count - 1) // 2))
        .as_constraint("load"),
    ]


def solve(setting: Setting, seconds: float, seed: int) -> tuple[list[tuple[int, int]], str]:
    """The best plan after so many seconds; starting Java and reading the rules are not counted."""
    config = SolverConfig(
        xml_source_text=PHASES if sum(len(one.points) for one in setting.folk) > LARGE else None,
        solution_class=Plan,
        entity_class_list=[Seat],
        environment_mode=EnvironmentMode.NON_REPRODUCIBLE,
        random_seed=seed,
        score_director_factory_config=ScoreDirectorFactoryConfig(constraint_provider_function=rules),
    )
    solver = SolverFactory.create(config).build_solver()
    plan = _plan(setting)
    with ended_after(seconds, solver.terminate_early, has_begun=solver.is_solving):
        found = solver.solve(plan)
    placed = [(seat.person.id, seat.duty) for seat in found.seats if seat.person is not None]
    return placed, f"its score {found.score}"


def _plan(setting: Setting) -> Plan:
    kinds: dict[tuple[str, tuple[int, int] | None], int] = {}
    for duty in setting.duties:
        kinds.setdefault((duty.colour, duty.place), len(kinds))
    kind_of = [kinds[duty.colour, duty.place] for duty in setting.duties]
    people, able = [], [list[Person]() for _ in setting.duties]
    for one in setting.folk:
        points = [0] * len(kinds)
        for where, cost in one.points.items():
            points[kind_of[where]] = cost
        person = Person(one.number, one.max_shifts, one.max_day_shifts, one.max_days, one.rest, setting.extra_shift, points)
        people.append(person)
        for where in one.points:
            able[where].append(person)
    seats: list[Seat] = []
    for duty in setting.duties:
        for number in range(duty.seats):
            cost = setting.unfilled + (setting.below_minimum if number < duty.minimum else 0)
            seats.append(Seat(len(seats), duty.number, duty.starts, duty.ends, duty.day, kind_of[duty.number], cost, able[duty.number]))
    return Plan(people, seats)


if __name__ == "__main__":
    run(solve)
