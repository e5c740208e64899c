"""Log-in sessions, found by one plain query."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session

from wucai.core import clock
from wucai.core.sessions import SessionStore

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept():
    session = SessionStore()
    session["站"] = "七宝"
    session.save()
    return session


def test_a_session_holds_what_was_put_into_it(kept, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert dict(SessionStore(kept.session_key).items()) == {"站": "七宝"}


def test_a_session_that_has_ended_is_empty_and_has_no_key(kept):
    Session.objects.update(expire_date=clock.real_now() - timedelta(seconds=1))
    session = SessionStore(kept.session_key)

    assert (dict(session.items()), session.session_key) == ({}, None)


@pytest.mark.parametrize("key", ["", "x" * 32, "' OR 1=1 --"])
def test_a_session_that_never_was_is_empty(kept, key):
    assert dict(SessionStore(key).items()) == {}


def test_a_session_that_was_tampered_with_is_empty(kept):
    Session.objects.update(session_data="eyJ4IjoxfQ:1aaaaa:bbbb")

    assert dict(SessionStore(kept.session_key).items()) == {}
