"""What is no longer needed goes."""

from datetime import timedelta

import pytest

from wucai.core import clock, housekeeping, outbox
from wucai.core.models import Parcel

pytestmark = pytest.mark.django_db


def test_letters_that_have_left_are_forgotten_after_a_week_and_waiting_ones_are_not():
    for key in ("old", "new", "waiting"):
        outbox.post("mail", {"to": ["a@example.org"], "subject": "s", "text": "t"}, key=key)
    long_ago = clock.real_now() - housekeeping.LETTERS_STAY - timedelta(minutes=1)
    Parcel.objects.filter(key="waiting").update(not_before=clock.real_now() + timedelta(days=1))
    outbox.deliver()
    Parcel.objects.exclude(key="new").update(created_at=long_ago)

    assert [housekeeping.tidy()["letters"], housekeeping.tidy()["letters"]] == [1, 0]
    assert sorted(Parcel.objects.values_list("key", flat=True)) == ["new", "waiting"]
