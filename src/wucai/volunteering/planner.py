"""Shifts, wishes and times as a rostering problem, and its answers as proposals, candidates and reasons. Reads rows, never writes one.

Rows are known to the planner by their keys, moments as minutes on Shanghai's calendar. In reasons that leave this file stand names in both
languages in place of keys, so that a kept reason stays readable whatever becomes of the row; `queries.reasons` makes sentences of them.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
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
from wucai.planning.search import Stop
from wucai.programme.models import Edition
from wucai.programme.queries import Rules, rules
from wucai.volunteering.models import Qualification, Shift
from wucai.volunteering.queries import planning as queries

# Of the five seconds that a roster may take; the rest is for reading and writing.
SECONDS = 4.0
# What the solver goes through, in this order.
PHASES = ("reading", "flow", "repair", "fill", "improve")
# Shanghai's clocks have stood eight hours before UTC since 1991.
_SHANGHAI_MINUTES = 480
Told = tuple[str, dict[str, Any]]


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
class Proposal:
    """What the planner proposes, and what it can claim for it."""

    placements: tuple[Proposed, ...]
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
    listen: Callable[[int, str], bool] | None = None,
) -> Proposal:
    """Who could serve on the shifts of these days that are still to come. Seats that somebody holds stand as they are.

    `listen` hears how many of PHASES are behind it and which it is in; when it answers True, the best roster found so far is taken.
    """
    from wucai.planning.rostering import solver  # OR-Tools costs 88 MB in each process that imports it

    board = _Board(edition, first_on=first_on, last_on=last_on, now=now)
    stop = Stop(seconds=seconds)

    def heard(event: Event) -> None:
        if listen is not None and listen(PHASES.index(event.phase) if event.phase in PHASES else 0, event.phase):
            stop.ask_to_stop()

    result = solver.solve(board.problem, seed=seed, stop=stop, listen=heard)
    assert result.solution is not None  # it always has one, if only that of the pins
    assert result.terms is not None
    if result.violations:
        raise RuntimeError(f"The planner broke a rule: {'; '.join(result.violations[:3])}")
    explanation = explain.Explanation(board.problem, result.solution)
    pinned = {(pin.volunteer, pin.shift) for pin in board.problem.pins}
    new = [each for each in result.solution.placements if (each.volunteer, each.shift) not in pinned]
    return Proposal(
        placements=tuple(Proposed(int(each.volunteer), int(each.shift), board.told(explanation.why(each))) for each in new),
        remainder=tuple(_shortfall(each) for each in explanation.remainder()),
        terms=dict(result.terms),
        objective=sum(result.terms.values()),
        bound=result.bound,
        bound_source=result.bound_source or "",
        unfilled=result.unfilled,
        seconds=result.seconds,
    )


def explain_gap(shift: Shift, *, now: datetime, count: int = 3) -> GapStory:
    """Why the shift has open seats, and the best so many people to ask; whoever gave this seat back or said no is not asked again."""
    day = local(shift.starts_at).date()
    board = _Board(shift.post.site.edition, first_on=day, last_on=day, now=now, only=shift)
    standing = Roster(tuple(Placement(pin.volunteer, pin.shift) for pin in board.problem.pins))
    explanation = explain.Explanation(board.problem, standing)
    found = {each.shift: each for each in explanation.remainder()}.get(str(shift.pk))
    if found is None:
        return GapStory(None, ())
    refused = queries.gave_back(shift)
    able = [each for each in explanation.candidates(found.shift, count + len(refused)) if int(each.volunteer) not in refused][:count]
    people = queries.people_with(shift.post.site.edition, {int(each.volunteer) for each in able})
    return GapStory(_shortfall(found), tuple(_candidate(board, each, people[int(each.volunteer)]) for each in able))


class _Board:
    """The shifts of some days and everybody who could serve on them, read once in five queries, as a problem.

    `only` leaves the seats of all other shifts out: they count for rest and limits, and nobody is sought for them.
    """

    def __init__(self, edition: Edition, *, first_on: date, last_on: date, now: datetime, only: Shift | None = None) -> None:
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
        self._held: dict[int, list[int]] = defaultdict(list)
        near = {each.pk for each in shifts}
        self._far: Counter[int] = Counter()
        self._crews: Counter[int] = Counter()
        known = {each.person_id for each in self._folk}
        for person_id, shift_id in queries.seats_held(edition):
            if person_id not in known:
                continue
            if shift_id in near:
                self._held[person_id].append(shift_id)
                self._crews[shift_id] += 1
            else:
                self._far[person_id] += 1
        self._shifts = [each for each in shifts if each.pk in self._wanted or self._crews[each.pk]]

    @cached_property
    def problem(self) -> asked.Problem:
        """As the planner takes it."""
        return asked.Problem(
            volunteers=tuple(self._volunteer(each) for each in self._folk),
            shifts=tuple(self._shift(each) for each in self._shifts),
            pins=tuple(asked.Pin(str(person), str(shift)) for person, shifts in self._held.items() for shift in shifts),
        )

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
