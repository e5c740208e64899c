"""Joining and withdrawing on the page, with htmx and without."""

from uuid import uuid4

import pytest
from django.test import Client

from tests.factories import people, volunteering
from wucai.volunteering.models import Signup

pytestmark = pytest.mark.django_db
HTMX = {"hx-request": "true"}


@pytest.fixture
def ada():
    return people.person()


def join(browser, shift, key=None, **more):
    return browser.post(f"/shifts/{shift.pk}/join", {"key": str(key or uuid4())}, **more)


def test_with_htmx_the_row_comes_back_alone_with_the_seat_in_it(logged_in, ada):
    shift = volunteering.shift()

    response = join(logged_in(ada), shift, headers=HTMX)

    text = response.content.decode()
    signup = Signup.objects.get(person=ada)
    assert (response.status_code, "<html" in text, f"/me/signups/{signup.pk}/withdraw" in text) == (200, False, True)


def test_without_a_script_the_stations_page_follows(logged_in, ada):
    shift = volunteering.shift()

    response = join(logged_in(ada), shift)

    assert (response.status_code, response.headers["Location"]) == (302, f"/stations/{shift.post.site.slug}")


@pytest.mark.parametrize(("headers", "is_page"), [(HTMX, False), ({}, True)])
def test_a_refusal_is_409_and_says_why(logged_in, ada, headers, is_page):
    shift = volunteering.shift(seats=0)

    response = join(logged_in(ada), shift, headers=headers)

    text = response.content.decode()
    assert (response.status_code, "<html" in text, "这个班次的名额已满。" in text) == (409, is_page, True)
    assert Signup.objects.count() == 0


@pytest.mark.parametrize("key", ["", "not-a-key", "5c0ff1ce"])
def test_a_form_without_its_key_takes_no_seat(logged_in, ada, key):
    shift = volunteering.shift()

    response = logged_in(ada).post(f"/shifts/{shift.pk}/join", {"key": key}, headers=HTMX)

    assert (response.status_code, Signup.objects.count()) == (422, 0)


def test_the_same_form_sent_twice_takes_one_seat(logged_in, ada):
    shift, key, browser = volunteering.shift(), uuid4(), logged_in(ada)

    answers = [join(browser, shift, key, headers=HTMX).status_code for _ in range(2)]

    shift.refresh_from_db()
    assert (answers, shift.taken) == ([200, 200], 1)


def test_a_visitor_is_asked_to_log_in_and_comes_back(client):
    shift = volunteering.shift()

    page = f"/stations/{shift.post.site.slug}"

    for came_from, leads_to in [(f"http://testserver{page}", page), (f"http://elsewhere.example{page}", "/"), ("", "/")]:
        response = join(client, shift, headers={"referer": came_from})
        assert (response.status_code, response.headers["Location"]) == (302, f"/account/login/?next={leads_to}")
        fragment = join(client, shift, headers={"referer": came_from, **HTMX})
        assert (fragment.status_code, fragment.headers["HX-Redirect"]) == (200, f"/account/login/?next={leads_to}")
    assert "<form" not in client.get(f"/stations/{shift.post.site.slug}").content.decode().split('id="shift-')[1]


def test_joining_asks_for_a_token(ada):
    shift = volunteering.shift()
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(ada)

    assert (join(browser, shift).status_code, Signup.objects.count()) == (403, 0)


def test_looking_is_not_joining(logged_in, ada):
    shift = volunteering.shift()

    assert logged_in(ada).get(f"/shifts/{shift.pk}/join").status_code == 405


def test_a_seat_given_back_is_free_on_the_row(logged_in):
    signup = volunteering.signup()

    response = logged_in(signup.person).post(f"/me/signups/{signup.pk}/withdraw", headers=HTMX)

    signup.refresh_from_db()
    assert (response.status_code, signup.is_withdrawn, f"/shifts/{signup.shift_id}/join" in response.content.decode()) == (200, True, True)


def test_somebody_elses_seat_is_not_there(logged_in, ada):
    signup = volunteering.signup()

    response = logged_in(ada).post(f"/me/signups/{signup.pk}/withdraw", headers=HTMX)

    signup.refresh_from_db()
    assert (response.status_code, signup.is_withdrawn) == (404, False)
    assert logged_in(ada).post("/me/signups/999999/withdraw", headers=HTMX).status_code == 404
