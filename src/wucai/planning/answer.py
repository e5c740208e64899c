"""What the command hands back: the result of a search and what stayed open, as a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from wucai.planning.cells import shown
from wucai.planning.records import Record, Shapes
from wucai.planning.search import Result, Status, StopReason
from wucai.planning.shapes import Listed

S = TypeVar("S")


@dataclass(frozen=True, kw_only=True)
class Answer(Generic[S]):
    """The answer to a problem: a solution, what it costs, how good it is at least, and why something stayed open.

    status: `optimal` is proved; `feasible` is a solution.
    stopped: what ended the search early: `asked` (Ctrl-C), `time`; null when there was nothing more to gain.
    objective: what the solution costs, the sum of its terms; less is better.
    bound: no solution costs less; null when none is known.
    bound_source: where the bound comes from; null without one.
    gap: (objective − bound) / max(1, |bound|): how far it can be from the best, at most; null without a bound.
    unfilled: units of demand that stayed open: seats, or units of needs.
    terms: the objective by term.
    violations: sentences of the independent check; empty when every hard rule holds.
    seed: where chance came from; the same file and seed search in the same way.
    seconds: how long the search took.
    solution: the decision.
    remainder: what stayed open, and why.
    """

    status: Status
    stopped: StopReason | None
    objective: float | None
    bound: float | None
    bound_source: str | None
    gap: float | None
    unfilled: int
    terms: Mapping[str, float] | None
    violations: tuple[str, ...]
    seed: int
    seconds: float
    solution: S | None
    remainder: tuple[Any, ...]


def record_of(shapes: Shapes, *, solution: Any, remainder: Any) -> Record[Any]:
    """The shape of an answer whose solution and remainder are of these types."""
    return shapes.record(Answer, solution=solution | None, remainder=remainder)


def columns_of(record: Record[Any]) -> tuple[str, ...]:
    """What the shape of an answer tells of each thing that stayed open."""
    remainder = record.shapes["remainder"]
    assert isinstance(remainder, Listed)
    assert isinstance(remainder.item, Record)
    return tuple(remainder.item.shapes)


def answer_of(result: Result[S], *, remainder: tuple[Any, ...], stopped: StopReason | None) -> Answer[S]:
    """The result as an answer."""
    return Answer(
        status=result.status,
        stopped=stopped,
        objective=result.objective,
        bound=result.bound,
        bound_source=result.bound_source,
        gap=result.gap,
        unfilled=result.unfilled,
        terms=result.terms,
        violations=result.violations,
        seed=result.seed,
        seconds=round(result.seconds, 3),
        solution=result.solution,
        remainder=remainder,
    )


def summary(name: str, plain: Mapping[str, Any]) -> str:
    """A plain answer in words: a few lines for whoever opens the folder."""
    lines = [
        f"{name}: {plain['status']}{' (stopped: ' + plain['stopped'] + ')' if plain['stopped'] else ''}",
        f"objective {number(plain['objective'])} · {standing(plain['bound'], plain['gap'])}",
        *(f"  {term} {number(points)}" for term, points in (plain["terms"] or {}).items()),
        f"unfilled {plain['unfilled']}",
        f"violations {len(plain['violations'])}",
        *(f"  {sentence}" for sentence in plain["violations"]),
        f"seed {plain['seed']} · {plain['seconds']:.1f} seconds",
    ]
    if plain["remainder"]:
        lines.append("What stayed open:")
    for each in plain["remainder"]:
        lines.append("  " + " · ".join(f"{key} {shown(value)}" for key, value in each.items() if value not in ([], None)))
    return "\n".join(lines) + "\n"


def standing(bound: float | None, gap: float | None) -> str:
    """Bound and gap in words."""
    return f"bound {number(bound)} · gap {'unknown' if gap is None else f'{gap:.2%}'}"


def number(value: float | None) -> str:
    """A cost as people read it."""
    return "unknown" if value is None else f"{value:,.6g}" if abs(value) < 1000 else f"{value:,.0f}"
