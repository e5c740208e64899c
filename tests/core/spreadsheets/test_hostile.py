"""Files that are too much are refused quickly, before they can fill the memory."""

import io
import tracemalloc
import zipfile
from collections.abc import Iterator
from time import process_time

import pytest

from tests.factories.sheets import NOTES, VOLUNTEERS, csv, part, repacked, xlsx
from wucai.core.spreadsheets import Limits, SheetRefusal, SheetRefused, comma_separated, read, workbook
from wucai.core.spreadsheets.returning import returned

SHEET1 = "xl/worksheets/sheet1.xml"
GOOD = xlsx([["姓名"], ["王小明"]])


def many(count: int) -> Iterator[dict[str, str]]:
    return ({"name": f"王{number}", "phone": f"+86138{number:08}"} for number in range(count))


def sheet_of(inside: bytes) -> bytes:
    return b"<worksheet><sheetData>" + inside + b"</sheetData></worksheet>"


def refusal(data: bytes, limits: Limits | None = None) -> SheetRefusal:
    with pytest.raises(SheetRefused) as caught:
        list(read(data, VOLUNTEERS, limits).rows())
    return SheetRefusal(caught.value.reason)


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_a_hundred_thousand_rows_are_refused_in_a_moment_and_in_little_memory(form: str) -> None:
    data = workbook(VOLUNTEERS, many(100_000)) if form == "xlsx" else b"".join(comma_separated(VOLUNTEERS, many(100_000)))
    started = process_time()

    assert refusal(data) == SheetRefusal.TOO_MANY_ROWS

    assert process_time() - started < 5
    tracemalloc.start()
    assert refusal(data) == SheetRefusal.TOO_MANY_ROWS
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20_000_000


def test_the_last_row_that_fits_is_taken_and_the_next_refuses_the_file() -> None:
    limits = Limits(rows=30)

    assert len(list(read(workbook(VOLUNTEERS, many(30)), VOLUNTEERS, limits).rows())) == 30
    assert refusal(workbook(VOLUNTEERS, many(31)), limits) == SheetRefusal.TOO_MANY_ROWS


def test_a_million_formatted_rows_without_values_do_no_harm() -> None:
    tail = b"".join(b'<row r="%d" s="1"><c r="A%d" s="1"/></row>' % (number, number) for number in range(3, 200_000))
    inside = '<row r="1"><c t="inlineStr"><is><t>姓名</t></is></c></row><row r="2"><c t="inlineStr"><is><t>王</t></is></c></row>'.encode()

    table = read(repacked(GOOD, {SHEET1: sheet_of(inside + tail)}), VOLUNTEERS)

    assert [(row.number, row.is_blank) for row in table.rows()] == [(2, False)]


def test_rows_hidden_from_the_first_look_are_counted_when_they_are_read() -> None:
    sheet = part(workbook(VOLUNTEERS, many(40)), SHEET1).decode().replace('encoding="UTF-8"', 'encoding="UTF-16"').encode("utf-16")

    assert refusal(repacked(GOOD, {SHEET1: sheet}), Limits(rows=30)) == SheetRefusal.TOO_MANY_ROWS


def test_a_zip_bomb_is_refused_by_its_directory() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b"")
        with archive.open("xl/worksheets/sheet1.xml", "w") as sheet:
            for _ in range(200):
                sheet.write(bytes(1_000_000))

    assert len(made.getvalue()) < 1_000_000
    assert refusal(made.getvalue()) == SheetRefusal.TOO_BIG


def test_a_zip_that_lies_about_its_sizes_is_damaged() -> None:
    data = bytearray(repacked(GOOD, {SHEET1: sheet_of(b" " * 1_000_000)}))
    entry = data.rindex(b"PK\x01\x02")
    data[entry + 24 : entry + 28] = (100).to_bytes(4, "little")

    assert refusal(bytes(data)) == SheetRefusal.BROKEN


def test_a_file_that_is_too_big_is_refused_before_it_is_opened() -> None:
    assert refusal(csv("姓名") + b"x" * 100, Limits(file_bytes=100)) == SheetRefusal.TOO_BIG


def test_entities_that_grow_are_never_expanded() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><worksheet><sheetData>&b;</sheetData></worksheet>'

    assert refusal(repacked(GOOD, {SHEET1: bomb})) == SheetRefusal.BROKEN


def test_cells_beyond_the_last_column_that_is_read_cost_nothing() -> None:
    wide = b'<row r="1"><c r="A1" t="inlineStr"><is><t>%s</t></is></c><c r="XFD1"><v>1</v></c></row>' % "姓名".encode()
    row = b'<row r="2"><c r="A2"><v>1</v></c><c r="XFD2"><v>1</v></c></row>'

    table = read(repacked(GOOD, {SHEET1: sheet_of(wide + row)}), VOLUNTEERS)

    assert ([dict(row.values) for row in table.rows()], table.unread_headers) == ([{"name": "1"}], ())


def test_merged_cells_over_the_whole_sheet_are_told_and_cost_nothing() -> None:
    data = xlsx([["姓名", "手机"], ["王小明", "13800000000"], ["李雷", "13900000000"]])
    merged = b'</sheetData><mergeCells><mergeCell ref="A2:XFD1048576"/></mergeCells>'
    data = repacked(data, {SHEET1: part(data, SHEET1).replace(b"</sheetData>", merged)})

    problems = [problem for row in read(data, VOLUNTEERS).rows() for problem in row.problems]

    assert [(problem.row, problem.fault.code) for problem in problems] == [(2, "merged"), (3, "merged")]
    assert [row.number for row in read(returned(data, VOLUNTEERS, problems), VOLUNTEERS).rows()] == [2, 3]


def test_a_text_of_a_megabyte_is_refused_where_it_stands() -> None:
    (row,) = read(csv("内容", "x" * 100_000), NOTES).rows()

    assert [problem.fault.code for problem in row.problems] == ["too_long"]
