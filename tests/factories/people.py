"""Dull people."""

from itertools import count
from typing import Any

from wucai.people.actions import people
from wucai.people.choices import RoleKind
from wucai.people.models import Person
from wucai.programme.models import Edition

_numbers = count(1)


def person(**more: Any) -> Person:
    """Somebody with a phone of their own."""
    number = next(_numbers)
    fields = {"name": f"人{number}", "name_en": f"Person {number}", "phone": f"139{number:08d}", "is_phone_verified": True}
    return people.welcome(by=None, **{**fields, **more})


def coordinator(edition: Edition, **more: Any) -> Person:
    """Somebody who coordinates the edition."""
    somebody = person(**more)
    people.appoint(somebody, RoleKind.COORDINATOR, edition, by=None)
    return somebody
