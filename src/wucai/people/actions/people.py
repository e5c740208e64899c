"""Verbs for people."""

from collections.abc import Collection
from typing import Any

from django.db import connection, transaction

from wucai.core import trace
from wucai.people.choices import RoleKind
from wucai.people.models import Person, Role
from wucai.people.models.people import pinyin
from wucai.programme.models import Edition


def lock(person: Person) -> None:
    """Hold the person's row until the transaction ends, so that of two verbs about one person the second waits.

    On SQLite the IMMEDIATE transaction holds everything already.
    """
    if connection.features.has_select_for_update:
        Person.objects.select_for_update().only("pk").get(pk=person.pk)


def lock_all(ids: Collection[int]) -> None:
    """Hold these people's rows, in the order of their keys, so that two verbs about the same people never wait for each other in a ring."""
    if connection.features.has_select_for_update:
        list(Person.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def welcome(*, by: Person | None, name: str, phone: str = "", email: str = "", password: str | None = None, **more: Any) -> Person:
    """Make a person, ready to log in with phone or mail.

    Raises ValueError for a phone that cannot be one, IntegrityError for a phone or address in use.
    """
    person = Person.objects.make(name=name, phone=phone, email=email, password=password, **more)
    person.save()
    trace.record(by=by, verb="welcomed", thing=person)
    return person


@transaction.atomic
def appoint(person: Person, kind: RoleKind, edition: Edition, *, by: Person | None) -> Role:
    """Give the person a role in the edition, once."""
    role, is_new = Role.objects.get_or_create(person=person, kind=kind, edition=edition)
    if is_new:
        trace.record(by=by, verb="appointed", thing=person, after={"role": kind, "edition": edition.slug})
    return role


@transaction.atomic
def change_phone(person: Person, phone: str, *, is_verified: bool) -> None:
    """Take another number for the person, proved or not; raises ValueError for what cannot be one, IntegrityError for one in use."""
    person.set_phone(phone)
    person.is_phone_verified = is_verified
    person.save(update_fields=["phone", "phone_index", "is_phone_verified"])
    trace.record(by=person, verb="changed phone", thing=person, after={"verified": is_verified})


@transaction.atomic
def join(person: Person, name: str) -> None:
    """Somebody joined by themselves under this name; pinyin follows, so that lists stay sorted."""
    person.name = name.strip()
    person.pinyin = pinyin(person.name)
    person.save(update_fields=["name", "pinyin"])
    trace.record(by=person, verb="joined", thing=person)
