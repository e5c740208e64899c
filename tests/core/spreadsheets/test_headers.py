"""Headers are found wherever they stand and however they are written."""

import pytest
from django.utils import translation

from tests.factories.sheets import VOLUNTEERS, csv, xlsx
from wucai.core.spreadsheets import SheetRefusal, SheetRefused, read


def values(data: bytes) -> dict[str, object]:
    (row,) = read(data, VOLUNTEERS).rows()
    return dict(row.values)


@pytest.mark.parametrize(
    ("name", "phone"),
    [
        ("姓名", "手机"),
        ("Name", "Mobile"),
        ("姓名*", "* 手机"),
        (" 姓 名 ", "手机："),
        ("姓名（必填）", "手机号码"),
        ("NAME", "ｍｏｂｉｌｅ"),
        ("姓名 Name", "手机\nMobile"),
    ],
)
def test_headers_are_known_in_both_languages_and_with_what_people_add(name: str, phone: str) -> None:
    assert values(xlsx([[name, phone], ["王小明", "13800000000"]])) == {"name": "王小明", "phone": "+8613800000000"}


def test_columns_may_stand_in_any_order_with_others_between() -> None:
    data = csv("序号,手机,备注,姓名", "1,13800000000,好,王小明")

    assert values(data) == {"name": "王小明", "phone": "+8613800000000"}
    assert read(data, VOLUNTEERS).unread_headers == ("序号", "备注")


def test_titles_above_the_headers_are_passed_over() -> None:
    lines = [
        ["2020 年志愿者名单"],
        ["姓名不得用别名"],
        [],
        ["制表：党建办", None, "日期：2020-10-28"],
        ["姓名", "手机"],
        ["王小明", "13800000000"],
    ]

    assert values(xlsx(lines)) == {"name": "王小明", "phone": "+8613800000000"}


def test_headers_below_the_tenth_row_are_not_looked_for() -> None:
    with pytest.raises(SheetRefused) as caught:
        read(xlsx([["标题"]] * 10 + [["姓名"], ["王小明"]]), VOLUNTEERS)

    assert caught.value.reason == SheetRefusal.MISSING_HEADERS


def test_a_missing_header_is_named() -> None:
    with pytest.raises(SheetRefused) as caught:
        read(csv("手机,邮箱", "13800000000,a@example.org"), VOLUNTEERS)

    assert (caught.value.reason, caught.value.details) == (SheetRefusal.MISSING_HEADERS, {"headers": [["姓名", "Name"]]})
    with translation.override("zh-hans"):
        assert "姓名" in caught.value.sentence
    with translation.override("en"):
        assert caught.value.sentence == "These columns are missing: Name. Use the template, or write these headers above your columns."


def test_a_header_that_stands_there_twice_is_named_with_its_places() -> None:
    with pytest.raises(SheetRefused) as caught:
        read(csv("姓名,手机,Mobile", "王小明,13800000000,13900000000"), VOLUNTEERS)

    assert (caught.value.reason, caught.value.details) == (SheetRefusal.DUPLICATE_HEADERS, {"headers": [["手机 (B, C)", "Mobile (B, C)"]]})


def test_other_columns_may_stand_there_twice() -> None:
    assert values(csv("姓名,备注,备注", "王小明,a,b")) == {"name": "王小明"}


def test_the_template_of_another_list_is_told_as_such() -> None:
    data = xlsx([["姓名"], ["王小明"]], more={"说明": [["wucai:needs:1"]]})

    with pytest.raises(SheetRefused) as caught:
        read(data, VOLUNTEERS)

    assert (caught.value.reason, caught.value.details) == (SheetRefusal.OTHER_TEMPLATE, {"found": "needs"})


def test_an_older_template_of_the_same_list_is_read() -> None:
    assert values(xlsx([["姓名"], ["王小明"]], more={"说明": [["wucai:volunteers:0"]]})) == {"name": "王小明"}


def test_a_header_that_is_not_read_is_told_without_what_no_database_holds() -> None:
    table = read(xlsx([["姓名", "备_x0000_注", "_xD800_"], ["王小明", "1", "2"]]), VOLUNTEERS)

    assert table.unread_headers == ("备注", "")
