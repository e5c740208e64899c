"""What a post asks for, and the rest between two days: who may sign up, and what it costs to look."""

from datetime import timedelta
from uuid import uuid4

import pytest

from tests.factories import people, volunteering
from wucai.core import clock
from wucai.volunteering.actions import enrolments, signups
from wucai.volunteering.choices import Refusal
from wucai.volunteering.models import Post, Signup
from wucai.volunteering.queries import why_refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def docent():
    site = volunteering.post().site
    return enrolments.put_qualification(site.edition, by=None, key="docent", name="讲解员专训")


def asking_for(docent=None, language=""):
    post = volunteering.post(name="陪同", qualification=docent, language=language)
    return volunteering.shift(post=post)


def outcome(person, shift):
    try:
        return signups.sign_up(person, shift, key=uuid4(), now=clock.now()).shift
    except signups.SignupRefused as refused:
        return refused.reason


def test_a_post_that_asks_for_a_qualification_takes_those_who_have_it(docent):
    ada, bo, shift = people.person(), people.person(), asking_for(docent)
    enrolments.qualify(ada, docent, by=None, since_on=clock.today())

    assert (outcome(bo, shift), outcome(ada, shift)) == (Refusal.NOT_QUALIFIED, shift)


@pytest.mark.parametrize(("since", "until", "is_good"), [(0, 1, True), (0, 0, False), (1, 1, True), (2, None, False), (0, None, True)])
def test_a_qualification_counts_from_its_first_day_to_its_last(docent, since, until, is_good):
    ada, shift = people.person(), asking_for(docent)
    day = clock.local(shift.ends_at).date() - timedelta(days=1)
    until_on = None if until is None else day + timedelta(days=until)
    enrolments.qualify(ada, docent, by=None, since_on=day + timedelta(days=since), until_on=until_on)

    assert outcome(ada, shift) == (shift if is_good else Refusal.NOT_QUALIFIED)


def test_a_post_that_asks_for_a_language_takes_those_who_speak_it():
    ada, bo, shift = people.person(languages=["zh", "en"]), people.person(languages=["zh"]), asking_for(language="en")

    assert (outcome(bo, shift), outcome(ada, shift)) == (Refusal.LANGUAGE, shift)


def test_between_two_days_lies_a_rest():
    ada, post = people.person(), volunteering.post()
    late = volunteering.shift(post=post, starts_at=volunteering.tomorrow(18))
    early = volunteering.shift(post=post, starts_at=volunteering.tomorrow(18) + timedelta(hours=13))
    rested = volunteering.shift(post=post, starts_at=volunteering.tomorrow(18) + timedelta(hours=15))
    volunteering.signup(late, ada)

    assert (outcome(ada, early), outcome(ada, rested)) == (Refusal.REST, rested)


def test_two_shifts_of_one_day_may_follow_each_other():
    ada, post = people.person(), volunteering.post()
    first, second = (volunteering.shift(post=post, starts_at=volunteering.tomorrow(hour)) for hour in (8, 12))
    volunteering.signup(first, ada)

    assert outcome(ada, second) == second


def test_a_post_without_conditions_costs_one_query_to_look_at_and_a_qualification_one_more(docent, django_assert_num_queries):
    ada, plain, asking = people.person(), volunteering.shift(), asking_for(docent)

    for shift, queries in ((plain, 1), (asking, 2)):
        shift = shift.__class__.objects.select_related("post__site__edition").get(pk=shift.pk)
        with django_assert_num_queries(queries):
            why_refused(ada, shift, now=clock.now())


def test_a_refusal_for_a_condition_leaves_no_seat(docent):
    shift = asking_for(docent)

    assert outcome(people.person(), shift) == Refusal.NOT_QUALIFIED
    shift.refresh_from_db()
    assert (shift.taken, Signup.objects.count(), Post.objects.count()) == (0, 0, 2)
