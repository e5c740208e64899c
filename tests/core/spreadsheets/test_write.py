"""What we give out: the template, the export, and that an export comes back without a difference."""

import io
from collections.abc import Iterable, Mapping
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.factories.sheets import NOTES, VOLUNTEERS
from wucai.core.spreadsheets import (
    CellTooLong,
    Choice,
    Column,
    Kind,
    Sheet,
    SheetRefusal,
    SheetRefused,
    comma_separated,
    read,
    template,
    workbook,
)
from wucai.core.spreadsheets.cells import Value, clean
from wucai.core.spreadsheets.grids import Limits
from wucai.core.spreadsheets.reading import open_grids

WANG: dict[str, Value] = {
    "name": "王小明",
    "phone": "+8613800000000",
    "age": 30,
    "day": date(2020, 11, 5),
    "mail": "wang@example.org",
    "colour": "red",
    "languages": ("zh", "en"),
    "number": "AB23456789",
}
DANGEROUS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠x",
    "'=1",
    "''=1",
    '=HYPERLINK("http://x")',
    "-",
    "'quoted'",
    "it's",
]


def written(form: str, sheet: Sheet, rows: Iterable[Mapping[str, Value]]) -> bytes:
    return workbook(sheet, rows) if form == "xlsx" else b"".join(comma_separated(sheet, rows))


def page(data: bytes, name: str | None = None) -> Worksheet:
    book = load_workbook(io.BytesIO(data))
    found = book[name or book.sheetnames[0]]
    assert isinstance(found, Worksheet)
    return found


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_what_is_exported_is_read_back_without_a_difference(form: str) -> None:
    empty = {"name": "李雷", "phone": "", "age": None, "day": None, "mail": "", "colour": "", "languages": (), "number": ""}
    rows = [WANG, empty, WANG | {"name": "韩梅梅", "age": -3, "phone": "+4915112345678", "mail": "han@example.org", "number": "CD"}]

    assert [dict(row.values) for row in read(written(form, VOLUNTEERS, rows), VOLUNTEERS).rows()] == rows


@pytest.mark.parametrize("form", ["xlsx", "csv"])
@given(texts=st.lists(st.text(alphabet=st.characters(codec="utf-8") | st.sampled_from("'=+-@\t\r\n\"_x0;,"), max_size=12), max_size=8))
def test_any_texts_are_read_back_as_they_were_meant(form: str, texts: list[str]) -> None:
    meant = [clean(text) for text in texts if clean(text)]

    grid = open_grids(written(form, NOTES, [{"text": text} for text in ["first", *meant]]), Limits())[0]

    assert [clean(row.cells[0].text) for row in grid.rows()][2:] == meant


@pytest.mark.parametrize("form", ["xlsx", "csv"])
@pytest.mark.parametrize("text", DANGEROUS)
def test_texts_like_formulas_are_read_back_as_they_were(form: str, text: str) -> None:
    _, row = open_grids(written(form, NOTES, [{"text": text}]), Limits())[0].rows()

    assert row.cells[0].text == text


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_cell_of_an_exported_csv_begins_like_a_formula(text: str) -> None:
    line = written("csv", NOTES, [{"text": text}]).decode("utf-8-sig").split("\r\n", 1)[1].lstrip('"')

    assert line[0] not in "=+-@\t\r＝＋－＠"


def test_a_text_like_a_formula_stays_a_text_when_somebody_edits_the_cell() -> None:
    sheet = page(written("xlsx", NOTES, [{"text": "=1+1"}, {"text": "plain"}]))

    assert [(sheet.cell(row, 1).data_type, bool(sheet.cell(row, 1).quotePrefix)) for row in (2, 3)] == [("s", True), ("s", False)]


def test_the_csv_has_the_mark_that_chinese_excel_needs() -> None:
    assert written("csv", NOTES, [{"text": "好"}]) == '\ufeff"内容"\r\n"好"\r\n'.encode()


def test_the_headers_are_frozen_and_the_key_column_is_out_of_sight() -> None:
    for data in (template(VOLUNTEERS), workbook(VOLUNTEERS, [WANG])):
        sheet = page(data)

        assert [cell.value for cell in sheet[1]] == ["姓名*", "手机", "年龄", "日期", "邮箱", "颜色", "语言", "编号"]
        assert sheet.freeze_panes == "A2"
        assert [key for key, column in sheet.column_dimensions.items() if column.hidden] == ["H"]


def test_an_export_can_be_filtered() -> None:
    assert page(workbook(VOLUNTEERS, [WANG, WANG])).auto_filter.ref == "A1:H3"


def test_numbers_and_days_are_numbers_and_days_in_the_workbook() -> None:
    sheet = page(workbook(VOLUNTEERS, [WANG]))

    assert [sheet.cell(2, column).data_type for column in (2, 3, 4)] == ["s", "n", "d"]


def test_the_template_explains_itself_in_both_languages() -> None:
    data = template(VOLUNTEERS)
    notes = page(data, "说明 Notes")

    note = page(data)["B1"].comment
    assert note is not None
    assert note.text.startswith("Mobile\n")
    assert [notes.cell(row, 1).value for row in range(2, 9)] == ["姓名*", "手机", "年龄", "日期", "邮箱", "颜色", "语言"]
    assert notes.cell(7, 4).value == "May stay empty. One of the words of the list. red, blue"
    assert notes["F1"].value == "wucai:volunteers:1"


def test_the_template_lets_people_choose() -> None:
    rules = {str(rule.sqref): (rule.type, rule.formula1) for rule in page(template(VOLUNTEERS)).data_validations.dataValidation}

    assert rules["F2:F5001"] == ("list", '"红,蓝"')
    assert [rules[where][0] for where in ("C2:C5001", "D2:D5001")] == ["whole", "date"]
    assert "G2:G5001" not in rules


def test_a_long_list_of_choices_stands_beside_the_notes() -> None:
    words = tuple(Choice(str(number), f"很长的名称之第{number}号", f"No. {number}") for number in range(60))
    sheet = Sheet("long", "长表", "Long", (Column("unit", "单位", "Unit", Kind.CHOICE, choices=words, required=True),), ())
    data = template(sheet)
    (rule,) = page(data).data_validations.dataValidation

    assert rule.formula1 == "'说明 Notes'!$K$2:$K$61"
    assert [page(data, "说明 Notes").cell(row, 11).value for row in (2, 61)] == ["很长的名称之第0号", "很长的名称之第59号"]


def test_columns_that_hold_numbers_to_be_kept_as_they_are_have_the_format_of_text() -> None:
    assert page(template(VOLUNTEERS))["B2"].number_format == "@"


def test_the_empty_template_is_refused_for_having_no_rows_and_a_filled_one_is_read() -> None:
    data = template(VOLUNTEERS)
    with pytest.raises(SheetRefused) as caught:
        read(data, VOLUNTEERS)
    assert caught.value.reason == SheetRefusal.NO_ROWS

    book = load_workbook(io.BytesIO(data))
    book["志愿者"]["A3"] = "李雷"
    filled = io.BytesIO()
    book.save(filled)

    table = read(filled.getvalue(), VOLUNTEERS)
    assert [(row.number, row.is_example) for row in table.rows()] == [(2, True), (3, False)]
    assert table.unread_sheets == ("说明 Notes",)


def test_a_text_that_no_cell_can_hold_is_refused_loudly() -> None:
    with pytest.raises(CellTooLong):
        workbook(NOTES, [{"text": "x" * 32_768}])
