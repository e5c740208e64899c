"""The outbox: mail and other news that leaves the house, written in the transaction of what it follows, sent by the worker.

At least once: a parcel may go twice when a worker dies between sending and noting it; the key goes along, so that the receiver can tell.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import timedelta
from smtplib import SMTPException
from typing import Any, Protocol

from django.conf import settings
from django.core import checks
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils.module_loading import import_string

from wucai.core import clock, phones, robots
from wucai.core.choices import ParcelState
from wucai.core.models import Parcel

MOST_ATTEMPTS = 8
log = logging.getLogger(__name__)

Sender = Callable[[dict[str, Any], str], None]
_senders: dict[str, Sender] = {}


class SmsProvider(Protocol):
    """Whoever sends text messages: the function that WUCAI_SMS names. It raises whatever it likes when it could not send."""

    def __call__(self, to: str, text: str, *, key: str) -> None:
        """Send the text to a number in E.164. The same key means the same message, which may come twice."""


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
    told = {"kind": kind, "payload": _kept(payload), "created_at": moment, "not_before": moment}
    return Parcel.objects.get_or_create(key=key, defaults=told)[0]


def post_many(kind: str, parcels: Sequence[tuple[dict[str, Any], str]]) -> None:
    """Put out many parcels of one kind, each with a key that nobody has used. Raises LookupError as `post` does."""
    if parcels and kind not in _senders:
        raise LookupError(f"Nobody sends parcels of kind {kind!r}.")
    moment = clock.real_now()
    made = (Parcel(kind=kind, payload=_kept(payload), key=key, created_at=moment, not_before=moment) for payload, key in parcels)
    Parcel.objects.bulk_create(made, batch_size=500)


def _kept(payload: dict[str, Any]) -> dict[str, Any]:
    """In the demo, whose screen shows what left, with the moment by the programme's clock: it may be set anew before anybody looks."""
    return {**payload, "told_at": clock.now().isoformat()} if settings.WUCAI_MODE == "demo" else payload


def is_set_up(kind: str) -> bool:
    """Whether parcels of this kind can leave: text messages need a provider outside the demo, where they are only shown."""
    return kind in _senders and (kind != "sms" or settings.WUCAI_MODE == "demo" or bool(settings.WUCAI_SMS))


def check(app_configs: Any, **more: Any) -> list[checks.CheckMessage]:
    """For Django's checks: a provider of text messages that is not there stops every command."""
    try:
        _provider()
    except ImportError as error:
        return [checks.Critical(f"WUCAI_SMS={settings.WUCAI_SMS!r}: {error}. Name a function as package.module.function.", id="wucai.C102")]
    return []


def deliver(limit: int = 50) -> int:
    """Send what is due, oldest first; returns how many were sent. What fails, however it fails, is tried again later, each time after
    twice as long, and given up after MOST_ATTEMPTS; it keeps no other parcel from leaving.
    """
    due = Parcel.objects.filter(state=ParcelState.WAITING, not_before__lte=clock.real_now()).order_by("not_before", "pk")
    return sum(_deliver_one(parcel) for parcel in due[:limit])


def let_go() -> int:
    """Note everything that waits as sent, without sending it; returns how much. For the demo, whose past needs no letters.

    Raises RuntimeError outside demo mode.
    """
    if settings.WUCAI_MODE != "demo":
        raise RuntimeError("Letters of a real house are sent, not let go.")
    return Parcel.objects.filter(state=ParcelState.WAITING).update(state=ParcelState.SENT, sent_at=clock.real_now())


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
        log.warning("Parcel %s (%s) was not sent: %s", parcel.pk, parcel.kind, type(error).__name__)
        return _failed(parcel, error)
    except Exception as error:
        # A letter that cannot leave as it is must not keep back all others: its row and the log tell, and the worker goes on.
        log.exception("Parcel %s (%s) cannot be sent", parcel.pk, parcel.kind)
        return _failed(parcel, error)
    Parcel.objects.filter(pk=parcel.pk).update(state=ParcelState.SENT, sent_at=clock.real_now(), error="")
    return True


def _failed(parcel: Parcel, error: Exception) -> bool:
    """Note why it was not sent; after the last try it is given up. Always False: nothing left."""
    state = ParcelState.FAILED if parcel.attempts + 1 >= MOST_ATTEMPTS else ParcelState.WAITING
    Parcel.objects.filter(pk=parcel.pk).update(state=state, error=_told(error)[:200])
    return False


def _told(error: Exception) -> str:
    """What is kept of an error in clear: our own words and the system's; of a mail server's answer, which repeats addresses, its number."""
    name = type(error).__name__
    if isinstance(error, SMTPException):
        return f"{name} {getattr(error, 'smtp_code', '')}".strip()
    return f"{name}: {error}" if isinstance(error, OSError | LookupError) else name


@sender("mail")
def send_mail(payload: dict[str, Any], key: str) -> None:
    """One mail: payload holds to (list), subject (whose line breaks become blanks: a header has none) and text."""
    subject = " ".join(payload["subject"].split())
    message = EmailMessage(subject, payload["text"], to=payload["to"], headers={"X-Wucai-Key": key})
    message.send()


@sender("sms")
def send_sms(payload: dict[str, Any], key: str) -> None:
    """One text message: payload holds to (E.164) and text. In demo mode it is only shown, on the demo's own screen (/desk/outbox)."""
    if settings.WUCAI_MODE == "demo":
        log.warning("Text message to %s: %s", phones.masked(payload["to"]), payload["text"])
        return
    provider = _provider()
    if provider is None:
        raise LookupError("No provider for text messages is set up.")
    try:
        provider(payload["to"], payload["text"], key=key)
    except Exception as error:  # somebody else's code: whatever it raises, the parcel waits and the worker goes on
        raise ConnectionError(f"The provider of text messages failed: {type(error).__name__}") from error


@sender("group")
def send_to_group(payload: dict[str, Any], key: str) -> None:
    """One message to a chat group's robot: payload holds name, address, title and text. In demo mode it is only shown."""
    if settings.WUCAI_MODE != "demo":
        robots.say(payload["address"], title=payload["title"], text=payload["text"])


def _provider() -> SmsProvider | None:
    """The function that WUCAI_SMS names; None without one. Raises ImportError."""
    provider: SmsProvider | None = import_string(settings.WUCAI_SMS) if settings.WUCAI_SMS else None
    return provider
