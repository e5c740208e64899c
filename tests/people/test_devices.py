"""Devices: enrolled with a log-in, let in by their key, revoked at log-out; the same through the interface."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.factories import people as some_people
from wucai.core import clock
from wucai.core.models import TraceLine
from wucai.people.actions import devices
from wucai.people.models import Device, Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada() -> Person:
    return some_people.person()


@pytest.fixture
def browser(ada: Person) -> Client:
    client = Client()
    client.force_login(ada)
    return client


def _hand_in(token: str, batch: Any) -> HttpResponse:
    return Client().post("/api/v1/events", json.dumps(batch), "application/json", headers={"Authorization": f"Bearer {token}"})


def test_the_key_lets_in_its_own_device_and_no_other(ada: Person) -> None:
    (one, key), (other, _) = devices.enrol(ada), devices.enrol(ada)

    assert devices.known_by(one.pk, key) == one
    assert [devices.known_by(pk, key) for pk in (other.pk, uuid4())] == [None, None]
    assert [devices.known_by(one.pk, wrong) for wrong in ("", key[:-1], key + "x", one.key_digest, "钥匙")] == [None] * 5


def test_the_database_does_not_know_the_key(ada: Person) -> None:
    device, key = devices.enrol(ada)
    row = Device.objects.values().get(pk=device.pk)

    assert [value for value in row.values() if key in str(value)] == []


def test_a_device_of_somebody_who_may_not_log_in_is_not_let_in(ada: Person) -> None:
    device, key = devices.enrol(ada)
    Person.objects.filter(pk=ada.pk).update(is_active=False)

    assert devices.known_by(device.pk, key) is None


def test_revoking_twice_is_revoking_once(ada: Person) -> None:
    device, _ = devices.enrol(ada)
    devices.revoke(device, by=ada)
    first = Device.objects.get(pk=device.pk).revoked_at
    devices.revoke(device, by=ada)

    assert Device.objects.get(pk=device.pk).revoked_at == first
    assert list(TraceLine.objects.filter(subject_id=str(device.pk)).values_list("verb", flat=True).order_by("pk")) == [
        "enrolled",
        "revoked",
    ]


def test_a_revoked_device_is_still_known_so_that_nothing_it_kept_is_lost(ada: Person) -> None:
    device, key = devices.enrol(ada)
    devices.revoke(device, by=ada)

    assert devices.known_by(device.pk, key) == device


def test_a_browser_enrols_and_logging_out_revokes_it(ada: Person, browser: Client) -> None:
    told = browser.post("/api/v1/devices").json()
    device = Device.objects.get(pk=told["id"])
    assert (told["person"], device.person, device.is_revoked) == (ada.number, ada, False)
    assert devices.known_by(device.pk, told["key"]) == device

    browser.post("/account/logout/")

    assert Device.objects.get(pk=device.pk).is_revoked is True


def test_nobody_enrols_without_a_log_in() -> None:
    assert Client().post("/api/v1/devices").status_code == 401
    assert Device.objects.count() == 0


def test_nobody_enrols_without_the_token_of_our_own_page(ada: Person) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(ada)

    assert client.post("/api/v1/devices").status_code == 403
    assert Device.objects.count() == 0


def test_one_revokes_ones_own_device_and_another_persons_is_not_there(ada: Person, browser: Client) -> None:
    mine, (theirs, _) = browser.post("/api/v1/devices").json(), devices.enrol(some_people.person())

    assert [browser.delete(f"/api/v1/devices/{pk}").status_code for pk in (mine["id"], theirs.pk, uuid4())] == [204, 404, 404]
    assert [Device.objects.get(pk=pk).is_revoked for pk in (mine["id"], theirs.pk)] == [True, False]


@pytest.mark.parametrize("token", ["", "x", "no.no", f"{UUID(int=0)}.", f"{UUID(int=0)}.key", "\u00e9.x"])
def test_events_with_no_key_of_ours_are_refused(token: str) -> None:
    assert _hand_in(token, {"events": []}).status_code == 401


def test_a_log_in_alone_does_not_hand_in_events(browser: Client) -> None:
    assert browser.post("/api/v1/events", json.dumps({"events": []}), "application/json").status_code == 401


@pytest.mark.parametrize("batch", [None, [], {}, {"events": None}, {"events": "x"}, {"events": [1] * 501}])
def test_a_batch_that_is_none_is_refused_whole(ada: Person, batch: Any) -> None:
    device, key = devices.enrol(ada)

    assert _hand_in(f"{device.pk}.{key}", batch).status_code == 422


@pytest.mark.parametrize("event", [None, 7, "x", [], {}, {"id": "\ud800"}, {"id": str(uuid4()), "kind": "\0"}])
def test_a_bad_event_is_refused_alone_with_a_sentence(ada: Person, event: Any) -> None:
    device, key = devices.enrol(ada)
    response = _hand_in(f"{device.pk}.{key}", {"events": [event]})

    assert response.status_code == 200
    [answer] = json.loads(response.content)["answers"]
    assert (answer["state"], answer["sentence"] != "") == ("refused", True)


def test_handing_in_is_remembered_as_the_last_sign_of_life(ada: Person) -> None:
    device, key = devices.enrol(ada)
    long_ago = clock.real_now() - timedelta(days=3)
    Device.objects.filter(pk=device.pk).update(enrolled_at=long_ago, seen_at=long_ago)
    _hand_in(f"{device.pk}.{key}", {"events": []})

    assert Device.objects.get(pk=device.pk).seen_at > long_ago
