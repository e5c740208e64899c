"""Dull units and messages."""

from itertools import count
from typing import Any

from tests.factories import people, programme
from wucai.core import clock
from wucai.people import queries
from wucai.people.actions import messages, organisations
from wucai.people.models import Membership, Message, Organisation, Person
from wucai.programme.models import Edition

_numbers = count(1)


def edition() -> Edition:
    """The one edition."""
    return Edition.objects.first() or programme.edition()


def organisation(**more: Any) -> Organisation:
    """A unit in the area that takes part nowhere yet."""
    number = next(_numbers)
    fields = {"slug": f"unit-{number}", "kind": "area_unit", "name": f"第{number}单位", "name_en": f"Unit {number}"}
    return organisations.put_organisation(by=None, **{**fields, **more})


def partner(*, is_surrounding: bool = False, **more: Any) -> Organisation:
    """A unit that takes part in the one edition."""
    unit = organisation(**more)
    organisations.take_part(unit, edition(), by=None, now=clock.now(), is_surrounding=is_surrounding)
    return unit


def member(unit: Organisation, person: Person | None = None, **more: Any) -> Membership:
    """Somebody who belongs to the unit."""
    return organisations.join_unit(person or people.person(), unit, by=None, now=clock.now(), **more)


def liaison(unit: Organisation, **more: Any) -> Person:
    """Somebody who speaks for the unit."""
    return member(unit, people.person(**more), is_liaison=True).person


def message(*people_told: Person, **more: Any) -> Message:
    """A notice to these people."""
    words = {
        "kind": "notice",
        "audience": "team",
        "audience_name": "全体",
        "title": "集合",
        "title_en": "Assembly",
        "text": "八点集合。",
        "text_en": "At eight.",
    }
    fields = {"people": people_told, "now": clock.now(), "by": None, "channels": [], **words, **more}
    return messages.send(edition(), **fields)


def seen(sent: Message) -> tuple[int, int]:
    """How many have seen it, of how many, as the list of messages tells."""
    line: Any = queries.messages_of(sent.edition).get(pk=sent.pk)
    return line.seen, line.total
