"""A roster for some days: what the planner proposes, and how far it is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from wucai.planning.apart import solve_apart
from wucai.planning.progress import Event
from wucai.planning.rostering import explain
from wucai.planning.rostering.solution import Placement, Roster
from wucai.planning.search import Result, Stop
from wucai.programme.models import Edition
from wucai.volunteering.choices import SolvePhase
from wucai.volunteering.planner.board import Board, Told
from wucai.volunteering.planner.shortfalls import Shortfall, shortfall

# Of the five seconds that a roster may take when nobody wants to wait; the rest is for reading and writing.
SECONDS = 4.0
# From so many people on the planner works in a process of its own: its flow looks at no stop and lets no heartbeat through meanwhile.
APART_FROM = 1_000
# What the solver goes through, in this order.
PHASES = tuple(SolvePhase.values)
# What follows the end of a phase; the house knows no groups, and the last one tells of itself while it goes on.
_NEXT = {"reading": "flow", "groups": "flow", "flow": "repair", "repair": "fill", "fill": "improve"}


@dataclass(frozen=True)
class Proposed:
    """One person for one shift, by their keys, and why."""

    person_id: int
    shift_id: int
    reasons: tuple[Told, ...]


@dataclass(frozen=True)
class Standing:
    """How far the planner is: what it is at, the best objective and bound so far, and for how many seconds it has worked in all."""

    phase: str
    objective: float | None
    bound: float | None
    seconds: float

    @property
    def done(self) -> int:
        """How many of PHASES are behind it."""
        return PHASES.index(self.phase) if self.phase in PHASES else len(PHASES) - 1


Pairs = Sequence[tuple[int, int]]
# Both say True when the planner is to take the best so far. What is kept are all pairs of person and shift that are not pinned.
Listen = Callable[[Standing], bool]
Keep = Callable[[Pairs, Standing], bool]


@dataclass(frozen=True)
class Proposal:
    """What the planner proposes, and what it can claim for it. `taken_back`: keys of seats whose question it would take back."""

    placements: tuple[Proposed, ...]
    taken_back: tuple[int, ...]
    remainder: tuple[Shortfall, ...]
    terms: dict[str, float]
    objective: float
    bound: float | None
    bound_source: str
    unfilled: int
    seconds: float


def propose_roster(
    edition: Edition,
    *,
    first_on: date,
    last_on: date,
    now: datetime,
    seed: int = 0,
    seconds: float = SECONDS,
    may_move: bool = False,
    start: Pairs = (),
    spent: float = 0.0,
    listen: Listen | None = None,
    keep: Keep | None = None,
) -> Proposal:
    """Who could serve on the shifts of these days that are still to come. Seats that somebody holds stand as they are.

    may_move: seats that nobody has answered yet may be given elsewhere, at a price. start: what an earlier worker kept after it had `spent`
    so many seconds. listen: hears how far it is. keep: hears the best so far, seldom enough for a database.
    """
    from wucai.planning.rostering import solver  # OR-Tools costs 88 MB in each process that imports it

    board = Board(edition, first_on=first_on, last_on=last_on, now=now, may_move=may_move)
    stop = Stop(seconds=seconds)

    def standing(event: Event, phase: str) -> Standing:
        return Standing(phase, event.objective, event.bound, spent + event.at_seconds)

    def heard(event: Event) -> None:
        if listen is not None and listen(standing(event, _NEXT.get(event.phase, event.phase))):
            stop.ask_to_stop()

    def kept(found: Roster, event: Event) -> None:
        if keep is not None and keep(board.unpinned(found), standing(event, event.phase)):
            stop.ask_to_stop()

    begun = Roster(tuple(Placement(str(person), str(shift)) for person, shift in start)) if start else None
    solve = partial(solve_apart, solver.solve) if len(board.problem.volunteers) >= APART_FROM else solver.solve
    result = solve(board.problem, seed=seed, stop=stop, listen=heard, start=begun, keep=kept)
    return _proposal(board, result, spent)


def _proposal(board: Board, result: Result[Roster], spent: float) -> Proposal:
    assert result.solution is not None  # it always has one, if only that of the pins
    assert result.terms is not None
    if result.violations:
        raise RuntimeError(f"The planner broke a rule: {'; '.join(result.violations[:3])}")
    explanation = explain.Explanation(board.problem, result.solution)
    new = [each for each in result.solution.placements if board.is_new(each)]
    return Proposal(
        placements=tuple(Proposed(int(each.volunteer), int(each.shift), board.told(explanation.why(each))) for each in new),
        taken_back=board.taken_back(result.solution),
        remainder=tuple(shortfall(each) for each in explanation.remainder()),
        terms=dict(result.terms),
        objective=sum(result.terms.values()),
        bound=result.bound,
        bound_source=result.bound_source or "",
        unfilled=result.unfilled,
        seconds=spent + result.seconds,
    )
