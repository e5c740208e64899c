"""Raising a need and what becomes of it."""

from datetime import datetime
from typing import Any

from wucai.exchange.actions import items
from wucai.exchange.actions.items import ItemRefused
from wucai.exchange.choices import NeedState
from wucai.exchange.models import Need
from wucai.people.models import Organisation, Person
from wucai.programme.models import Edition

__all__ = ["ItemRefused", "change_need", "decline_need", "list_need", "raise_need", "submit_need", "withdraw_need"]


def raise_need(
    edition: Edition, organisation: Organisation, *, by: Person | None, now: datetime, state: NeedState = NeedState.SUBMITTED, **fields: Any
) -> Need:
    """Write down what the unit needs; a unit submits, a coordinator lists at once. Without a code it gets the next free one.
    With a key, a wish that is sent twice brings one line.

    Takes category, title, quantity, unit, starts_on, ends_on, and the other fields of a Need.
    Raises ItemRefused; KeyReused for another wish's key.
    """
    return items.add(Need, edition, organisation, by=by, now=now, verb="raised", fields={**fields, "state": state})


def submit_need(need: Need, *, by: Person | None) -> Need:
    """Send a draft, or one that was declined, for verification."""
    return items.submit(need, by=by)


def list_need(need: Need, *, by: Person | None) -> Need:
    """Verified: put it on the list, so that it can be matched. Said twice, it is done once. Raises ItemRefused."""
    return items.put_on_list(need, by=by)


def decline_need(need: Need, *, by: Person | None, now: datetime, why: str = "") -> Need:
    """Leave it off the list, or take it off; its proposals end. Raises ItemRefused when accepted matches rest on it."""
    return items.decline(need, by=by, now=now, why=why)


def change_need(need: Need, *, by: Person | None, **fields: Any) -> Need:
    """Say it anew; whether it is met follows its quantity. Raises ItemRefused for less than is covered already."""
    return items.change(need, by=by, fields=fields)


def withdraw_need(need: Need, *, by: Person | None, now: datetime) -> Need:
    """The unit needs it no more; its proposals end. Raises ItemRefused when accepted matches rest on it."""
    return items.withdraw(need, by=by, now=now)
