"""A roster on its way: what its page tells, what a worker keeps for the next one, what the planner is told of people."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.factories import imports, places, served, volunteering
from wucai.core import clock, jobs
from wucai.core.choices import JobState
from wucai.core.models import Job
from wucai.volunteering import planner
from wucai.volunteering.actions import rosters
from wucai.volunteering.choices import RosterState
from wucai.volunteering.models import Roster
from wucai.volunteering.planner.board import Board

pytestmark = pytest.mark.django_db
HTMX = {"hx-request": "true"}


def day():
    return clock.local(volunteering.tomorrow()).date()


def asked_for(edition, **more):
    return rosters.ask_for_roster(edition, by=None, first_on=day(), last_on=day(), now=clock.now(), **more)


def at(phase, objective=None, bound=None, seconds=1.0):
    return planner.Standing(phase, objective, bound, seconds)


def nothing():
    """What a worker says last when the job is still its own."""


def page_of(desk, roster, **more):
    return desk.get(f"/en/desk/roster/{roster.pk}/", **more).content.decode()


def test_the_page_tells_phase_best_bound_gap_and_seconds(desk, edition, post):
    volunteering.shift(post=post)
    roster = asked_for(edition, seconds=60)
    run = jobs.claim("tester")
    assert "Worked on it for" not in page_of(desk, roster)

    rosters.tell_standing(roster, at("flow", 5000, None, 2.4), hold=lambda: run.progress(2, 6, "flow"))
    early = page_of(desk, roster, headers=HTMX)
    rosters.tell_standing(roster, at("improve", 1200, 1000, 9.6), hold=lambda: run.progress(5, 6, "improve"))
    late = page_of(desk, roster, headers=HTMX)

    told = ("Shares out all seats at once", "how few there can be is not known yet", "of at most 60", "<dd>5000 ", "2 / 6")
    assert [words in early for words in told] == [True] * len(told)
    told = ("Improves it step by step", "no roster can have fewer than 1000", "<dd>20.00 ", "<dd>10 ", "5 / 6")
    assert [words in late for words in told] == [True] * len(told)


def test_a_worker_that_lost_the_job_keeps_nothing(edition, post):
    volunteering.shift(post=post)
    roster = asked_for(edition)
    lost = jobs.claim("first")
    Job.objects.update(worker="second")

    for keeping in (
        lambda: rosters.keep_best(roster, [(1, 2)], at("fill", 7), hold=lost.hold),
        lambda: rosters.tell_standing(roster, at("fill", 7), hold=lost.hold),
    ):
        with pytest.raises(jobs.Lost):
            keeping()

    roster.refresh_from_db()
    assert (roster.best, roster.objective) == (None, None)


def test_a_roster_that_was_dropped_meanwhile_hears_of_nothing(edition, post):
    volunteering.shift(post=post)
    roster = asked_for(edition)
    rosters.drop(roster, by=None)

    told = rosters.keep_best(roster, [(1, 2)], at("fill", 7), hold=nothing), rosters.tell_standing(roster, at("fill", 7), hold=nothing)

    roster.refresh_from_db()
    assert (told, roster.best, roster.objective) == ((False, False), None, None)


def test_the_next_worker_begins_with_what_is_kept_and_counts_the_time(edition, post):
    shift = volunteering.shift(post=post, seats=1)
    ada, bo = (volunteering.enrolment(edition).person for _ in range(2))
    roster = asked_for(edition, seconds=60)
    for person in (ada, bo):
        Roster.objects.update(state=RosterState.SOLVING)
        Job.objects.update(state=JobState.WAITING, worker="")
        rosters.keep_best(roster, [(person.pk, shift.pk), (person.pk, 10**9)], at("repair", 40, None, 30.0), hold=nothing)
        run = jobs.claim(str(person.pk))
        # Both are equally good: asked to stop before it begins, it has nothing but what was kept.
        jobs.stop(roster.job_id)
        jobs.perform(run)
        roster.refresh_from_db()

        assert (list(roster.placements.values_list("person", "shift")), roster.best) == ([(person.pk, shift.pk)], None)
        assert (30 <= roster.seconds < 40, roster.seed) == (True, 0)
        roster.placements.all().delete()
        Job.objects.update(asked_to_stop=False)


def test_only_a_roster_on_its_way_has_a_best_and_time_is_within_bounds(edition, post):
    volunteering.shift(post=post)
    roster = asked_for(edition)

    for wrong in ({"state": RosterState.DROPPED, "best": {"pairs": []}}, {"seconds_allowed": 0}, {"seconds_allowed": 3601}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Roster.objects.filter(pk=roster.pk).update(**wrong)


def levels(edition):
    board = Board(edition, first_on=day(), last_on=day(), now=clock.now())
    return {int(each.id): each.experience.value for each in board.problem.volunteers}


def test_whoever_has_no_confirmed_hours_is_a_newcomer_once_somebody_has(edition, post):
    volunteering.shift(post=post)
    ada, bo, cy = (volunteering.enrolment(edition).person for _ in range(3))
    assert set(levels(edition).values()) == {"experienced"}

    served.confirmed(clock.now() - timedelta(days=3), ada, post=post)
    served.worked(clock.now() - timedelta(days=3, hours=6), bo, post=post)

    assert levels(edition) == {ada.pk: "experienced", bo.pk: "newcomer", cy.pk: "newcomer"}


@pytest.mark.parametrize(("millionths", "placed"), [(40_000, 2), (110_000, 1)])
def test_nobody_is_sent_farther_than_the_way_allows_between_two_shifts(edition, post, millionths, placed):
    """Half an hour apart: five kilometres as the crow flies are the most at six minutes each; 40,000 millionths of latitude are 4.4 km."""
    far = places.station(latitude_e6=post.site.latitude_e6 + millionths, longitude_e6=post.site.longitude_e6)
    volunteering.shift(post=post, seats=1)
    volunteering.shift(post=volunteering.post(site=far), seats=1, starts_at=volunteering.tomorrow() + timedelta(hours=4, minutes=30))
    volunteering.enrolment(edition)

    roster = asked_for(edition)
    imports.work()

    roster.refresh_from_db()
    assert (roster.placements.count(), roster.unfilled) == (placed, 2 - placed)
    if roster.remainder:
        assert roster.remainder[0]["changes"][0][0] == "way"
