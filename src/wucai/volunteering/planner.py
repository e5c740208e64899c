"""Shifts, wishes and times as a rostering problem, and its answers as proposals, candidates and reasons. Reads rows, never writes one.

Rows are known to the planner by their keys, moments as minutes on Shanghai's calendar. In reasons that leave this file stand names in both
languages in place of keys, so that a kept reason stays readable whatever becomes of the row; `queries.reasons` makes sentences of them.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from wucai.core.clock import local, midnight
from wucai.people.models import Person
from wucai.planning.progress import Event
from wucai.planning.rostering import explain
from wucai.planning.rostering import problem as asked
from wucai.planning.rostering.solution import Placement, Roster
from wucai.planning.search import Result, Stop
from wucai.programme.models import Edition
from wucai.programme.queries import Rules, rules
from wucai.volunteering.choices import SolvePhase
from wucai.volunteering.models import Qualification, Shift
from wucai.volunteering.queries import planning as queries

# Of the five seconds that a roster may take when nobody wants to wait; the rest is for reading and writing.
SECONDS = 4.0
# What the solver goes through, in this order.
PHASES = tuple(SolvePhase.values)
# What follows the end of a phase; the house knows no groups, and the last one tells of itself while it goes on.
_NEXT = {"reading": "flow", "groups": "flow", "flow": "repair", "repair": "fill", "fill": "improve"}
# From one station to the next at ten kilometres an hour as the crow flies: a shared bicycle makes fifteen on streets that are 1.3 to 1.4
# times as long, and the metro with its walks and its waits is no faster between neighbours.
MINUTES_PER_KM = 6
# Shanghai's clocks have stood eight hours before UTC since 1991.
_SHANGHAI_MINUTES = 480
Told = tuple[str, dict[str, Any]]
Pair = tuple[str, str]


@dataclass(frozen=True)
class Proposed:
    """One person for one shift, by their keys, and why."""

    person_id: int
    shift_id: int
    reasons: tuple[Told, ...]


@dataclass(frozen=True)
class Shortfall:
    """Why a shift has open seats: how many people are left after each stage of the funnel, and what would help, the smallest first.

    `elsewhere`: how many more could, if they gave up one other proposed seat. `changes`: code, for how many people, how much.
    """

    shift_id: int
    open_seats: int
    funnel: tuple[tuple[str, int], ...]
    elsewhere: int
    changes: tuple[tuple[str, int, int], ...]


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


@dataclass(frozen=True)
class Candidate:
    """Somebody who could take a seat with nobody moved: how many shifts they hold, how far they have, and why they."""

    person: Person
    shifts: int
    metres: int | None
    reasons: tuple[Told, ...]


@dataclass(frozen=True)
class GapStory:
    """Why a shift has open seats, and whom to ask; without a shortfall every seat is taken or asked for."""

    shortfall: Shortfall | None
    candidates: tuple[Candidate, ...]


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

    board = _Board(edition, first_on=first_on, last_on=last_on, now=now, may_move=may_move)
    stop = Stop(seconds=seconds)

    def standing(event: Event, phase: str) -> Standing:
        return Standing(phase, event.objective, event.bound, spent + event.at_seconds)

    def heard(event: Event) -> None:
        if listen is not None and listen(standing(event, _NEXT.get(event.phase, event.phase))):
            stop.ask_to_stop()

    def kept(found: Roster, event: Event) -> None:
        if keep is not None and keep(board.unpinned(found), standing(event, event.phase)):
            stop.ask_to_stop()

    begun = Roster(tuple(Placement(str(person), str(shift)) for person, shift in start))
    result = solver.solve(board.problem, seed=seed, stop=stop, listen=heard, start=begun if start else None, keep=kept)
    return _proposal(board, result, spent)


def explain_gap(shift: Shift, *, now: datetime, count: int = 3) -> GapStory:
    """Why the shift has open seats, and the best so many people to ask; whoever gave this seat back or said no is not asked again."""
    day = local(shift.starts_at).date()
    board = _Board(shift.post.site.edition, first_on=day, last_on=day, now=now, only=shift)
    standing = Roster(tuple(Placement(pin.volunteer, pin.shift) for pin in board.problem.pins))
    explanation = explain.Explanation(board.problem, standing)
    found = explanation.shortfall(str(shift.pk)) if board.asks_for(shift) else None
    if found is None:
        return GapStory(None, ())
    refused = queries.gave_back(shift)
    able = [each for each in explanation.candidates(found.shift, count + len(refused)) if int(each.volunteer) not in refused][:count]
    people = queries.people_with(shift.post.site.edition, {int(each.volunteer) for each in able})
    return GapStory(_shortfall(found), tuple(_candidate(board, each, people[int(each.volunteer)]) for each in able))


def _proposal(board: "_Board", result: Result[Roster], spent: float) -> Proposal:
    assert result.solution is not None  # it always has one, if only that of the pins
    assert result.terms is not None
    if result.violations:
        raise RuntimeError(f"The planner broke a rule: {'; '.join(result.violations[:3])}")
    explanation = explain.Explanation(board.problem, result.solution)
    new = [each for each in result.solution.placements if board.is_new(each)]
    return Proposal(
        placements=tuple(Proposed(int(each.volunteer), int(each.shift), board.told(explanation.why(each))) for each in new),
        taken_back=board.taken_back(result.solution),
        remainder=tuple(_shortfall(each) for each in explanation.remainder()),
        terms=dict(result.terms),
        objective=sum(result.terms.values()),
        bound=result.bound,
        bound_source=result.bound_source or "",
        unfilled=result.unfilled,
        seconds=spent + result.seconds,
    )


class _Board:
    """The shifts of some days and everybody who could serve on them, read once in six queries, as a problem.

    `may_move`: seats that nobody has answered may be given elsewhere. `only` leaves the seats of all other shifts out: they count for rest
    and limits, and nobody is sought for them.
    """

    def __init__(
        self, edition: Edition, *, first_on: date, last_on: date, now: datetime, may_move: bool = False, only: Shift | None = None
    ) -> None:
        self.rules: Rules = rules(edition)
        begin, end = midnight(first_on), midnight(last_on + timedelta(days=1))
        # So far a row of days or a rest can reach beyond the first day and the last.
        around = timedelta(days=self.rules.most_days_in_a_row + 1)
        shifts = queries.shifts_between(edition, begin - around, end + around)
        wanted = [each for each in shifts if each.starts_at > now and begin <= each.starts_at < end and only in (None, each)]
        self._wanted = {each.pk for each in wanted}
        self._posts = {each.post_id: each.post for each in shifts}
        self._folk = queries.volunteers_of(edition, begin, end)
        self._grants = queries.grants_by(edition, on=first_on)
        self._seen = self._experienced()
        self._pinned: set[Pair] = set()
        # Seats that may be moved, each with the key of its sign-up.
        self._previous: dict[Pair, int] = {}
        self._far: Counter[int] = Counter()
        self._crews: Counter[int] = Counter()
        self._seat({each.pk for each in shifts}, edition, may_move)
        self._shifts = [each for each in shifts if each.pk in self._wanted or self._crews[each.pk]]

    def _seat(self, near: Collection[int], edition: Edition, may_move: bool) -> None:
        """Who stands where; whom the planner does not know it cannot place, and their seats are only counted as taken."""
        known = {each.person_id for each in self._folk}
        for seat in queries.seats_held(edition):
            if seat.person_id not in known:
                continue
            if seat.shift_id not in near:
                self._far[seat.person_id] += 1
                continue
            self._crews[seat.shift_id] += 1
            pair = (str(seat.person_id), str(seat.shift_id))
            if may_move and seat.is_asked and seat.shift_id in self._wanted:
                self._previous[pair] = seat.signup_id
            else:
                self._pinned.add(pair)

    def _experienced(self) -> frozenset[int]:
        """Who has served before. Where nobody has, there is nobody to stand beside, and nobody is called a newcomer."""
        known = {each.person_id for each in self._folk}
        return frozenset((known & queries.experienced()) or known)

    @cached_property
    def problem(self) -> asked.Problem:
        """As the planner takes it."""
        return asked.Problem(
            volunteers=tuple(self._volunteer(each) for each in self._folk),
            shifts=tuple(self._shift(each) for each in self._shifts),
            pins=tuple(asked.Pin(*pair) for pair in sorted(self._pinned)),
            previous=tuple(asked.Pin(*pair) for pair in sorted(self._previous)),
            minutes_per_km=MINUTES_PER_KM,
        )

    def asks_for(self, shift: Shift) -> bool:
        """Whether the shift is one to be filled, or one on which somebody stands."""
        return any(each.pk == shift.pk for each in self._shifts)

    def is_new(self, placement: Placement) -> bool:
        """Whether this is no seat that stands."""
        pair = (placement.volunteer, placement.shift)
        return pair not in self._pinned and pair not in self._previous

    def unpinned(self, roster: Roster) -> list[tuple[int, int]]:
        """What the roster says beside the pins: a successor finds those by itself."""
        pairs = ((each.volunteer, each.shift) for each in roster.placements)
        return [(int(person), int(shift)) for person, shift in pairs if (person, shift) not in self._pinned]

    def taken_back(self, roster: Roster) -> tuple[int, ...]:
        """The seats that might be moved and that the roster does not keep."""
        kept = {(each.volunteer, each.shift) for each in roster.placements}
        return tuple(sorted(signup for pair, signup in self._previous.items() if pair not in kept))

    def told(self, reasons: Iterable[explain.Reason]) -> tuple[Told, ...]:
        """Reasons as they are kept: names in both languages for keys."""
        return tuple((reason.code, self._named(dict(reason.values))) for reason in reasons)

    def _shift(self, shift: Shift) -> asked.Shift:
        """With the seats that are open beside those of people whom the planner does not know."""
        crew = self._crews[shift.pk]
        seats = max(0, shift.seats - shift.taken) + crew if shift.pk in self._wanted else crew
        post = shift.post
        return asked.Shift(
            id=str(shift.pk),
            station=str(post.site_id),
            colour=post.colour.key,
            starts=_minutes(shift.starts_at),
            ends=_minutes(shift.ends_at),
            seats=seats,
            # A post with nobody on it is worse than one with too few.
            minimum=min(1, seats) if shift.pk in self._wanted else 0,
            qualification=str(post.qualification_id) if post.qualification_id else None,
            language=post.language or None,
            place=(post.site.latitude_e6, post.site.longitude_e6),
        )

    def _volunteer(self, known: queries.Volunteer) -> asked.Volunteer:
        return asked.Volunteer(
            id=str(known.person_id),
            windows=tuple(asked.Window(_minutes(begin), _minutes(end)) for begin, end in known.windows),
            colours=tuple(known.colours),
            qualifications={str(key): _last_minute(until) for key, until in self._grants.get(known.person_id, {}).items()},
            languages=frozenset(known.languages),
            home=known.home,
            max_shifts=max(0, known.most_shifts - self._far[known.person_id]),
            min_rest_minutes=self.rules.rest_minutes,
            max_consecutive_days=self.rules.most_days_in_a_row,
            experience=asked.Experience.EXPERIENCED if known.person_id in self._seen else asked.Experience.NEWCOMER,
        )

    def _named(self, values: dict[str, Any]) -> dict[str, Any]:
        if "qualification" in values:
            found = self._qualifications[int(values["qualification"])]
            values |= {"qualification": found.name, "qualification_en": found.name_en}
        return values

    @cached_property
    def _qualifications(self) -> dict[int, Qualification]:
        return {post.qualification.pk: post.qualification for post in self._posts.values() if post.qualification}


def _candidate(board: _Board, found: explain.Candidate, person: Person) -> Candidate:
    metres = next((int(reason.values["metres"]) for reason in found.reasons if reason.code == "distance"), None)
    return Candidate(person, found.shifts, metres, board.told(found.reasons))


def _shortfall(found: explain.Shortfall) -> Shortfall:
    return Shortfall(
        shift_id=int(found.shift),
        open_seats=found.open_seats,
        funnel=tuple((stage.code, stage.volunteers) for stage in found.funnel),
        elsewhere=found.elsewhere,
        changes=tuple((change.code, change.volunteers, change.amount) for change in found.changes),
    )


def _minutes(moment: datetime) -> int:
    return int(moment.timestamp() // 60) + _SHANGHAI_MINUTES


def _last_minute(until: date | None) -> int | None:
    """The end of the last day."""
    return None if until is None else _minutes(midnight(until + timedelta(days=1)))
