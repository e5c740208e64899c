"""Events from devices: each item judged alone, each event handled once, whatever the wire brings."""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from wucai.core import events
from wucai.core.events import Answer, Event, EventState, Verdict
from wucai.core.models import SearchEntry

pytestmark = pytest.mark.django_db
NOW = datetime(2020, 11, 5, 9, 0, tzinfo=UTC)
DEVICE = SimpleNamespace(pk=uuid4())


@pytest.fixture(autouse=True)
def handled() -> Iterator[list[list[Event]]]:
    """A kind of event for the length of a test; it tells what it was handed, and refuses the number three."""
    batches: list[list[Event]] = []

    @events.kind("test.even")
    def take(device: object, batch: list[Event], *, now: datetime) -> Sequence[Verdict]:
        batches.append(batch)
        return [Verdict(EventState.REFUSED, "number", "Odd.") if event.data.get("number") == 3 else events.ACCEPTED for event in batch]

    yield batches
    del events._handlers["test.even"]


def item(number: Any = 2, **changed: Any) -> dict[str, Any]:
    told = {"id": str(uuid4()), "kind": "test.even", "data": {"number": number}, "device_at": 1_604_538_000_000, "sent_offset_ms": 86_000}
    return told | changed


def _states(answers: list[Answer]) -> list[str]:
    return [answer.verdict.state.value for answer in answers]


def _refusals(answers: list[Answer]) -> list[str]:
    return [answer.verdict.field for answer in answers if answer.verdict.state is EventState.REFUSED]


def test_each_item_is_answered_in_its_place_by_its_id() -> None:
    batch = [item(2), item(3), item(4)]
    answers = events.take(DEVICE, batch, now=NOW)

    assert [answer.id for answer in answers] == [each["id"] for each in batch]
    assert [answer.verdict for answer in answers] == [events.ACCEPTED, Verdict(EventState.REFUSED, "number", "Odd."), events.ACCEPTED]


def test_an_event_is_dated_back_from_now_by_its_own_count(handled: list[list[Event]]) -> None:
    events.take(DEVICE, [item(device_at=0, sent_offset_ms=90_000)], now=NOW)

    assert handled[0][0].happened_at == NOW - timedelta(seconds=90)
    assert handled[0][0].device_at == datetime(1970, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(("offset_ms", "days_ago"), [(-5000, 0), (0, 0), (86_400_000, 1), (400 * 86_400_000, 400), (900 * 86_400_000, 400)])
def test_no_event_happened_after_it_reached_us_or_ages_ago(handled: list[list[Event]], offset_ms: int, days_ago: int) -> None:
    events.take(DEVICE, [item(sent_offset_ms=offset_ms)], now=NOW)

    assert handled[0][0].happened_at == NOW - timedelta(days=days_ago)


@pytest.mark.parametrize(
    ("bad", "field"),
    [
        (None, ""),
        ("text", ""),
        ([], ""),
        (7, ""),
        (item(id=None), "id"),
        (item(id=7), "id"),
        (item(id="no"), "id"),
        (item(id="{12345678-1234-5678-1234-567812345678}"), "id"),
        (item(id="\ud800" * 36), "id"),
        (item(kind="unheard of"), "kind"),
        (item(kind=["test.even"]), "kind"),
        (item(data=None), "data"),
        (item(data=[1]), "data"),
        (item(data={"number": 2, "more": "x" * 4000}), "data"),
        (item(data={"number": 2, "more": "\0"}), "data"),
        (item(data={"number": 2, "more": "\ud800"}), "data"),
        (item(device_at=None), "device_at"),
        (item(device_at="2020"), "device_at"),
        (item(device_at=-1), "device_at"),
        (item(device_at=10**30), "device_at"),
        (item(device_at=True), "device_at"),
        (item(sent_offset_ms=1.5), "sent_offset_ms"),
        (item(sent_offset_ms=None), "sent_offset_ms"),
        (item(sent_offset_ms=-(10**30)), "sent_offset_ms"),
        ({}, "id"),
    ],
)
def test_a_bad_item_is_refused_alone_with_its_field_and_a_sentence(bad: Any, field: str) -> None:
    answers = events.take(DEVICE, [item(), bad, item()], now=NOW)

    assert _states(answers) == ["accepted", "refused", "accepted"]
    assert answers[1].verdict.field == field
    assert answers[1].verdict.sentence != ""


def test_a_repeat_within_the_batch_is_handled_once_and_called_a_duplicate(handled: list[list[Event]]) -> None:
    once, odd = item(2), item(3)
    again = once | {"sent_offset_ms": 99_000}
    answers = events.take(DEVICE, [once, odd, again, odd], now=NOW)

    assert _states(answers) == ["accepted", "refused", "duplicate", "refused"]
    assert [str(event.id) for event in handled[0]] == [once["id"], odd["id"]]


def test_an_id_that_says_two_things_is_refused_the_second_time() -> None:
    once = item(2)
    answers = events.take(DEVICE, [once, once | {"data": {"number": 4}}], now=NOW)

    assert (_states(answers), _refusals(answers)) == (["accepted", "refused"], ["id"])


def test_an_empty_batch_has_an_empty_answer(handled: list[list[Event]]) -> None:
    assert events.take(DEVICE, [], now=NOW) == []
    assert handled == []


def test_more_than_five_hundred_are_not_taken() -> None:
    with pytest.raises(ValueError, match="At most 500"):
        events.take(DEVICE, [item()] * 501, now=NOW)


def test_a_batch_is_one_transaction() -> None:
    class Oops(Exception):
        pass

    @events.kind("test.oops")
    def take(device: object, batch: list[Event], *, now: datetime) -> Sequence[Verdict]:
        SearchEntry.objects.create(kind="oops", subject_id=1, language="en")
        assert connection.in_atomic_block
        raise Oops

    with pytest.raises(Oops), transaction.atomic():
        events.take(DEVICE, [item(kind="test.oops")], now=NOW)
    del events._handlers["test.oops"]

    assert SearchEntry.objects.filter(kind="oops").count() == 0


def test_two_handlers_of_one_name_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="Two handlers"):
        events.kind("test.even")(lambda device, batch, *, now: [])


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)
NAMES = st.sampled_from(["id", "kind", "data", "device_at", "sent_offset_ms"])


@settings(max_examples=200, deadline=None)
@given(st.lists(ANYTHING | st.tuples(NAMES, ANYTHING).map(lambda told: item(**{told[0]: told[1]})), max_size=6))
def test_whatever_the_wire_brings_every_item_has_an_answer_that_can_be_sent(items: list[Any]) -> None:
    answers = events.take(DEVICE, [*items, item()], now=NOW)
    told = json.dumps([[answer.id, vars(answer.verdict)] for answer in answers])

    assert _states(answers)[-1] == "accepted"
    assert len(json.loads(told)) == len(items) + 1
