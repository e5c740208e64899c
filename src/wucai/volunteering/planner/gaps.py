"""One shift with open seats: why, what filling one would cost, what would fill it, whom to ask first; and why not somebody."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from wucai.core.clock import local
from wucai.people.models import Person
from wucai.planning.rostering import explain
from wucai.planning.rostering.solution import Placement, Roster
from wucai.volunteering.models import Shift, Signup
from wucai.volunteering.planner.board import Board, Told, minutes
from wucai.volunteering.planner.shortfalls import Shortfall, shortfall
from wucai.volunteering.queries import planning as queries

_A_DAY = 24 * 60


@dataclass(frozen=True)
class Candidate:
    """Somebody who could take a seat with nobody moved: what that costs in points, how many shifts they hold, how far they have, why they,
    and the last question that was put to them.
    """

    person: Person
    points: int
    shifts: int
    metres: int | None
    reasons: tuple[Told, ...]
    asked: Signup | None


@dataclass(frozen=True)
class Price:
    """What filling one seat costs at the least, and what an open seat counts; `gives_up` is the seat that would stand open instead."""

    person: Person
    points: int
    saves: int
    gives_up: Shift | None

    @property
    def gain(self) -> int:
        """By how much the roster would be the better, the seat apart: somebody experienced joins newcomers, say."""
        return max(0, -self.points)


@dataclass(frozen=True)
class Step:
    """Who would move, to which shift, and from which; `is_promised`: they have said yes to that one."""

    person: Person
    takes: Shift
    gives_up: Shift | None
    is_promised: bool


@dataclass(frozen=True)
class Chain:
    """Steps that together fill a seat and open none, and what they cost."""

    steps: tuple[Step, ...]
    points: int


@dataclass(frozen=True)
class GapStory:
    """Why a shift has open seats, and whom to ask; without a shortfall every seat is taken or asked for.

    nearest: of each change that would help, the person for whom the least is needed; those who can simply be asked are the candidates.
    """

    shortfall: Shortfall | None
    candidates: tuple[Candidate, ...] = ()
    nearest: Mapping[str, Person] = field(default_factory=dict)
    price: Price | None = None
    chain: Chain | None = None


@dataclass(frozen=True)
class Standpoint:
    """How somebody stands to a shift. code: `serves`, `barred`, `open` or `full`. barriers: what keeps them, and how far.

    reasons: what speaks for them. said_no: they gave a seat on it back, or said no.
    """

    code: str
    barriers: tuple[Told, ...]
    reasons: tuple[Told, ...]
    asked: Signup | None
    said_no: bool


def explain_gap(shift: Shift, *, now: datetime, count: int = 3) -> GapStory:
    """Why the shift has open seats, and the best so many people to ask: never asked, then least recently, of those of one day the cheapest.

    Whoever gave this seat back or said no is not asked again.
    """
    board = _board(shift, now)
    found = explain.Explanation(board.problem, board.standing).shortfall(str(shift.pk)) if board.asks_for(shift) else None
    if found is None:
        return GapStory(None)
    best = _best(board, shift, count)
    named = _Named(board, shift, {*best, *_people_in(found)})
    return GapStory(
        shortfall(found),
        tuple(named.candidates(best)),
        {change.code: named.people[int(change.volunteer)] for change in found.changes if change.code != "ask"},
        named.price(found.price) if found.price else None,
        named.chain(found.chain) if found.chain else None,
    )


def explain_person(person: Person, shift: Shift, *, now: datetime) -> Standpoint | None:
    """Why somebody does not serve on the shift; None for a shift that is over or has begun, and for whoever does not serve any more."""
    board = _board(shift, now)
    if not board.knows(person.pk) or not board.asks_for(shift) or shift.starts_at <= now:
        return None
    [kept] = explain.Explanation(board.problem, board.standing).why_not(str(person.pk), str(shift.pk)).nearest
    named = _Named(board, shift, [str(person.pk)])
    return Standpoint(
        code=kept.code,
        barriers=tuple(_barrier(code, amount, shift) for code, amount in kept.barriers.items()),
        reasons=named.reasons(str(person.pk)),
        asked=named.asked.get(person.pk),
        said_no=person.pk in queries.gave_back(shift),
    )


def _board(shift: Shift, now: datetime) -> Board:
    day = local(shift.starts_at).date()
    return Board(shift.post.site.edition, first_on=day, last_on=day, now=now, only=shift)


def _best(board: Board, shift: Shift, count: int) -> dict[str, int]:
    """Volunteer → points, the first to be asked first."""
    from wucai.planning.rostering.replan import Replanner  # numpy costs 16 MB in each process that imports it

    refused = {str(each) for each in queries.gave_back(shift)}
    # A day counts and minutes do not: those who were asked on one day were asked equally long ago.
    asked_when = {str(person): minutes(at) // _A_DAY for person, at in queries.asked_when(shift.post.site.edition).items()}
    found = Replanner(board.problem, board.standing).best_to_ask(str(shift.pk), count + len(refused), asked_when)
    return {each.volunteer: each.points for each in [each for each in found if each.volunteer not in refused][:count]}


def _people_in(found: explain.Shortfall) -> Iterator[str]:
    yield from (change.volunteer for change in found.changes)
    yield from [found.price.volunteer] if found.price else []
    yield from (move.volunteer for move in found.chain.moves) if found.chain else []


def _barrier(code: str, amount: int, shift: Shift) -> Told:
    """With what the sentence names."""
    post = shift.post
    if code == "qualified" and post.qualification:
        return code, {"qualification": post.qualification.name, "qualification_en": post.qualification.name_en}
    return code, {"language": post.language} if code == "language" else {"amount": amount}


class _Named:
    """The engine's answers about one shift with rows in place of keys."""

    def __init__(self, board: Board, shift: Shift, volunteers: Collection[str]) -> None:
        ids = {int(each) for each in volunteers}
        edition = shift.post.site.edition
        self.people = queries.people_with(edition, ids)
        self.asked = queries.last_asked(edition, ids)
        self._board, self._shift = board, str(shift.pk)
        standing = board.standing.placements
        self._loads = {each: sum(one.volunteer == each for one in standing) for each in volunteers}
        # Each of them as if they stood there beside what they hold: that is what speaks for them.
        joined = dict.fromkeys([*standing, *(Placement(each, self._shift) for each in volunteers)])
        self._beside = explain.Explanation(board.problem, Roster(tuple(joined)))

    def reasons(self, volunteer: str) -> tuple[Told, ...]:
        """What speaks for them."""
        return self._board.told(self._beside.why(Placement(volunteer, self._shift)))

    def candidates(self, points: Mapping[str, int]) -> Iterator[Candidate]:
        """In this order."""
        for volunteer, costs in points.items():
            reasons, person = self.reasons(volunteer), self.people[int(volunteer)]
            metres = next((int(values["metres"]) for code, values in reasons if code == "distance"), None)
            yield Candidate(person, costs, self._loads[volunteer], metres, reasons, self.asked.get(person.pk))

    def price(self, found: explain.Price) -> Price:
        """With who and what."""
        return Price(
            self.people[int(found.volunteer)], found.points, found.saves, self._board.shift(found.gives_up) if found.gives_up else None
        )

    def chain(self, found: explain.Chain) -> Chain:
        """With who and what."""
        return Chain(tuple(self._step(each) for each in found.moves), found.points)

    def _step(self, move: explain.Move) -> Step:
        gives_up = self._board.shift(move.gives_up) if move.gives_up else None
        return Step(self.people[int(move.volunteer)], self._board.shift(move.takes), gives_up, move.is_pinned)
