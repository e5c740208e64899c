"""From the list of stations to a station to its shifts."""

import re
from datetime import timedelta

import pytest

from tests.factories import people, places, volunteering
from wucai.core import clock
from wucai.volunteering.models import Shift

pytestmark = pytest.mark.django_db
LIST_QUERIES = 6  # the edition, what is offered, starting points, the stations with services and hours
STATION_QUERIES = 5  # the station with services and hours, its shifts, the stories that hang there


def names(response):
    """The stations in the list, as they stand there; the map shows them once more."""
    rows = re.findall(r'<ul class="rows">.*?</ul>', response.content.decode(), flags=re.DOTALL)
    return re.findall(r"第\d+站", "".join(rows))


def test_the_list_shows_every_station_once_in_the_order_of_the_map(client):
    places.station(number=2, name="第2站")
    places.station(number=1, name="第1站")
    places.station(name="第9站")

    assert names(client.get("/stations/")) == ["第1站", "第2站", "第9站"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_database_equally_often_for_one_station_and_three(client, django_assert_num_queries, count):
    for _ in range(count):
        places.station()

    with django_assert_num_queries(LIST_QUERIES):
        assert len(names(client.get("/stations/"))) == count


@pytest.mark.parametrize("count", [1, 3])
def test_a_station_asks_the_database_equally_often_for_one_shift_and_three(client, django_assert_num_queries, count):
    site = places.station()
    for number in range(count):
        volunteering.shift(post=volunteering.post(site=site, name=f"岗{number}"))

    with django_assert_num_queries(STATION_QUERIES):
        assert client.get(f"/stations/{site.slug}").content.decode().count('<article class="ticket') == count


@pytest.mark.parametrize("count", [1, 3])
def test_a_volunteer_asks_three_times_more_however_many_shifts_there_are(logged_in, django_assert_num_queries, count):
    site, ada = places.station(), people.person()
    for number in range(count):
        volunteering.shift(post=volunteering.post(site=site, name=f"岗{number}"))
    browser = logged_in(ada)

    with django_assert_num_queries(STATION_QUERIES + 3):  # the log-in session, the person, their seats
        browser.get(f"/stations/{site.slug}")


def test_a_search_finds_by_name_feature_and_address_in_both_languages(client):
    places.station(name="第1站", feature="突出文化宣传", name_en="Qibao Old Street")
    places.station(name="第2站", address="申长路")

    found = {wanted: names(client.get("/stations/", {"q": wanted})) for wanted in ("文化", "qibao", "申长", "站", "没有", "%", "'")}

    assert found == {"文化": ["第1站"], "qibao": ["第1站"], "申长": ["第2站"], "站": ["第1站", "第2站"], "没有": [], "%": [], "'": []}


def test_while_typing_the_rows_come_alone(client):
    places.station(name="第1站")

    fragment = client.get("/stations/", {"q": "第1"}, headers={"hx-request": "true"}).content.decode()

    assert (names(client.get("/stations/")), "<html" in fragment, "第1站" in fragment) == (["第1站"], False, True)


def test_the_map_holds_a_link_for_each_station_and_a_title(client):
    first, second = places.station(number=1), places.station(number=2)

    [svg] = re.findall(r'role="group".*</main>', client.get("/stations/").content.decode(), flags=re.DOTALL)

    assert sorted(set(re.findall(r'<a href="([^"]+)"', svg))) == sorted([f"/stations/{first.slug}", f"/stations/{second.slug}"])
    assert "<title" in svg


def test_a_station_that_is_not_there_says_so_and_what_to_do(client):
    response = client.get("/stations/nowhere")

    assert (response.status_code, 'href="/' in response.content.decode()) == (404, True)


def test_an_empty_house_says_what_is_missing(client):
    assert client.get("/stations/").status_code == client.get("/").status_code == 200


def test_what_the_living_page_draws_is_never_shown_of_a_real_shift(client):
    begins = clock.now() + timedelta(days=1)
    as_the_samples = range(1, 10)  # the numbers that the living page gives its shifts
    posts = [volunteering.post(name=f"岗{number}") for number in as_the_samples]
    times = {"starts_at": begins, "ends_at": begins + timedelta(hours=4)}
    shifts = [Shift.objects.create(pk=number, post=post, seats=2, **times) for number, post in zip(as_the_samples, posts, strict=True)]

    client.get("/desk/styleguide")
    pages = [client.get(f"/stations/{shift.post.site.slug}").content.decode() for shift in shifts]

    assert [page for page in pages if "示例岗" in page] == []
