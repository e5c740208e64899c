"""CSV as it is really sent."""

import pytest

from tests.factories.sheets import VOLUNTEERS, csv
from wucai.core.spreadsheets import SheetRefusal, SheetRefused, read

LINES = ("姓名,手机", "王小明,13800000000", "李雷,13900000000")


def names(data: bytes) -> list[object]:
    return [row.values["name"] for row in read(data, VOLUNTEERS).rows() if not row.is_blank]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be"])
def test_every_encoding_that_chinese_programs_write_is_read(encoding: str) -> None:
    assert names(csv(*LINES, encoding=encoding)) == ["王小明", "李雷"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_comma_semicolon_and_tab_are_told_apart(delimiter: str) -> None:
    assert names(csv(*(line.replace(",", delimiter) for line in LINES))) == ["王小明", "李雷"]


def test_commas_within_cells_do_not_mislead_where_semicolons_divide() -> None:
    data = csv("姓名;语言;邮箱", "王小明;中文,英文,日文;a@example.org", "李雷;中文,英文;b@example.org")

    assert names(data) == ["王小明", "李雷"]


def test_excels_own_line_about_the_separator_is_obeyed() -> None:
    assert names(csv("sep=|", "姓名|手机", "王小明|13800000000")) == ["王小明"]


def test_line_breaks_and_quotes_in_a_cell_stay_and_rows_are_counted_as_excel_counts_them() -> None:
    data = csv("姓名,手机", '"王\r\n""小""明",13800000000', "李雷,13900000000")

    rows = list(read(data, VOLUNTEERS).rows())

    assert [(row.number, row.values["name"]) for row in rows] == [(2, '王\n"小"明'), (3, "李雷")]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_each_kind_of_line_end_is_read(end: str) -> None:
    assert names(end.join(LINES).encode()) == ["王小明", "李雷"]


def test_a_quotation_mark_that_is_never_closed_refuses_the_file_instead_of_swallowing_rows() -> None:
    with pytest.raises(SheetRefused) as caught:
        list(read(csv("姓名,手机", '王小明,"13800000000', "李雷,13900000000"), VOLUNTEERS).rows())

    assert caught.value.reason == SheetRefusal.BROKEN


def test_a_row_longer_and_a_row_shorter_than_the_headers_are_read_as_far_as_they_go() -> None:
    rows = list(read(csv("姓名,手机", "王小明", "李雷,13900000000,more,and more"), VOLUNTEERS).rows())

    assert [dict(row.values) for row in rows] == [{"name": "王小明", "phone": ""}, {"name": "李雷", "phone": "+8613900000000"}]


def test_the_mark_against_formulas_is_taken_off() -> None:
    assert names(csv("姓名,手机", "'=王小明,'+8613800000000")) == ["=王小明"]
