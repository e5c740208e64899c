"""Whatever anybody types or sends, no answer is a 500 and nothing is half written."""

import json
from uuid import uuid4

import pytest
from django.test import Client

from tests.factories import people, places, volunteering
from wucai.core import clock
from wucai.places.actions import sites
from wucai.places.models import Count
from wucai.volunteering.models import Signup

pytestmark = pytest.mark.django_db
ODD = ["", " ", "\x00", "a\x00b", "'", '"; DROP TABLE people_person; --', "<script>alert(1)</script>", "{{7*7}}", "{% url %}", "%s%n"]
ODD += ["../../etc/passwd", "😀", "\u202e", "ﷺ", "٣", "-1", "0", "9" * 400, "1e309", "NaN", "null", "[]", "{}", "é" * 5000, "=1+1"]


@pytest.fixture
def setting():
    site, ada = places.station(slug="station"), people.person(phone="13800000001", password="a long enough one")
    sites.entrust(site, ada, by=None, since_on=clock.today())
    browser = Client(raise_request_exception=False)
    browser.force_login(ada)
    return browser, volunteering.shift(site=site)


def naughty(shared):
    path = shared / "naughty-strings" / "blns.json"
    return json.loads(path.read_text(encoding="utf-8"))


def wishes(shift, text):
    """Every form and address that takes what somebody typed."""
    yield "get", "/stations/", {"q": text}
    yield "get", "/language/en", {"next": text}
    yield "get", "/elder/on", {"next": text}
    yield "post", f"/shifts/{shift.pk}/join", {"key": text}
    yield "post", "/station/station/", {"category": text, "amount": text, "key": text}
    yield "post", "/station/station/", {"category": "enquiry", "amount": text, "key": str(uuid4())}
    yield "post", "/account/password/change/", {"oldpassword": text, "password1": text, "password2": text}
    yield "post", "/account/phone/change/", {"phone": text}
    yield "post", "/account/email/", {"email": text, "action_add": ""}


def answers(browser, shift, text):
    return {f"{method} {address}": getattr(browser, method)(address, told).status_code for method, address, told in wishes(shift, text)}


@pytest.mark.parametrize("text", ODD)
def test_odd_words_in_every_form(setting, text):
    browser, shift = setting

    broken = {wish: status for wish, status in answers(browser, shift, text).items() if status >= 500}

    taken = [count.amount for count in Count.objects.all()]
    assert (broken, Signup.objects.count(), taken) == ({}, 0, {"٣": [3], "-1": [-1]}.get(text, []))


@pytest.mark.parametrize("text", ODD)
def test_odd_words_of_a_stranger(client, text):
    client.raise_request_exception = False
    forms = {
        "/account/login/": {"login": text, "password": text},
        "/account/login/code/": {"email": text, "phone": text},
        "/account/signup/": {"name": text, "phone": text, "email": text, "password1": text, "password2": text},
        "/account/password/reset/": {"email": text},
    }

    assert [address for address, told in forms.items() if client.post(address, told).status_code >= 500] == []


BODIES = ["", "null", "[]", "{}", '{"events": null}', '{"events": [1]}', '{"events": [{"id": "x"}]}', "{" * 2000, "\xff"]
BODIES += ['{"events": [' + "{}," * 600 + "{}]}"]


@pytest.mark.parametrize("body", BODIES)
def test_odd_bodies_for_machines(setting, body):
    browser, shift = setting
    places_to_go = [
        f"/api/v1/shifts/{shift.pk}/signups",
        "/api/v1/devices",
        "/api/v1/events",
        f"/api/v1/signups/{2**63}",
        "/api/v1/shifts/0/signups",
    ]

    told = {address: browser.post(address, body, content_type="application/json").status_code for address in places_to_go}

    assert {address: status for address, status in told.items() if status >= 500} == {}


@pytest.mark.parametrize("number", [0, 2**31, 2**63 - 1, 2**63, 10**30])
def test_numbers_that_no_row_has(setting, number):
    browser, _ = setting
    get = [f"/api/v1/signups/{number}", f"/desk/import/people/{number}/", f"/stations/{number}"]
    post = [f"/shifts/{number}/join", f"/me/signups/{number}/withdraw", f"/api/v1/shifts/{number}/signups"]

    told = {address: browser.get(address).status_code for address in get}
    told |= {
        address: browser.post(address, {"key": str(uuid4())}, headers={"idempotency-key": str(uuid4())}).status_code for address in post
    }

    assert {address: status for address, status in told.items() if status not in {403, 404}} == {}


@pytest.mark.long
def test_the_big_list_of_naughty_strings(setting, shared_data):
    browser, shift = setting

    broken = {text: seen for text in naughty(shared_data) if (seen := [s for s in answers(browser, shift, text).values() if s >= 500])}

    assert broken == {}
