"""Whatever anybody types or sends, no answer is a 500 and nothing is half written."""

import json
from uuid import uuid4

import pytest
from django.apps import apps
from django.core.cache import caches
from django.db import connection, transaction
from django.test import Client

from tests.factories import people, places, volunteering
from tests.paths import walking
from wucai.core import clock
from wucai.demo.personas import PERSONAS
from wucai.people.queries import with_phone
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


# What is written into each field in turn; nothing of it is right everywhere, some of it is right somewhere.
RUBBISH = ["", "\x00", "9999-12-31", "-1", "9" * 400, "<b>😀\u202e"]
ALLOWED = {200, 302, 303, 400, 403, 404, 405, 409, 413, 415, 422, 429}


@pytest.fixture
def personas(demo):
    """A browser for each of the demo's people."""
    browsers = {key: Client(raise_request_exception=False) for key in PERSONAS}
    for key, persona in PERSONAS.items():
        if persona.phone:
            browsers[key].force_login(with_phone(persona.phone))
    return browsers


def rows():
    """How many rows stand in every table of the house, in one query; those of the log-in and of what somebody sees are their own."""
    tables = sorted(model._meta.db_table for model in apps.get_models() if model._meta.managed)
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"SELECT '{table}', COUNT(*) FROM {table}" for table in tables if table != "django_session"))
        return dict(cursor.fetchall())


def answered(browser, form, told, before):
    """What the site says to the form, and whether a refusal left a row behind; all of it is taken back."""
    cookies = {name: morsel.value for name, morsel in browser.cookies.items()}
    caches["pages"].clear()
    try:
        with transaction.atomic():
            status = browser.post(form.action, told).status_code
            left = status >= 400 and rows() != before
            transaction.set_rollback(True)
    finally:
        browser.cookies.load(cookies)
        clock.forget()
    return f"{status} and rows changed" if left else status


@pytest.mark.timeout(1200)  # with the demo that it is the first to load, on a machine where others work
def test_every_form_of_the_site_takes_rubbish_in_every_field(personas):
    starts = {key: [persona.address, "/", "/demo/", "/tour/1/", "/account/login/", "/units/apply"] for key, persona in PERSONAS.items()}
    forms, before, odd = walking.forms_offered(personas, starts), rows(), {}

    for form in forms:
        if form.view == "demo:clock":
            continue  # no field: it puts the whole demo back, from a file of the house that loaded it
        wishes = [("", "")] + [(name, text) for name in form.fields for text in RUBBISH]
        for name, text in wishes:
            status = answered(personas[form.persona], form, form.told(name, text), before)
            if status not in ALLOWED:
                odd[f"{form.persona}: {form.action} {name}={text[:12]!r}"] = status

    assert odd == {}
    assert len(forms) > 50


def test_every_view_that_takes_a_post_says_no_to_rows_that_nobody_has(personas):
    """Also those whose forms no link of this morning leads to."""
    odd, nothing = {}, dict.fromkeys(("key", "code", "amount", "day", "reason", "minutes", "text", "file"), "\x00")
    for key, browser in personas.items():
        addresses = walking.views_that_take_posts(browser).values()
        before = rows()
        for address in addresses:
            status = answered(browser, walking.Form(key, address), nothing, before)
            if status not in ALLOWED:
                odd[f"{key}: {address}"] = status

    assert odd == {}


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
