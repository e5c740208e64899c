"""Whatever people do in whatever order, hours stay true: a random walk through coming, going, settling and certifying."""

from collections import Counter
from datetime import datetime, timedelta

import pytest
from django.core.cache import cache
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from tests.factories import people, served, volunteering
from wucai.core import clock
from wucai.core.refusals import Refused
from wucai.volunteering import queries
from wucai.volunteering.actions import attendance, certificates, hours
from wucai.volunteering.models import Attendance, Certificate, HoursEntry

DAWN = datetime(2020, 11, 5, 7, 0, tzinfo=clock.SHANGHAI)
STEPS = settings(max_examples=30, stateful_step_count=80, deadline=None)
# What happens, the likelier the more often it stands here. One rule with all of them: of rules apart, hypothesis leaves some out of each
# walk, and then no walk gets from coming to a certificate.
DEEDS = ["time"] * 4 + ["code"] * 3 + ["keeper"] * 2 + ["goes"] * 2 + ["confirms"] * 3 + ["void", "make_up", "certificate", "certificate"]
NEAR = st.sampled_from([0, 0, 0, 1, 2, 3])


class Hours(RuleBasedStateMachine):
    """A volunteer with three shifts, two of them end to end; a keeper who serves on one as well; a clock that only goes on."""

    def __init__(self):
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        cache.clear()
        self.now = DAWN
        clock.set_now(DAWN - timedelta(days=2))
        post = volunteering.post()
        self.site, self.edition = post.site, post.site.edition
        self.ada, self.bo = people.person(), people.person()
        begins = [DAWN + timedelta(hours=hour) for hour in (1, 5, 25)]
        self.seats = [*[served.seat(at, self.ada, post=post) for at in begins], served.seat(begins[0], self.bo, post=post)]
        # A walk through moments at random would hardly ever meet a shift: it goes from one moment that matters to one of the next.
        around = [timedelta(minutes=minutes) for minutes in (-10, 0, 239, 245, 361)]
        self.moments = sorted({begin + minutes for begin in begins for minutes in around})

    def teardown(self):
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    def attempt(self, verb, *told, **more):
        """Do it, or hear why not: nothing else may come of it."""
        try:
            with transaction.atomic():
                return verb(*told, **more)
        except Refused:
            return None

    def seat(self, number):
        """One of the seats, those first whose shift begins nearest to now."""
        return sorted(self.seats, key=lambda seat: abs(seat.shift.starts_at - self.now))[number]

    def entry(self, number):
        """One of the entries, the last first."""
        found = list(HoursEntry.objects.order_by("-pk"))
        return found[number % len(found)] if found else None

    @rule(deed=st.sampled_from(DEEDS), number=NEAR, by=st.sampled_from(["bo", "bo", "bo", "ada"]), data=st.integers(0, 5))
    def something_happens(self, deed, number, by, data):
        getattr(self, f"do_{deed}")(number, getattr(self, by), data)

    def do_time(self, number, by, data):
        if ahead := [moment for moment in self.moments if moment > self.now]:
            self.now = ahead[min(number // 2, len(ahead) - 1)] + timedelta(seconds=17)

    def do_code(self, number, by, data):
        code = queries.station_code(self.site, now=self.now).code if data else "no code"
        self.attempt(attendance.check_in, self.seat(number).person, code, now=self.now)

    def do_keeper(self, number, by, data):
        self.attempt(attendance.check_in_by_keeper, self.seat(number), by=by, now=self.now)

    def do_goes(self, number, by, data):
        if found := list(Attendance.objects.order_by("-pk")):
            self.attempt(attendance.check_out, found[number % len(found)], by=by, now=self.now)

    def do_confirms(self, number, by, data):
        if entry := self.entry(number):
            self.attempt(hours.confirm, [entry, self.entry(data)], by=by, now=self.now)

    def do_void(self, number, by, data):
        if entry := self.entry(number):
            self.attempt(hours.void, entry, by=by, reason="x", now=self.now)

    def do_make_up(self, number, by, data):
        self.attempt(hours.make_up, self.seat(number), minutes=[-1, 0, 1, 60, 240, 241][data], reason="x", by=by, now=self.now)

    def do_certificate(self, number, by, data):
        person = self.ada if data else self.bo
        if certificate := self.attempt(certificates.issue, person, self.edition, by=person, now=self.now):
            assert certificate.minutes == queries.served_by(person, self.edition).confirmed

    @invariant()
    def hours_are_true(self):
        entries = list(HoursEntry.objects.select_related("shift", "attendance"))
        standing = Counter((entry.person_id, entry.shift_id) for entry in entries if entry.state != "void")
        assert max(standing.values(), default=0) <= 1
        assert [entry for entry in entries if entry.settled_by_id == entry.person_id] == []
        for entry in entries:
            length = timedelta(minutes=entry.minutes)
            assert length <= entry.shift.ends_at - entry.shift.starts_at
            assert entry.attendance is None or length <= entry.attendance.checked_out_at - entry.attendance.checked_in_at

    @invariant()
    def nobody_is_at_two_shifts_in_the_same_minutes(self):
        closed = Attendance.objects.filter(checked_out_at__isnull=False).order_by("signup__person", "checked_in_at", "checked_out_at")
        times = list(closed.values_list("signup__person", "checked_in_at", "checked_out_at"))
        assert [two for two in zip(times, times[1:], strict=False) if two[0][0] == two[1][0] and two[0][2] > two[1][1]] == []

    @invariant()
    def certificates_and_sums_are_those_of_the_confirmed_entries(self):
        confirmed = Counter()
        for person_id, minutes in HoursEntry.objects.filter(state="confirmed").values_list("person", "minutes"):
            confirmed[person_id] += minutes
        assert queries.hours_served(self.edition).confirmed == confirmed.total()
        for certificate in Certificate.objects.filter(revoked_at=None):
            assert certificate.minutes <= confirmed[certificate.person_id]


@pytest.mark.django_db
def test_hours_stay_true_whatever_people_do():
    run_state_machine_as_test(Hours, settings=STEPS)
