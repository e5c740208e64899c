"""A roster: asked for, worked out by the worker, published to people who then say yes or no."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import imports, people, programme, volunteering
from wucai.core import clock, jobs
from wucai.core.choices import JobState
from wucai.people.models import Message, Notice, Person
from wucai.volunteering import planner
from wucai.volunteering.actions import enrolments, rosters, signups
from wucai.volunteering.choices import Origin, RosterRefusal, RosterState
from wucai.volunteering.models import Availability, Enrolment, Placement, Roster, Shift, Signup

pytestmark = pytest.mark.django_db


def asked_for(edition, days=2):
    first = clock.local(volunteering.tomorrow()).date()
    return rosters.ask_for_roster(edition, by=None, first_on=first, last_on=first + timedelta(days=days - 1), now=clock.now())


def worked_out(edition, **more):
    roster = asked_for(edition, **more)
    imports.work()
    roster.refresh_from_db()
    return roster


def published(edition, **more):
    roster = worked_out(edition, **more)
    told = rosters.publish(roster, by=None, now=clock.now())
    return roster, told


def refusal(act):
    with pytest.raises(rosters.RosterRefused) as refused:
        act()
    return refused.value.reason


def reasons_of(placement):
    placement.refresh_from_db()
    return [code for code, _values in placement.reasons]


@pytest.mark.parametrize(("first", "last"), [(date(2000, 1, 1), date(2000, 1, 2)), (date.max, date.max), (date.min, date.max)])
def test_days_far_outside_the_edition_are_refused(edition, first, last):
    def asking():
        rosters.ask_for_roster(edition, by=None, first_on=first, last_on=last, now=clock.now())

    assert (refusal(asking), Roster.objects.count()) == (RosterRefusal.OUTSIDE, 0)


def test_a_roster_is_worked_out_by_the_worker_with_its_claims(edition, post):
    shift = volunteering.shift(post=post, seats=2)
    folk = [volunteering.enrolment(edition, colours=["red"]).person for _ in range(2)]

    roster = worked_out(edition)

    placements = list(roster.placements.order_by("person"))
    assert (roster.state, roster.job.state, roster.unfilled) == (RosterState.PROPOSED, JobState.DONE, 0)
    assert [(each.person, each.shift) for each in placements] == [(person, shift) for person in folk]
    assert (roster.gap, roster.bound_source, roster.remainder) == (0, "flow", [])
    assert [code for code, _values in placements[0].reasons] == ["wished_colour", "only_shift"]


def test_a_proposal_keeps_no_seat_and_publishing_asks_and_assigns_nobody(edition, post):
    shift = volunteering.shift(post=post, seats=1)
    ada = volunteering.enrolment(edition).person
    roster = worked_out(edition)
    assert (Shift.objects.get().taken, Signup.objects.count()) == (0, 0)

    told = rosters.publish(roster, by=None, now=clock.now())

    signup = Signup.objects.get()
    assert (told, signup.person, signup.shift, signup.origin, signup.is_asked) == (
        rosters.Published(asked=1, refused=0),
        ada,
        shift,
        Origin.ROSTER,
        True,
    )
    assert (Shift.objects.get().taken, Notice.objects.get().person, Message.objects.get().link) == (1, ada, "/me/")


def test_a_roster_is_published_once(edition, post):
    volunteering.shift(post=post)
    volunteering.enrolment(edition)
    roster, _told = published(edition)

    assert refusal(lambda: rosters.publish(roster, by=None, now=clock.now())) == RosterRefusal.NOT_PROPOSED
    assert Signup.objects.count() == 1


def test_what_changed_since_the_proposal_is_asked_again_and_told(edition, post):
    full = volunteering.shift(post=post, seats=1)
    free = volunteering.shift(post=volunteering.post(site=post.site, name="引导"), seats=1, starts_at=volunteering.tomorrow(14))
    for _ in range(2):
        volunteering.enrolment(edition, most_shifts=1)
    roster = worked_out(edition)
    lost, kept = roster.placements.get(shift=full), roster.placements.get(shift=free)
    volunteering.signup(full)

    told = rosters.publish(roster, by=None, now=clock.now())

    assert (told, reasons_of(lost)[-1], reasons_of(kept)[-1]) == (rosters.Published(asked=1, refused=1), "not_asked", "only_shift")
    assert ({shift.taken for shift in Shift.objects.all()}, Signup.objects.filter(origin=Origin.ROSTER).get().shift) == ({1}, free)


def test_somebody_who_took_another_shift_meanwhile_is_left_out(edition, post):
    shift = volunteering.shift(post=post, seats=1)
    other = volunteering.shift(post=volunteering.post(site=post.site, name="引导"), seats=1, starts_at=shift.starts_at + timedelta(hours=1))
    ada = volunteering.enrolment(edition, most_shifts=1).person
    roster = worked_out(edition)
    [placement] = roster.placements.all()
    volunteering.signup(other if placement.shift == shift else shift, ada)

    assert rosters.publish(roster, by=None, now=clock.now()) == rosters.Published(asked=0, refused=1)
    placement.refresh_from_db()
    assert placement.reasons[-1] == ["not_asked", {"reason": "clashes"}]


def test_seats_that_stand_are_pins_and_whoever_is_nobodys_volunteer_counts_as_well(edition, post):
    shift = volunteering.shift(post=post, seats=3)
    ada = volunteering.enrolment(edition).person
    volunteering.signup(shift, ada)
    volunteering.signup(shift)
    bo = volunteering.enrolment(edition).person

    roster = worked_out(edition)

    assert [(each.person, each.shift) for each in roster.placements.all()] == [(bo, shift)]


def test_why_seats_stay_open_is_told(edition, post):
    docent = enrolments.put_qualification(edition, by=None, key="docent", name="讲解员专训", name_en="Docent training")
    shift = volunteering.shift(post=volunteering.post(site=post.site, name="陪同", qualification=docent), seats=2)
    able = volunteering.enrolment(edition).person
    enrolments.qualify(able, docent, by=None, since_on=clock.today())
    volunteering.enrolment(edition)

    roster = worked_out(edition)

    [told] = roster.remainder
    assert (roster.unfilled, told["shift_id"], told["open_seats"]) == (1, shift.pk, 1)
    assert dict(told["funnel"]) == {"volunteers": 1, "available": 1, "qualified": 0, "language": 0, "fitting": 0, "within_limits": 0}
    assert roster.placements.get().reasons[0] == ["qualification", {"qualification": "讲解员专训", "qualification_en": "Docent training"}]


def test_limits_reach_beyond_the_days_of_the_roster(edition, post):
    volunteering.shift(post=post, seats=1)
    far = volunteering.shift(post=post, seats=1, starts_at=volunteering.tomorrow() + timedelta(days=20))
    ada = volunteering.enrolment(edition, most_shifts=1).person
    volunteering.signup(far, ada)

    assert worked_out(edition).placements.count() == 0


def test_nothing_to_fill_is_refused(edition, post):
    volunteering.shift(post=post, starts_at=volunteering.tomorrow() + timedelta(days=9))

    assert refusal(lambda: asked_for(edition)) == RosterRefusal.NO_SHIFTS
    assert Roster.objects.count() == 0


def test_a_roster_that_no_worker_began_is_dropped_when_stopped(edition, post):
    volunteering.shift(post=post)
    roster = asked_for(edition)

    rosters.stop(roster, by=None)

    roster.refresh_from_db()
    assert roster.state == RosterState.DROPPED
    assert refusal(lambda: rosters.stop(roster, by=None)) == RosterRefusal.NOT_SOLVING


def test_a_running_one_that_is_asked_to_stop_keeps_the_best_it_has(edition, post):
    volunteering.shift(post=post)
    volunteering.enrolment(edition)
    roster = asked_for(edition)
    run = jobs.claim("tester")
    jobs.stop(roster.job_id)

    jobs.perform(run)

    roster.refresh_from_db()
    assert (roster.state, roster.placements.count()) == (RosterState.PROPOSED, 0)


def test_a_worker_that_lost_the_job_writes_nothing_and_its_successor_does(edition, post):
    volunteering.shift(post=post)
    volunteering.enrolment(edition)
    roster = asked_for(edition)
    lost = jobs.claim("first")
    roster.job.__class__.objects.filter(pk=roster.job_id).update(state=JobState.WAITING, worker="")

    jobs.perform(lost)
    assert Placement.objects.count() == 0
    imports.work()

    roster.refresh_from_db()
    assert (roster.state, roster.placements.count()) == (RosterState.PROPOSED, 1)


def test_a_dropped_proposal_asks_nobody(edition, post):
    volunteering.shift(post=post)
    volunteering.enrolment(edition)
    roster = worked_out(edition)

    rosters.drop(roster, by=None)

    assert refusal(lambda: rosters.publish(roster, by=None, now=clock.now())) == RosterRefusal.NOT_PROPOSED
    assert refusal(lambda: rosters.drop(roster, by=None)) == RosterRefusal.NOT_PROPOSED


def test_a_volunteer_answers_what_the_roster_asks(edition, post):
    volunteering.shift(post=post, seats=1)
    ada = volunteering.enrolment(edition).person
    published(edition)
    signup = Signup.objects.get()

    assert signups.accept_seat(signup, by=ada, now=clock.now()).accepted_at is not None


def test_the_same_seed_gives_the_same_roster(edition, post):
    for number in range(3):
        volunteering.shift(post=post, seats=2, starts_at=volunteering.tomorrow(8 + 4 * number))
    for number in range(8):
        volunteering.enrolment(edition, most_shifts=1 + number % 2)
    day = clock.local(volunteering.tomorrow()).date()

    first, second = (planner.propose_roster(edition, first_on=day, last_on=day, now=clock.now(), seed=7) for _ in range(2))

    assert (first.placements, first.objective) == (second.placements, second.objective)


def test_the_world_is_read_in_a_few_queries_however_large_it_is(edition, post, django_assert_num_queries):
    day = clock.local(volunteering.tomorrow()).date()
    for count in (1, 3):
        for number in range(count):
            volunteering.shift(post=post, seats=2, starts_at=volunteering.tomorrow(8 + 4 * number))
            volunteering.enrolment(edition)
        with django_assert_num_queries(6):
            planner.propose_roster(edition, first_on=day, last_on=day, now=clock.now())


def test_five_thousand_seats_for_two_thousand_people_are_asked_for_in_some_hundred_statements(edition, post):
    """Measured quiet: read and solved in 3 s, published in 2 s."""
    start = volunteering.tomorrow(7)
    Shift.objects.bulk_create(
        Shift(
            post=post,
            starts_at=start + timedelta(days=day, hours=4 * turn),
            ends_at=start + timedelta(days=day, hours=4 * turn + 4),
            seats=250,
        )
        for day in range(7)
        for turn in range(3)
    )
    folk = Person.objects.bulk_create([Person.objects.make(name="人", phone=f"1990000{number:04d}") for number in range(2_000)])
    enrolled = Enrolment.objects.bulk_create(Enrolment(edition=edition, person=person, most_shifts=3, enrolled_at=start) for person in folk)
    Availability.objects.bulk_create(Availability(enrolment=each, starts_at=start, ends_at=start + timedelta(days=7)) for each in enrolled)
    roster = worked_out(edition, days=7)
    assert roster.placements.count() > 4_500

    with CaptureQueriesContext(connection) as asked:
        told = rosters.publish(roster, by=None, now=clock.now())

    # A statement a seat would be five thousand, and twenty seconds.
    print(len(asked))
    assert len(asked) < 400
    assert (told.refused, told.asked) == (0, roster.placements.count())
    assert sum(Shift.objects.values_list("taken", flat=True)) == told.asked == Signup.objects.asked().count()


def test_other_editions_are_left_alone(edition, post):
    other = programme.edition(slug="other")
    volunteering.shift(post=post)
    volunteering.enrolment(other, people.person())

    assert worked_out(edition).placements.count() == 0
