"""What the planner reads: whole days of shifts, and everybody who could serve on them, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max, Q

from wucai.people.models import Person
from wucai.programme.models import Edition
from wucai.volunteering.choices import Hold, HoursState, Origin
from wucai.volunteering.models import Availability, Enrolment, Grant, HoursEntry, Shift, Signup


@dataclass(frozen=True)
class Volunteer:
    """What somebody told for the roster, as far as these days are concerned."""

    person_id: int
    windows: tuple[tuple[datetime, datetime], ...]
    colours: tuple[str, ...]
    languages: tuple[str, ...]
    home: tuple[int, int] | None
    most_shifts: int


def shifts_between(edition: Edition, begin: datetime, end: datetime) -> list[Shift]:
    """The edition's shifts that begin in this time, with all that a rule asks of a post."""
    found = Shift.objects.with_post().select_related("post__qualification")
    return list(found.filter(post__site__edition=edition, starts_at__gte=begin, starts_at__lt=end))


def volunteers_of(edition: Edition, begin: datetime, end: datetime) -> list[Volunteer]:
    """Everybody who is enrolled, with the times in which they could serve between these moments. Two queries."""
    windows: dict[int, list[tuple[datetime, datetime]]] = defaultdict(list)
    times = Availability.objects.filter(enrolment__edition=edition, starts_at__lt=end, ends_at__gt=begin)
    for enrolment_id, *window in times.order_by("starts_at").values_list("enrolment_id", "starts_at", "ends_at"):
        windows[enrolment_id].append((window[0], window[1]))
    columns = ("pk", "person_id", "colours", "person__languages", "latitude_e6", "longitude_e6", "most_shifts")
    enrolled = Enrolment.objects.filter(edition=edition, person__is_active=True).order_by("pk")
    return [
        Volunteer(
            person_id=person_id,
            windows=tuple(windows[pk]),
            colours=tuple(colours),
            languages=tuple(languages),
            home=None if latitude is None or longitude is None else (latitude, longitude),
            most_shifts=most_shifts,
        )
        for pk, person_id, colours, languages, latitude, longitude, most_shifts in enrolled.values_list(*columns)
    ]


def grants_by(edition: Edition, *, on: date) -> dict[int, dict[int, date | None]]:
    """Person → qualification → its last day, of the edition's qualifications that hold on that day."""
    found: dict[int, dict[int, date | None]] = defaultdict(dict)
    granted = Grant.objects.filter(Q(until_on=None) | Q(until_on__gte=on), qualification__edition=edition, since_on__lte=on)
    for person_id, qualification_id, until_on in granted.values_list("person_id", "qualification_id", "until_on"):
        found[person_id][qualification_id] = until_on
    return found


@dataclass(frozen=True)
class Seat:
    """A standing seat: whose, on which shift, and whether it may be moved, since it is kept for somebody who has not answered yet."""

    signup_id: int
    person_id: int
    shift_id: int
    is_movable: bool


def seats_held(edition: Edition) -> Iterable[Seat]:
    """Every standing seat in the edition. Whoever was called to where the first yes counts is taken to sit there until they answer."""
    found = Signup.objects.standing().filter(shift__post__site__edition=edition).order_by("pk")
    for signup_id, person_id, shift_id, accepted_at, hold in found.values_list("pk", "person_id", "shift_id", "accepted_at", "hold"):
        yield Seat(signup_id, person_id, shift_id, accepted_at is None and hold == Hold.KEPT)


def experienced() -> set[int]:
    """Who has served before, in whatever edition: they have confirmed hours."""
    confirmed = HoursEntry.objects.filter(state=HoursState.CONFIRMED, minutes__gt=0)
    return set(confirmed.order_by().values_list("person_id", flat=True).distinct())


def gave_back(shift: Shift) -> set[int]:
    """Who gave a seat on this shift back, or said no to it; not those who were only too late."""
    ended = Signup.objects.filter(shift=shift, withdrawn_at__isnull=False).exclude(hold=Hold.OUTRUN)
    return set(ended.order_by().values_list("person_id", flat=True))


def asked_when(edition: Edition) -> dict[int, datetime]:
    """Person → when a roster or a call of the edition asked them last."""
    asked = Signup.objects.filter(shift__post__site__edition=edition, origin__in=[Origin.ROSTER, Origin.CALL]).order_by()
    return dict(asked.values_list("person_id").annotate(last=Max("created_at")))


def last_asked(edition: Edition, ids: Collection[int]) -> dict[int, Signup]:
    """The last question that a roster or a call of the edition put to each of these people."""
    asked = Signup.objects.filter(shift__post__site__edition=edition, person__in=ids, origin__in=[Origin.ROSTER, Origin.CALL])
    return {each.person_id: each for each in asked.order_by("created_at", "pk")}


def people_with(edition: Edition, ids: Collection[int]) -> dict[int, Person]:
    """These people of the edition by their keys."""
    enrolled = Enrolment.objects.filter(edition=edition, person__in=ids).select_related("person")
    return {each.person_id: each.person for each in enrolled}
