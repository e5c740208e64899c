"""The sender's own file comes back with what is wrong."""

import io
from collections.abc import Sequence

from django.utils import translation
from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.factories.sheets import VOLUNTEERS, csv, part, repacked, xlsx
from wucai.core.spreadsheets import CellProblem, read, refusals
from wucai.core.spreadsheets.returning import returned

LINES: list[list[object]] = [
    ["2020 年名单"],
    ["姓名", "手机", "年龄", "备注"],
    ["王小明", "1380000", 30, "好"],
    ["李雷", "13900000000", "两", None],
]


def problems(data: bytes) -> list[CellProblem]:
    return [problem for row in read(data, VOLUNTEERS).rows() for problem in row.problems]


def opened(data: bytes) -> Workbook:
    return load_workbook(io.BytesIO(data))


def back(data: bytes, found: Sequence[CellProblem] | None = None) -> Workbook:
    with translation.override("en"):
        return opened(returned(data, VOLUNTEERS, problems(data) if found is None else found))


def saved(book: Workbook) -> bytes:
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def red(page: Worksheet) -> list[str]:
    return [cell.coordinate for row in page.iter_rows() for cell in row if str(cell.fill.fgColor.rgb).endswith("FFC7CE")]


def told(page: Worksheet, column: str) -> dict[int, object]:
    return {cell.row: cell.value for cell in page[column] if cell.value}


PHONE = "手机: This is not a telephone number. Write a mobile number of 11 digits, or +, country code and number."
AGE = "年龄: This is not a whole number. Write digits only, for example 40."


def test_the_wrong_cells_are_red_and_each_has_a_note() -> None:
    page = back(xlsx(LINES))["名单"]

    notes = {cell.coordinate: cell.comment.text for row in page.iter_rows() for cell in row if cell.comment}
    assert red(page) == ["B3", "C4"]
    assert notes == {"B3": PHONE.removeprefix("手机: "), "C4": AGE.removeprefix("年龄: ")}


def test_the_problems_stand_in_words_in_a_column_of_their_own() -> None:
    page = back(xlsx(LINES))["名单"]

    assert told(page, "E") == {2: "问题 / Problem", 3: PHONE, 4: AGE}


def test_everything_else_in_the_workbook_stays() -> None:
    book = opened(xlsx(LINES, more={"统计": [["人数", 2], [None, "=B1*2"]]}, merged=["A1:D1"]))
    page = book["名单"]
    page.column_dimensions["A"].width = 33
    page.row_dimensions[2].height = 40
    page["A3"].fill = PatternFill("solid", fgColor="00FF00")
    page["D3"].comment = Comment("please keep", "小李")
    page["B3"].comment = Comment("asked twice", "小李")
    page.freeze_panes = "A3"

    result = back(saved(book))

    page = result["名单"]
    assert [page["A1"].value, page["D3"].value, page.column_dimensions["A"].width, page.row_dimensions[2].height] == [
        "2020 年名单",
        "好",
        33,
        40,
    ]
    assert (str(page["A3"].fill.fgColor.rgb)[-6:], page.freeze_panes, [str(block) for block in page.merged_cells.ranges]) == (
        "00FF00",
        "A3",
        ["A1:D1"],
    )
    assert page["D3"].comment is not None
    assert page["D3"].comment.text == "please keep"
    assert page["B3"].comment is not None
    assert page["B3"].comment.text.startswith("asked twice\nThis is not")
    assert result["统计"]["B2"].value == "=B1*2"


def test_the_file_can_be_mended_and_sent_again() -> None:
    book = back(xlsx(LINES))
    book["名单"]["B3"] = "13800000000"
    again = saved(book)

    assert [(problem.row, problem.letter) for problem in problems(again)] == [(4, "C")]
    assert read(again, VOLUNTEERS).unread_headers == ("备注",)

    page = back(again)["名单"]
    assert (red(page), told(page, "E")) == (["C4"], {2: "问题 / Problem", 4: AGE})
    assert page["B3"].comment is None


def test_a_row_as_a_whole_is_told_in_words() -> None:
    page = back(xlsx([["姓名", "手机"], ["王小明", "13800000000"], [None, "13900000000"]], merged=["A2:A3"]))["名单"]

    assert told(page, "C")[2] == "This row is part of merged cells. Take the merging off and fill in every row."


def test_csv_comes_back_as_a_workbook_of_its_rows() -> None:
    data = csv("名单,,", "姓名,手机,年龄", "王小明,1380000,030", "'=李雷,13900000000,两", encoding="gb18030")

    page = back(data).worksheets[0]

    values = [[cell.value for cell in row] for row in page.iter_rows(max_col=3)]
    assert values == [["名单", None, None], ["姓名", "手机", "年龄"], ["王小明", "1380000", "030"], ["=李雷", "13900000000", "两"]]
    assert page["A4"].data_type == "s"
    assert (red(page), told(page, "D")) == (["B3", "C4"], {2: "问题 / Problem", 3: PHONE, 4: AGE})
    assert page["B3"].comment is not None


def test_a_workbook_that_openpyxl_cannot_open_whole_comes_back_as_its_rows() -> None:
    book = opened(xlsx(LINES))
    book["名单"]["D3"].comment = Comment("lost", "小李")
    data = repacked(saved(book), {"xl/comments/comment1.xml": b"<comments"})

    page = back(data)["名单"]

    assert (red(page), told(page, "E")) == (["B3", "C4"], {2: "问题 / Problem", 3: PHONE, 4: AGE})


def test_the_words_are_in_the_language_of_the_moment() -> None:
    found = [CellProblem("名单", 3, "B", "手机", "1380000", refusals.Fault("x", "No %(what)s", "Do"), {"what": "good"})]

    assert told(back(xlsx(LINES), found)["名单"], "E")[3] == "手机: No good Do"


def test_rows_far_apart_are_marked_without_making_those_between() -> None:
    book = opened(xlsx(LINES))
    book["名单"]["A100000"], book["名单"]["B100000"] = "远", "1380000"
    data = saved(book)

    made = returned(data, VOLUNTEERS, problems(data))

    assert red(opened(made)["名单"]) == ["B3", "C4", "B100000"]
    assert part(made, "xl/worksheets/sheet1.xml").count(b"<row ") == 5


def test_a_sheet_with_a_name_that_excel_would_not_take_comes_back_under_another() -> None:
    data = xlsx(LINES, merged=["F1:CZ2000"])
    named = part(data, "xl/workbook.xml").replace("名单".encode(), ("很长的名字" * 8).encode())

    book = back(repacked(data, {"xl/workbook.xml": named}))

    assert [red(page) for page in book.worksheets] == [["B3", "C4"]]
