"""Who may have which seat: the rules of a sign-up, for one wish in the path of a rush and for thousands at once."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection, models
from django.db.models import Q

from wucai.core import clock, rows
from wucai.people.models import Person
from wucai.programme.queries import rules
from wucai.volunteering.choices import PlacingRefusal, Refusal
from wucai.volunteering.models import Grant, Shift, Signup

# In plain SQL, because it stands in the path of every seat that is taken or refused in a rush: put together by the ORM it costs as much as
# the insert and the trace (bench rush). It finds what the person holds so near to the shift that it clashes, or robs the rest.
_NEAR = """
    SELECT held.id FROM volunteering_shift held JOIN volunteering_signup signup ON signup.shift_id = held.id
    WHERE signup.person_id = %s AND signup.withdrawn_at IS NULL AND held.starts_at < %s AND held.ends_at > %s
"""


@dataclass(frozen=True)
class Duty:
    """A time that somebody has given away already."""

    shift_id: int
    starts_at: datetime
    ends_at: datetime


def why_refused(person: Person, shift: Shift, *, now: datetime) -> Refusal | None:
    """The first reason this person may not join this shift, or None. Whether a seat is left, only the claim itself can tell.

    One query for whoever holds nothing near; a post that asks for a qualification costs one more, and so does a seat held near by.
    """
    if shift.starts_at <= now:
        return Refusal.STARTED
    rest = timedelta(minutes=rules(shift.post.site.edition).rest_minutes)
    moments = (shift.ends_at + rest, shift.starts_at - rest)
    near = rows.ids(_NEAR, person.pk, *[connection.ops.adapt_datetimefield_value(at) for at in moments])
    if near and (reason := beside(shift, [Duty(each.pk, each.starts_at, each.ends_at) for each in _shifts(near)], rest)):
        return reason
    if shift.post.language and shift.post.language not in person.languages:
        return Refusal.LANGUAGE
    if shift.post.qualification_id and not granted(shift).filter(person=person).exists():
        return Refusal.NOT_QUALIFIED
    return None


def beside(shift: Shift, duties: Iterable[Duty], rest: timedelta) -> Refusal | None:
    """Why the shift cannot stand beside these: it is one of them, shares a moment with one, or robs the rest between two days."""
    held = list(duties)
    if any(duty.shift_id == shift.pk for duty in held):
        return Refusal.ALREADY
    if any(duty.starts_at < shift.ends_at and duty.ends_at > shift.starts_at for duty in held):
        return Refusal.CLASHES
    return Refusal.REST if any(_is_too_close(shift, duty, rest) for duty in held) else None


def why_not_called(people: Iterable[Person], shift: Shift, *, now: datetime) -> dict[int, PlacingRefusal]:
    """Of these people, those whom a coordinator may not ask for the shift, each with the first reason; too little rest is theirs to judge.

    Two queries. Seats are not counted here.
    """
    asked = list(people)
    claims = Claims([each.pk for each in asked], rest_minutes=rules(shift.post.site.edition).rest_minutes)
    reasons = {each.pk: claims.why_not(each.pk, shift, languages=each.languages, now=now) for each in asked}
    return {pk: PlacingRefusal(reason.value) for pk, reason in reasons.items() if reason not in (None, Refusal.REST)}


def granted(shift: Shift) -> "models.QuerySet[Grant]":
    """The grants of the qualification that the shift's post asks for, as far as they hold on its day."""
    day = clock.local(shift.ends_at).date()
    on_that_day = Q(until_on=None) | Q(until_on__gte=day)
    return Grant.objects.filter(on_that_day, qualification=shift.post.qualification_id, since_on__lte=day)


class Claims:
    """The same rules for many: what these people hold and have learnt is read once, in two queries however many they are.

    `people` are ids, or a query that finds them (`values_list` of one column). Whoever is given a seat is told by `hold`, so that the next
    question knows. `without` are sign-ups that would be given up for it: they count nothing.
    """

    def __init__(self, people: Iterable[int], *, rest_minutes: int, without: Iterable[int] = ()) -> None:
        """Read."""
        self._rest = timedelta(minutes=rest_minutes)
        self._duties: dict[int, list[Duty]] = defaultdict(list)
        self._grants: dict[tuple[int, int], tuple[date, date | None]] = {}
        held = Signup.objects.standing().filter(person__in=people).exclude(pk__in=without).order_by()
        for person_id, shift_id, starts_at, ends_at in held.values_list("person_id", "shift_id", "shift__starts_at", "shift__ends_at"):
            self._duties[person_id].append(Duty(shift_id, starts_at, ends_at))
        known = Grant.objects.filter(person__in=people)
        for person_id, qualification_id, since_on, until_on in known.values_list("person_id", "qualification_id", "since_on", "until_on"):
            self._grants[person_id, qualification_id] = (since_on, until_on)

    def why_not(self, person_id: int, shift: Shift, *, languages: Collection[str], now: datetime) -> Refusal | None:
        """The first reason why this person may not have a seat on this shift, or None; seats are not counted here."""
        if shift.starts_at <= now:
            return Refusal.STARTED
        if reason := beside(shift, self._duties[person_id], self._rest):
            return reason
        if shift.post.language and shift.post.language not in languages:
            return Refusal.LANGUAGE
        return None if self._is_able(person_id, shift) else Refusal.NOT_QUALIFIED

    def hold(self, person_id: int, shift: Shift) -> None:
        """From now on, this person holds this shift, too."""
        self._duties[person_id].append(Duty(shift.pk, shift.starts_at, shift.ends_at))

    def _is_able(self, person_id: int, shift: Shift) -> bool:
        wanted = shift.post.qualification_id
        if wanted is None:
            return True
        since_on, until_on = self._grants.get((person_id, wanted), (date.max, None))
        day = clock.local(shift.ends_at).date()
        return since_on <= day and (until_on is None or until_on >= day)


def _is_too_close(shift: Shift, duty: Duty, rest: timedelta) -> bool:
    """Whether two shifts that begin on different days leave less than the rest between them. Those of one day may follow each other."""
    if clock.local(shift.starts_at).date() == clock.local(duty.starts_at).date():
        return False
    return max(shift.starts_at - duty.ends_at, duty.starts_at - shift.ends_at) < rest


def _shifts(ids: Collection[int]) -> Iterable[Shift]:
    return Shift.objects.filter(pk__in=ids)
