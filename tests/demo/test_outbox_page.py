"""What left the demo's house stands there by the programme's clock, and its links lead to where the reader is."""

from datetime import timedelta

import pytest

from wucai.core import clock, outbox
from wucai.demo.days import moment
from wucai.demo.morning import TODAY

pytestmark = pytest.mark.django_db


def test_a_letter_keeps_the_programmes_moment_and_leads_to_this_house(client, settings):
    settings.WUCAI_ORIGIN = "https://wucai.example"
    clock.set_now(moment(TODAY, "08:05"))
    outbox.post(
        "sms", {"to": "+8613811112222", "text": "a http://127.0.0.1:8000/me/ b https://wucai.example/me/ c http://c.example/"}, key="k"
    )
    # Meanwhile somebody has set the clock on.
    clock.set_now(moment(TODAY + timedelta(days=1), "12:00"))

    page = client.get("/en/desk/outbox", headers={"host": "127.0.0.1:8911"}).content.decode()

    assert "Fri 6 Nov, 08:05" in page
    assert "a http://127.0.0.1:8911/me/ b http://127.0.0.1:8911/me/ c http://c.example/" in page
