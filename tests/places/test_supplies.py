"""The shelf: what is on it is the sum of its moves, nothing is given that is not there, and what was lent comes back once."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Sum
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from tests.factories import people as some_people
from tests.factories import places as some_places
from wucai.core import clock
from wucai.core.models import TraceLine
from wucai.core.refusals import KeyReused
from wucai.places import queries
from wucai.places.actions import supplies
from wucai.places.choices import MoveKind, SupplyRefusal
from wucai.places.models import Loan, StockMove, Supply


def _sum(supply: Supply) -> int:
    return int(StockMove.objects.filter(supply=supply).aggregate(total=Sum("amount"))["total"] or 0)


def _left(supply: Supply) -> int:
    return Supply.objects.get(pk=supply.pk).quantity


def _refusal(verb: Callable[..., Any], *arguments: Any, **more: Any) -> SupplyRefusal:
    with pytest.raises(supplies.SupplyRefused) as refused:
        verb(*arguments, by=None, now=clock.now(), **more)
    return SupplyRefusal(refused.value.reason)


@pytest.mark.django_db
def test_what_is_handed_out_is_gone_and_told() -> None:
    supply, keeper = some_places.supply(quantity=10), some_people.person()

    supplies.issue(supply, amount=3, key=uuid4(), by=keeper, now=clock.now())

    line = TraceLine.objects.latest("pk")
    assert (_left(supply), line.verb, line.actor_id, line.after) == (7, "issued", keeper.pk, {"amount": -3})


@pytest.mark.django_db
def test_nothing_is_handed_out_that_is_not_there() -> None:
    supply = some_places.supply(quantity=3)
    lines = TraceLine.objects.count()

    assert _refusal(supplies.issue, supply, amount=4, key=uuid4()) == SupplyRefusal.OUT_OF_STOCK
    assert (_left(supply), _sum(supply), TraceLine.objects.count()) == (3, 3, lines)
    supplies.issue(supply, amount=3, key=uuid4(), by=None, now=clock.now())
    assert _left(supply) == 0


@pytest.mark.django_db
@pytest.mark.parametrize("amount", [0, -1, 10_001])
def test_an_amount_out_of_range_moves_nothing(amount: int) -> None:
    supply = some_places.supply(quantity=3)

    for verb in (supplies.issue, supplies.restock):
        assert _refusal(verb, supply, amount=amount, key=uuid4()) == SupplyRefusal.BAD_AMOUNT
    assert _left(supply) == 3


@pytest.mark.django_db
def test_a_shelf_that_would_hold_too_much_is_refused() -> None:
    supply = some_places.supply(quantity=supplies.MOST_ON_A_SHELF - 5)

    assert _refusal(supplies.restock, supply, amount=6, key=uuid4()) == SupplyRefusal.TOO_MANY
    supplies.restock(supply, amount=5, key=uuid4(), by=None, now=clock.now())
    assert _left(supply) == supplies.MOST_ON_A_SHELF


@pytest.mark.django_db
def test_the_same_form_sent_twice_moves_once_and_a_key_of_another_move_is_refused() -> None:
    supply, key = some_places.supply(quantity=10), uuid4()

    for _ in range(2):
        supplies.issue(supply, amount=2, key=key, by=None, now=clock.now())
    with pytest.raises(KeyReused):
        supplies.issue(supply, amount=3, key=key, by=None, now=clock.now())

    assert _left(supply) == 8


@pytest.mark.django_db
def test_what_is_lent_is_off_the_shelf_and_comes_back_once() -> None:
    chair = some_places.supply(name="轮椅", quantity=2, is_loanable=True)
    loan = supplies.lend(chair, key=uuid4(), note=" 检票口 ", by=None, now=clock.now())
    assert (_left(chair), loan.note, queries.loans_out(chair.site)) == (1, "检票口", [loan])

    for _ in range(2):
        supplies.take_back(loan, by=None, now=clock.now())

    assert (_left(chair), queries.loans_out(chair.site)) == (2, [])


@pytest.mark.django_db
def test_what_is_given_away_is_not_lent_and_the_last_piece_is_lent_once() -> None:
    chair = some_places.supply(name="轮椅", quantity=1, is_loanable=True)
    supplies.lend(chair, key=uuid4(), by=None, now=clock.now())

    assert _refusal(supplies.lend, chair, key=uuid4()) == SupplyRefusal.OUT_OF_STOCK
    assert _refusal(supplies.lend, some_places.supply(chair.site), key=uuid4()) == SupplyRefusal.NOT_LENT
    assert Loan.objects.count() == 1


@pytest.mark.django_db
def test_lending_with_the_same_key_lends_one_piece_and_of_one_item() -> None:
    chair, key = some_places.supply(name="轮椅", quantity=3, is_loanable=True), uuid4()
    loans = {supplies.lend(chair, key=key, by=None, now=clock.now()).pk for _ in range(2)}

    with pytest.raises(KeyReused):
        supplies.lend(some_places.supply(chair.site, name="雨伞", is_loanable=True), key=key, by=None, now=clock.now())

    assert (len(loans), _left(chair)) == (1, 2)


@pytest.mark.django_db
def test_an_item_put_again_changes_nothing_and_another_quantity_is_a_count() -> None:
    supply = some_places.supply(quantity=10)
    moves, lines = StockMove.objects.count(), TraceLine.objects.count()

    some_places.supply(supply.site, quantity=10)
    assert (StockMove.objects.count(), TraceLine.objects.count()) == (moves, lines)

    some_places.supply(supply.site, quantity=4)
    last = StockMove.objects.latest("pk")
    assert (_left(supply), last.kind, last.amount) == (4, MoveKind.COUNTED, -6)


@pytest.mark.django_db
def test_what_runs_low_stands_first_and_is_told_for_site_and_edition() -> None:
    site = some_places.station()
    some_places.supply(site, name="饮水", quantity=9, minimum=5)
    masks = some_places.supply(site, name="口罩", quantity=4, minimum=5)
    some_places.supply(site, name="地图", quantity=5, minimum=5)
    other = some_places.supply(name="口罩", quantity=0, minimum=1)

    assert [supply.name for supply in queries.supplies_of(site)] == ["口罩", "饮水", "地图"]
    assert (queries.low_supplies(site), queries.low_supplies(site.edition)) == ([masks], [masks, other])


@pytest.mark.django_db
def test_the_database_itself_refuses_less_than_nothing_and_moves_in_the_wrong_direction() -> None:
    supply = some_places.supply(quantity=1)

    with pytest.raises(IntegrityError), transaction.atomic():
        Supply.objects.filter(pk=supply.pk).update(quantity=-1)
    for kind, amount in (("issued", 1), ("returned", -1), ("counted", 0)):
        with pytest.raises(IntegrityError), transaction.atomic():
            StockMove.objects.create(key=uuid4(), supply=supply, kind=kind, amount=amount, at=clock.now())


class Shelf(RuleBasedStateMachine):
    """A keeper at work in any order: hands out, restocks, lends, takes back, counts, and repeats what was sent."""

    loans = Bundle("loans")
    keys = Bundle("keys")

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        site = some_places.station()
        self.supply = some_places.supply(site, quantity=5, is_loanable=True)
        self.now = clock.now()
        self.moved = 5
        self.lent = 0

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    def move(self, verb: Callable[..., Any], difference: int, **more: Any) -> Any:
        """The verb's answer, or nothing where it is refused; what should be on the shelf goes with it."""
        try:
            with transaction.atomic():
                done = verb(self.supply, by=None, now=self.now, **more)
        except supplies.SupplyRefused:
            assert self.moved + difference < 0 or not 1 <= more.get("amount", 1) <= supplies.MOST_AT_ONCE
            return None
        self.moved += difference
        return done

    @rule(target=keys, amount=st.integers(-1, 6))
    def hand_out(self, amount: int) -> tuple[UUID, int]:
        key = uuid4()
        return (key, amount) if self.move(supplies.issue, -amount, amount=amount, key=key) else (key, 0)

    @rule(key=keys)
    def send_again(self, key: tuple[UUID, int]) -> None:
        if key[1] > 0:
            supplies.issue(self.supply, amount=key[1], key=key[0], by=None, now=self.now)

    @rule(amount=st.integers(0, 5))
    def restock(self, amount: int) -> None:
        self.move(supplies.restock, amount, amount=amount, key=uuid4())

    @rule(target=loans)
    def lend(self) -> Loan | None:
        loan: Loan | None = self.move(supplies.lend, -1, key=uuid4())
        self.lent += loan is not None
        return loan

    @rule(loan=loans, hours=st.integers(-2, 2))
    def take_back(self, loan: Loan | None, hours: int) -> None:
        if loan is None:
            return
        was_out = Loan.objects.filter(pk=loan.pk, returned_at=None).exists()
        supplies.take_back(loan, by=None, now=self.now + timedelta(hours=hours))
        self.moved += was_out
        self.lent -= was_out

    @rule(quantity=st.integers(0, 9))
    def count(self, quantity: int) -> None:
        supplies.put_supply(self.supply.site, by=None, now=self.now, name=self.supply.name, quantity=quantity)
        self.moved = quantity

    @invariant()
    def the_shelf_is_the_sum_of_its_moves_and_never_below_nothing(self) -> None:
        assert _left(self.supply) == _sum(self.supply) == self.moved >= 0

    @invariant()
    def what_is_out_is_what_was_lent_and_not_returned(self) -> None:
        moves = StockMove.objects.filter(supply=self.supply)
        lent, returned = (moves.filter(kind=kind).count() for kind in (MoveKind.LENT, MoveKind.RETURNED))
        assert len(queries.loans_out(self.supply.site)) == lent - returned == self.lent


@pytest.mark.django_db
def test_whatever_a_keeper_does_the_shelf_is_right() -> None:
    run_state_machine_as_test(Shelf, settings=settings(max_examples=25, stateful_step_count=25))
