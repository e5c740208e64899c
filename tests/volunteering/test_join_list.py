"""Finding a shift: colours, stations, days; the risks before the button."""

from datetime import datetime, timedelta

import pytest

from tests.factories import people, places, volunteering
from wucai.core import clock
from wucai.volunteering.actions import shifts

pytestmark = pytest.mark.django_db
MORNING = datetime(2020, 11, 6, 9, 0, tzinfo=clock.SHANGHAI)
LIST_QUERIES = 6  # the edition, its days, colours and stations, how many shifts, the shifts


@pytest.fixture(autouse=True)
def before():
    clock.set_now(MORNING - timedelta(hours=1))


@pytest.fixture
def post():
    return volunteering.post(site=places.station(slug="railway"))


def tickets(response):
    return response.content.decode().count('<article class="ticket')


def test_shifts_are_found_by_colour_station_and_day(client, post):
    edition = post.site.edition
    blue = shifts.mean(edition, by=None, key="blue", name="平安岗", name_en="Safety", position=2)
    elsewhere = places.station(edition=edition, slug="qibao")
    guard = shifts.open_post(elsewhere, blue, by=None, name="守护", name_en="Guard", risks="拥挤", risks_en="Crowds")
    volunteering.shift(post=post, starts_at=MORNING)
    volunteering.shift(post=post, starts_at=MORNING + timedelta(days=1))
    volunteering.shift(post=guard, starts_at=MORNING)

    found = {
        query: tickets(client.get(f"/join/?{query}"))
        for query in (
            "",
            "colour=blue",
            "colour=red",
            "station=qibao",
            "day=2020-11-06",
            "colour=red&day=2020-11-07",
            "colour=blue&station=railway",
        )
    }

    assert list(found.values()) == [3, 1, 2, 1, 2, 1, 0]


@pytest.mark.parametrize(
    "query", ["colour=pink", "station=nowhere", "day=tomorrow", "day=2020-13-45", "page=x", "page=-1", "page=999", "colour=%00"]
)
def test_a_wish_that_is_none_is_as_if_it_had_not_been_asked(client, post, query):
    volunteering.shift(post=post, starts_at=MORNING)

    response = client.get(f"/join/?{query}")

    assert (response.status_code, tickets(response)) == (200, 1)


def test_full_shifts_are_left_out_until_they_are_asked_for(client, post):
    volunteering.shift(post=post, starts_at=MORNING, seats=0)
    volunteering.shift(post=post, starts_at=MORNING + timedelta(days=1))
    queries = ("", "?full=1", "?full=x", "?day=2020-11-06", "?day=2020-11-06&full=1")

    assert [tickets(client.get(f"/join/{query}")) for query in queries] == [1, 2, 1, 0, 1]


def test_the_list_stands_day_by_day(client, post):
    for hours in (0, 5, 24):
        volunteering.shift(post=post, starts_at=MORNING + timedelta(hours=hours))

    page = client.get("/en/join/").content.decode()

    assert (page.count('<h2 id="day-'), "3 shifts to come with seats left" in page) == (2, True)


def test_a_stations_page_shows_my_seats_and_the_next_open_shifts_and_where_the_rest_stands(logged_in, client, post):
    ada = people.person()
    mine = volunteering.shift(post=post, starts_at=MORNING + timedelta(days=9), seats=1)
    volunteering.signup(mine, ada)
    for number in range(10):
        volunteering.shift(post=post, starts_at=MORNING + timedelta(hours=5 * number), seats=number and 1)

    visitors, adas = client.get("/stations/railway"), logged_in(ada).get("/stations/railway")

    assert (tickets(visitors), tickets(adas)) == (8, 9)
    text = adas.content.decode()
    assert text.index(f'id="shift-{mine.pk}"') == text.index('id="shift-')
    assert ("名额已满" in visitors.content.decode(), "/join/?station=railway&amp;full=1" in visitors.content.decode()) == (False, True)


def test_what_has_begun_is_not_in_the_list(client, post):
    volunteering.shift(post=post, starts_at=MORNING - timedelta(hours=1))

    assert tickets(client.get("/join/")) == 0


def test_the_list_goes_on_on_a_second_page_with_the_same_wish(client, post):
    for number in range(21):
        volunteering.shift(post=post, starts_at=MORNING + timedelta(hours=5 * number))

    first, second = client.get("/join/?colour=red"), client.get("/join/?colour=red&page=2")

    assert (tickets(first), tickets(second), "?colour=red&amp;page=2" in first.content.decode()) == (20, 1, True)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_database_equally_often_for_one_shift_and_three(client, post, django_assert_num_queries, count):
    for number in range(count):
        volunteering.shift(post=post, starts_at=MORNING + timedelta(hours=5 * number))

    with django_assert_num_queries(LIST_QUERIES):
        assert tickets(client.get("/join/")) == count


def test_a_shift_tells_its_risks_before_the_button(logged_in, post):
    shift = volunteering.shift(post=post, starts_at=MORNING)

    page = logged_in(people.person()).get(f"/en/join/{shift.pk}").content.decode()

    assert -1 < page.index("Long standing") < page.index(f"/shifts/{shift.pk}/join")


def test_a_shift_that_has_begun_takes_nobody_and_one_that_is_not_there_is_404(logged_in, post):
    browser = logged_in(people.person())
    begun = volunteering.shift(post=post, starts_at=MORNING - timedelta(hours=2))

    page = browser.get(f"/en/join/{begun.pk}").content.decode()

    assert ("already begun" in page, f"/shifts/{begun.pk}/join" in page) == (True, False)
    assert [browser.get(f"/join/{number}").status_code for number in ("999999", "9" * 30)] == [404, 404]


def test_a_visitors_page_holds_no_form_with_a_token_and_is_kept_for_all(client, post):
    shift = volunteering.shift(post=post, starts_at=MORNING)

    for address in ("/join/", f"/join/{shift.pk}"):
        response = client.get(address)
        assert ("csrfmiddlewaretoken" in response.content.decode(), response.headers["Cache-Control"]) == (False, "no-cache")
