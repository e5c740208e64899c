"""Who somebody is, and what they may do."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from wucai.people.models import Device, Person, Role
from wucai.programme.models import Edition


def parts_of(person: Person, edition: Edition) -> frozenset[str]:
    """The kinds of the person's roles in the edition."""
    return frozenset(Role.objects.filter(person=person, edition=edition).values_list("kind", flat=True))


def with_phone(phone: str) -> Person | None:
    """The person with this phone, however it is written; None when nobody has it or it cannot be one."""
    try:
        return Person.objects.with_phone(phone).first()
    except ValueError:
        return None


def with_office(people: Collection[int]) -> set[int]:
    """Who of these people leads or coordinates an edition, whichever; one query."""
    return set(Role.objects.filter(person__in=people).values_list("person", flat=True))


def somebody(person_id: int) -> Person | None:
    """The person with this id; None when there is none any more."""
    return Person.objects.filter(pk=person_id).first()


def standing_device(person: Person, device_id: str | None) -> Device | None:
    """The person's device with this id, unless it was revoked."""
    return Device.objects.filter(pk=device_id, person=person, revoked_at__isnull=True).first() if device_id else None


@dataclass(frozen=True)
class Known:
    """People found by what a list says of them."""

    by_number: Mapping[str, Person]
    by_phone: Mapping[str, Person]
    by_email: Mapping[str, Person]


def known_by(*, numbers: Collection[str], phone_indexes: Collection[str], emails: Collection[str], for_update: bool) -> Known:
    """The people with these numbers, blind indexes of phones or (lower-case) addresses; each person is one object, in however many places.

    Three queries; none for what is not asked. `for_update` locks them until the transaction ends.
    """
    people = Person.objects.select_for_update() if for_update else Person.objects.all()
    found: dict[int, Person] = {}
    for asked in ({"number__in": numbers}, {"phone_index__in": phone_indexes}, {"email__in": emails}):
        if any(asked.values()):
            found |= {person.pk: found.get(person.pk, person) for person in people.filter(**asked).order_by("pk")}
    return Known(
        by_number={person.number: person for person in found.values()},
        by_phone={person.phone_index: person for person in found.values() if person.phone_index},
        by_email={person.email.lower(): person for person in found.values() if person.email},
    )
