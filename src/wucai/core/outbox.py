"""The outbox: mail and other news that leaves the house, written in the transaction of what it follows, sent by the worker.

At least once: a parcel may go twice when a worker dies between sending and noting it; the key goes along, so that the receiver can tell.
"""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction

from wucai.core import clock, phones
from wucai.core.choices import ParcelState
from wucai.core.models import Parcel

MOST_ATTEMPTS = 8
log = logging.getLogger(__name__)

Sender = Callable[[dict[str, Any], str], None]
_senders: dict[str, Sender] = {}


def sender(kind: str) -> Callable[[Sender], Sender]:
    """Register `f(payload, key)` as the way parcels of this kind leave the house. It raises when it could not send."""

    def register(send: Sender) -> Sender:
        _senders[kind] = send
        return send

    return register


def post(kind: str, payload: dict[str, Any], *, key: str) -> Parcel:
    """Put a parcel out for sending, once a key. Raises LookupError for a kind that nobody sends."""
    if kind not in _senders:
        raise LookupError(f"Nobody sends parcels of kind {kind!r}.")
    moment = clock.real_now()
    return Parcel.objects.get_or_create(key=key, defaults={"kind": kind, "payload": payload, "created_at": moment, "not_before": moment})[0]


def deliver(limit: int = 50) -> int:
    """Send what is due, oldest first; returns how many were sent. What fails is tried again later, each time after twice as long."""
    due = Parcel.objects.filter(state=ParcelState.WAITING, not_before__lte=clock.real_now()).order_by("not_before", "pk")
    return sum(_deliver_one(parcel) for parcel in due[:limit])


def _deliver_one(parcel: Parcel) -> bool:
    with transaction.atomic():
        # Pushing the next try ahead is the claim: of two workers one changes the row.
        moment = clock.real_now()
        wait = timedelta(seconds=30 * 2**parcel.attempts)
        mine = Parcel.objects.filter(pk=parcel.pk, state=ParcelState.WAITING, attempts=parcel.attempts)
        if not mine.update(attempts=parcel.attempts + 1, not_before=moment + wait):
            return False
    try:
        _senders[parcel.kind](parcel.payload, parcel.key)
    except (OSError, LookupError) as error:
        state = ParcelState.FAILED if parcel.attempts + 1 >= MOST_ATTEMPTS else ParcelState.WAITING
        Parcel.objects.filter(pk=parcel.pk).update(state=state, error=f"{type(error).__name__}: {error}"[:200])
        log.warning("Parcel %s (%s) was not sent: %s", parcel.pk, parcel.kind, type(error).__name__)
        return False
    Parcel.objects.filter(pk=parcel.pk).update(state=ParcelState.SENT, sent_at=clock.real_now(), error="")
    return True


@sender("mail")
def send_mail(payload: dict[str, Any], key: str) -> None:
    """One mail: payload holds to (list), subject, text and optionally html. SMTP errors are OSErrors and are tried again."""
    message = EmailMessage(payload["subject"], payload["text"], to=payload["to"], headers={"X-Wucai-Key": key})
    message.send()


@sender("sms")
def send_sms(payload: dict[str, Any], key: str) -> None:
    """One text message: payload holds to (E.164) and text. No provider is built in; in demo mode it is written to the worker's log."""
    if settings.WUCAI_MODE != "demo":
        raise LookupError("No provider for text messages is set up.")
    log.warning("Text message to %s: %s", phones.masked(payload["to"]), payload["text"])
