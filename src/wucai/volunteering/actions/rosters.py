"""Rosters: asked for, worked out, changed by hand, and published, which asks volunteers and assigns nobody."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from itertools import groupby
from operator import attrgetter
from uuid import uuid4

from django.db import transaction
from django.db.models import F

from wucai.core import jobs, trace
from wucai.core.choices import JobState
from wucai.core.refusals import Refused
from wucai.people.actions import people
from wucai.people.models import Person
from wucai.programme.models import Edition
from wucai.programme.queries import is_within_span, rules
from wucai.volunteering.actions import asking
from wucai.volunteering.choices import Origin, Refusal, RosterRefusal, RosterState
from wucai.volunteering.models import Placement, Recall, Roster, Shift, Signup
from wucai.volunteering.planner import SECONDS, Pairs, Proposal, Standing
from wucai.volunteering.queries import forget_full
from wucai.volunteering.queries import rosters as queries
from wucai.volunteering.queries.claims import Claims
from wucai.volunteering.signals import seats_asked

_AT_ONCE = 250
# So long a roster is worked on when nobody says otherwise.
_SECONDS = int(SECONDS)


class RosterRefused(Refused):
    """Something cannot be done with a roster, for a reason from RosterRefusal."""


@dataclass(frozen=True)
class Published:
    """How many volunteers' seats were asked for, and how many could not be: each of those is told on its placement. And how many questions
    were taken back.
    """

    asked: int
    refused: int
    taken_back: int = 0


@transaction.atomic
def ask_for_roster(
    edition: Edition,
    *,
    by: Person | None,
    first_on: date,
    last_on: date,
    now: datetime,
    seed: int = 0,
    seconds: int = _SECONDS,
    may_move: bool = False,
) -> Roster:
    """Have a roster worked out for the shifts of these days that are still to come; a worker does it, within so many seconds.

    may_move: whoever was asked and has not answered may be asked for another seat instead. Raises RosterRefused for days more than a year
    outside the edition, and when there is nothing to fill or to move.
    """
    if not is_within_span(edition, first_on, last_on):
        raise RosterRefused(RosterRefusal.OUTSIDE)
    is_movable = may_move and queries.movable(edition, first_on, last_on, now=now).exists()
    if not is_movable and not queries.open_shifts(edition, first_on, last_on, now=now).exists():
        raise RosterRefused(RosterRefusal.NO_SHIFTS)
    wishes = {"first_on": first_on, "last_on": last_on, "seed": seed, "seconds_allowed": seconds, "may_move": may_move}
    roster = Roster.objects.create(edition=edition, state=RosterState.SOLVING, asked_by=by, asked_at=now, **wishes)
    job = jobs.later("volunteering.solve_roster", roster.pk, key=f"roster:{roster.pk}", by=by)
    Roster.objects.filter(pk=roster.pk).update(job=job)
    told = {**wishes, "first_on": first_on.isoformat(), "last_on": last_on.isoformat()}
    trace.record(by=by, verb="asked for roster", thing=roster, after=told)
    roster.job = job
    return roster


@transaction.atomic
def tell_standing(roster: Roster, at: Standing, *, hold: Callable[[], None]) -> bool:
    """Write down how far the planner is; False when the roster does not wait for it any more. `hold` is the transaction's last word."""
    told = {"objective": at.objective, "bound": at.bound, "seconds": at.seconds}
    is_wanted = bool(Roster.objects.filter(pk=roster.pk, state=RosterState.SOLVING).update(**told))
    hold()
    return is_wanted


@transaction.atomic
def keep_best(roster: Roster, pairs: Pairs, at: Standing, *, hold: Callable[[], None]) -> bool:
    """Write down the best so far, for a successor to begin with. Otherwise as `tell_standing`."""
    best = {"pairs": [list(pair) for pair in pairs], "objective": at.objective, "bound": at.bound}
    Roster.objects.filter(pk=roster.pk, state=RosterState.SOLVING).update(best=best)
    return tell_standing(roster, at, hold=hold)


@transaction.atomic
def keep_proposal(roster: Roster, proposal: Proposal, *, hold: Callable[[], None] | None = None) -> bool:
    """Write down what the planner found, once; False when the roster does not wait for it any more.

    `hold` is the last word of the worker's transaction: it takes everything back when the job is another worker's by now.
    """
    told = {
        "state": RosterState.PROPOSED,
        "best": None,
        "terms": proposal.terms,
        "objective": proposal.objective,
        "bound": proposal.bound,
        "bound_source": proposal.bound_source,
        "unfilled": proposal.unfilled,
        "seconds": proposal.seconds,
        "remainder": [_kept(each) for each in proposal.remainder],
    }
    is_wanted = bool(Roster.objects.filter(pk=roster.pk, state=RosterState.SOLVING).update(**told))
    if is_wanted:
        Placement.objects.bulk_create(
            [
                Placement(roster=roster, shift_id=each.shift_id, person_id=each.person_id, reasons=[list(told) for told in each.reasons])
                for each in proposal.placements
            ],
            batch_size=_AT_ONCE,
        )
        Recall.objects.bulk_create([Recall(roster=roster, signup_id=each) for each in proposal.taken_back], batch_size=_AT_ONCE)
        trace.record(
            by=None, verb="proposed roster", thing=roster, after={"placements": len(proposal.placements), "open": proposal.unfilled}
        )
    if hold is not None:
        hold()
    return is_wanted


@transaction.atomic
def fail(roster: Roster) -> None:
    """Say that no roster came of it; the job tells the technicians why."""
    if Roster.objects.filter(pk=roster.pk, state=RosterState.SOLVING).update(state=RosterState.FAILED, best=None):
        trace.record(by=None, verb="failed", thing=roster)


@transaction.atomic
def stop(roster: Roster, *, by: Person | None) -> None:
    """Take the best roster found so far; one that no worker has begun is dropped. Raises RosterRefused when it is worked out."""
    if roster.job_id is None or not jobs.stop(roster.job_id):
        raise RosterRefused(RosterRefusal.NOT_SOLVING)
    trace.record(by=by, verb="asked to stop", thing=roster)
    Roster.objects.filter(pk=roster.pk, state=RosterState.SOLVING, job__state=JobState.STOPPED).update(state=RosterState.DROPPED, best=None)


@transaction.atomic
def drop(roster: Roster, *, by: Person | None) -> None:
    """Put a proposal away, or one that never came; a published roster cannot be dropped. Raises RosterRefused."""
    open_states = [RosterState.PROPOSED, RosterState.FAILED, RosterState.SOLVING]
    if not Roster.objects.filter(pk=roster.pk, state__in=open_states).update(state=RosterState.DROPPED, best=None):
        raise RosterRefused(RosterRefusal.NOT_PROPOSED)
    trace.record(by=by, verb="dropped", thing=roster)


@transaction.atomic
def publish(roster: Roster, *, by: Person | None, now: datetime) -> Published:
    """Ask everybody whom the roster proposes: each gets a seat that is kept until they answer, by the same rules as a sign-up.

    All people are locked, then all shifts, in the order in which a single sign-up does it. Questions that the proposal takes back are taken
    back first, unless they were answered meanwhile; who is kept is not asked again. Whoever may no longer have the seat is left out, and
    their placement tells why; no seat is given twice. Raises RosterRefused when it is no proposal any more.
    """
    if not Roster.objects.filter(pk=roster.pk, state=RosterState.PROPOSED).update(state=RosterState.PUBLISHED, published_at=now):
        raise RosterRefused(RosterRefusal.NOT_PROPOSED)
    placements = list(Placement.objects.filter(roster=roster).select_related("person").order_by("shift__starts_at", "shift", "pk"))
    given_up = queries.recalled(roster).values_list("person", flat=True)
    people.lock_all({placement.person_id for placement in placements} | set(given_up))
    shifts = {each.pk: each for each in queries.shifts_to_fill(roster)}
    taken_back = _take_back(roster, shifts, now=now)
    granted, refused = _judged(roster, placements, shifts, now=now)
    signups = Signup.objects.bulk_create(
        [
            Signup(key=uuid4(), person=each.person, shift=each.shift, created_at=now, origin=Origin.ROSTER, accepted_at=None)
            for each in granted
        ],
        batch_size=_AT_ONCE,
    )
    _count(Counter(signup.shift_id for signup in signups))
    Placement.objects.bulk_update(refused, ["reasons"], batch_size=_AT_ONCE)
    published = Published(asked=len(granted), refused=len(refused), taken_back=len(taken_back))
    trace.record(by=by, verb="published roster", thing=roster, after=vars(published))
    _tell(roster, signups, taken_back, by=by, now=now)
    return published


def _take_back(roster: Roster, shifts: dict[int, Shift], *, now: datetime) -> list[Signup]:
    """The questions that the proposal gives up and that nobody has answered, taken back; their seats are free in the same moment."""
    found = queries.recalled(roster).filter(shift__in=[pk for pk, shift in shifts.items() if shift.starts_at > now])
    taken_back = list(found.select_related("person").order_by("shift", "pk"))
    for number in range(0, len(taken_back), _AT_ONCE):
        Signup.objects.filter(pk__in=[each.pk for each in taken_back[number : number + _AT_ONCE]]).update(withdrawn_at=now)
    counts = Counter(each.shift_id for each in taken_back)
    _count(Counter({shift_id: -count for shift_id, count in counts.items()}))
    for each in taken_back:
        each.shift = shifts[each.shift_id]
        each.withdrawn_at = now
    for shift_id, count in counts.items():
        shifts[shift_id].taken -= count
        transaction.on_commit(partial(forget_full, shifts[shift_id]))
    return taken_back


def _tell(roster: Roster, signups: Sequence[Signup], taken_back: Sequence[Signup], *, by: Person | None, now: datetime) -> None:
    """Tell those whose question was taken back, shift by shift, and then all who are asked."""
    for shift, given_up in groupby(taken_back, key=attrgetter("shift")):
        asking.tell_taken_back(shift, [each.person for each in given_up], by=by, now=now)
    if signups:
        asking.tell_all(roster, [signup.person for signup in signups], by=by, now=now)
        seats_asked.send(Signup, signups=signups, now=now)


def _judged(
    roster: Roster, placements: Sequence[Placement], shifts: dict[int, Shift], *, now: datetime
) -> tuple[list[Placement], list[Placement]]:
    """Who may have the seat, and who may not, with the reason put on their placement."""
    room = {pk: shift.seats_left for pk, shift in shifts.items()}
    people_ids = Placement.objects.filter(roster=roster).values_list("person", flat=True)
    claims = Claims(people_ids, rest_minutes=rules(roster.edition).rest_minutes)
    granted, refused = [], []
    for placement in placements:
        placement.shift = shifts[placement.shift_id]
        person, shift = placement.person, placement.shift
        reason = claims.why_not(person.pk, shift, languages=person.languages, now=now) or (None if room[shift.pk] > 0 else Refusal.FULL)
        if reason:
            placement.reasons = [*placement.reasons, ["not_asked", {"reason": reason.value}]]
            refused.append(placement)
            continue
        room[shift.pk] -= 1
        claims.hold(person.pk, shift)
        granted.append(placement)
    return granted, refused


def _count(counts: Counter[int]) -> None:
    """Count so many seats more (or fewer) on each shift, never past its seats; shifts that need the same number go in one statement."""
    shifts_by_count: dict[int, list[int]] = {}
    for shift_id, count in counts.items():
        shifts_by_count.setdefault(count, []).append(shift_id)
    for count, shift_ids in shifts_by_count.items():
        free = Shift.objects.filter(pk__in=shift_ids, taken__gte=-count, taken__lte=F("seats") - count)
        if free.update(taken=F("taken") + count) != len(shift_ids):
            raise RuntimeError("A shift that was locked lost a seat.")  # the lock is broken: nothing of this may stand


def _kept(shortfall: object) -> dict[str, object]:
    return {**vars(shortfall)}
