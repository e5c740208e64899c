"""Checking in by code or by the keeper, and checking out: our clock decides both."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.factories import people, places, volunteering
from wucai.core import clock
from wucai.core.models import TraceLine
from wucai.volunteering import queries
from wucai.volunteering.actions import attendance, hours, signups
from wucai.volunteering.choices import AttendanceRefusal, HoursState
from wucai.volunteering.models import Attendance, HoursEntry, Signup
from wucai.volunteering.queries.day import Presence, presence

pytestmark = pytest.mark.django_db
MORNING = datetime(2020, 11, 6, 9, 20, tzinfo=clock.SHANGHAI)


@pytest.fixture(autouse=True)
def before():
    """Twenty minutes before the shift."""
    clock.set_now(MORNING - timedelta(minutes=20))


@pytest.fixture
def seat():
    return volunteering.signup(volunteering.shift(starts_at=MORNING, hours=4))


def code_of(signup, at):
    return queries.station_code(signup.shift.post.site, now=at).code


def come(signup, at, code=None):
    return attendance.check_in(signup.person, code or code_of(signup, at), now=at)


def refusal_of(signup, at, code=None):
    with pytest.raises(attendance.AttendanceRefused) as refused:
        come(signup, at, code)
    return refused.value.reason


def test_whoever_types_the_stations_code_is_checked_in_by_our_clock(seat):
    row = come(seat, MORNING)

    line = TraceLine.objects.latest("pk")
    assert (row.signup, row.checked_in_at, row.checked_in_by, row.is_open) == (seat, MORNING, "code", True)
    assert (line.verb, line.actor_id, line.after) == ("checked in", seat.person_id, {"shift": seat.shift_id, "way": "code"})


def test_the_code_has_six_digits_changes_with_its_slot_and_is_another_at_another_station(seat):
    elsewhere = places.station(edition=seat.shift.post.site.edition)
    shown = queries.station_code(seat.shift.post.site, now=MORNING)

    assert (len(shown.code), shown.code.isdigit(), shown.seconds_left) == (6, True, 30)
    assert queries.station_code(seat.shift.post.site, now=MORNING + timedelta(seconds=29)).code == shown.code
    assert queries.station_code(seat.shift.post.site, now=MORNING + timedelta(seconds=30)).code != shown.code
    assert queries.station_code(elsewhere, now=MORNING).code != shown.code


def test_the_code_of_the_slot_before_is_good_and_an_older_one_is_not(seat):
    old = code_of(seat, MORNING)

    assert refusal_of(seat, MORNING + timedelta(seconds=60), old) == AttendanceRefusal.WRONG_CODE
    assert come(seat, MORNING + timedelta(seconds=59), old).is_open


@pytest.mark.parametrize(
    "write", [lambda code: f" {code[:3]} {code[3:]} ", lambda code: "".join(chr(ord(digit) + 0xFEE0) for digit in code)]
)
def test_a_code_with_blanks_or_wide_digits_is_read(seat, write):
    assert come(seat, MORNING, write(code_of(seat, MORNING))).is_open


def test_the_same_code_again_changes_nothing(seat):
    first = come(seat, MORNING)

    assert come(seat, MORNING + timedelta(seconds=5)) == first
    assert Attendance.objects.get().checked_in_at == MORNING


def test_one_may_come_half_an_hour_before_and_until_the_end(seat):
    starts, ends = seat.shift.starts_at, seat.shift.ends_at
    early = starts - timedelta(minutes=30)

    assert refusal_of(seat, early - timedelta(seconds=1)) == AttendanceRefusal.TOO_EARLY
    assert refusal_of(seat, ends) == AttendanceRefusal.OVER
    assert come(seat, early).is_open


def test_the_code_of_another_station_is_wrong(seat):
    elsewhere = places.station(edition=seat.shift.post.site.edition)

    assert refusal_of(seat, MORNING, queries.station_code(elsewhere, now=MORNING).code) == AttendanceRefusal.WRONG_CODE
    assert Attendance.objects.count() == 0


@pytest.mark.parametrize("code", ["", "0", "abc", "九", "1" * 400, "\x00", "-1"])
def test_what_is_no_code_is_wrong(seat, code):
    with pytest.raises(attendance.AttendanceRefused) as refused:
        attendance.check_in(seat.person, code, now=MORNING)

    assert refused.value.reason == AttendanceRefusal.WRONG_CODE


def test_without_a_seat_today_there_is_no_shift(seat):
    tomorrow = volunteering.signup(volunteering.shift(post=seat.shift.post, starts_at=MORNING + timedelta(days=1)))

    assert refusal_of(tomorrow, MORNING) == AttendanceRefusal.NO_SHIFT


def test_a_seat_that_was_only_offered_is_accepted_first(seat):
    Signup.objects.filter(pk=seat.pk).update(origin="roster", accepted_at=None)
    assert refusal_of(seat, MORNING) == AttendanceRefusal.NOT_ACCEPTED

    signups.accept_seat(seat, by=seat.person, now=MORNING)

    assert come(seat, MORNING).is_open


def test_a_seat_given_back_is_no_shift(seat):
    signups.withdraw(seat, by=seat.person, now=MORNING - timedelta(minutes=5))

    assert refusal_of(seat, MORNING) == AttendanceRefusal.NO_SHIFT
    with pytest.raises(attendance.AttendanceRefused) as refused:
        attendance.check_in_by_keeper(seat, by=None, now=MORNING)
    assert refused.value.reason == AttendanceRefusal.GIVEN_BACK


def test_whoever_is_checked_in_does_not_give_the_seat_back(seat):
    early = MORNING - timedelta(minutes=10)
    come(seat, early)

    with pytest.raises(signups.SignupRefused):
        signups.withdraw(seat, by=seat.person, now=early)

    assert not Signup.objects.get().is_withdrawn


def test_after_ten_wrong_codes_the_right_one_is_refused_too(seat):
    wrong = str((int(code_of(seat, MORNING)) + 7) % 1_000_000).zfill(6)
    reasons = [refusal_of(seat, MORNING, wrong) for _ in range(11)]

    assert reasons == [AttendanceRefusal.WRONG_CODE] * 10 + [AttendanceRefusal.TOO_MANY_TRIES]
    assert refusal_of(seat, MORNING) == AttendanceRefusal.TOO_MANY_TRIES
    other = volunteering.signup(seat.shift)
    assert come(other, MORNING).is_open  # each person has tries of their own


def test_only_wrong_codes_are_counted(seat):
    for _ in range(9):
        refusal_of(seat, MORNING, "no code")

    assert [come(seat, MORNING).is_open for _ in range(12)] == [True] * 12


def test_the_keeper_checks_in_without_a_code_by_the_same_rules(seat):
    keeper = people.person()
    with pytest.raises(attendance.AttendanceRefused) as refused:
        attendance.check_in_by_keeper(seat, by=keeper, now=MORNING - timedelta(hours=1))
    row = attendance.check_in_by_keeper(seat, by=keeper, now=MORNING)

    assert refused.value.reason == AttendanceRefusal.TOO_EARLY
    assert (row.checked_in_by, TraceLine.objects.latest("pk").actor_id) == ("keeper", keeper.pk)


def test_going_leaves_the_whole_minutes_to_be_confirmed(seat):
    row = come(seat, MORNING)
    entry = attendance.check_out(row, by=seat.person, now=MORNING + timedelta(minutes=90, seconds=59))

    told = (entry.minutes, entry.state, entry.kind, entry.person, entry.shift, entry.attendance.checked_out_by)
    assert told == (90, "to_confirm", "recorded", seat.person, seat.shift, "self")
    assert TraceLine.objects.latest("pk").after == {"minutes": 90, "way": "self"}


def test_minutes_never_pass_the_length_of_the_shift(seat):
    row = come(seat, MORNING - timedelta(minutes=30))

    assert attendance.check_out(row, by=None, now=seat.shift.ends_at + timedelta(minutes=120)).minutes == 240


def test_going_twice_counts_once(seat):
    row = come(seat, MORNING)
    first = attendance.check_out(row, by=seat.person, now=MORNING + timedelta(hours=1))

    assert attendance.check_out(row, by=seat.person, now=MORNING + timedelta(hours=2)) == first
    assert [entry.minutes for entry in HoursEntry.objects.all()] == [60]


def test_who_went_does_not_come_again_to_the_same_shift(seat):
    attendance.check_out(come(seat, MORNING), by=seat.person, now=MORNING + timedelta(hours=1))

    assert refusal_of(seat, MORNING + timedelta(hours=2)) == AttendanceRefusal.ALREADY


def test_what_was_left_open_counts_nothing(seat):
    row = come(seat, MORNING)
    late = seat.shift.ends_at + timedelta(minutes=120, seconds=1)

    with pytest.raises(attendance.AttendanceRefused) as refused:
        attendance.check_out(row, by=seat.person, now=late)

    assert (refused.value.reason, HoursEntry.objects.count()) == (AttendanceRefusal.TOO_LATE, 0)
    told = queries.hours_of(seat.person, now=late)
    assert (told.served.confirmed, told.served.to_confirm, told.unclosed) == (0, 0, [row])


def test_nobody_works_two_shifts_in_the_same_minutes(seat):
    following = volunteering.shift(post=seat.shift.post, starts_at=seat.shift.ends_at)
    second = volunteering.signup(following, seat.person)
    first = come(seat, MORNING)
    noon = seat.shift.ends_at
    assert refusal_of(second, noon) == AttendanceRefusal.STILL_IN

    attendance.check_out(first, by=seat.person, now=noon)

    assert come(second, noon).signup == second


def test_an_attendance_forgotten_yesterday_stops_nobody_today(seat):
    come(seat, MORNING)
    tomorrow = MORNING + timedelta(days=1)
    second = volunteering.signup(volunteering.shift(post=seat.shift.post, starts_at=tomorrow), seat.person)

    assert come(second, tomorrow).is_open


def test_the_database_itself_refuses_to_go_before_coming_and_to_come_by_oneself(seat):
    row = come(seat, MORNING)

    for wrong in ({"checked_out_at": MORNING - timedelta(seconds=1), "checked_out_by": "self"}, {"checked_in_by": "self"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Attendance.objects.filter(pk=row.pk).update(**wrong)


def test_the_station_knows_who_is_on_duty_who_is_awaited_and_who_has_left(seat):
    site, shift = seat.shift.post.site, seat.shift
    late, asked = volunteering.shift(post=volunteering.post(site=site, name="引导"), starts_at=MORNING, seats=3), None
    left, absent = volunteering.signup(late), volunteering.signup(late)
    asked = volunteering.signup(late)
    Signup.objects.filter(pk=asked.pk).update(origin="call", accepted_at=None)
    come(seat, MORNING)
    attendance.check_out(come(left, MORNING), by=left.person, now=MORNING + timedelta(minutes=5))

    duty = queries.on_duty(site, at=MORNING + timedelta(minutes=10))

    states = {line.person: str(line.state) for line in duty.lines}
    assert states == {seat.person: "present", left.person: "left", absent.person: "late", asked.person: "asked"}
    assert (duty.present, duty.seats, duty.missing) == (1, shift.seats + 3, 4)
    assert presence(site.edition, at=MORNING + timedelta(minutes=10)) == {site.pk: Presence(duty.present, duty.seats)}


def test_before_the_shift_volunteers_are_expected_and_after_it_those_still_in_can_be_checked_out(seat):
    site = seat.shift.post.site
    before = queries.on_duty(site, at=MORNING - timedelta(minutes=30))
    come(seat, MORNING)
    after = queries.on_duty(site, at=seat.shift.ends_at + timedelta(minutes=119))
    gone = queries.on_duty(site, at=seat.shift.ends_at + timedelta(minutes=121))

    assert [(str(line.state), line.may_check_in) for line in before.lines] == [("expected", True)]
    assert [(str(line.state), line.may_check_out) for line in after.lines] == [("present", True)]
    assert ((before.present, before.seats), (after.present, after.seats), gone.lines) == ((0, 0), (0, 0), [])


@pytest.mark.parametrize("count", [1, 3])
def test_a_station_is_asked_for_its_duty_in_two_queries_however_many_there_are(django_assert_num_queries, count):
    shift = volunteering.shift(starts_at=MORNING, seats=5)
    for _ in range(count):
        volunteering.signup(shift)
    site = shift.post.site

    with django_assert_num_queries(2):
        assert len([(line.person.name, line.shift.post.colour.key) for line in queries.on_duty(site, at=MORNING).lines]) == count


def test_the_next_shift_is_the_one_that_is_worked_then_the_next_to_come(seat):
    second = volunteering.signup(volunteering.shift(post=seat.shift.post, starts_at=MORNING + timedelta(days=1)), seat.person)
    before = queries.next_shift(seat.person, now=MORNING - timedelta(minutes=20))
    row = come(seat, MORNING)
    during = queries.next_shift(seat.person, now=MORNING + timedelta(hours=1))
    attendance.check_out(row, by=seat.person, now=MORNING + timedelta(hours=2))
    after = queries.next_shift(seat.person, now=MORNING + timedelta(hours=3))

    assert (before.signup, before.minutes_until, before.is_check_in_open, before.is_present) == (seat, 20, True, False)
    assert (during.signup, during.is_present, after.signup) == (seat, True, second)
    assert queries.next_shift(people.person(), now=MORNING) is None


def test_confirmed_hours_are_the_measure_of_the_edition(seat):
    edition, day = seat.shift.post.site.edition, MORNING.date()
    entry = attendance.check_out(come(seat, MORNING), by=seat.person, now=MORNING + timedelta(minutes=125))
    waiting = queries.hours_served(edition)
    hours.confirm([entry], by=people.person(), now=MORNING + timedelta(hours=3))

    assert (waiting.confirmed, waiting.to_confirm) == (0, 125)
    assert (queries.hours_served(edition, day).confirmed, queries.hours_served(edition, day - timedelta(days=1)).confirmed) == (125, 0)
    assert (queries.hours_confirmed(edition), HoursEntry.objects.get().state) == (2, HoursState.CONFIRMED)
