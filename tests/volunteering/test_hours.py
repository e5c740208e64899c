"""Hours: confirmed, void, made up; nobody settles their own."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.factories import people, served
from wucai.core import clock
from wucai.core.models import TraceLine
from wucai.volunteering import queries
from wucai.volunteering.actions import attendance, certificates, hours, signups
from wucai.volunteering.choices import HoursRefusal, HoursState
from wucai.volunteering.models import HoursEntry, Signup

pytestmark = pytest.mark.django_db
MORNING = datetime(2020, 11, 5, 8, 0, tzinfo=clock.SHANGHAI)
NOON = MORNING + timedelta(hours=4)
EVENING = MORNING + timedelta(hours=12)


@pytest.fixture
def keeper():
    return people.person()


def refusal_of(verb, *told, **more):
    with pytest.raises(hours.HoursRefused) as refused:
        verb(*told, **more)
    return refused.value.reason


def test_confirmed_hours_say_by_whom_and_when_and_each_leaves_a_line(keeper):
    entries = [served.worked(MORNING), served.worked(MORNING)]

    assert hours.confirm(entries, by=keeper, now=EVENING) == 2

    rows = [(row.state, row.settled_by, row.settled_at) for row in HoursEntry.objects.all()]
    assert rows == [("confirmed", keeper, EVENING)] * 2
    assert TraceLine.objects.filter(verb="confirmed hours", actor_id=keeper.pk).count() == 2


def test_confirming_again_changes_nothing(keeper):
    entry = served.worked(MORNING)
    hours.confirm([entry], by=keeper, now=EVENING)

    assert hours.confirm([entry], by=people.person(), now=EVENING + timedelta(hours=1)) == 0
    assert HoursEntry.objects.get().settled_by == keeper


def test_nobody_confirms_hours_of_their_own_and_then_none_of_the_others_are(keeper):
    entries = [served.worked(MORNING), served.worked(MORNING, keeper)]

    assert refusal_of(hours.confirm, entries, by=keeper, now=EVENING) == HoursRefusal.OWN
    assert {row.state for row in HoursEntry.objects.all()} == {"to_confirm"}


def test_void_hours_keep_their_row_with_the_reason_and_count_no_more(keeper):
    entry = served.confirmed(MORNING)

    hours.void(entry, by=keeper, reason="  没有到岗  ", now=EVENING)

    row = HoursEntry.objects.get()
    assert (row.state, row.reason, row.settled_by, row.minutes) == ("void", "没有到岗", keeper, 120)
    assert queries.hours_of(entry.person, now=EVENING).served.confirmed == 0
    assert TraceLine.objects.latest("pk").before == {"state": "confirmed"}
    assert refusal_of(hours.confirm, [row], by=keeper, now=EVENING) == HoursRefusal.VOID


@pytest.mark.parametrize("reason", ["", "   "])
def test_nothing_is_void_or_made_up_without_a_reason(keeper, reason):
    entry, seat = served.worked(MORNING), served.seat(MORNING)

    assert refusal_of(hours.void, entry, by=keeper, reason=reason, now=EVENING) == HoursRefusal.NO_REASON
    assert refusal_of(hours.make_up, seat, minutes=60, reason=reason, by=keeper, now=EVENING) == HoursRefusal.NO_REASON
    assert [row.state for row in HoursEntry.objects.all()] == ["to_confirm"]


def test_a_certificate_that_told_of_them_ends_with_void_hours(keeper):
    entry = served.confirmed(MORNING)
    certificate = certificates.issue(entry.person, entry.shift.post.site.edition, by=None, now=EVENING)

    hours.void(entry, by=keeper, reason="重复", now=EVENING)

    certificate.refresh_from_db()
    assert (certificate.stands, certificate.revoked_why) == (False, "hours_void")


def test_hours_made_up_by_hand_are_of_a_kind_of_their_own_with_who_answers_for_them(keeper):
    seat = served.seat(MORNING)

    entry = hours.make_up(seat, minutes=200, reason="签到屏故障", by=keeper, now=NOON)

    assert (entry.kind, entry.state, entry.minutes, entry.settled_by, entry.reason) == ("made_up", "confirmed", 200, keeper, "签到屏故障")
    assert entry.attendance is None


def test_nobody_makes_up_hours_of_their_own(keeper):
    seat = served.seat(MORNING, keeper)

    assert refusal_of(hours.make_up, seat, minutes=60, reason="x", by=keeper, now=EVENING) == HoursRefusal.OWN


@pytest.mark.parametrize("minutes", [-1, 0, 241, 10**9])
def test_no_more_minutes_are_made_up_than_the_shift_has(keeper, minutes):
    seat = served.seat(MORNING)

    assert refusal_of(hours.make_up, seat, minutes=minutes, reason="x", by=keeper, now=EVENING) == HoursRefusal.TOO_LONG
    assert hours.make_up(seat, minutes=240, reason="x", by=keeper, now=EVENING).minutes == 240


def test_while_the_shift_may_still_end_in_a_check_out_no_hours_are_made_up(keeper):
    absent, there = served.seat(MORNING), served.seat(MORNING)
    attendance.check_in_by_keeper(there, by=keeper, now=MORNING)
    late = NOON + timedelta(minutes=120)
    before = timedelta(seconds=1)

    assert refusal_of(hours.make_up, absent, minutes=60, reason="x", by=keeper, now=NOON - before) == HoursRefusal.NOT_OVER
    assert refusal_of(hours.make_up, there, minutes=60, reason="x", by=keeper, now=late - before) == HoursRefusal.NOT_OVER
    assert hours.make_up(absent, minutes=60, reason="x", by=keeper, now=NOON).minutes == 60
    with pytest.raises(attendance.AttendanceRefused):
        attendance.check_out(there.attendance, by=keeper, now=late + before)
    assert hours.make_up(there, minutes=60, reason="x", by=keeper, now=late + before).minutes == 60
    assert queries.hours_of(there.person, now=EVENING).unclosed == []


def test_where_hours_stand_none_are_made_up_until_they_are_void(keeper):
    entry = served.worked(MORNING)
    seat = entry.attendance.signup
    assert refusal_of(hours.make_up, seat, minutes=60, reason="x", by=keeper, now=EVENING) == HoursRefusal.HAS_HOURS

    hours.void(entry, by=keeper, reason="x", now=EVENING)

    assert hours.make_up(seat, minutes=60, reason="x", by=keeper, now=EVENING).state == HoursState.CONFIRMED


def test_without_an_accepted_seat_there_is_nothing_to_make_up(keeper):
    asked, back = served.seat(MORNING), served.seat(MORNING)
    Signup.objects.filter(pk=asked.pk).update(origin="call", accepted_at=None)
    signups.withdraw(back, by=back.person, now=MORNING - timedelta(hours=1))

    for seat in (asked, back):
        assert refusal_of(hours.make_up, seat, minutes=60, reason="x", by=keeper, now=EVENING) == HoursRefusal.NOT_ACCEPTED


def test_the_database_itself_keeps_one_entry_a_person_and_shift_and_asks_made_up_ones_for_a_reason():
    entry = served.worked(MORNING)
    told = {"person": entry.person, "shift": entry.shift, "kind": "made_up", "minutes": 1, "recorded_at": NOON}

    for wrong in ({**told, "reason": "x"}, {**told, "state": "void", "settled_at": NOON}):
        with pytest.raises(IntegrityError), transaction.atomic():
            HoursEntry.objects.create(**wrong)


@pytest.mark.parametrize("count", [1, 3])
def test_hours_of_a_person_and_those_to_confirm_are_read_in_as_many_queries_however_many_there_are(django_assert_num_queries, count):
    ada = people.person()
    first = served.worked(MORNING, ada)
    for day in range(1, count):
        served.worked(MORNING + timedelta(days=day), ada, post=first.shift.post)
    site = first.shift.post.site

    with django_assert_num_queries(2):
        assert len([entry.shift.post.site.name for entry in queries.hours_of(ada, now=EVENING).entries]) == count
    with django_assert_num_queries(1):
        assert len([(entry.person.name, entry.shift.post.colour.key) for entry in queries.to_confirm_at(site)]) == count
