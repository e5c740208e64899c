"""What time it is."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from wucai.core import clock
from wucai.core.models import ClockOffset

pytestmark = pytest.mark.django_db
MORNING = datetime(2020, 11, 6, 9, 0, tzinfo=clock.SHANGHAI)


def test_without_an_offset_programme_time_is_real_time():
    before = clock.real_now()

    assert before <= clock.now() <= clock.real_now()


def test_the_demo_clock_is_set_and_runs_on_from_there():
    clock.set_now(MORNING)

    assert timedelta(0) <= clock.now() - MORNING < timedelta(seconds=2)
    assert clock.today() == MORNING.date()


def test_outside_demo_mode_the_clock_cannot_be_set_and_no_row_is_read(settings, django_assert_num_queries):
    clock.set_now(MORNING)
    settings.WUCAI_MODE = "site"

    with pytest.raises(clock.ClockFixed):
        clock.set_now(MORNING)
    with django_assert_num_queries(0):
        assert clock.now() - clock.real_now() < timedelta(seconds=1)


def test_the_day_is_shanghais_not_greenwichs():
    clock.set_now(datetime(2020, 11, 7, 0, 30, tzinfo=clock.SHANGHAI))

    assert (clock.now().date().isoformat(), clock.today().isoformat()) == ("2020-11-06", "2020-11-07")


def test_there_is_one_clock():
    with pytest.raises(IntegrityError), transaction.atomic():
        ClockOffset.objects.create(id=2)
