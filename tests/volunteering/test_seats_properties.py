"""Whatever people and coordinators do, in whatever order: as many seats are taken as sign-ups stand, and never more than there are."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from tests.factories import volunteering
from wucai.core import clock
from wucai.core.refusals import Refused
from wucai.volunteering.actions import calls, placements, rosters, signups
from wucai.volunteering.choices import Origin, RosterState
from wucai.volunteering.models import Placement, Roster, Shift, Signup

SHIFTS = st.integers(0, 3)
PEOPLE = st.integers(0, 4)


class Seats(RuleBasedStateMachine):
    """Five people, four shifts of one or two seats, of which two overlap; everybody acts as they like."""

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        post = volunteering.post()
        starts = [volunteering.tomorrow(hour) for hour in (8, 10, 14)] + [volunteering.tomorrow(8) + timedelta(days=1)]
        self.shifts = [volunteering.shift(post=post, seats=1 + number % 2, starts_at=start) for number, start in enumerate(starts)]
        self.edition = post.site.edition
        self.folk = [volunteering.enrolment(self.edition).person for _ in range(5)]
        self.now = clock.now()
        first = clock.local(starts[0]).date()
        self.days = {"first_on": first, "last_on": first + timedelta(days=1)}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    def tried(self, verb, *arguments, **more):
        """The verb; what it refuses must leave nothing behind, which the invariants see."""
        try:
            with transaction.atomic():
                return verb(*arguments, **more)
        except Refused:
            return None

    def latest(self, person, **which):
        return Signup.objects.filter(person=self.folk[person], **which).order_by("-pk").first()

    @rule(person=PEOPLE, shift=SHIFTS)
    def sign_up(self, person, shift):
        self.tried(signups.sign_up, self.folk[person], self.shifts[shift], key=uuid4(), now=self.now)

    @rule(person=PEOPLE, shift=SHIFTS)
    def ask(self, person, shift):
        self.tried(calls.ask, self.shifts[shift], self.folk[person], by=None, now=self.now)

    @rule(wanted=st.sets(PEOPLE, min_size=1), shift=SHIFTS)
    def ask_several(self, wanted, shift):
        self.tried(calls.ask_several, self.shifts[shift], [self.folk[person] for person in sorted(wanted)], by=None, now=self.now)

    @rule(person=PEOPLE, verb=st.sampled_from([signups.accept_seat, signups.decline_seat, signups.withdraw]))
    def answer(self, person, verb):
        if signup := self.latest(person):
            self.tried(verb, signup, by=self.folk[person], now=self.now)

    @rule(person=PEOPLE)
    def take_back(self, person):
        if signup := self.latest(person):
            self.tried(calls.take_back, signup, by=None, now=self.now)

    @rule(wishes=st.lists(st.tuples(PEOPLE, SHIFTS), max_size=6, unique=True))
    def publish(self, wishes):
        roster = Roster.objects.create(edition=self.edition, state=RosterState.PROPOSED, asked_at=self.now, **self.days)
        Placement.objects.bulk_create(
            [Placement(roster=roster, person=self.folk[person], shift=self.shifts[shift]) for person, shift in wishes]
        )
        before = Signup.objects.seated().count()
        told = rosters.publish(roster, by=None, now=self.now)
        assert (told.asked + told.refused, Signup.objects.seated().count()) == (len(wishes), before + told.asked)

    @rule(person=PEOPLE, shift=SHIFTS, there=SHIFTS)
    def place_and_move(self, person, shift, there):
        roster = Roster.objects.create(edition=self.edition, state=RosterState.PROPOSED, asked_at=self.now, **self.days)
        if placement := self.tried(placements.place, roster, self.folk[person], self.shifts[shift], by=None, now=self.now):
            self.tried(placements.move, placement, self.shifts[there], by=None, now=self.now)

    @rule(back=st.booleans())
    def let_time_pass(self, back):
        self.now += timedelta(minutes=-5 if back else 5)

    @invariant()
    def as_many_seats_are_taken_as_sign_ups_keep_one(self):
        for shift in Shift.objects.all():
            assert shift.taken == Signup.objects.seated().filter(shift=shift).count() <= shift.seats

    @invariant()
    def nobody_sits_in_two_places_at_once_or_without_having_said_so(self):
        for person in self.folk:
            held = [signup.shift for signup in Signup.objects.standing().filter(person=person).select_related("shift")]
            assert not any(
                one != other and one.starts_at < other.ends_at and other.starts_at < one.ends_at for one in held for other in held
            )
        assert not Signup.objects.filter(origin=Origin.SELF, accepted_at=None).exists()


@pytest.mark.django_db
def test_whatever_is_done_no_seat_is_given_twice_and_none_is_lost() -> None:
    run_state_machine_as_test(Seats, settings=settings(max_examples=20, stateful_step_count=25))
