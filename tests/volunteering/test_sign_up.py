"""The scarce seat: who gets it, who does not, and why."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from tests.factories import people, volunteering
from wucai.core import clock
from wucai.core.models import TraceLine
from wucai.core.refusals import KeyReused
from wucai.volunteering import queries
from wucai.volunteering.actions import signups
from wucai.volunteering.choices import Refusal
from wucai.volunteering.models import Shift, Signup

pytestmark = pytest.mark.django_db


def refusal_of(person, shift, **more):
    with pytest.raises(signups.SignupRefused) as refused:
        signups.sign_up(person, shift, key=more.get("key", uuid4()), now=more.get("now", clock.now()))
    return refused.value.reason


def test_a_seat_is_taken_counted_and_traced():
    ada, shift = people.person(), volunteering.shift(seats=2)

    signup = signups.sign_up(ada, shift, key=uuid4(), now=clock.now())

    shift.refresh_from_db()
    line = TraceLine.objects.latest("pk")
    assert (signup.person, shift.taken, line.actor_id, line.verb, line.subject_id) == (ada, 1, ada.pk, "signed up", str(shift.pk))


def test_the_last_seat_is_given_once():
    shift = volunteering.shift(seats=1)
    ada, bo = people.person(), people.person()
    signups.sign_up(ada, shift, key=uuid4(), now=clock.now())

    assert refusal_of(bo, shift) == Refusal.FULL

    shift.refresh_from_db()
    assert (shift.taken, [signup.person for signup in shift.signups.all()]) == (1, [ada])


def test_a_refusal_leaves_no_trace_and_no_row():
    shift, ada = volunteering.shift(seats=0), people.person()
    lines = TraceLine.objects.count()

    assert refusal_of(ada, shift) == Refusal.FULL

    assert (TraceLine.objects.count(), Signup.objects.count()) == (lines, 0)


def test_while_a_shift_is_known_to_be_full_the_refusal_takes_one_query(django_assert_num_queries):
    shift = volunteering.shift(seats=0)
    ada, bo = people.person(), people.person()
    refusal_of(ada, shift)

    with django_assert_num_queries(1):
        assert refusal_of(bo, shift) == Refusal.FULL


def test_a_repeat_gets_its_first_answer_even_when_the_shift_is_full_by_now():
    shift, key, ada = volunteering.shift(seats=1), uuid4(), people.person()
    first = signups.sign_up(ada, shift, key=key, now=clock.now())
    refusal_of(people.person(), shift)

    assert queries.is_known_full(shift.pk)
    assert signups.sign_up(ada, shift, key=key, now=clock.now()) == first
    assert Shift.objects.get(pk=shift.pk).taken == 1


def test_a_key_of_another_person_or_shift_is_refused():
    shift, other = volunteering.shift(), volunteering.shift(post=volunteering.post(name="引导"))
    signup = volunteering.signup(shift)

    for person, wanted in [(people.person(), shift), (signup.person, other)]:
        with pytest.raises(KeyReused):
            signups.sign_up(person, wanted, key=signup.key, now=clock.now())

    assert [each.pk for each in Signup.objects.all()] == [signup.pk]


def test_a_shift_that_has_begun_is_closed():
    shift = volunteering.shift()

    assert refusal_of(people.person(), shift, now=shift.starts_at) == Refusal.STARTED
    assert signups.sign_up(people.person(), shift, key=uuid4(), now=shift.starts_at - timedelta(seconds=1)).shift == shift


def test_nobody_is_on_two_shifts_at_once_but_one_may_follow_the_other():
    first = volunteering.shift()
    post = volunteering.post(name="引导")
    clashing = volunteering.shift(post=post, starts_at=first.ends_at - timedelta(minutes=1))
    following = volunteering.shift(post=post, starts_at=first.ends_at)
    ada = volunteering.signup(first).person

    assert refusal_of(ada, clashing) == Refusal.CLASHES
    assert signups.sign_up(ada, following, key=uuid4(), now=clock.now()).shift == following


def test_a_second_wish_for_the_same_shift_is_told_apart():
    shift = volunteering.shift()
    ada = volunteering.signup(shift).person

    assert refusal_of(ada, shift) == Refusal.ALREADY


def test_a_seat_given_back_can_be_taken_by_the_next_at_once():
    shift = volunteering.shift(seats=1)
    signup = volunteering.signup(shift)
    bo = people.person()
    refusal_of(bo, shift)

    with transaction.atomic():
        signups.withdraw(signup, by=signup.person, now=clock.now())
    queries.forget_full(shift)

    assert signups.sign_up(bo, shift, key=uuid4(), now=clock.now()).person == bo
    assert Shift.objects.get(pk=shift.pk).taken == 1


def test_giving_back_twice_frees_one_seat():
    shift = volunteering.shift(seats=3)
    signup = volunteering.signup(shift)
    volunteering.signup(shift)

    for _ in range(2):
        assert signups.withdraw(signup, by=signup.person, now=clock.now()).is_withdrawn

    assert Shift.objects.get(pk=shift.pk).taken == 1


def test_a_seat_cannot_be_given_back_once_the_shift_has_begun():
    signup = volunteering.signup()

    with pytest.raises(signups.SignupRefused) as refused:
        signups.withdraw(signup, by=signup.person, now=signup.shift.starts_at)

    assert refused.value.reason == Refusal.STARTED


def test_a_late_repeat_of_a_withdrawn_wish_takes_no_new_seat():
    shift, key, ada = volunteering.shift(), uuid4(), people.person()
    signups.withdraw(signups.sign_up(ada, shift, key=key, now=clock.now()), by=ada, now=clock.now())

    assert signups.sign_up(ada, shift, key=key, now=clock.now()).is_withdrawn
    assert Shift.objects.get(pk=shift.pk).taken == 0


def test_the_database_itself_refuses_to_oversell():
    shift = volunteering.shift(seats=1)

    with pytest.raises(IntegrityError), transaction.atomic():
        Shift.objects.filter(pk=shift.pk).update(taken=2)


def test_the_database_itself_refuses_a_second_seat_for_the_same_person():
    signup = volunteering.signup()

    with pytest.raises(IntegrityError), transaction.atomic():
        Signup.objects.create(key=uuid4(), person=signup.person, shift=signup.shift, created_at=clock.now())
