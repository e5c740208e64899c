"""Messages and units in JSON: one's own messages alone, and of units what anybody may know."""

import pytest
from django.test import Client

from tests.counting import queries_of
from tests.factories import organisations as some
from tests.factories import people as some_people
from tests.factories import programme as some_programme
from wucai.people.models import Person
from wucai.programme.models import Edition

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def edition() -> Edition:
    return some_programme.edition()


@pytest.fixture
def ada() -> Person:
    return some_people.person()


def test_ones_own_messages_are_told_newest_first_and_seen_once(ada: Person, logged_in) -> None:
    old, new = some.message(ada, title="旧"), some.message(ada, title="新")
    some.message(some_people.person())
    browser = logged_in(ada)

    assert [(told["title"], told["text_en"], told["seen_at"]) for told in browser.get("/api/v1/notices").json()] == [
        ("新", "At eight.", None),
        ("旧", "At eight.", None),
    ]
    first, again = (browser.post(f"/api/v1/notices/{new.notices.get().pk}/seen").json() for _ in range(2))
    assert (first["seen_at"] is not None, first == again) == (True, True)
    assert (some.seen(new), some.seen(old)) == ((1, 1), (0, 1))
    assert len(browser.get("/api/v1/notices?limit=1").json()) == 1


def test_the_messages_of_others_are_not_there(ada: Person, logged_in, client: Client) -> None:
    notice = some.message(some_people.person()).notices.get()

    assert [logged_in(ada).post(f"/api/v1/notices/{number}/seen").status_code for number in (notice.pk, 2**63, 0)] == [404] * 3
    assert (client.get("/api/v1/notices").status_code, client.post(f"/api/v1/notices/{notice.pk}/seen").status_code) == (401, 401)
    assert logged_in(ada).get("/api/v1/notices?limit=0").status_code == 422


def test_anybody_may_know_which_units_take_part_and_nothing_of_their_people(client: Client) -> None:
    area = some_programme.area()
    top = some.partner(name="甲", name_en="Alpha", slug="a", is_surrounding=True, area=area, is_demo=True)
    some.partner(name="乙", name_en="", slug="b", parent=top)
    some.organisation()
    some.liaison(top)

    first, second = client.get("/api/v1/units").json()

    common = {"slug": "a", "name": "甲", "name_en": "Alpha", "kind": "area_unit", "parent": None}
    assert first == {**common, "area": "闵行区", "is_surrounding": True, "is_demo": True}
    assert (second["parent"], second["area"], second["is_surrounding"]) == ("a", None, False)


def test_the_number_of_queries_does_not_grow(ada: Person, logged_in) -> None:
    browser = logged_in(ada)

    counts = []
    for _ in range(3):
        some.message(ada, by=some_people.person())
        some.partner(parent=some.organisation())
        counts.append((queries_of(browser, "/api/v1/notices"), queries_of(browser, "/api/v1/units")))
    assert counts[0] == counts[2]
