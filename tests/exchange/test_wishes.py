"""A form that is sent twice brings one row: pressed twice, or gone back to and sent again."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from tests.factories import exchange, organisations, people
from wucai.core import clock
from wucai.core.models import TraceLine
from wucai.core.refusals import KeyReused
from wucai.exchange.actions import council, needs, projects, resources
from wucai.exchange.choices import ListKind
from wucai.exchange.models import Matter, Need, Project, Resource
from wucai.people.models import Organisation

pytestmark = pytest.mark.django_db
KEY = UUID("0b0c2b54-0000-4000-8000-000000000001")


def raised(unit: Organisation, **more: Any) -> Need:
    told = {"category": exchange.category(ListKind.NEED), "title": "引导", "quantity": 1, "unit": "人", **exchange.DAYS}
    return needs.raise_need(organisations.edition(), unit, by=None, now=clock.now(), **{**told, **more})


def offered(unit: Organisation, **more: Any) -> Resource:
    told = {"category": exchange.category(ListKind.RESOURCE), "title": "轮椅", "quantity": 1, "unit": "辆", **exchange.DAYS}
    return resources.offer(organisations.edition(), unit, by=None, now=clock.now(), **{**told, **more})


def opened(unit: Organisation, **more: Any) -> Project:
    told = {"title": "共建", "lead": unit, "size": 1, **exchange.DAYS}
    return projects.open_project(organisations.edition(), by=None, now=clock.now(), **{**told, **more})


def put_before(unit: Organisation, **more: Any) -> Matter:
    told = {"kind": "major", "title": "大事", "raised_by": unit}
    return council.raise_matter(organisations.edition(), by=None, now=clock.now(), **{**told, **more})


VERBS = [raised, offered, opened, put_before]


@pytest.mark.parametrize("verb", VERBS)
def test_the_same_wish_is_answered_with_its_first_row_and_traced_once(verb: Any) -> None:
    unit = organisations.partner()
    first = verb(unit, key=KEY)
    lines = TraceLine.objects.count()

    assert (verb(unit, key=KEY), TraceLine.objects.count()) == (first, lines)
    assert verb(unit, key=uuid4()) != first


@pytest.mark.parametrize("verb", VERBS)
def test_another_wish_under_the_same_key_is_refused(verb: Any) -> None:
    verb(organisations.partner(), key=KEY)

    with pytest.raises(KeyReused):
        verb(organisations.partner(), key=KEY)


@pytest.mark.parametrize("verb", VERBS)
def test_without_a_key_each_time_is_a_wish_of_its_own(verb: Any) -> None:
    unit = organisations.partner()

    assert verb(unit) != verb(unit)


def test_what_was_listed_meanwhile_is_still_the_answer() -> None:
    unit = organisations.partner()
    first = needs.list_need(raised(unit, key=KEY), by=None)

    assert raised(unit, key=KEY) == first


def test_the_same_form_sent_twice_by_page_brings_one_line(client: Client) -> None:
    unit = organisations.partner(slug="own")
    client.force_login(organisations.liaison(unit))
    category = exchange.category(ListKind.RESOURCE)
    form = {"title": "轮椅", "quantity": "3", "unit": "辆", "starts_on": "2030-11-05", "ends_on": "2030-11-10", "category": category.pk}
    page = client.get("/unit/own/resources/add")
    key = page.context["form"]["key"].value()

    answers = [client.post("/unit/own/resources/add", {**form, "key": key})["Location"] for _ in range(2)]
    changed = client.post("/unit/own/resources/add", {**form, "key": key, "quantity": "5"})

    assert (answers, Resource.objects.count()) == (["/unit/own/"] * 2, 1)
    assert (changed.status_code, str(key) in page.content.decode()) == (422, True)


def test_a_form_that_is_refused_keeps_its_key(client: Client) -> None:
    client.force_login(people.coordinator(organisations.edition()))

    refused = client.post("/desk/council/raise", {"kind": "major", "title": "", "key": str(KEY)})

    assert (refused.status_code, f'value="{KEY}"' in refused.content.decode()) == (422, True)
    sent = {"kind": "major", "title": "大事", "key": str(KEY)}
    answers = [client.post("/desk/council/raise", sent)["Location"] for _ in range(2)]
    assert answers == [f"/desk/council/{Matter.objects.get().pk}/"] * 2
