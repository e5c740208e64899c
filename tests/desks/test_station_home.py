"""The keeper's home: what to do next in one sentence, and one form for each thing that happens at a station."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from tests.factories import people as some_people
from tests.factories import places as some_places
from tests.factories import volunteering as some_volunteering
from wucai.core import clock
from wucai.desks import queries
from wucai.people.models import Person
from wucai.places.actions import supplies
from wucai.places.choices import IncidentKind
from wucai.places.models import Incident, Loan, Site, StockMove, Supply

pytestmark = pytest.mark.django_db
PAGE_QUERIES = 11


@pytest.fixture
def station() -> Site:
    return some_places.station(slug="qibao", name="七宝老街", name_en="Qibao Old Street")


@pytest.fixture
def keeper(station: Site) -> Person:
    somebody = some_people.person(name="王小明")
    some_places.keeper(station, somebody)
    return somebody


@pytest.fixture
def browser(keeper: Person) -> Client:
    client = Client()
    client.force_login(keeper)
    return client


def _advice(station: Site) -> tuple[str, str]:
    advice = queries.station_now(Site.objects.select_related("edition").get(pk=station.pk), at=clock.now()).advice
    return advice.kind, advice.href


def test_the_first_sentence_is_what_presses_most(station: Site) -> None:
    assert _advice(station) == ("ok", "")

    chair = some_places.supply(station, name="轮椅", quantity=2, minimum=0, is_loanable=True)
    supplies.lend(chair, key=uuid4(), by=None, now=clock.now() - timedelta(hours=3))
    assert _advice(station) == ("info", "#loans")

    found = some_places.incident(station)
    assert _advice(station) == ("info", f"#incident-{found.pk}")

    masks = some_places.supply(station, quantity=4, minimum=5)
    assert _advice(station) == ("warn", f"#supply-{masks.pk}")

    some_volunteering.shift(site=station, seats=2, starts_at=clock.now() - timedelta(hours=1))
    assert _advice(station) == ("warn", "#on-duty")

    child = some_places.incident(station, kind=IncidentKind.LOST_CHILD, text="孩子走散", is_urgent=True)
    assert _advice(station) == ("danger", f"#incident-{child.pk}")


def test_the_page_says_it_and_shows_the_shelf_the_lowest_first_with_its_form_open(browser: Client, station: Site) -> None:
    some_places.supply(station, name="饮水", quantity=9, minimum=5)
    some_places.supply(station, name="口罩", quantity=4, minimum=5)

    page = browser.get("/station/qibao/").content.decode()

    assert re.findall(r'<details class="card" id="supply-\d+"( open)?>\s*<summary><strong>(.*?)</strong>', page) == [
        (" open", "口罩"),
        ("", "饮水"),
    ]
    assert "口罩：仅剩 4，应备 5" in page


def test_masks_are_handed_out_and_restocked_once_a_form(browser: Client, station: Site) -> None:
    masks, key = some_places.supply(station, quantity=10), str(uuid4())
    moves = [("issued", "3"), ("issued", "3"), ("restocked", "3"), ("issued", "4")]

    answers = [
        browser.post(f"/station/qibao/supplies/{masks.pk}/move", {"move": move, "amount": amount, "key": key}) for move, amount in moves
    ]

    assert [(answer.status_code, answer.headers["Location"]) for answer in answers] == [(302, "/station/qibao/#supplies")] * 4
    assert Supply.objects.get(pk=masks.pk).quantity == 10 - 3 + 3 - 4


def test_more_than_there_is_is_refused_with_its_sentence(browser: Client, station: Site) -> None:
    masks = some_places.supply(station, quantity=1)

    answer = browser.post(f"/station/qibao/supplies/{masks.pk}/move", {"move": "issued", "amount": "2", "key": str(uuid4())})

    assert (answer.status_code, Supply.objects.get(pk=masks.pk).quantity) == (409, 1)


def test_a_wheelchair_goes_out_and_comes_back(browser: Client, station: Site) -> None:
    chair = some_places.supply(station, name="轮椅", quantity=1, minimum=0, is_loanable=True)
    browser.post(f"/station/qibao/supplies/{chair.pk}/lend", {"note": "3号出口", "key": str(uuid4())})
    loan = Loan.objects.get()
    assert "3号出口" in browser.get("/station/qibao/").content.decode()

    answers = [browser.post(f"/station/qibao/loans/{loan.pk}/back").status_code for _ in range(2)]

    assert (answers, Supply.objects.get(pk=chair.pk).quantity, Loan.objects.exclude(returned_at=None).count()) == ([302, 302], 1, 1)


def test_what_happened_is_written_down_and_closed_with_how_it_ended(browser: Client, keeper: Person, station: Site) -> None:
    told = {"kind": "lost_child", "text": "孩子走散", "is_urgent": "on", "key": str(uuid4())}
    for _ in range(2):
        assert browser.post("/station/qibao/incidents/", told).status_code == 302
    incident = Incident.objects.get()
    assert (incident.is_urgent, incident.opened_by) == (True, keeper)

    followed = browser.post(f"/station/qibao/incidents/{incident.pk}/close", {"outcome": "在钟楼下找到"}, follow=True)

    page = followed.content.decode()
    assert (Incident.objects.get().outcome, "在钟楼下找到" in page, 'role="status" tabindex="-1" autofocus' in page) == (
        "在钟楼下找到",
        True,
        True,
    )


@pytest.mark.parametrize(
    ("address", "told", "field"),
    [
        ("supplies/{supply}/move", {"move": "issued", "amount": "0"}, "amount"),
        ("supplies/{supply}/move", {"move": "issued", "amount": "viele"}, "amount"),
        ("supplies/{supply}/move", {"move": "eaten", "amount": "1"}, "move"),
        ("supplies/{supply}/move", {"move": "issued", "amount": "1", "key": "x"}, "key"),
        ("supplies/{supply}/lend", {"note": "长" * 101}, "note"),
        ("incidents/", {"kind": "lost_child", "text": ""}, "text"),
        ("incidents/", {"kind": "fire", "text": "a"}, "kind"),
        ("incidents/{incident}/close", {"outcome": " "}, "outcome"),
    ],
)
def test_a_form_that_cannot_be_read_comes_back_with_its_field_named(
    browser: Client, station: Site, address: str, told: dict[str, str], field: str
) -> None:
    supply, incident = some_places.supply(station, quantity=3, is_loanable=True), some_places.incident(station)
    moves = StockMove.objects.count()

    answer = browser.post("/station/qibao/" + address.format(supply=supply.pk, incident=incident.pk), {"key": str(uuid4()), **told})

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert (StockMove.objects.count(), Loan.objects.count(), Incident.objects.filter(closed_at=None).count()) == (moves, 0, 1)


def test_nothing_of_another_station_can_be_touched_and_nothing_without_a_log_in(browser: Client, station: Site) -> None:
    other = some_places.station(slug="other")
    supply, incident = some_places.supply(other, is_loanable=True), some_places.incident(other)
    loan = supplies.lend(supply, key=uuid4(), by=None, now=clock.now())
    paths = [
        f"supplies/{supply.pk}/move",
        f"supplies/{supply.pk}/lend",
        f"loans/{loan.pk}/back",
        "incidents/",
        f"incidents/{incident.pk}/close",
    ]
    told = {"key": str(uuid4()), "amount": "1", "move": "issued", "kind": "other", "text": "a", "outcome": "b"}

    theirs = [browser.post(f"/station/other/{path}", told).status_code for path in paths]
    smuggled = [browser.post(f"/station/qibao/{path}", told).status_code for path in paths if path != "incidents/"]
    outside = [Client().post(f"/station/other/{path}", told).headers["Location"].split("?")[0] for path in paths]

    assert (theirs, smuggled, outside) == ([404] * 5, [404] * 4, ["/account/login/"] * 5)
    assert (Supply.objects.get(pk=supply.pk).quantity, Incident.objects.count()) == (9, 1)


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_takes_as_many_statements_for_three_of_everything_as_for_one(
    browser: Client, station: Site, django_assert_num_queries: Any, count: int
) -> None:
    now = clock.now()
    shift = some_volunteering.shift(site=station, seats=5, starts_at=now + timedelta(minutes=20))
    for number in range(count):
        item = some_places.supply(station, name=f"物{number}", quantity=3, minimum=5, is_loanable=True)
        supplies.lend(item, key=uuid4(), by=None, now=now)
        some_places.incident(station, text=f"事{number}")
        some_volunteering.signup(shift)

    with django_assert_num_queries(PAGE_QUERIES):
        page = browser.get("/station/qibao/").content.decode()

    assert (page.count('<article class="card'), page.count("/back")) == (count, count)
