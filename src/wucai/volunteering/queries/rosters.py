"""Rosters: where they stand, what they are to fill, and whether somebody can be proposed."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q

from wucai.people.models import Person
from wucai.programme.models import Edition
from wucai.programme.queries import rules
from wucai.volunteering.choices import Origin, PlacingRefusal, Refusal, RosterState
from wucai.volunteering.models import Placement, Recall, Roster, Shift, Signup
from wucai.volunteering.models.shifts import ShiftQuerySet
from wucai.volunteering.models.signups import SignupQuerySet
from wucai.volunteering.queries.claims import Claims


def rosters_of(edition: Edition) -> list[Roster]:
    """The edition's rosters, the newest first, each with its job, who asked, and how many placements (`placed`)."""
    found = Roster.objects.filter(edition=edition).select_related("job", "asked_by").defer("best").annotate(placed=Count("placements"))
    return list(found.order_by("-asked_at", "-pk")[:50])


def roster_numbered(pk: int) -> Roster:
    """The roster with this key, as it stands now. Raises Roster.DoesNotExist."""
    return Roster.objects.select_related("edition", "job").get(pk=pk)


def last_published(edition: Edition) -> Roster | None:
    """The roster that was published last; None where none was."""
    return Roster.objects.filter(edition=edition, state=RosterState.PUBLISHED).order_by("-published_at").first()


def shifts_within(edition: Edition, first_on: date, last_on: date) -> ShiftQuerySet:
    """The edition's shifts that begin on these days in Shanghai."""
    return Shift.objects.filter(post__site__edition=edition).on_days(first_on, last_on)


def open_shifts(edition: Edition, first_on: date, last_on: date, *, now: datetime) -> ShiftQuerySet:
    """Those of them that have not begun and have a seat left."""
    return shifts_within(edition, first_on, last_on).with_seats_left().filter(starts_at__gt=now)


def shifts_to_fill(roster: Roster) -> list[Shift]:
    """The shifts that the roster's placements want or whose seats it gives up, locked until the transaction ends, with their posts."""
    wanted = Q(pk__in=Placement.objects.filter(roster=roster).values("shift"))
    given_up = Q(pk__in=Recall.objects.filter(roster=roster).values("signup__shift"))
    found = Shift.objects.select_for_update(of=("self",)).select_related("post__site__edition", "post__colour")
    return list(found.filter(wanted | given_up).order_by("pk"))


def is_within(roster: Roster, shift: Shift) -> bool:
    """Whether the shift belongs to the roster's edition and begins on one of its days."""
    return shifts_within(roster.edition, roster.first_on, roster.last_on).filter(pk=shift.pk).exists()


def recalled(roster: Roster) -> SignupQuerySet:
    """The seats that publishing the proposal would take back: nobody has answered them yet, and no hand has put the person back there."""
    kept = Placement.objects.filter(roster=roster, person=OuterRef("person"), shift=OuterRef("shift"))
    return Signup.objects.seated().filter(~Exists(kept), accepted_at=None, recalls__roster=roster)


def movable(edition: Edition, first_on: date, last_on: date, *, now: datetime) -> SignupQuerySet:
    """Seats on these days that are still to come, kept for people who have not answered."""
    shifts = shifts_within(edition, first_on, last_on).filter(starts_at__gt=now)
    return Signup.objects.seated().filter(accepted_at=None, shift__in=shifts)


@dataclass(frozen=True)
class Unstaffed:
    """That nobody has a seat on any shift to come: how many shifts, and the roster that is on its way, if there is one."""

    shifts: int
    roster: Roster | None


def unstaffed(edition: Edition, *, now: datetime) -> Unstaffed | None:
    """Whether the edition's shifts to come still wait for their first roster; None once anybody has a seat. One query, or two."""
    to_come = Shift.objects.filter(post__site__edition=edition, starts_at__gt=now)
    seated = Signup.objects.standing().filter(shift__post__site__edition=edition, shift__starts_at__gt=now)
    if not (shifts := to_come.filter(~Exists(seated)).count()):
        return None
    coming = Roster.objects.filter(edition=edition, state__in=[RosterState.SOLVING, RosterState.PROPOSED])
    return Unstaffed(shifts, coming.order_by("-asked_at", "-pk").first())


@dataclass(frozen=True)
class Opening:
    """A shift for which a roster could propose somebody, with the seats left there; `refusal` says why not."""

    shift: Shift
    open_seats: int
    refusal: PlacingRefusal | None


def openings(
    roster: Roster, person: Person, shifts: Collection[Shift], *, without: Placement | None = None, now: datetime
) -> list[Opening]:
    """Whether the person can be proposed for each of these shifts, beside what they hold and what else the roster proposes. Five queries.

    `without` leaves a placement out that would be given up for it. Too little rest keeps nobody from a shift: the board shows it, and the
    coordinator decides.
    """
    given_up = recalled(roster)
    claims = Claims([person.pk], rest_minutes=rules(roster.edition).rest_minutes, without=given_up.values_list("pk", flat=True))
    others = Placement.objects.filter(roster=roster).exclude(pk=without.pk if without else 0)
    for placement in others.filter(person=person).select_related("shift"):
        claims.hold(person.pk, placement.shift)
    placed = Counter(others.filter(shift__in=shifts).order_by().values_list("shift", flat=True))
    freed = Counter(given_up.filter(shift__in=shifts).order_by().values_list("shift", flat=True))
    found = []
    for shift in shifts:
        reason = claims.why_not(person.pk, shift, languages=person.languages, now=now)
        left = max(0, shift.seats_left + freed[shift.pk] - placed[shift.pk])
        refusal = PlacingRefusal(reason.value) if reason not in (None, Refusal.REST) else None if left else PlacingRefusal.FULL
        found.append(Opening(shift, left, refusal))
    return found


def days_of(roster: Roster) -> list[date]:
    """The roster's days."""
    return [roster.first_on + timedelta(days=number) for number in range((roster.last_on - roster.first_on).days + 1)]


def not_asked(roster: Roster) -> list[Placement]:
    """Of a published roster, those who could not be asked, with the reason as the last of their placement's."""
    placements = Placement.objects.filter(roster=roster).select_related("person", "shift__post__site", "shift__post__colour")
    return [each for each in placements if each.reasons and each.reasons[-1][0] == "not_asked"]


def answers_to(roster: Roster) -> tuple[int, int, int]:
    """Of a published roster, how many seats were accepted, wait for an answer, and were declined or given back."""
    placed = Placement.objects.filter(roster=roster, shift=OuterRef("shift"), person=OuterRef("person"))
    asked = Signup.objects.filter(Exists(placed), origin=Origin.ROSTER, created_at__gte=roster.published_at or roster.asked_at)
    told = asked.aggregate(
        accepted=Count("pk", filter=Q(withdrawn_at=None, accepted_at__isnull=False)),
        waiting=Count("pk", filter=Q(withdrawn_at=None, accepted_at=None)),
        given_back=Count("pk", filter=Q(withdrawn_at__isnull=False)),
    )
    return told["accepted"], told["waiting"], told["given_back"]


def signup_numbered(pk: int) -> Signup | None:
    """The sign-up with this key, with person and shift; None when there is none."""
    return Signup.objects.select_related("person", "shift__post__site__edition").filter(pk=pk).first()
