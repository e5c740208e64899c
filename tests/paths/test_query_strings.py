"""Whatever stands in an address, no page breaks."""

import pytest
from django.core.cache import caches
from django.test import Client

from tests.paths import walking
from wucai.demo.personas import PERSONAS
from wucai.people.queries import with_phone

pytestmark = pytest.mark.django_db
# PostgreSQL takes it in no text: one by one. The others all at once.
NUL = "\x00"
ODD = ["9" * 400, "-1", "<b>😀\u202e"]
# What pages read that no link of theirs names.
ALWAYS = {"page": "", "q": "", "tour": "", "key": ""}


@pytest.mark.timeout(1200)  # as in test_bad_input
@pytest.mark.parametrize("key", PERSONAS)
def test_every_page_takes_rubbish_in_its_address(demo, key):
    persona = PERSONAS[key]
    browser = Client(raise_request_exception=False)
    if persona.phone:
        browser.force_login(with_phone(persona.phone))
    asked = walking.questions(browser, key, [persona.address, "/", "/stations/", "/verify/"])

    odd = {
        f"{path}?{wish!r:.300}": status
        for path, told in asked.items()
        for wish in [{**told, name: NUL} for name in told | ALWAYS] + [dict.fromkeys(told | ALWAYS, text) for text in ODD]
        if (status := _status(browser, path, wish)) >= 500
    }

    assert (len(asked) > 10, odd) == (True, {})


def _status(browser, path, told):
    caches["pages"].clear()
    return browser.get(path, told).status_code
