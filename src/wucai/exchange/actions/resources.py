"""Offering a resource and what becomes of it."""

from datetime import datetime
from typing import Any

from wucai.exchange.actions import items
from wucai.exchange.actions.items import ItemRefused
from wucai.exchange.choices import ResourceState
from wucai.exchange.models import Resource
from wucai.people.models import Organisation, Person
from wucai.programme.models import Edition

__all__ = ["ItemRefused", "change_resource", "decline_resource", "list_resource", "offer", "submit_resource", "withdraw_resource"]


def offer(
    edition: Edition,
    organisation: Organisation,
    *,
    by: Person | None,
    now: datetime,
    state: ResourceState = ResourceState.SUBMITTED,
    **fields: Any,
) -> Resource:
    """Write down what the unit can share; a unit submits, a coordinator lists at once. Without a code it gets the next free one.
    With a key, a wish that is sent twice brings one line.

    Takes category, title, quantity, unit, starts_on, ends_on, and the other fields of a Resource.
    Raises ItemRefused; KeyReused for another wish's key.
    """
    return items.add(Resource, edition, organisation, by=by, now=now, verb="offered", fields={**fields, "state": state})


def submit_resource(resource: Resource, *, by: Person | None) -> Resource:
    """Send a draft, or one that was declined, for verification."""
    return items.submit(resource, by=by)


def list_resource(resource: Resource, *, by: Person | None) -> Resource:
    """Verified: put it on the list, so that it can be matched. Said twice, it is done once. Raises ItemRefused."""
    return items.put_on_list(resource, by=by)


def decline_resource(resource: Resource, *, by: Person | None, now: datetime, why: str = "") -> Resource:
    """Leave it off the list, or take it off; its proposals end. Raises ItemRefused when accepted matches rest on it."""
    return items.decline(resource, by=by, now=now, why=why)


def change_resource(resource: Resource, *, by: Person | None, **fields: Any) -> Resource:
    """Say it anew. Raises ItemRefused for less than is promised already, or for other days while matches rest on it."""
    return items.change(resource, by=by, fields=fields)


def withdraw_resource(resource: Resource, *, by: Person | None, now: datetime) -> Resource:
    """The unit shares it no more; its proposals end. Raises ItemRefused when accepted matches rest on it."""
    return items.withdraw(resource, by=by, now=now)
