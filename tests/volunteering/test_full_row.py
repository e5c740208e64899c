"""What those get who come when a shift is known to be full: one row for all of them, and nothing of anybody's in it."""

from uuid import uuid4

import pytest
from django.core.cache import caches

from tests.factories import people, volunteering
from wucai.core import clock
from wucai.volunteering import queries
from wucai.volunteering.actions import signups
from wucai.volunteering.models import Shift, Signup

pytestmark = pytest.mark.django_db
HTMX = {"hx-request": "true"}


def join(browser, shift, key=None):
    return browser.post(f"/shifts/{shift.pk}/join", {"key": str(key or uuid4())}, headers=HTMX)


def test_the_next_new_wish_gets_the_same_row_with_one_query_and_no_log_in(logged_in, client, django_assert_num_queries):
    shift = volunteering.shift(seats=0)
    first = join(logged_in(people.person()), shift)

    with django_assert_num_queries(1):
        second = join(client, shift)

    assert (first.status_code, second.status_code, second.content) == (409, 409, first.content)


def test_nothing_in_the_row_is_anybodys_own(logged_in, client):
    shift = volunteering.shift(seats=1)
    holder = volunteering.signup(shift).person
    join(logged_in(people.person()), shift)
    told_full = join(logged_in(holder), shift)

    text = join(client, shift).content.decode()

    assert [word in text for word in ("<form", "csrfmiddlewaretoken", "withdraw", "key", holder.name)] == [False] * 5
    assert (told_full.status_code, told_full.content.decode(), told_full.cookies) == (409, text, {})


def test_each_language_has_its_own_row(logged_in, client):
    shift = volunteering.shift(seats=0)
    chinese = join(logged_in(people.person()), shift)

    english = client.post(f"/en/shifts/{shift.pk}/join", {"key": str(uuid4())}, headers=HTMX)

    assert (chinese.status_code, english.status_code, english.headers["HX-Redirect"][:4]) == (409, 200, "/en/")


def test_who_was_answered_before_gets_that_answer_though_the_shift_is_full(logged_in):
    shift, key, ada = volunteering.shift(seats=1), uuid4(), people.person()
    signup = signups.sign_up(ada, shift, key=key, now=clock.now())
    join(logged_in(people.person()), shift)

    again = join(logged_in(ada), shift, key)

    assert (again.status_code, f"/me/signups/{signup.pk}/withdraw" in again.content.decode()) == (200, True)


def test_a_seat_given_back_here_is_taken_by_the_next(logged_in, django_capture_on_commit_callbacks):
    shift, bo = volunteering.shift(seats=1), people.person()
    signup = volunteering.signup(shift)
    join(logged_in(people.person()), shift)
    with django_capture_on_commit_callbacks(execute=True):
        signups.withdraw(signup, by=signup.person, now=clock.now())

    assert (join(logged_in(bo), shift).status_code, Signup.objects.standing().get().person) == (200, bo)


def test_a_seat_that_came_back_elsewhere_is_found_when_the_counter_is_asked_again(logged_in):
    shift, bo = volunteering.shift(seats=1), people.person()
    signup = volunteering.signup(shift)
    join(logged_in(people.person()), shift)
    Signup.objects.filter(pk=signup.pk).update(withdrawn_at=clock.now())
    Shift.objects.filter(pk=shift.pk).update(taken=0)

    within_the_second = join(logged_in(bo), shift).status_code
    caches["pages"].delete(f"full:{shift.pk}:asked")

    assert (within_the_second, join(logged_in(bo), shift).status_code) == (409, 200)


def test_a_shift_that_is_still_full_is_asked_for_by_one_alone(django_assert_num_queries):
    shift = volunteering.shift(seats=0)
    queries.remember_full(shift)
    caches["pages"].delete(f"full:{shift.pk}:asked")

    with django_assert_num_queries(1):
        assert [queries.is_known_full(shift.pk) for _ in range(3)] == [True] * 3
