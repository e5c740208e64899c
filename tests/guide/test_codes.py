"""Where a poster leads: the story's text, the nearest open station, English in one tap; for everybody the same, without a cookie."""

import io
import re

import brotli
import pypdfium2
import pytest
import zxingcpp
from django.conf import LazySettings
from django.db import IntegrityError, transaction
from django.test import Client

from tests.factories import guide as some_guide
from tests.factories import places as some_places
from wucai.core.models import TraceLine
from wucai.guide import exports, queries
from wucai.guide.actions import stories
from wucai.places.actions import sites
from wucai.places.choices import SiteKind
from wucai.places.models import Site

pytestmark = pytest.mark.django_db
PAGE_QUERIES = 6  # the code, the stations with services and hours, the next story twice
ALWAYS = "00:00-23:59"


@pytest.fixture
def stop() -> Site:
    return some_places.station(kind=SiteKind.STOP, slug="stop", name="申长路舟虹路站", name_en="Shenchang Road", latitude_e6=31_194_500)


def _near(page: str) -> list[str]:
    return re.findall(r'<article class="card.*?<a href="(?:/en)?/stations/([\w-]+)">', page, flags=re.DOTALL)


def test_a_poster_leads_to_its_story_and_to_the_nearest_station_that_is_open(client: Client, stop: Site) -> None:
    some_guide.code(stop, title="伟大开端")
    closed = some_places.station(slug="closed", latitude_e6=31_194_600)
    some_places.hours(closed, "00:00-00:01")
    open_now = some_places.station(slug="open", latitude_e6=31_204_500)
    some_places.hours(open_now, ALWAYS)
    sites.put_services(open_now, by=None, services=[("饮水", "Water")])

    page = client.get("/s/demo").content.decode()

    assert (_near(page), "伟大开端" in page, "<p>后来。</p>" in page, "饮水" in page) == (["open", "closed"], True, True, True)


def test_english_is_one_tap_away_and_what_has_none_is_marked_as_chinese(client: Client, stop: Site) -> None:
    some_guide.code(stop, title_en="A great beginning", text_en="")

    chinese, english = (client.get(f"{prefix}/s/demo").content.decode() for prefix in ("", "/en"))

    assert re.findall(r'href="(/language/en\?next=[^"]*)"', chinese) == ["/language/en?next=%2Fs%2Fdemo"]
    assert ("A great beginning" in english, 'class="prose lead stack" lang="zh-Hans"' in english) == (True, True)


def test_the_page_is_the_same_for_all_small_and_sets_no_cookie(client: Client, stop: Site) -> None:
    some_guide.code(stop, text="字" * 1_500)
    for number in range(12):
        some_places.hours(some_places.station(slug=f"s{number}"), ALWAYS)

    answer = client.get("/s/demo")

    assert (answer.status_code, len(answer.cookies), "ETag" in answer.headers) == (200, 0, True)
    assert len(brotli.compress(answer.content, quality=5)) <= 25 * 1024
    assert "<script" not in answer.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_the_database_equally_often_for_one_station_and_three(
    client: Client, stop: Site, django_assert_num_queries, count: int
) -> None:
    some_guide.code(stop)
    for _ in range(count):
        some_places.station()

    with django_assert_num_queries(PAGE_QUERIES):
        assert len(_near(client.get("/s/demo").content.decode())) == count


def test_no_poster_has_this_code(client: Client) -> None:
    assert [client.get(path).status_code for path in ("/s/nothing", "/s/nothing/poster.pdf")] == [404, 404]


def test_the_stories_are_listed_with_where_their_posters_hang(client: Client, stop: Site) -> None:
    some_guide.code(stop, slug="a", title="甲")
    some_guide.story(stop, title="乙")

    page = client.get("/stories/").content.decode()

    assert re.findall(r"<h2>(.*?)</h2>", page) == ["乙", "甲"]
    assert re.findall(r'href="(/s/\w+)"', page) == ["/s/a"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_database_equally_often_for_one_story_and_three(
    client: Client, stop: Site, django_assert_num_queries, count: int
) -> None:
    for number in range(count):
        some_guide.code(stop, slug=f"c{number}")

    with django_assert_num_queries(3):
        assert client.get("/stories/").content.decode().count("<article") == count


def test_the_next_story_comes_round_and_a_lonely_one_has_none(stop: Site) -> None:
    first = some_guide.code(stop, slug="a")
    assert queries.next_story(first) is None

    last = some_guide.code(stop, slug="b")

    assert (queries.next_story(first), queries.next_story(last)) == (last, first)


def test_a_story_said_again_changes_nothing_and_another_word_is_told_once(stop: Site) -> None:
    code = some_guide.code(stop, slug="a", title="甲")
    lines = TraceLine.objects.count()

    again = stories.put_story(stop.edition, by=None, slug=code.story.slug, title="甲")
    stories.put_code("a", by=None, site=stop, story=again)
    assert TraceLine.objects.count() == lines

    stories.put_story(stop.edition, by=None, slug=code.story.slug, title="乙")
    line = TraceLine.objects.latest("pk")
    assert (line.verb, line.after) == ("changed", {"fields": ["title"]})


def test_a_code_stays_when_another_story_stands_behind_it(client: Client, stop: Site) -> None:
    some_guide.code(stop, title="旧")
    stories.put_code("demo", by=None, site=stop, story=some_guide.story(stop, title="新"))

    assert "<h1>新</h1>" in client.get("/s/demo").content.decode()


def test_the_database_itself_refuses_a_story_without_a_word(stop: Site) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        some_guide.story(stop, text="")


def test_a_station_shows_the_stories_whose_posters_hang_there(client: Client) -> None:
    site = some_places.station(slug="qibao")
    some_guide.code(site, title="七宝千年")

    assert "七宝千年" in client.get("/stations/qibao").content.decode()
    assert "故事" not in re.sub(
        r"<(header|footer).*?</\1>", "", client.get(f"/stations/{some_places.station().slug}").content.decode(), flags=re.DOTALL
    )


def test_the_poster_is_one_page_and_a_camera_finds_the_way_to_the_story(settings: LazySettings, stop: Site, client: Client) -> None:
    settings.WUCAI_ORIGIN = "https://wucai.example"
    code = some_guide.code(stop, title="伟大开端", title_en="A great beginning", is_demo=True)

    with pypdfium2.PdfDocument(io.BytesIO(exports.poster(code))) as document:
        words = "".join(document[0].get_textpage().get_text_range().split())
        found = [each.text for each in zxingcpp.read_barcodes(document[0].render(scale=1.5).to_pil())]
        assert (len(document), found) == (1, ["https://wucai.example/s/demo"])
    assert [word for word in ("伟大开端", "申长路舟虹路站", "Agreatbeginning") if word not in words] == []
    assert client.get("/en/s/demo/poster.pdf").headers["Content-Type"] == "application/pdf"
