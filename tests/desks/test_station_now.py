"""The keeper's counter: for keepers only, with or without a script, and a shell in which nobody's name can be."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from tests.factories import people as some_people
from tests.factories import places as some_places
from wucai.people.actions import devices
from wucai.people.models import Device, Person
from wucai.places import queries
from wucai.places.models import Count, Site

pytestmark = pytest.mark.django_db


@pytest.fixture
def station() -> Site:
    return some_places.station(name="七宝老街", name_en="Qibao Old Street")


@pytest.fixture
def keeper(station: Site) -> Person:
    somebody = some_people.person(name="王小明")
    some_places.keeper(station, somebody)
    return somebody


def _browser(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def _press(browser: Client, station: Site, **changed: Any) -> int:
    told = {"category": "enquiry", "amount": "1", "key": str(uuid4()), **changed}
    return browser.post(f"/station/{station.slug}/", told).status_code


def test_a_press_without_a_script_is_counted_and_the_page_comes_again(keeper: Person, station: Site) -> None:
    browser = _browser(keeper)
    response = browser.post(f"/station/{station.slug}/", {"category": "medical", "amount": "1", "key": str(uuid4())}, follow=True)

    assert response.redirect_chain == [(f"/station/{station.slug}/", 302)]
    assert queries.served_by_category(station.edition, site=station) == {"enquiry": 0, "convenience": 0, "medical": 1}


def test_the_same_press_sent_twice_counts_once_and_the_other_button_counts_too(keeper: Person, station: Site) -> None:
    browser, key = _browser(keeper), str(uuid4())
    statuses = [_press(browser, station, key=key, amount=amount) for amount in ("1", "1", "-1", "1")]

    assert statuses == [302, 302, 302, 302]
    assert (Count.objects.count(), queries.visitors_served(station.edition, site=station)) == (2, 0)


@pytest.mark.parametrize("wrong", [{"category": "x"}, {"amount": "x"}, {"amount": "101"}, {"key": "x"}, {"key": ""}])
def test_a_press_that_cannot_be_read_is_refused_and_nothing_is_counted(keeper: Person, station: Site, wrong: dict[str, str]) -> None:
    assert _press(_browser(keeper), station, **wrong) == 422
    assert Count.objects.count() == 0


def test_nought_is_refused_with_its_sentence(keeper: Person, station: Site) -> None:
    assert _press(_browser(keeper), station, amount="0") == 409


def test_the_page_is_there_for_its_keeper_and_for_nobody_else(keeper: Person, station: Site) -> None:
    other = some_people.person()
    some_places.keeper(some_places.station(), other)
    address = f"/station/{station.slug}/"

    assert [_browser(person).get(address).status_code for person in (keeper, other)] == [200, 404]
    assert _press(_browser(other), station) == 404
    assert Client().get(address).headers["Location"] == f"/account/login/?next={address}"


def test_the_page_tells_the_queue_who_counts_and_which_device_is_enrolled(keeper: Person, station: Site) -> None:
    browser = _browser(keeper)
    before = browser.get(f"/station/{station.slug}/").content.decode()
    device = browser.post("/api/v1/devices").json()["id"]
    after = browser.get(f"/station/{station.slug}/").content.decode()

    assert re.findall(r'data-person="(.*?)" data-device="(.*?)"', before) == [(keeper.number, "")]
    assert re.findall(r'data-person="(.*?)" data-device="(.*?)"', after) == [(keeper.number, device)]


def test_a_revoked_device_is_enrolled_afresh(keeper: Person, station: Site) -> None:
    browser = _browser(keeper)
    device = Device.objects.get(pk=browser.post("/api/v1/devices").json()["id"])
    devices.revoke(device, by=keeper)

    assert 'data-device=""' in browser.get(f"/station/{station.slug}/").content.decode()


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_shell_is_the_same_for_everybody_and_holds_nobody(keeper: Person, station: Site, prefix: str) -> None:
    mine = _browser(keeper).get(f"{prefix}/station/offline", headers={"Accept-Language": "zh"})
    anybody = Client().get(f"{prefix}/station/offline", headers={"Accept-Language": "zh"})

    assert _without_moments(mine.content.decode()) == _without_moments(anybody.content.decode())
    assert [secret for secret in (keeper.name, keeper.number, "csrfmiddlewaretoken", station.name) if secret in mine.content.decode()] == []
    assert (len(mine.cookies), len(anybody.cookies)) == (0, 0)


def _without_moments(page: str) -> str:
    return re.sub(r'data-now="[^"]*"|name="key" value="[^"]*"', "", page)


def test_the_worker_is_served_from_the_top_and_reaches_everything() -> None:
    response = Client().get("/sw.js")

    assert response.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert response.headers["Service-Worker-Allowed"] == "/"
    assert len(response.content.splitlines()) <= 60
