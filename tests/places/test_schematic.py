"""The schematic map: small, legible, every station a link."""

import re

import pytest
from django.template import Context, Template
from django.utils import translation

from wucai.places.models import Site

CITY = [
    (1, "hub", 31_195_500, 121_311_000),
    (2, "qibao", 31_157_200, 121_349_900),
    (3, "xinyi", 31_176_000, 121_380_000),
    (4, "medical", 31_214_000, 121_287_000),
    (5, "pinhui", 31_214_000, 121_306_000),
    (6, "railway", 31_196_000, 121_315_800),
]


def site(number, slug, latitude_e6, longitude_e6, **more):
    fields = {"name": f"第{number}站", "name_en": f"Station {number}", **more}
    return Site(pk=number, number=number, slug=slug, latitude_e6=latitude_e6, longitude_e6=longitude_e6, **fields)


def drawn(sites, language="en"):
    with translation.override(language):
        return Template("{% load schematic %}{% schematic sites %}").render(Context({"sites": sites}))


def markers(page):
    """Where each station's marker stands: its number, x and y."""
    found = re.findall(r'<a href="[^"]*">.*?<circle class="hit" cx="(\d+)" cy="(\d+)".*?<text [^>]*>(.)</text></a>', page)
    return {number: (int(x), int(y)) for x, y, number in found}


def test_every_station_is_a_numbered_link_with_a_name():
    page = drawn([site(*each) for each in CITY])

    assert re.findall(r'<a href="/stations/([\w-]+)"><title>(.*?)</title>', page) != []
    assert sorted(re.findall(r"<title>(\d Station \d)</title>", page)) == [f"{n} Station {n}" for n in range(1, 7)]
    assert sorted(markers(page)) == list("123456")


def test_the_map_is_a_named_group_and_never_one_picture():
    page = drawn([site(*each) for each in CITY])

    assert 'role="group" aria-labelledby="map-title"' in page
    assert 'role="img"' not in page


def test_no_two_markers_cover_each_other():
    spots = list(markers(drawn([site(*each) for each in CITY])).values())

    near = [(a, b) for a in spots for b in spots if a < b and (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 < 30**2]
    assert near == []


def test_the_map_is_small():
    assert len(drawn([site(*each) for each in CITY], "zh-hans").encode()) <= 7_000


def test_six_stations_far_from_each_other_need_no_lens():
    spread = [site(n, f"s{n}", 31_100_000 + 40_000 * (n % 3), 121_300_000 + 40_000 * (n // 3)) for n in range(6)]

    assert 'class="lens"' not in drawn(spread)


def test_one_station_alone_stands_in_the_middle():
    assert markers(drawn([site(*CITY[0])])) == {"1": (180, 90)}


def test_two_stations_at_one_point_are_still_drawn():
    assert sorted(markers(drawn([site(1, "a", 31_000_000, 121_000_000), site(2, "b", 31_000_000, 121_000_000)]))) == ["1", "2"]


def test_no_stations_no_map():
    assert drawn([]) == ""


def test_a_station_without_english_name_is_marked_as_chinese():
    assert '<title>1 <span lang="zh-Hans">第1站</span></title>' in drawn([site(*CITY[0], name_en="")])


def test_a_name_cannot_break_out_of_the_map():
    assert "<script" not in drawn([site(*CITY[0], name="<script>", name_en="<script>")])


def test_without_a_file_of_lines_the_stations_are_shown_alone(settings):
    settings.WUCAI_MAP_LINES = ""

    assert 'class="way' not in drawn([site(*each) for each in CITY])


@pytest.mark.parametrize(("language", "name"), [("zh-hans", "9号线"), ("en", "Line 9")])
def test_lines_are_named_in_the_reader_s_language(language, name):
    assert f">{name}</text>" in drawn([site(*each) for each in CITY], language)


def test_the_way_there_is_asked_of_amap_in_wgs84():
    page = Template("{% load schematic %}{% take_me_there site %}").render(Context({"site": site(*CITY[1])}))

    assert page == (
        "https://uri.amap.com/marker?position=121.349900%2C31.157200&amp;name=%E7%AC%AC2%E7%AB%99&amp;coordinate=wgs84&amp;callnative=1"
    )
