"""Devices and what they hand in, messages, and the units, in JSON."""

from datetime import datetime
from typing import Annotated, Any, cast
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status
from ninja.security import HttpBearer, django_auth
from pydantic import Field

from wucai.core import clock, events
from wucai.people import access, queries
from wucai.people.actions import devices, messages
from wucai.people.models import Device, Notice, Partnership, Person

router = Router(tags=["devices"])

EVENT_EXAMPLE = {
    "id": "0192f6a2-7c1e-7b52-9f0e-2b8c6a1d4e55",
    "kind": "count",
    "data": {"site": "qibao", "category": "enquiry", "amount": 1},
    "device_at": 1604538000000,
    "sent_offset_ms": 86000,
}


class DeviceRequest(HttpRequest):
    """A request that a device's key let in."""

    auth: Device


class DeviceKey(HttpBearer):
    """`Authorization: Bearer <device id>.<key>`, as `enrol_device` gave them. No cookie is read, so no CSRF token is asked for."""

    def authenticate(self, request: HttpRequest, token: str) -> Device | None:
        """The device, revoked or not; None for a wrong key."""
        told_id, _, key = token.partition(".")
        try:
            return devices.known_by(UUID(told_id), key)
        except ValueError:
            return None


class DeviceOut(Schema):
    """A new device. The key is told this once."""

    id: UUID
    key: str
    person: str


class BatchIn(Schema):
    """Events in any order. Each: id (a UUID that the device made), kind, data, device_at (milliseconds since 1970 by the device's clock),
    sent_offset_ms (how long ago it happened when this batch was sent). An item that is not one is refused alone.
    """

    events: Annotated[list[Any], Field(max_length=events.MOST_AT_ONCE, examples=[[EVENT_EXAMPLE]])]


class AnswerOut(Schema):
    """What became of one event. All states but `refused` mean: the device may forget it; `field` and `sentence` say why it was refused."""

    id: str
    state: events.EventState
    field: str
    sentence: str


class BatchOut(Schema):
    """An answer for each event, in the order of the batch."""

    received_at: datetime
    answers: list[AnswerOut]


@router.post("/devices", response={201: DeviceOut}, auth=django_auth, operation_id="enrol_device")
def enrol_device(request: HttpRequest) -> Status[dict[str, Any]]:
    """Give this browser a key, so that it can hand in for you what it counts without signal. Logging out revokes it."""
    device, key = devices.enrol(cast(Person, request.user))
    request.session[devices.IN_SESSION] = str(device.pk)
    return Status(201, {"id": device.pk, "key": key, "person": device.person.number})


@router.delete("/devices/{device_id}", response={204: None}, auth=django_auth, operation_id="revoke_device")
def revoke_device(request: HttpRequest, device_id: UUID) -> Status[None]:
    """Revoke one of your devices, such as a lost phone: what it hands in from now on waits for a look. Saying it again changes nothing."""
    device = access.device_of(request.user, device_id)
    devices.revoke(device, by=device.person)
    return Status(204, None)


@router.post("/events", response=BatchOut, auth=DeviceKey(), operation_id="hand_in_events")
def hand_in_events(request: DeviceRequest, batch: BatchIn) -> dict[str, Any]:
    """Hand in up to 500 events that a device kept. Send a batch again, whole or in parts, until it is answered: nothing counts twice."""
    now = clock.now()
    answers = devices.hand_in(request.auth, batch.events, now=now)
    told = [{"id": answer.id, **vars(answer.verdict)} for answer in answers]
    return {"received_at": now, "answers": told}


class NoticeOut(Schema):
    """A message as you have it. Texts in English are empty where nobody wrote any."""

    id: int
    kind: str = Field(alias="message.kind")
    title: str = Field(alias="message.title")
    title_en: str = Field(alias="message.title_en")
    text: str = Field(alias="message.text")
    text_en: str = Field(alias="message.text_en")
    link: str = Field(alias="message.link")
    sent_at: datetime = Field(alias="message.sent_at")
    is_demo: bool = Field(alias="message.is_demo")
    seen_at: datetime | None


class UnitOut(Schema):
    """A unit that takes part in the edition. `area` is empty where none is known."""

    slug: str = Field(alias="organisation.slug")
    name: str = Field(alias="organisation.name")
    name_en: str = Field(alias="organisation.name_en")
    kind: str = Field(alias="organisation.kind")
    parent: str | None = Field(None, alias="organisation.parent.slug")
    area: str | None = Field(None, alias="organisation.area.name")
    is_surrounding: bool
    is_demo: bool = Field(alias="organisation.is_demo")


@router.get("/notices", response=list[NoticeOut], auth=django_auth, operation_id="list_notices", tags=["messages"])
def list_notices(request: HttpRequest, limit: Annotated[int, Query(ge=1, le=200)] = 50) -> list[Notice]:
    """What you were told, newest first."""
    return list(queries.notices_of(access.person(request.user))[:limit])


@router.post("/notices/{notice_id}/seen", response=NoticeOut, auth=django_auth, operation_id="see_notice", tags=["messages"])
def see_notice(request: HttpRequest, notice_id: int) -> Notice:
    """Put down that you saw it. Saying it again changes nothing."""
    messages.mark_seen(access.person(request.user), access.notice_of(request.user, notice_id), now=clock.now())
    return access.notice_of(request.user, notice_id)


@router.get("/units", response=list[UnitOut], operation_id="list_units", tags=["units"])
def list_units(request: HttpRequest) -> list[Partnership]:
    """The units that take part in the current edition, for anybody. Who belongs to them is told to nobody here."""
    return list(queries.partners(access.edition_of_today()))
