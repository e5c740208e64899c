"""Who serves in an edition, with what they told for the roster, and what they have learnt."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from wucai.core import rows, trace
from wucai.people.actions import people
from wucai.people.models import Organisation, Person
from wucai.programme.models import Edition
from wucai.volunteering.models import Availability, Enrolment, Grant, Qualification

Window = tuple[datetime, datetime]
# About a kilometre, in millionths of a degree: enough for a distance, too little for an address.
_COARSE_E6 = 10_000


@transaction.atomic
def enrol(
    person: Person,
    edition: Edition,
    *,
    by: Person | None,
    now: datetime,
    colours: Sequence[str] = (),
    most_shifts: int = 3,
    latitude_e6: int | None = None,
    longitude_e6: int | None = None,
    organisation: Organisation | None = None,
    availabilities: Iterable[Window] = (),
    is_demo: bool = False,
) -> Enrolment:
    """Let the person serve in the edition, with colours by rank and the times that suit; said again, it takes the place of what was said.

    Where somebody lives is kept to about a kilometre. Times that touch or overlap become one.
    """
    told: dict[str, Any] = {
        "colours": list(colours),
        "most_shifts": most_shifts,
        "latitude_e6": coarse(latitude_e6),
        "longitude_e6": coarse(longitude_e6),
        "organisation": organisation,
        "is_demo": is_demo,
    }
    people.lock(person)
    enrolment, is_new = Enrolment.objects.get_or_create(edition=edition, person=person, defaults={**told, "enrolled_at": now})
    windows = joined(availabilities)
    there = list(enrolment.availabilities.values_list("starts_at", "ends_at"))
    if not is_new and windows == there and all(getattr(enrolment, key) == value for key, value in told.items()):
        return enrolment
    Enrolment.objects.filter(pk=enrolment.pk).update(**told)
    enrolment.availabilities.all().delete()
    Availability.objects.bulk_create([Availability(enrolment=enrolment, starts_at=begin, ends_at=end) for begin, end in windows])
    trace.record(by=by, verb="enrolled", thing=enrolment, after={"colours": told["colours"], "times": len(windows)})
    enrolment.refresh_from_db()
    return enrolment


@transaction.atomic
def put_qualification(
    edition: Edition, *, by: Person | None, key: str, name: str, name_en: str = "", is_demo: bool = False
) -> Qualification:
    """Say what can be learnt in the edition, once a key. Said again, it changes nothing."""
    told = {"name": name, "name_en": name_en, "is_demo": is_demo}
    qualification, is_new, changed = rows.put(Qualification.objects, told, edition=edition, key=key)
    if is_new or changed:
        trace.record(by=by, verb="named", thing=qualification, after=told)
    return qualification


@transaction.atomic
def qualify(person: Person, qualification: Qualification, *, by: Person | None, since_on: date, until_on: date | None = None) -> Grant:
    """Grant the qualification to the person from one day to another, both included; said again, the days are those said last."""
    told = {"since_on": since_on, "until_on": until_on}
    grant, is_new, changed = rows.put(Grant.objects, told, person=person, qualification=qualification)
    if is_new or changed:
        days = {"since_on": since_on.isoformat(), "until_on": until_on.isoformat() if until_on else None}
        trace.record(by=by, verb="granted", thing=grant, after={"qualification": qualification.key, **days})
    return grant


def coarse(degrees_e6: int | None) -> int | None:
    """The coordinate, rounded to about a kilometre."""
    return None if degrees_e6 is None else round(degrees_e6 / _COARSE_E6) * _COARSE_E6


def joined(windows: Iterable[Window]) -> list[Window]:
    """The times in order, those that touch or overlap made one: a shift must lie wholly in one of them."""
    found: list[Window] = []
    for begin, end in sorted(windows):
        if found and begin <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((begin, end))
    return found
