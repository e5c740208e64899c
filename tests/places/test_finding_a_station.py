"""What a visitor finds: which stations are open, what they offer, how far they are; relay stations and centres by area."""

import re

import brotli
import pytest
from django.test import Client

from tests.factories import places as some_places
from tests.factories import programme as some_programme
from tests.factories import volunteering as some_volunteering
from wucai.core import clock
from wucai.places import queries
from wucai.places.actions import sites
from wucai.places.choices import Level, SiteKind
from wucai.places.models import Count, Site
from wucai.programme.models import Area

pytestmark = pytest.mark.django_db
ALWAYS = "00:00-23:59"
AREA_QUERIES = 7  # as the list of stations, and the areas


def _rows(client: Client, **asked: str) -> list[str]:
    page = client.get("/stations/", asked).content.decode()
    return re.findall(r'<a href="/stations/([\w-]+)"><strong>', page)


@pytest.fixture
def towns() -> list[Area]:
    district = some_programme.area(name="闵行区")
    return [some_programme.area(kind="town", parent=district, name=name, name_en="") for name in ("七宝镇", "华漕镇")]


def test_only_what_is_open_or_offers_the_thing_is_left(client: Client) -> None:
    for slug, hours, service in (("a", ALWAYS, "饮水"), ("b", ALWAYS, "充电"), ("c", "", "饮水")):
        site = some_places.station(slug=slug)
        some_places.hours(site, *([hours] if hours else []))
        sites.put_services(site, by=None, services=[(service, "")])

    found = [
        _rows(client, **asked) for asked in ({}, {"open": "on"}, {"service": "饮水"}, {"service": "饮水", "open": "on"}, {"service": "x"})
    ]

    assert found == [["a", "b", "c"], ["a", "b"], ["a", "c"], ["a"], ["a", "b", "c"]]


def test_from_where_i_am_the_open_ones_come_by_distance(client: Client) -> None:
    some_places.station(slug="stop", kind=SiteKind.STOP, latitude_e6=31_000_000)
    for slug, away, hours in (("far", 9_000, ALWAYS), ("near", 1_000, ALWAYS), ("here", 10, "00:00-00:01")):
        some_places.hours(some_places.station(slug=slug, latitude_e6=31_000_000 + away), hours)

    assert _rows(client, near="stop") == ["near", "far", "here"]
    assert re.findall(r'<span class="num">(about .*?)</span>', client.get("/en/stations/", {"near": "stop"}).content.decode()) == [
        "about 110 m",
        "about 1.0 km",
        "about 10 m",
    ]


@pytest.mark.parametrize(
    "asked", [{"level": "9"}, {"near": "nowhere"}, {"open": "maybe"}, {"q": "x" * 300}, {"service": "\x00"}, {"level": ["1", "2"]}]
)
def test_whatever_stands_in_the_address_the_page_opens(client: Client, asked: dict[str, str]) -> None:
    some_places.station()

    assert client.get("/stations/", asked).status_code == 200


def test_relay_stations_and_centres_stand_by_area_and_roll_up(client: Client, towns: list[Area]) -> None:
    hamlet = some_programme.area(kind="neighbourhood", parent=towns[0], name="一居", name_en="")
    made = {
        "relay-a": (SiteKind.RELAY_STATION, towns[0]),
        "relay-b": (SiteKind.RELAY_STATION, towns[1]),
        "centre": (SiteKind.DISTRICT_STATION, towns[0]),
        "hamlet": (SiteKind.DISTRICT_STATION, hamlet),
        "core": (SiteKind.STATION, towns[0]),
    }
    for slug, (kind, area) in made.items():
        some_places.hours(some_places.station(slug=slug, kind=kind, area=area), ALWAYS)

    assert [_rows(client, level=level.value) for level in Level] == [["core"], ["centre"], ["hamlet"], ["relay-a", "relay-b"]]
    page = client.get("/en/stations/", {"level": "relay"}).content.decode()
    assert re.findall(r'<h2 id="area-\d+">(?:<span lang="zh-Hans">)?(.*?)(?:</span>)?</h2>\s*<p class="num">(.*?)</p>', page) == [
        ("Minhang", "2 stations, 2 open now"),
        ("七宝镇", "1 station, 1 open now"),
        ("华漕镇", "1 station, 1 open now"),
    ]


def test_a_neighbourhoods_station_stands_under_its_town(towns: list[Area]) -> None:
    hamlet = some_programme.area(kind="neighbourhood", parent=towns[0], name="一居", name_en="")
    sites_there = [some_places.station(kind=SiteKind.DISTRICT_STATION, area=area) for area in (hamlet, None)]

    told = queries.area_lines(queries.lines(sites_there, at=clock.now()))

    assert [(each.area, each.total, [line.site for line in each.lines]) for each in told] == [
        (towns[0].parent, 1, []),
        (towns[0], 1, [sites_there[0]]),
        (None, 1, [sites_there[1]]),
    ]


def test_visitors_served_roll_up_along_the_areas(towns: list[Area]) -> None:
    hamlet = some_programme.area(kind="neighbourhood", parent=towns[0], name="一居", name_en="")
    for area, amount in ((towns[0], 3), (hamlet, 4), (towns[1], 50)):
        site = some_places.station(area=area)
        now = clock.now()
        Count.objects.create(
            event_id=f"00000000-0000-4000-8000-{amount:012}",
            site=site,
            category="enquiry",
            amount=amount,
            counted_at=now,
            received_at=now,
            state="accepted",
        )

    edition = Site.objects.first().edition

    assert [queries.visitors_served(edition, area=area) for area in (hamlet, towns[0], towns[0].parent)] == [4, 7, 57]


@pytest.mark.parametrize("count", [1, 3])
def test_by_area_the_list_asks_equally_often_for_one_and_for_three(
    client: Client, towns: list[Area], django_assert_num_queries, count: int
) -> None:
    for number in range(count):
        some_places.station(kind=SiteKind.RELAY_STATION, area=towns[number % 2])

    with django_assert_num_queries(AREA_QUERIES):
        assert len(_rows(client, level="relay")) == count


def test_a_station_tells_its_hours_what_it_offers_and_that_it_is_made_up(client: Client) -> None:
    site = some_places.station(slug="qibao", is_demo=True)
    some_places.hours(site, "00:00-12:00", "12:00-23:59")
    sites.put_services(site, by=None, services=[("饮水", "Water"), ("充电", "Charging")])

    page = client.get("/en/stations/qibao").content.decode()

    assert ["Water" in page, "Charging" in page, "00:00–12:00" in page, "Open until" in page, "Demo data" in page] == [True] * 5


def test_a_relay_station_has_a_page_and_a_stop_has_none(client: Client) -> None:
    some_places.station(slug="relay", kind=SiteKind.RELAY_STATION)
    some_places.station(slug="stop", kind=SiteKind.STOP)

    assert [client.get(f"/stations/{slug}").status_code for slug in ("relay", "stop")] == [200, 404]


@pytest.mark.parametrize("path", ["/", "/stations/", "/stations/?level=relay&near=s1", "/stations/s1"])
def test_what_visitors_see_is_small_the_same_for_all_and_sets_no_cookie(client: Client, path: str) -> None:
    for number in range(20):
        kind = SiteKind.STATION if number < 6 else SiteKind.RELAY_STATION
        site = some_places.station(slug=f"s{number}", kind=kind, number=number if number < 6 else None, feature="突出文化宣传：千年古镇")
        some_places.hours(site, "08:00-12:00", "13:00-20:00")
        sites.put_services(site, by=None, services=[(f"服务{each}", f"Service {each}") for each in range(8)])

    answer = client.get(path)

    assert (answer.status_code, len(answer.cookies), "ETag" in answer.headers) == (200, 0, True)
    assert len(brotli.compress(answer.content, quality=5)) <= 25 * 1024


@pytest.mark.parametrize("count", [1, 3])
def test_home_asks_the_database_equally_often_for_one_station_and_three(client: Client, django_assert_num_queries, count: int) -> None:
    for _ in range(count):
        site = some_places.station()
        some_places.hours(site, ALWAYS)
        some_volunteering.shift(site=site)

    with django_assert_num_queries(6):  # the edition, starting points, the stations with services and hours, the shifts
        page = client.get("/").content.decode()

    assert (page.count("<article"), len(re.findall(r'<a href="/stations/[\w-]+"><strong>', page))) == (count, count)
    assert 'href="/join/"' in page
