"""Verbs for lists of people."""

from collections.abc import Sequence

from allauth.account.models import EmailAddress

from wucai.core.choices import Verdict
from wucai.core.importers import Scope
from wucai.core.imports import Judged
from wucai.people.models import Person
from wucai.people.models.people import pinyin

# The columns of a list, each with the fields that go with it.
_FIELDS = {
    "name": ["name", "pinyin"],
    "name_en": ["name_en"],
    "phone": ["phone", "phone_index", "is_phone_verified"],
    "email": ["email"],
    "languages": ["languages"],
}
_AT_ONCE = 250


def put(judged: Sequence[Judged], scope: Scope) -> None:
    """Write the new and the changed people of one batch, in the caller's transaction, a few statements for hundreds of people.

    Nobody gets a password: they log in by a code to their phone or address. A phone or address that changes must be proved anew, and the
    old one no longer opens the account.
    """
    Person.objects.bulk_create([_made(one) for one in judged if one.verdict == Verdict.NEW], batch_size=_AT_ONCE)
    changes = {one.subject_id: one.after for one in judged if one.verdict == Verdict.CHANGED and one.subject_id}
    people = list(Person.objects.filter(pk__in=list(changes)))
    for person in people:
        _change(person, changes[person.pk])
    if people:
        fields = [field for key in sorted({key for after in changes.values() for key in after}) for field in _FIELDS[key]]
        # An upsert of rows that this transaction has locked: six times quicker than bulk_update.
        Person.objects.bulk_create(people, update_conflicts=True, unique_fields=["id"], update_fields=fields, batch_size=_AT_ONCE)
    EmailAddress.objects.filter(user_id__in=[person.pk for person in people if "email" in changes[person.pk]]).delete()


def _made(one: Judged) -> Person:
    told = one.after
    return Person.objects.make(
        name=told["name"],
        name_en=told.get("name_en", ""),
        phone=told.get("phone", ""),
        email=told.get("email", ""),
        languages=told.get("languages", []),
    )


def _change(person: Person, after: dict[str, object]) -> None:
    for key, value in after.items():
        if key == "phone":
            person.set_phone(str(value))
            person.is_phone_verified = False
        else:
            setattr(person, key, value)
    person.pinyin = pinyin(person.name)
