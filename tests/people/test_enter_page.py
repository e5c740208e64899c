"""Coming in by a code: the page tells the unit to whoever holds the code, and nothing to whoever guesses."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from tests.factories import organisations as some
from tests.factories import people as some_people
from tests.factories import programme as some_programme
from wucai.core import clock
from wucai.people import queries
from wucai.people.actions import invitations
from wucai.people.models import Invitation, Organisation, Person
from wucai.programme.models import Edition

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def edition() -> Edition:
    cache.clear()
    return some_programme.edition()


@pytest.fixture
def unit(edition: Edition) -> Organisation:
    return some.partner(name="七宝镇", name_en="Qibao Town")


@pytest.fixture
def code(unit: Organisation, edition: Edition) -> str:
    return invitations.invite(unit, edition, by=None, now=clock.now())[1]


@pytest.fixture
def ada() -> Person:
    return some_people.person()


def test_without_a_log_in_the_page_shows_the_way_and_uses_nothing(client: Client, code: str, unit: Organisation) -> None:
    for answer in (client.get(f"/en/enter/{code}"), client.post(f"/en/enter/{code}")):
        page = answer.content.decode()
        assert (answer.status_code, "Qibao Town" in page) == (200, True)
        assert [f'/en/account/{way}/?next=%2Fen%2Fenter%2F{code}"' in page for way in ("login", "signup")] == [True, True]
    assert Invitation.objects.get().used_at is None


def test_after_the_log_in_one_is_back_on_the_page(client: Client, code: str) -> None:
    some_people.person(phone="13811112222", password="correct-horse-1")

    answer = client.post(f"/account/login/?next=/enter/{code}", {"login": "13811112222", "password": "correct-horse-1"})

    assert answer.headers["Location"] == f"/enter/{code}"


def test_looking_uses_nothing_and_one_press_brings_in_the_liaison(logged_in, ada: Person, code: str, unit: Organisation) -> None:
    browser = logged_in(ada)
    assert (browser.get(f"/enter/{code}").status_code, queries.liaison_units(ada)) == (200, [])

    assert [browser.post(f"/enter/{code}").headers["Location"] for _ in range(2)] == [f"/unit/{unit.slug}/"] * 2
    assert queries.liaison_units(ada) == [unit]


def test_a_member_goes_to_their_own_page(logged_in, ada: Person, unit: Organisation, edition: Edition) -> None:
    code = invitations.invite_colleague(unit, edition, by=some.liaison(unit), now=clock.now())[1]

    assert logged_in(ada).post(f"/enter/{code}").headers["Location"] == "/me/"
    assert [member.person for member in queries.members_of(unit) if not member.is_liaison] == [ada]


def test_a_code_that_is_used_or_expired_is_refused_with_a_sentence(logged_in, ada: Person, code: str) -> None:
    logged_in(some_people.person()).post(f"/enter/{code}")
    answer = logged_in(ada).post(f"/en/enter/{code}")
    assert (answer.status_code, "This code was used already" in answer.content.decode()) == (409, True)

    Invitation.objects.update(
        used_at=None, used_by=None, made_at=clock.now() - timedelta(days=9), expires_at=clock.now() - timedelta(days=1)
    )
    answer = logged_in(ada).get(f"/en/enter/{code}")
    assert (answer.status_code, "This code has expired" in answer.content.decode()) == (409, True)


def test_guessing_has_an_end_and_then_even_a_right_code_waits(client: Client, code: str) -> None:
    statuses = [client.get(f"/enter/{'A' * 19}{letter}").status_code for letter in "23456789ABCDEFGHJKMNPQ"]

    assert statuses == [409] * 20 + [429] * 2
    assert client.get(f"/enter/{code}").status_code == 429
    assert client.get(f"/enter/{code}", REMOTE_ADDR="192.0.2.9").status_code == 200


def test_right_codes_are_not_counted(client: Client, code: str) -> None:
    assert {client.get(f"/enter/{code}").status_code for _ in range(25)} == {200}


@pytest.mark.parametrize("code", ["x", "'; DROP TABLE", "%00", "钥匙", "A" * 2000])
def test_whatever_is_typed_is_answered(client: Client, logged_in, ada: Person, code: str) -> None:
    assert client.get(f"/enter/{code}").status_code == 409
    assert logged_in(ada).post(f"/enter/{code}").status_code == 409
