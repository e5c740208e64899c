"""What comes on the shelf and leaves it. The quantity is the sum of its moves and never below zero."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4, uuid5

from django.db import transaction
from django.db.models import F

from wucai.core import trace
from wucai.core.refusals import KeyReused, Refused
from wucai.people.models import Person
from wucai.places.choices import MoveKind, SupplyRefusal
from wucai.places.models import Loan, Site, StockMove, Supply

MOST_AT_ONCE = 10_000
MOST_ON_A_SHELF = 1_000_000


class SupplyRefused(Refused):
    """Nothing was moved, for a reason from SupplyRefusal."""


@transaction.atomic
def put_supply(site: Site, *, by: Person | None, now: datetime, name: str, quantity: int | None = None, **fields: Any) -> Supply:
    """Have the item at the site, once a name; a quantity is the shelf counted anew. Said again, it changes nothing.

    Raises SupplyRefused for a quantity that no shelf holds.
    """
    if quantity is not None and not 0 <= quantity <= MOST_ON_A_SHELF:
        raise SupplyRefused(SupplyRefusal.TOO_MANY)
    supply, is_new = Supply.objects.select_for_update().get_or_create(site=site, name=name, defaults=fields)
    changed = [key for key, value in fields.items() if getattr(supply, key) != value]
    if changed:
        Supply.objects.filter(pk=supply.pk).update(**{key: fields[key] for key in changed})
    difference = 0 if quantity is None else quantity - supply.quantity
    if difference:
        StockMove.objects.create(key=uuid4(), supply=supply, kind=MoveKind.COUNTED, amount=difference, at=now, by=by)
        Supply.objects.filter(pk=supply.pk).update(quantity=F("quantity") + difference)
    if is_new or changed or difference:
        after = {key: fields[key] for key in changed} | ({"quantity": quantity} if difference else {})
        trace.record(by=by, verb="opened" if is_new else "changed", thing=supply, after=after)
    supply.refresh_from_db()
    return supply


@transaction.atomic
def issue(supply: Supply, *, amount: int, key: UUID, by: Person | None, now: datetime) -> StockMove:
    """Hand out so many, once a key, and never one that is not there.

    Raises SupplyRefused with OUT_OF_STOCK or BAD_AMOUNT, KeyReused for a key of another move.
    """
    return _move(supply, MoveKind.ISSUED, -_sensible(amount), key=key, by=by, now=now)


@transaction.atomic
def restock(supply: Supply, *, amount: int, key: UUID, by: Person | None, now: datetime) -> StockMove:
    """Put so many on the shelf, once a key. Raises SupplyRefused with BAD_AMOUNT or TOO_MANY, KeyReused for a key of another move."""
    return _move(supply, MoveKind.RESTOCKED, _sensible(amount), key=key, by=by, now=now)


@transaction.atomic
def lend(supply: Supply, *, key: UUID, note: str = "", by: Person | None, now: datetime) -> Loan:
    """Lend one piece to a visitor, once a key: it is off the shelf until it comes back.

    Raises SupplyRefused with NOT_LENT or OUT_OF_STOCK, KeyReused for a key of another loan.
    """
    if not supply.is_loanable:
        raise SupplyRefused(SupplyRefusal.NOT_LENT)
    loan, is_new = Loan.objects.get_or_create(key=key, defaults={"supply": supply, "note": note.strip()[:100], "lent_at": now})
    if loan.supply_id != supply.pk:
        raise KeyReused(SupplyRefusal.REUSED)
    if is_new:
        _move(supply, MoveKind.LENT, -1, key=key, by=by, now=now)
    return loan


@transaction.atomic
def take_back(loan: Loan, *, by: Person | None, now: datetime) -> Loan:
    """The piece is back on the shelf; said twice, it comes back once."""
    if Loan.objects.filter(pk=loan.pk, returned_at=None).update(returned_at=max(now, loan.lent_at)):
        _move(loan.supply, MoveKind.RETURNED, 1, key=uuid5(loan.key, "returned"), by=by, now=now)
    loan.refresh_from_db()
    return loan


def _move(supply: Supply, kind: MoveKind, amount: int, *, key: UUID, by: Person | None, now: datetime) -> StockMove:
    """Write the move down, then change the shelf by a conditional update: the contended row is held only until the commit."""
    move, is_new = StockMove.objects.get_or_create(
        key=key, defaults={"supply": supply, "kind": kind, "amount": amount, "at": now, "by": by}
    )
    if (move.supply_id, move.kind, move.amount) != (supply.pk, kind, amount):
        raise KeyReused(SupplyRefusal.REUSED)
    if not is_new:
        return move
    fitting = Supply.objects.filter(pk=supply.pk, quantity__gte=-amount, quantity__lte=MOST_ON_A_SHELF - max(amount, 0))
    if not fitting.update(quantity=F("quantity") + amount):
        raise SupplyRefused(SupplyRefusal.OUT_OF_STOCK if amount < 0 else SupplyRefusal.TOO_MANY)
    trace.record(by=by, verb=kind.value, thing=supply, after={"amount": amount})
    return move


def _sensible(amount: int) -> int:
    if not 1 <= amount <= MOST_AT_ONCE:
        raise SupplyRefused(SupplyRefusal.BAD_AMOUNT)
    return amount
