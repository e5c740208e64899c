"""Search: what is found, in which order, and that no typing breaks it."""

import json
from pathlib import Path

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from wucai.core import search
from wucai.core.models import SearchEntry

NAUGHTY = Path(__file__).resolve().parents[3] / "shared" / "data" / "naughty-strings" / "blns.json"
pytestmark = pytest.mark.django_db

STATIONS = {
    1: {"zh-hans": "虹桥天地地下通道", "en": "The Hub underground passage"},
    2: {"zh-hans": "七宝老街", "en": "Qibao Old Street"},
    3: {"zh-hans": "心驿虹桥", "en": "Xinyi Hongqiao"},
    4: {"zh-hans": "新虹桥国医医学园区", "en": "New Hongqiao Medical Park"},
    5: {"zh-hans": "虹桥品汇", "en": "Hongqiao Pinhui"},
    6: {"zh-hans": "虹桥火车站 A9出口", "en": "Hongqiao Railway Station, exit A9"},
}


@pytest.fixture
def stations() -> None:
    search.put_many("site", STATIONS)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("七宝", [2]),
        ("七", [2]),
        ("街", [2]),
        ("宝", [2]),
        ("老街", [2]),
        ("七宝老街", [2]),
        ("街七", []),
        ("虹桥", [5, 1, 6, 3, 4]),
        ("桥", [3, 5, 1, 4, 6]),
        ("虹桥 站", [6]),
        ("火车站", [6]),
        ("a9", [6]),
        ("Ａ９", [6]),
        ("A9出口", [6]),
        ("qib", [2]),
        ("QIBAO", [2]),
        ("qibáo", [2]),
        ("old qib", [2]),
        ("qib old", []),
        ("hongqiao", [5, 6, 3, 4]),
        ("hongqiao me", [4]),
        ("the passage underground", [1]),
        ("medicals", []),
        ("七宝 street", []),
    ],
)
def test_typing_finds(stations: None, typed: str, found: list[int]) -> None:
    assert search.find("site", typed) == found


@pytest.mark.parametrize("typed", ["", "   ", "。，、", "*", '"', "🦄", "%", "\0", "-", "()", "'", "\\"])
def test_typing_without_a_letter_or_digit_finds_nothing(stations: None, typed: str) -> None:
    assert search.find("site", typed) == []


def test_only_things_of_the_kind_are_found(stations: None) -> None:
    search.put("person", 2, {"zh-hans": "七宝"})

    assert (search.find("person", "七宝"), search.find("site", "七宝")) == ([2], [2])
    assert search.find("shift", "七宝") == []


def test_a_thing_is_found_once_whatever_its_languages(stations: None) -> None:
    search.put("site", 7, {"zh-hans": "Metro 虹桥", "en": "Metro"})

    assert search.find("site", "metro") == [7]


def test_the_limit_keeps_the_best(stations: None) -> None:
    assert search.find("site", "虹桥", limit=2) == [5, 1]


def test_what_is_put_again_is_found_by_its_new_text_only(stations: None) -> None:
    search.put("site", 2, {"zh-hans": "颛桥"})

    assert [search.find("site", typed) for typed in ("颛桥", "七宝", "qibao")] == [[2], [], []]
    assert SearchEntry.objects.filter(subject_id=2).count() == 1


def test_what_is_dropped_is_found_no_more(stations: None) -> None:
    search.drop("site", 2)

    assert search.find("site", "七宝") == []


def test_a_plain_delete_of_the_rows_keeps_the_index_in_step(stations: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM core_searchentry")
    assert search.find("site", "七宝") == []

    search.put("site", 9, {"zh-hans": "七宝"})
    assert search.find("site", "七宝") == [9]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps its own indexes whole")
def test_the_index_agrees_with_the_rows_after_all_kinds_of_writes(stations: None) -> None:
    search.put("site", 2, {"zh-hans": "颛桥"})
    search.drop("site", 3)
    SearchEntry.objects.filter(subject_id=4).update(grams="莘庄")
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO core_searchindex(core_searchindex, rank) VALUES ('integrity-check', 1)")

    assert search.find("site", "莘庄") == [4]


def test_a_stored_text_survives_anything(stations: None) -> None:
    search.put("site", 8, {"zh-hans": "零\0零\ud800" + "长" * 50_000 + "x" * 5000, "en": "   "})

    assert search.find("site", "零零") == [8]


@pytest.mark.skipif(not NAUGHTY.exists(), reason="the shared data is not beside the repository")
def test_no_naughty_string_breaks_search_and_each_with_a_letter_finds_itself() -> None:
    strings = json.loads(NAUGHTY.read_text(encoding="utf-8"))
    search.put_many("naughty", {number: {"zh-hans": text} for number, text in enumerate(strings)})
    lost = [
        text
        for number, text in enumerate(strings)
        if search.tokens(search.fold(text)[:200]) and number not in search.find("naughty", text, limit=600)
    ]

    assert len(strings) == 515
    assert lost == []


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=40))
def test_any_text_can_be_put_and_found_by_its_whole(text: str) -> None:
    search.put("any", 1, {"zh-hans": text})

    assert search.find("any", text) == ([1] if search.grams(text) else [])


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="七宝老街 abcA9", max_size=12), st.text(alphabet="七宝老街 abcA9", max_size=4))
def test_whatever_follows_what_was_typed_the_text_is_found_by_its_beginning(typed: str, rest: str) -> None:
    search.put("any", 1, {"zh-hans": typed + rest})

    assert search.find("any", typed) == ([1] if search.grams(typed) else [])


def test_a_search_is_one_statement_however_many_rows(stations: None, django_assert_num_queries: object) -> None:
    assert callable(django_assert_num_queries)
    with django_assert_num_queries(1):
        search.find("site", "虹桥")


def test_twenty_thousand_rows_are_put_and_searched_in_no_time(django_assert_max_num_queries: object) -> None:
    names = ["七宝", "虹桥", "华漕", "颛桥", "莘庄", "浦江", "马桥", "吴泾", "梅陇", "古美"]
    subjects = {number: {"zh-hans": f"{names[number % 10]}镇第{number}号志愿者"} for number in range(4000)}
    assert callable(django_assert_max_num_queries)
    with django_assert_max_num_queries(8 * 12):
        search.put_many("person", subjects)

    assert search.find("person", "七宝 1230", limit=3) == [1230]
    assert len(search.find("person", "七宝", limit=1000)) == 400
