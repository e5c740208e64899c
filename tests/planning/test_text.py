"""Similarity of texts: its extremes, its symmetry, and the two ways of computing it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wucai.planning.text import normal, similarities, similarity

han = st.text(alphabet="上海闵行区医院爱心接力站志愿者服务", max_size=12)
latin = st.text(alphabet="abcde ,.-", max_size=12)
texts = st.one_of(han, latin, st.text(max_size=12))


@given(texts, texts)
def test_similarity_does_not_ask_who_is_first(a: str, b: str) -> None:
    assert similarity(a, b) == similarity(b, a)
    assert 0 <= similarity(a, b) <= 1


@given(texts)
def test_equal_texts_are_alike_unless_there_is_nothing_to_compare(text: str) -> None:
    assert similarity(text, text) == (1.0 if normal(text) else 0.0)


@given(han, latin)
def test_texts_without_a_common_character_are_not_alike(a: str, b: str) -> None:
    assert similarity(a, b) == 0.0


@given(st.lists(texts, max_size=6), st.lists(texts, max_size=6))
def test_the_table_holds_exactly_what_the_single_comparison_says(left: list[str], right: list[str]) -> None:
    table = similarities(left, right)

    assert (table.shape, table.dtype.name) == ((len(left), len(right)), "float64")
    assert table.tolist() == [[similarity(a, b) for b in right] for a in left]


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("上海医院", "上海市医院", 4 / 7),  # 上海 and 医院 of 上海 海医 医院 and 上海 海市 市医 医院
        ("医", "医", 1.0),
        ("医", "医院", 0.0),
        ("的的的", "的的", 2 / 3),  # occurrences count
        ("ab", "ba", 0.0),
        ("night", "nacht", 0.25),
        ("", "", 0.0),
        ("……！", "……！", 0.0),
    ],
)
def test_the_measure_can_be_computed_by_hand(a: str, b: str, expected: float) -> None:
    assert similarity(a, b) == expected


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("ＷＵＣＡＩ　２０２６", "wucai 2026"),
        ("爱心接力站（一号）", "爱心接力站 一号"),
        ("「进博365」", "进博３６５"),
        ("STRASSE", "straße"),
        ("5㎒ ㈱", "5mhz 株"),
        ("cafe\u0301", "CAFÉ"),
    ],
)
def test_width_case_and_punctuation_make_no_difference(a: str, b: str) -> None:
    assert similarity(a, b) == 1.0


def test_the_likelier_alias_of_a_site_is_nearer() -> None:
    names = ["国家会展中心服务站", "虹桥火车站爱心接力站", "闵行区图书馆"]

    nearest = similarities(["国展中心 服务站", "虹桥站（爱心接力）"], names).argmax(axis=1)

    assert nearest.tolist() == [0, 1]
