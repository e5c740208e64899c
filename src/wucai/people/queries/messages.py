"""What people were told, who has seen it, and what left the house."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Count, F, QuerySet

from wucai.core import phones
from wucai.core.choices import ParcelState
from wucai.core.models import Parcel
from wucai.people.choices import AudienceKind
from wucai.people.models import GroupHook, Membership, Message, Notice, Organisation, Person
from wucai.people.queries.organisations import descendants, organisations_of
from wucai.people.signals import audience_asked, audiences_offered, writer_asked
from wucai.programme import queries as programme
from wucai.programme.models import Edition

# A house on this machine, at whatever port it answered.
_OURS = re.compile(r"http://(?:127\.0\.0\.1|localhost)(?::\d+)?(?=/)")


@dataclass(frozen=True)
class Audience:
    """Some people under one name, to whom a message goes. `id` is how its kind tells it from others."""

    kind: AudienceKind
    id: str
    name: str
    name_en: str
    people: tuple[Person, ...]


def audience(edition: Edition, kind: str, audience_id: str) -> Audience | None:
    """The people behind a choice: one person by number, a unit with all below it by slug, an area with all below it by key.

    Kinds that only higher rooms know are asked of them. None when there is no such thing.
    """
    if kind in _AUDIENCES:
        return _AUDIENCES[AudienceKind(kind)](audience_id)
    if kind not in AudienceKind.values:
        return None
    known: list[tuple[Any, Any]] = audience_asked.send(sender=Audience, edition=edition, kind=kind, id=audience_id)
    return next((answer for _receiver, answer in known if isinstance(answer, Audience)), None)


@dataclass(frozen=True)
class Offer:
    """Audiences of one kind among which a sender chooses: a heading, and for each its id, its name and its English name."""

    kind: AudienceKind
    heading: Any
    choices: tuple[tuple[str, str, str], ...]


def offers(edition: Edition) -> list[Offer]:
    """All audiences that a form can offer: what higher rooms know, then units and areas. One query for each kind."""
    known: list[tuple[Any, Any]] = audiences_offered.send(sender=Offer, edition=edition)
    above = [offer for _receiver, answer in known for offer in answer or ()]
    units = tuple((unit.slug, unit.name, unit.name_en) for unit in organisations_of(edition))
    there = tuple((str(area.pk), area.name, area.name_en) for area in programme.areas())
    own = [Offer(AudienceKind.TEAM, AudienceKind.TEAM.label, units), Offer(AudienceKind.AREA, AudienceKind.AREA.label, there)]
    return [offer for offer in [*above, *own] if offer.choices]


def may_write(person: Person, kind: str, audience_id: str) -> bool:
    """Whether a higher room lets this person write to this audience: a keeper to their own station."""
    known: list[tuple[Any, Any]] = writer_asked.send(sender=Offer, person=person, kind=kind, id=audience_id)
    return any(answer is True for _receiver, answer in known)


def messages_of(edition: Edition) -> QuerySet[Message]:
    """What was sent in the edition, newest first, each with how many it went to (`total`) and how many have seen it (`seen`)."""
    sent = Message.objects.filter(edition=edition).select_related("sender")
    return sent.annotate(total=Count("notices"), seen=Count("notices__seen_at")).order_by("-sent_at", "-pk")


def notices_by_person(message: Message) -> QuerySet[Notice]:
    """To whom the message went: those first who have not seen it, then by name."""
    return message.notices.select_related("person").order_by(F("seen_at").desc(nulls_first=True), "person__pinyin", "pk")


def notices_of(person: Person) -> QuerySet[Notice]:
    """What this person was told, newest first."""
    return Notice.objects.filter(person=person).select_related("message__sender")


def unseen_count(person: Person) -> int:
    """How many messages this person has not seen."""
    return Notice.objects.filter(person=person, seen_at=None).count()


def hooks_of(edition: Edition) -> QuerySet[GroupHook]:
    """The group robots of the edition that still stand, by name."""
    return GroupHook.objects.filter(edition=edition, ended_at=None)


@dataclass(frozen=True)
class Shown:
    """One parcel as the demo shows it: to whom is masked, and nobody's address can be read."""

    kind: str
    to: str
    title: str
    text: str
    at: datetime
    state: ParcelState


def outbox_shown(origin: str, limit: int = 50) -> list[Shown]:
    """What left the house last, or waits to leave, newest first, by the programme's clock. For the demo's screen alone: links into this
    house lead to `origin`, where its reader is, whatever address it had when the letter was written.
    """
    return [_shown(parcel, origin) for parcel in Parcel.objects.order_by("-created_at", "-pk")[:limit]]


def _shown(parcel: Parcel, origin: str) -> Shown:
    payload: dict[str, Any] = parcel.payload
    to = payload.get("to", payload.get("name", ""))
    title = payload.get("subject", payload.get("title", ""))
    text = _OURS.sub(origin, payload.get("text", "").replace(settings.WUCAI_ORIGIN, origin))
    at = datetime.fromisoformat(payload["told_at"]) if "told_at" in payload else parcel.created_at
    return Shown(parcel.kind, _masked(to), title, text, at, ParcelState(parcel.state))


def _masked(to: str | list[str]) -> str:
    """An address or number with its middle hidden; the name of a chat group as it is."""
    if isinstance(to, list):
        return ", ".join(_masked(each) for each in to)
    name, at, domain = to.partition("@")
    if at:
        return f"{name[:1]}****@{domain}"
    return phones.masked(to) if to.startswith("+") else to


def _one_person(number: str) -> Audience | None:
    person = Person.objects.filter(number=number, is_active=True).first()
    return Audience(AudienceKind.PERSON, number, person.name, person.name_en, (person,)) if person else None


def _team(slug: str) -> Audience | None:
    organisation = Organisation.objects.filter(slug=slug).first()
    if organisation is None:
        return None
    return Audience(AudienceKind.TEAM, slug, organisation.name, organisation.name_en, _members_below(descendants(organisation)))


def _area(key: str) -> Audience | None:
    area = next((area for area in programme.areas() if str(area.pk) == key), None)
    if area is None:
        return None
    there = Organisation.objects.filter(area__in=programme.within(area)).values_list("pk", flat=True)
    return Audience(AudienceKind.AREA, key, area.name, area.name_en, _members_below(there))


def _members_below(organisations: Collection[int]) -> tuple[Person, ...]:
    members = Membership.objects.filter(organisation__in=organisations, until=None)
    return tuple(Person.objects.filter(pk__in=members.values("person"), is_active=True))


_AUDIENCES: Mapping[AudienceKind, Callable[[str], Audience | None]] = {
    AudienceKind.PERSON: _one_person,
    AudienceKind.TEAM: _team,
    AudienceKind.AREA: _area,
}
