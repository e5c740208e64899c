"""Telling people something: a notice each on this site, and whatever leaves the house through the outbox."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Q

from wucai.core import outbox, trace
from wucai.core.refusals import KeyReused, Refused
from wucai.people import queries
from wucai.people.choices import AudienceKind, Channel, MessageRefusal
from wucai.people.models import Message, Notice, Person
from wucai.programme.models import Edition

REMIND_AFTER = timedelta(hours=1)
_AT_ONCE = 500


class MessageRefused(Refused):
    """The message is not sent, for a reason from MessageRefusal."""


def send(
    edition: Edition,
    *,
    by: Person | None,
    people: Sequence[Person],
    now: datetime,
    channels: Iterable[str] = (Channel.SITE,),
    key: UUID | None = None,
    **told: Any,
) -> Message:
    """Tell these people something: one notice each, however often they are named, and a parcel each for every other channel.

    `told`: kind, audience, audience_id, audience_name, audience_name_en, title, title_en, text, text_en, link, is_demo. With a key, a wish
    that is sent twice is one message. Mail and text messages go to those who have an address or number.

    Raises MessageRefused; KeyReused when the key stands for another sender's message.
    """
    try:
        return _send(edition, by=by, people=people, now=now, ways=sorted({Channel.SITE.value, *channels}), key=key, told=told)
    except IntegrityError:
        # The same wish in the same moment: the other one was first.
        if earlier := _replayed(key, by):
            return earlier
        raise


@transaction.atomic
def _send(
    edition: Edition,
    *,
    by: Person | None,
    people: Sequence[Person],
    now: datetime,
    ways: Sequence[str],
    key: UUID | None,
    told: dict[str, Any],
) -> Message:
    if earlier := _replayed(key, by):
        return earlier
    reached = {person.pk: person for person in people if person.is_active}
    if reason := _why_not(edition, told["audience"], reached, ways):
        raise MessageRefused(reason)
    message = Message.objects.create(edition=edition, sender=by, sent_at=now, channels=list(ways), key=key, **told)
    notices = Notice.objects.bulk_create((Notice(message=message, person=person) for person in reached.values()), batch_size=_AT_ONCE)
    _post(message, notices, ways, round_number=0)
    if Channel.GROUP in ways:
        _post_to_groups(message)
    trace.record(by=by, verb="sent", thing=message, after={"people": len(notices), "channels": list(ways)})
    return message


@transaction.atomic
def mark_seen(person: Person, notice: Notice, *, now: datetime) -> None:
    """Put down when the person saw their notice first; said again it changes nothing."""
    if Notice.objects.filter(pk=notice.pk, person=person, seen_at=None).update(seen_at=now):
        trace.record(by=person, verb="saw", thing=notice)


@transaction.atomic
def remind(message: Message, *, by: Person | None, now: datetime) -> int:
    """Tell those again who have not seen it, by the same channels but the groups; returns how many. Pressed twice, it is done once.

    Raises MessageRefused when everybody has seen it, or within an hour of the last word.
    """
    waiting = Notice.objects.filter(message=message, seen_at=None, person__is_active=True)
    if not waiting.exists():
        raise MessageRefused(MessageRefusal.ALL_SEEN)
    last_word_before = now - REMIND_AFTER
    due = Message.objects.filter(Q(reminded_at=None, sent_at__lte=last_word_before) | Q(reminded_at__lte=last_word_before), pk=message.pk)
    if not due.update(reminded_at=now):
        raise MessageRefused(MessageRefusal.TOO_SOON)
    waiting.update(reminded=F("reminded") + 1)
    notices = list(waiting.select_related("person"))
    if not notices:  # the last of them saw it between the two looks
        raise MessageRefused(MessageRefusal.ALL_SEEN)
    _post(message, notices, message.channels, round_number=max(notice.reminded for notice in notices))
    trace.record(by=by, verb="reminded", thing=message, after={"people": len(notices)})
    return len(notices)


def _replayed(key: UUID | None, by: Person | None) -> Message | None:
    earlier = Message.objects.filter(key=key).first() if key else None
    if earlier and earlier.sender_id != (by.pk if by else None):
        raise KeyReused(MessageRefusal.KEY_REUSED)
    return earlier


def _why_not(edition: Edition, audience: str, reached: dict[int, Person], ways: Sequence[str]) -> MessageRefusal | None:
    if not reached:
        return MessageRefusal.NOBODY
    if Channel.SMS in ways and not outbox.is_set_up("sms"):
        return MessageRefusal.NO_SMS
    if Channel.GROUP in ways and audience == AudienceKind.PERSON:
        return MessageRefusal.PERSONAL
    if Channel.GROUP in ways and not queries.hooks_of(edition).exists():
        return MessageRefusal.NO_GROUP
    return None


def _post(message: Message, notices: Sequence[Notice], ways: Sequence[str], *, round_number: int) -> None:
    """Put out the mail and the text messages, all in a few statements. The round keeps a reminder apart from the first word."""
    letters, texts = [], []
    for notice in notices:
        mark = f"{message.pk} {notice.person_id} {round_number}"
        if Channel.MAIL in ways and notice.person.email:
            letters.append((_letter(message, notice), f"message mail {mark}"))
        if Channel.SMS in ways and notice.person.phone:
            texts.append((_short(message, notice), f"message sms {mark}"))
    outbox.post_many("mail", letters)
    outbox.post_many("sms", texts)


def _post_to_groups(message: Message) -> None:
    words = f"{message.text}\n\n{message.text_en}".strip()
    for hook in queries.hooks_of(message.edition):
        payload = {"name": hook.name, "address": hook.address, "title": message.title, "text": words}
        outbox.post("group", payload, key=f"message group {message.pk} {hook.pk}")


def _letter(message: Message, notice: Notice) -> dict[str, Any]:
    """Both languages one after the other: a mail is read by whoever it is forwarded to."""
    chinese = f"{message.title}\n\n{message.text}"
    english = f"\n\n——\n{message.title_en}\n\n{message.text_en}" if message.text_en else ""
    subject = " / ".join(filter(None, [message.title, message.title_en]))
    return {"to": [notice.person.email], "subject": subject, "text": f"{chinese}{english}\n\n{_address(notice)}"}


def _short(message: Message, notice: Notice) -> dict[str, str]:
    """One language: English for those who read no Chinese, as far as they told."""
    languages = notice.person.languages
    in_english = bool(message.text_en) and "en" in languages and "zh" not in languages
    title, text = (message.title_en or message.title, message.text_en) if in_english else (message.title, message.text)
    return {"to": str(notice.person.phone), "text": f"{title}: {text} {_address(notice)}"}


def _address(notice: Notice) -> str:
    return f"{settings.WUCAI_ORIGIN}/me/messages/{notice.pk}/"
