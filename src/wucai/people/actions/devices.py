"""Devices: given a key while their person is logged in, let in by it afterwards, revoked at log-out."""

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from wucai.core import clock, events, trace
from wucai.people.models import Device, Person

# Where the log-in session remembers which device this browser is, so that logging out revokes it.
IN_SESSION = "device"
_KEY_BYTES = 32


@transaction.atomic
def enrol(person: Person) -> tuple[Device, str]:
    """Make a device of the person's and return it with its key, which is told this once and kept only as a digest."""
    key = secrets.token_urlsafe(_KEY_BYTES)
    moment = clock.real_now()
    device = Device.objects.create(person=person, key_digest=_digest(key), enrolled_at=moment, seen_at=moment)
    trace.record(by=person, verb="enrolled", thing=device)
    return device, key


@transaction.atomic
def revoke(device: Device, *, by: Person) -> None:
    """From now on, nothing that the device hands in is taken without a look. Saying it again changes nothing."""
    if Device.objects.filter(pk=device.pk, revoked_at__isnull=True).update(revoked_at=clock.real_now()):
        trace.record(by=by, verb="revoked", thing=device)


def revoke_at_logout(device_id: str, *, by: Person) -> None:
    """Revoke the device that the ended session had enrolled; a device of somebody else's is left alone."""
    if device := Device.objects.filter(pk=device_id, person=by).first():
        revoke(device, by=by)


def known_by(device_id: UUID, key: str) -> Device | None:
    """The device with this id, if the key is its own; None for a wrong key and for no such device alike."""
    device = Device.objects.filter(pk=device_id, person__is_active=True).first()
    matches = hmac.compare_digest(_digest(key), device.key_digest if device else _digest(""))
    return device if matches else None


@transaction.atomic
def hand_in(device: Device, items: Sequence[Any], *, now: datetime) -> list[events.Answer]:
    """Take a batch of events that the device kept, one answer each.

    The device's row is held until the end, so that two pages of one phone that send the same events at once are told apart, and a log-out
    in the same moment comes before or after.
    """
    Device.objects.filter(pk=device.pk).update(seen_at=clock.real_now())
    return events.take(Device.objects.select_related("person").get(pk=device.pk), items, now=now)


def _digest(key: str) -> str:
    """The key is 32 random bytes, so a plain hash cannot be turned back."""
    return hashlib.sha256(key.encode()).hexdigest()
