"""Workbooks, as Excel, WPS and other programs write them."""

import io
from datetime import date, datetime, time

import pytest
from openpyxl import Workbook, load_workbook

from tests.factories.sheets import VOLUNTEERS, part, repacked, xlsx
from wucai.core.spreadsheets import Row, read, refusals
from wucai.core.spreadsheets.grids import Form, Limits, RawCell
from wucai.core.spreadsheets.reading import open_grids

HEADERS = ["姓名", "手机", "年龄", "日期"]
SHEET1 = "xl/worksheets/sheet1.xml"


def rows(data: bytes) -> list[Row]:
    return list(read(data, VOLUNTEERS).rows())


def cells(data: bytes) -> list[dict[int, RawCell]]:
    return [row.cells for row in open_grids(data, Limits())[0].rows()]


def sheet_xml(inside: str) -> bytes:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<?xml version="1.0"?><worksheet xmlns="{main}"><sheetData>{inside}</sheetData></worksheet>'.encode()


def test_numbers_days_and_texts_are_read_as_their_columns_say() -> None:
    (row,) = rows(xlsx([HEADERS, ["王小明", 13800000000, 30, date(2020, 11, 5)]]))

    assert dict(row.values) == {"name": "王小明", "phone": "+8613800000000", "age": 30, "day": date(2020, 11, 5)}
    assert dict(row.written) == {"name": "王小明", "phone": "13800000000", "age": "30", "day": "2020-11-05"}


def test_a_formula_refuses_its_row_and_names_the_cell() -> None:
    first, second = rows(xlsx([HEADERS, ["王小明", "13800000000", "=15+15"], ["李雷", "13900000000", 30]]))

    assert [(problem.letter, problem.header, problem.fault) for problem in first.problems] == [("C", "年龄", refusals.FORMULA)]
    assert second.problems == ()


def test_a_formula_in_a_column_that_is_not_ours_does_no_harm() -> None:
    (row,) = rows(xlsx([[*HEADERS, "合计"], ["王小明", "13800000000", 30, None, "=C2*2"]]))

    assert row.problems == ()


def test_rows_that_share_merged_cells_are_refused_and_the_others_are_not() -> None:
    data = xlsx([HEADERS, ["王小明", "13800000000"], [None, "13900000000"], ["李雷", "13700000000"]], merged=["A2:A3"])

    refused = {row.number: [problem.fault for problem in row.problems] for row in rows(data)}

    assert refused == {2: [refusals.MERGED], 3: [refusals.REQUIRED, refusals.MERGED], 4: []}


def test_merged_titles_above_and_merged_cells_beside_our_columns_do_no_harm() -> None:
    lines = [["2020 年志愿者名单"], [*HEADERS, "备注"], ["王小明", "13800000000", None, None, "同上"], ["李雷", "13900000000"]]

    assert [row.problems for row in rows(xlsx(lines, merged=["A1:E1", "E3:E4"]))] == [(), ()]


def test_an_error_of_excel_in_a_cell_refuses_its_row() -> None:
    (row,) = rows(xlsx([HEADERS, ["王小明", "#N/A"]]))

    assert [problem.fault for problem in row.problems] == [refusals.ERROR_VALUE]


def test_the_date_formats_of_chinese_excel_are_dates() -> None:
    data = xlsx([["姓名"], ["x"]])
    styles = part(data, "xl/styles.xml").replace(b"</cellXfs>", b'<xf numFmtId="31" fontId="0" fillId="0" borderId="0"/></cellXfs>')
    sheet = sheet_xml('<row r="1"><c r="A1" s="1"><v>44140</v></c><c r="B1"><v>44140</v></c></row>')

    assert cells(repacked(data, {"xl/styles.xml": styles, SHEET1: sheet})) == [
        {0: RawCell("2020-11-05", Form.DATE), 1: RawCell("44140", Form.NUMBER)}
    ]


def test_days_counted_from_1904_are_the_same_days() -> None:
    book = Workbook()
    book.epoch = datetime(1904, 1, 1)  # noqa: DTZ001  a workbook knows no zones
    page = book.active
    assert page is not None
    page.append(["日期"])
    page.append([date(2020, 11, 5)])
    made = io.BytesIO()
    book.save(made)

    assert cells(made.getvalue())[1] == {0: RawCell("2020-11-05", Form.DATE)}


def test_moments_and_times_are_told_in_words_of_iso() -> None:
    moment = datetime(2020, 11, 5, 9, 30)  # noqa: DTZ001  a workbook knows no zones
    data = xlsx([[moment, time(9, 30), date(1900, 1, 1)]])

    assert [cell.text for cell in cells(data)[0].values()] == ["2020-11-05 09:30:00", "09:30:00", "1900-01-01"]


def test_texts_in_pieces_and_with_phonetic_guides_are_read_whole() -> None:
    data = xlsx([["x"]])
    pieces = '<r><t>王</t></r><r><t xml:space="preserve"> 明</t></r><rPh sb="0" eb="1"><t>wang</t></rPh>'
    inside = f'<row r="1"><c r="A1" t="inlineStr"><is>{pieces}</is></c></row>'

    assert cells(repacked(data, {SHEET1: sheet_xml(inside)})) == [{0: RawCell("王 明")}]


def test_cells_without_addresses_are_read() -> None:
    data = xlsx([["x"]])
    inside = '<row><c t="inlineStr"><is><t>姓名</t></is></c><c/><c><v>1</v></c></row><row/><row><c t="b"><v>1</v></c></row>'

    grid = open_grids(repacked(data, {SHEET1: sheet_xml(inside)}), Limits())[0]

    assert [(row.number, row.cells) for row in grid.rows()] == [
        (1, {0: RawCell("姓名"), 2: RawCell("1", Form.NUMBER)}),
        (3, {0: RawCell("TRUE", Form.TRUTH)}),
    ]


def test_prefixed_names_as_other_programs_write_them_are_read() -> None:
    data = xlsx([["x"]])
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    sheet = f'<x:worksheet xmlns:x="{main}"><x:sheetData><x:row r="2"><x:c r="B2"><x:v>7</x:v></x:c></x:row></x:sheetData></x:worksheet>'

    assert cells(repacked(data, {SHEET1: sheet.encode()})) == [{1: RawCell("7", Form.NUMBER)}]


def test_every_sheet_with_our_headers_is_read_and_the_others_are_named() -> None:
    data = xlsx([["姓名"], ["王小明"]], name="一组", more={"二组": [["姓名"], ["李雷"]], "统计": [["人数"], [2]]})

    table = read(data, VOLUNTEERS)

    assert [(row.sheet, row.number, row.values["name"]) for row in table.rows()] == [("一组", 2, "王小明"), ("二组", 2, "李雷")]
    assert table.unread_sheets == ("统计",)


def test_hidden_sheets_are_not_read_but_named() -> None:
    data = xlsx([["姓名"], ["王小明"]], more={"旧名单": [["姓名"], ["李雷"]]})
    book = load_workbook(io.BytesIO(data))
    book["旧名单"].sheet_state = "hidden"
    made = io.BytesIO()
    book.save(made)

    table = read(made.getvalue(), VOLUNTEERS)

    assert ([row.values["name"] for row in table.rows()], table.unread_sheets) == (["王小明"], ("旧名单",))


@pytest.mark.parametrize("number", ["0.1", "1.5", "123456789012345", "-3", "1e-5", "1.38E+10"])
def test_numbers_are_told_as_excel_shows_them(number: str) -> None:
    data = repacked(xlsx([["x"]]), {SHEET1: sheet_xml(f'<row r="1"><c r="A1"><v>{number}</v></c></row>')})
    shown = {"1e-5": "1E-05", "1.38E+10": "13800000000"}.get(number, number)

    assert cells(data) == [{0: RawCell(shown, Form.NUMBER)}]


def test_texts_are_read_as_excel_means_them_and_blank_cells_not_at_all() -> None:
    data = xlsx([["王小明", 1, 2.5, True, "a\nb", "_x0041_", " 空 "], [], [None, None, "末", "  "], ["é" * 300, -1, 10**14]])

    assert [[cell.text for cell in row.values()] for row in cells(data)] == [
        ["王小明", "1", "2.5", "TRUE", "a\nb", "A", " 空 "],
        ["末"],
        ["é" * 300, "-1", "100000000000000"],
    ]
