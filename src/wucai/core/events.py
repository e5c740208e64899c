"""Events that a device kept while it had no signal, taken in batches: the device records, the server decides.

A device gives each event an id of its own and sends it until it is answered; what comes twice is taken once. Rooms say what an event of a
kind means by registering a handler in their `receivers.py`:

    @events.kind("count")
    def take(device, batch, *, now): ...

A bad item is refused alone, with the field and a sentence; it never spoils its batch. A batch is one transaction.

Time: a device's clock may be wrong by a day, but not by much between an event and its sending. So each event says how long ago it happened
when it was sent (`sent_offset_ms`, by the device's own count), and is dated back from the moment it reached us. `device_at` is kept, and
trusted for nothing.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

MOST_AT_ONCE = 500
MOST_DATA_BYTES = 4000
# Phones are found again after months; what says that it is older still is dated this old.
OLDEST = timedelta(days=400)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST_MS = 4_102_444_800_000  # 2100-01-01


class EventState(models.TextChoices):
    """What became of an event. All but `refused` mean: the device may forget it."""

    ACCEPTED = "accepted", _("Counted")
    DUPLICATE = "duplicate", _("Counted before")
    REVIEW = "review", _("Kept, to be looked at")
    REFUSED = "refused", _("Not taken")


class EventRefusal(models.TextChoices):
    """Why an event was not even read."""

    NOT_AN_EVENT = "not_an_event", _("This is not an event.")
    BAD_ID = "bad_id", _("The event has no proper id (a UUID).")
    BAD_KIND = "bad_kind", _("This house does not know events of this kind.")
    BAD_DATA = "bad_data", _("What the event says cannot be read, or is too long.")
    BAD_TIME = "bad_time", _("The event's time is not a whole number of milliseconds within reason.")
    ID_REUSED = "id_reused", _("This id belongs to another event.")


class Device(Protocol):
    """What a handler may know of a device without asking its room."""

    @property
    def pk(self) -> Any:
        """Its id."""


@dataclass(frozen=True)
class Event:
    """One thing that happened. `happened_at` is the moment by our clock (programme time), never after it reached us."""

    id: UUID
    kind: str
    data: Mapping[str, Any] = field(hash=False)
    device_at: datetime
    sent_offset: timedelta = field(compare=False)
    happened_at: datetime = field(compare=False)


@dataclass(frozen=True)
class Verdict:
    """What became of an event; a refusal names the field and says in a sentence what is wrong."""

    state: EventState
    field: str = ""
    sentence: str = ""


@dataclass(frozen=True)
class Answer:
    """A verdict for the device: `id` as it was sent, empty where there was none."""

    id: str
    verdict: Verdict


ACCEPTED = Verdict(EventState.ACCEPTED)
DUPLICATE = Verdict(EventState.DUPLICATE)
REVIEW = Verdict(EventState.REVIEW)
Handler = Callable[..., Sequence[Verdict]]
_handlers: dict[str, Handler] = {}


def refused(field_name: str, reason: models.TextChoices) -> Verdict:
    """The verdict that refuses for a reason from a list."""
    return Verdict(EventState.REFUSED, field=field_name, sentence=str(reason.label))


def kind(name: str) -> Callable[[Handler], Handler]:
    """Register `f(device, events: list[Event], *, now) -> one Verdict for each`. Raises ValueError for a name taken twice."""

    def register(handler: Handler) -> Handler:
        known = _handlers.get(name)
        if known and (known.__module__, known.__qualname__) != (handler.__module__, handler.__qualname__):
            raise ValueError(f"Two handlers take events of kind {name!r}.")
        _handlers[name] = handler
        return handler

    return register


@transaction.atomic
def take(device: Device, items: Sequence[Any], *, now: datetime) -> list[Answer]:
    """Take a batch of events as they came over the wire, and answer each in its place. Any mixture may be sent again, in any order.

    Raises ValueError for more than MOST_AT_ONCE items: the caller refuses such a batch before.
    """
    if len(items) > MOST_AT_ONCE:
        raise ValueError(f"At most {MOST_AT_ONCE} events are taken at once.")
    read = [_read(item, now) for item in items]
    verdicts = _handled(device, _first_of_each(read), now=now)
    seen: set[UUID] = set()
    return [Answer(id=_told_id(item), verdict=_verdict(each, verdicts, seen)) for item, each in zip(items, read, strict=True)]


def _first_of_each(read: Iterable[Event | Verdict]) -> dict[UUID, Event]:
    first: dict[UUID, Event] = {}
    for each in read:
        if isinstance(each, Event):
            first.setdefault(each.id, each)
    return first


def _handled(device: Device, events: dict[UUID, Event], *, now: datetime) -> dict[UUID, tuple[Event, Verdict]]:
    """Each kind's events go to its handler at once."""
    by_kind: dict[str, list[Event]] = {}
    for event in events.values():
        by_kind.setdefault(event.kind, []).append(event)
    verdicts: dict[UUID, tuple[Event, Verdict]] = {}
    for name, batch in by_kind.items():
        for event, verdict in zip(batch, _handlers[name](device, batch, now=now), strict=True):
            verdicts[event.id] = (event, verdict)
    return verdicts


def _verdict(each: Event | Verdict, verdicts: dict[UUID, tuple[Event, Verdict]], seen: set[UUID]) -> Verdict:
    """The verdict of one item; within a batch the first of an id was handled, its repeats are duplicates unless they say something else."""
    if isinstance(each, Verdict):
        return each
    first, verdict = verdicts[each.id]
    if each != first:
        return refused("id", EventRefusal.ID_REUSED)
    if each.id in seen and verdict.state is not EventState.REFUSED:
        return DUPLICATE
    seen.add(each.id)
    return verdict


def _read(item: Any, now: datetime) -> Event | Verdict:
    """The event that an item of the wire is, or why it is none."""
    if not isinstance(item, dict):
        return refused("", EventRefusal.NOT_AN_EVENT)
    if (event_id := _uuid(item.get("id"))) is None:
        return refused("id", EventRefusal.BAD_ID)
    name, data = item.get("kind"), item.get("data")
    if not isinstance(name, str) or name not in _handlers:
        return refused("kind", EventRefusal.BAD_KIND)
    if not isinstance(data, dict) or not _is_storable(data):
        return refused("data", EventRefusal.BAD_DATA)
    device_time, offset = _milliseconds(item.get("device_at")), _milliseconds(item.get("sent_offset_ms"))
    if device_time is None or device_time < timedelta(0):
        return refused("device_at", EventRefusal.BAD_TIME)
    if offset is None:
        return refused("sent_offset_ms", EventRefusal.BAD_TIME)
    offset = min(max(offset, timedelta(0)), OLDEST)
    return Event(id=event_id, kind=name, data=data, device_at=_EPOCH + device_time, sent_offset=offset, happened_at=now - offset)


def _uuid(value: Any) -> UUID | None:
    """Only the usual spelling, so that an id has one form."""
    if not isinstance(value, str) or len(value) != 36:
        return None
    try:
        return UUID(value)
    except ValueError:
        return None


def _is_storable(data: dict[str, Any]) -> bool:
    """Short, not too deep, and without what a database cannot keep: zero characters and halves of surrogate pairs."""
    try:
        text = json.dumps(data, ensure_ascii=False)
        return len(text.encode()) <= MOST_DATA_BYTES and "\\u0000" not in text
    except (UnicodeEncodeError, RecursionError):
        return False


def _milliseconds(value: Any) -> timedelta | None:
    """A length of time, or None for anything but a whole number within reason."""
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) > _LATEST_MS:
        return None
    return timedelta(milliseconds=value)


def _told_id(item: Any) -> str:
    given = item.get("id") if isinstance(item, dict) else None
    return given[:36] if isinstance(given, str) and given.isascii() else ""
