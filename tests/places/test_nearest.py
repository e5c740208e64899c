"""Which station is near, which is open, and what it offers."""

from datetime import date, datetime, timedelta

import pytest

from tests.factories import places as some_places
from tests.factories import programme as some_programme
from wucai.core.clock import SHANGHAI
from wucai.places import queries
from wucai.places.actions import sites
from wucai.places.choices import SiteKind
from wucai.places.models import OpeningHours, Site, StationService
from wucai.places.queries.sites import metres

pytestmark = pytest.mark.django_db
HERE = (31_195_500, 121_311_000)


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2020, 11, 6, hour, minute, tzinfo=SHANGHAI)


def _is_open(site: Site, moment: datetime) -> bool:
    [line] = queries.lines([site], at=moment)
    return line.opening.is_open


@pytest.mark.parametrize(
    ("moment", "is_open"), [(at(7, 59), False), (at(8), True), (at(11, 59), True), (at(12), False), (at(13), True), (at(20), False)]
)
def test_a_station_is_open_from_the_minute_it_opens_to_the_minute_it_closes(moment: datetime, is_open: bool) -> None:
    site = some_places.station()
    some_places.hours(site, "08:00-12:00", "13:00-20:00")

    assert _is_open(site, moment) == is_open


def test_hours_hold_on_their_days_alone() -> None:
    site = some_places.station()
    some_places.hours(site, "08:00-20:00", first_on=date(2020, 11, 5), last_on=date(2020, 11, 6))

    assert [_is_open(site, at(9) + timedelta(days=days)) for days in (-2, -1, 0, 1)] == [False, True, True, False]


def test_what_is_told_of_the_hours_says_until_when_and_when_next() -> None:
    hours = [
        OpeningHours(first_on=date(2020, 11, 1), last_on=date(2020, 11, 9), opens_at=at(a).time(), closes_at=at(b).time())
        for a, b in ((13, 20), (8, 12))
    ]

    open_now, pause, night = (queries.opening(hours, at(hour)) for hour in (9, 12, 21))

    assert (open_now.is_open, open_now.until, open_now.opens) == (True, at(12).time(), None)
    assert (pause.is_open, pause.until, pause.opens) == (False, None, at(13).time())
    assert (night.is_open, night.is_known, night.opens) == (False, True, None)
    assert not queries.opening([], at(9)).is_known


def test_the_nearest_open_station_comes_first_then_the_one_that_tells_no_hours_then_the_closed() -> None:
    names = {
        "near, closed": (1_000, "20:00-21:00"),
        "far, open": (9_000, "08:00-20:00"),
        "nearer, open": (5_000, "08:00-20:00"),
        "silent": (2_000, ""),
    }
    made = {name: some_places.station(latitude_e6=HERE[0] + away, longitude_e6=HERE[1]) for name, (away, _hours) in names.items()}
    for name, (_away, told) in names.items():
        some_places.hours(made[name], *([told] if told else []))
    some_places.station(kind=SiteKind.STOP, latitude_e6=HERE[0], longitude_e6=HERE[1])
    edition = Site.objects.first().edition  # type: ignore[union-attr]  # made above

    found = queries.nearest(edition, *HERE, at=at(9), most=4)

    assert [line.site for line in found] == [made[name] for name in ("nearer, open", "far, open", "silent", "near, closed")]
    assert [line.metres for line in found] == [556, 1001, 222, 111]


def test_the_distance_is_that_of_the_great_circle() -> None:
    # From Hongqiao Railway Station to Qibao Old Street; by the formula on a sphere of 6,371,008.8 m worked out apart from this code.
    assert metres((31_196_000, 121_315_800), (31_157_200, 121_349_900)) == 5398
    assert metres(HERE, HERE) == 0


@pytest.mark.parametrize("count", [1, 3])
def test_the_nearest_take_as_many_queries_for_one_station_as_for_three(django_assert_num_queries, count: int) -> None:
    edition = some_programme.edition()
    for _ in range(count):
        site = some_places.station(edition=edition)
        some_places.hours(site, "08:00-20:00")
        sites.put_services(site, by=None, services=[("饮水", "Water")])

    with django_assert_num_queries(3):
        found = queries.nearest(edition, *HERE, at=at(9))

    assert [[service.name for service in line.services] for line in found] == [["饮水"]] * count


def test_services_and_hours_said_again_change_nothing() -> None:
    site = some_places.station()
    for _ in range(2):
        sites.put_services(site, by=None, services=[("饮水", "Water"), ("充电", "Charging")])
        some_places.hours(site, "08:00-20:00")
    rows = sorted(StationService.objects.values_list("pk", flat=True)) + sorted(OpeningHours.objects.values_list("pk", flat=True))

    sites.put_services(site, by=None, services=[("饮水", "Water"), ("充电", "Charging")])
    some_places.hours(site, "08:00-20:00")

    assert rows == sorted(StationService.objects.values_list("pk", flat=True)) + sorted(OpeningHours.objects.values_list("pk", flat=True))
    assert [service.name for service in site.services.all()] == ["饮水", "充电"]


def test_what_can_be_got_is_told_once_the_commonest_first() -> None:
    first, second = some_places.station(), some_places.station()
    sites.put_services(first, by=None, services=[("剪纸", ""), ("饮水", "")])
    sites.put_services(second, by=None, services=[("饮水", "Water")])

    assert queries.services_offered(first.edition) == [("饮水", "Water"), ("剪纸", "")]


def test_a_site_is_found_by_name_english_name_or_code_and_not_where_two_are_called_so() -> None:
    qibao = some_places.station(slug="qibao", name="七宝", name_en="Qibao")
    for _ in range(2):
        some_places.station(name="同名站")

    found = queries.sites_called(qibao.edition_id, ["七宝", " Qibao ", "qibao", "同名站", "没有", ""])

    assert found == {"七宝": qibao, " Qibao ": qibao, "qibao": qibao}
