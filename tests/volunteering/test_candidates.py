"""Whom to ask for a gap, why seats are open, what one would cost and what would fill it: what the planner tells of a shift as it stands."""

from datetime import timedelta
from uuid import uuid4

import pytest

from tests.factories import people, places, volunteering
from wucai.core import clock
from wucai.volunteering import planner
from wucai.volunteering.actions import calls, enrolments, signups
from wucai.volunteering.choices import Origin
from wucai.volunteering.models import Shift, Signup

pytestmark = pytest.mark.django_db


@pytest.fixture
def shift(post):
    return volunteering.shift(post=post, seats=1)


def enrolled(edition, count, **more):
    return [volunteering.enrolment(edition, **more).person for _ in range(count)]


def story(shift, **more):
    return planner.explain_gap(shift, now=clock.now(), **more)


def asked_on(shift, person, *, days_ago, answer=None):
    """They were asked for some other shift so many days ago."""
    now = clock.now() - timedelta(days=days_ago)
    elsewhere = volunteering.shift(post=shift.post, starts_at=clock.now() + timedelta(days=40 + days_ago), seats=9)
    signup = Signup.objects.create(key=uuid4(), person=person, shift=elsewhere, created_at=now, origin=Origin.CALL)
    Shift.objects.filter(pk=elsewhere.pk).update(taken=1)
    if answer:
        answer(signup, by=person, now=now)
    return signup


def names(found):
    return [each.person for each in found.candidates]


def test_who_was_never_asked_comes_first_then_who_was_asked_longest_ago(edition, shift):
    ada, bo, cy, di = enrolled(edition, 4)
    asked_on(shift, bo, days_ago=1, answer=signups.decline_seat)
    asked_on(shift, ada, days_ago=3, answer=signups.decline_seat)
    asked_on(shift, cy, days_ago=9, answer=signups.decline_seat)

    assert names(story(shift, count=4)) == [di, cy, ada, bo]
    assert names(story(shift, count=2)) == [di, cy]


def test_of_those_who_were_asked_on_one_day_the_cheapest_comes_first(edition, shift):
    [far] = enrolled(edition, 1, colours=["blue"])
    [near] = enrolled(edition, 1, colours=["red"])
    for person, hours in ((far, 60), (near, 48)):
        signups.decline_seat(asked_on(shift, person, days_ago=hours / 24), by=person, now=clock.now())
    day = clock.local(clock.now() - timedelta(days=2)).replace(hour=9)
    Signup.objects.filter(person=far).update(created_at=day)
    Signup.objects.filter(person=near).update(created_at=day + timedelta(hours=3))

    found = story(shift)

    assert (names(found), [each.points < 40 for each in found.candidates]) == ([near, far], [True, False])


def test_what_an_own_sign_up_is_no_question_to_anybody(edition, shift, post):
    ada, bo = enrolled(edition, 2)
    volunteering.signup(volunteering.shift(post=post, starts_at=clock.now() + timedelta(days=30)), ada)

    assert [each.asked for each in story(shift).candidates] == [None, None]
    asked_on(shift, bo, days_ago=1)
    assert [each.asked and each.asked.person for each in story(shift).candidates] == [None, bo]


def test_whoever_said_no_is_left_out_and_whoever_was_only_too_late_is_not(edition, shift):
    ada, bo, cy = enrolled(edition, 3)
    first, second, third = calls.ask_several(shift, [ada, bo, cy], by=None, now=clock.now()).signups
    signups.decline_seat(first, by=ada, now=clock.now())
    calls.take_back(signups.accept_seat(second, by=bo, now=clock.now()), by=None, now=clock.now())

    third.refresh_from_db()
    assert (third.hold, names(story(shift))) == ("outrun", [cy])


def test_whoever_is_asked_already_is_no_candidate_and_takes_no_seat_from_the_story(edition, shift):
    ada, bo, cy = enrolled(edition, 3)
    calls.ask_several(shift, [ada, bo], by=None, now=clock.now())

    found = story(shift)

    assert (names(found), found.shortfall.open_seats, found.shortfall.funnel[0]) == ([cy], 1, ("volunteers", 1))


def test_the_price_names_the_cheapest_and_what_an_open_seat_counts(edition, shift):
    [second] = enrolled(edition, 1, colours=["blue", "red"])
    enrolled(edition, 1, colours=["blue"])

    price = story(shift).price

    assert (price.person, price.points, price.gain, price.gives_up) == (second, 6, 0, None)
    # Nobody stands there yet: below its minimum, the seat counts double.
    assert price.saves == 2000


def test_each_change_names_the_person_for_whom_the_least_is_needed(edition, shift):
    docent = enrolments.put_qualification(edition, by=None, key="docent", name="讲解员专训")
    Shift.objects.get(pk=shift.pk).post.__class__.objects.filter(pk=shift.post_id).update(qualification=docent)
    [ada] = enrolled(edition, 1)
    fresh = Shift.objects.select_related("post__site__edition", "post__qualification").get(pk=shift.pk)

    found = story(fresh)

    assert ([change[:2] for change in found.shortfall.changes], found.nearest, found.candidates) == (
        [("qualified", 1)],
        {"qualified": ada},
        (),
    )


@pytest.fixture
def docents(edition, post):
    """A shift that only Ada could take, who stands on another where Bo could take her seat."""
    docent = enrolments.put_qualification(edition, by=None, key="docent", name="讲解员专训")
    gap = volunteering.shift(post=volunteering.post(site=post.site, name="陪同", qualification=docent), seats=1)
    other = volunteering.shift(post=post, seats=1)
    ada, bo = enrolled(edition, 2)
    enrolments.qualify(ada, docent, by=None, since_on=clock.today() - timedelta(days=1))
    return gap, other, ada, bo


def steps(found):
    return [(each.person, each.takes, each.gives_up, each.is_promised) for each in found.chain.steps] if found.chain else None


def test_moves_are_told_where_nobody_can_simply_take_the_seat(docents):
    gap, other, ada, bo = docents
    assert (names(story(gap)), story(gap).chain) == ([ada], None)

    volunteering.signup(other, ada)

    found = story(gap)
    assert (names(found), steps(found)) == ([], [(ada, gap, other, True), (bo, other, None, False)])
    assert (found.price, found.shortfall.elsewhere) == (None, 0)


def test_an_unanswered_seat_may_be_given_up_and_that_is_told_apart(docents):
    gap, other, ada, bo = docents
    calls.ask(other, ada, by=None, now=clock.now())

    found = story(gap)

    assert steps(found) == [(ada, gap, other, False), (bo, other, None, False)]
    assert (found.shortfall.elsewhere, found.price.person, found.price.gives_up) == (1, ada, other)


def test_nobody_is_told_to_give_up_a_shift_that_is_over(edition, post):
    """Ada's evening leaves too little rest for the morning; while it is still to come, Bo could take it from her."""
    docent = enrolments.put_qualification(edition, by=None, key="docent", name="讲解员专训")
    evening = volunteering.shift(post=post, seats=1, starts_at=volunteering.tomorrow(18))
    morning = volunteering.tomorrow(6) + timedelta(days=1)
    gap = volunteering.shift(post=volunteering.post(site=post.site, name="陪同", qualification=docent), seats=1, starts_at=morning)
    ada, bo = enrolled(edition, 2)
    enrolments.qualify(ada, docent, by=None, since_on=clock.today() - timedelta(days=1))
    volunteering.signup(evening, ada)

    before, after = (planner.explain_gap(gap, now=at) for at in (clock.now(), evening.ends_at))

    assert steps(before) == [(ada, gap, evening, True), (bo, evening, None, False)]
    assert (after.chain, after.shortfall.changes[0][0], after.nearest["rest"]) == (None, "rest", ada)


def test_a_shift_that_is_full_or_has_begun_has_no_story(edition, shift):
    enrolled(edition, 1)
    assert story(shift).shortfall is not None

    assert planner.explain_gap(shift, now=shift.starts_at).candidates == ()
    volunteering.signup(shift)
    assert story(Shift.objects.select_related("post__site__edition").get(pk=shift.pk)) == planner.GapStory(None)


def stand(person, shift):
    found = planner.explain_person(person, shift, now=clock.now())
    return found and (found.code, dict(found.barriers), found.said_no)


def test_why_not_somebody_tells_what_keeps_them(edition, docents):
    gap, other, ada, bo = docents
    qualification = {"qualification": "讲解员专训", "qualification_en": ""}
    [never] = enrolled(edition, 1, times=[(gap.ends_at, gap.ends_at + timedelta(hours=1))])
    [partly] = enrolled(edition, 1, times=[(gap.starts_at + timedelta(hours=1), gap.ends_at)])
    volunteering.signup(other, ada)

    assert stand(ada, gap) == ("barred", {"overlap": {"amount": 1}}, False)
    assert stand(bo, gap) == ("barred", {"qualified": qualification}, False)
    assert stand(never, gap) == ("barred", {"qualified": qualification, "available": {"amount": 0}}, False)
    assert stand(partly, gap) == ("barred", {"qualified": qualification, "available": {"amount": 60}}, False)
    assert (stand(ada, other), stand(bo, other)) == (("serves", {}, False), ("full", {}, False))


def test_whom_nothing_keeps_is_told_so_and_whether_they_said_no(edition, shift):
    [ada] = enrolled(edition, 1)
    assert stand(ada, shift) == ("open", {}, False)

    signups.decline_seat(calls.ask(shift, ada, by=None, now=clock.now()), by=ada, now=clock.now())

    assert stand(ada, shift) == ("open", {}, True)


def test_nothing_is_told_of_strangers_and_of_shifts_that_have_begun(edition, shift):
    [ada] = enrolled(edition, 1)

    assert stand(people.person(), shift) is None
    assert planner.explain_person(ada, shift, now=shift.starts_at) is None


def test_the_way_is_told_only_where_a_home_is_known(edition, shift):
    site = places.station(edition=edition)
    [ada] = enrolled(edition, 1, latitude_e6=site.latitude_e6, longitude_e6=site.longitude_e6)
    [bo] = enrolled(edition, 1)

    assert {each.person: each.metres is None for each in story(shift).candidates} == {ada: False, bo: True}
