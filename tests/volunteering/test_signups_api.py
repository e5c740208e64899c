"""The same verbs for machines."""

from uuid import uuid4

import pytest
from django.test import Client

from tests.factories import people, volunteering
from wucai.volunteering.models import Signup

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada():
    return people.person()


def sign_up(browser, shift, key):
    return browser.post(f"/api/v1/shifts/{shift.pk}/signups", headers={"idempotency-key": str(key)})


def test_a_seat_is_taken_and_a_repeat_gets_the_same_answer(logged_in, ada):
    shift, key, browser = volunteering.shift(), uuid4(), logged_in(ada)

    first, again = sign_up(browser, shift, key), sign_up(browser, shift, key)

    signup = Signup.objects.get(person=ada)
    assert (first.status_code, again.status_code, first.json()) == (201, 201, again.json())
    assert {name: first.json()[name] for name in ("id", "key", "shift_id", "withdrawn_at")} == {
        "id": signup.pk,
        "key": str(key),
        "shift_id": shift.pk,
        "withdrawn_at": None,
    }


def test_a_refusal_is_a_problem_with_its_reason(logged_in, ada):
    response = sign_up(logged_in(ada), volunteering.shift(seats=0), uuid4())

    told = response.json()
    assert (response.status_code, response.headers["Content-Type"]) == (409, "application/problem+json")
    assert (told["reason"], told["status"], told["title"]) == ("full", 409, "Refused")


def test_a_key_used_for_another_wish_is_422(logged_in, ada):
    signup = volunteering.signup(person=ada)

    response = sign_up(logged_in(ada), volunteering.shift(post=volunteering.post(name="引导")), signup.key)

    assert (response.status_code, response.json()["reason"]) == (422, "key_reused")


def test_a_missing_or_bad_key_names_the_field(logged_in, ada):
    shift = volunteering.shift()

    for response in (logged_in(ada).post(f"/api/v1/shifts/{shift.pk}/signups"), sign_up(logged_in(ada), shift, "nonsense")):
        assert (response.status_code, list(response.json()["fields"])) == (422, ["idempotency_key"])


@pytest.mark.parametrize("method", ["get", "delete"])
def test_somebody_elses_seat_and_none_at_all_look_the_same(logged_in, ada, method):
    signup = volunteering.signup()
    browser = logged_in(ada)

    theirs, nothing = (getattr(browser, method)(f"/api/v1/signups/{number}") for number in (signup.pk, 999_999))

    assert (theirs.status_code, theirs.json()) == (404, nothing.json())
    signup.refresh_from_db()
    assert not signup.is_withdrawn


def test_a_seat_is_shown_listed_and_given_back(logged_in, ada):
    signup = volunteering.signup(person=ada)
    volunteering.signup(signup.shift)
    browser = logged_in(ada)

    assert [each["id"] for each in browser.get("/api/v1/signups").json()] == [signup.pk]
    answers = [browser.delete(f"/api/v1/signups/{signup.pk}").json() for _ in range(2)]

    assert answers[0]["withdrawn_at"] is not None
    assert answers[0] == answers[1] == browser.get(f"/api/v1/signups/{signup.pk}").json()
    assert browser.get("/api/v1/signups").json() == []


def test_without_a_log_in_the_answer_is_401_and_without_a_token_403(ada):
    shift = volunteering.shift()
    browser = Client(enforce_csrf_checks=True)
    assert (sign_up(browser, shift, uuid4()).status_code, browser.get("/api/v1/signups").status_code) == (403, 401)

    browser.force_login(ada)

    assert sign_up(browser, shift, uuid4()).status_code == 403
    assert Signup.objects.count() == 0


def test_the_verbs_are_in_the_published_description(client):
    told = client.get("/api/v1/openapi.json").json()["paths"]

    assert told["/api/v1/shifts/{shift_id}/signups"]["post"]["operationId"] == "sign_up"
    assert {verb: each["operationId"] for verb, each in told["/api/v1/signups/{signup_id}"].items()} == {
        "get": "show_signup",
        "delete": "withdraw",
    }
