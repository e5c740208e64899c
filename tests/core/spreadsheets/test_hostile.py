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
    main = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return b'<worksheet xmlns="%s"><sheetData>%s</sheetData></worksheet>' % (main, inside)


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


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "cp037"])
def test_no_part_hides_from_the_first_look_in_another_encoding(encoding: str) -> None:
    sheet = part(workbook(VOLUNTEERS, many(40)), SHEET1).decode().replace("UTF-8", encoding)
    start, rest = sheet.split("?>", 1)
    hidden = (start + "?>").encode() + rest.encode(encoding, "replace") if encoding == "cp037" else sheet.encode(encoding)

    assert refusal(repacked(GOOD, {SHEET1: hidden})) == SheetRefusal.BROKEN


def test_a_row_that_never_ends_is_refused_before_a_tree_is_made_of_it() -> None:
    assert refusal(repacked(GOOD, {SHEET1: sheet_of(b"<row>" + b"<c/>" * 600_000 + b"</row>")})) == SheetRefusal.BROKEN


def test_more_elements_than_cells_that_are_taken_are_refused_before_a_tree_is_made_of_them() -> None:
    data = repacked(GOOD, {SHEET1: sheet_of(b"<row/>" * 3_000_001)})
    tracemalloc.start()

    assert refusal(data) == SheetRefusal.TOO_BIG

    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20_000_000


def test_a_formula_shared_by_many_cells_is_translated_for_none() -> None:
    first = b'<row r="1"><c t="inlineStr"><is><t>%s</t></is></c></row>' % "姓名".encode()
    shared = b'<row r="2"><c r="A2"><f t="shared" ref="A2:A9999" si="0">%s</f></c></row>' % (b"A1+" * 100_000 + b"1")
    others = b"".join(b'<row r="%d"><c r="A%d"><f t="shared" si="0"/></c></row>' % (number, number) for number in range(3, 1000))
    started = process_time()

    rows = list(read(repacked(GOOD, {SHEET1: sheet_of(first + shared + others)}), VOLUNTEERS).rows())

    assert ([problem.fault.code for row in rows for problem in row.problems], process_time() - started < 5) == (["formula"] * 998, True)


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

    assert {refusal(repacked(GOOD, {name: bomb})) for name in (SHEET1, "xl/workbook.xml", "xl/styles.xml")} == {SheetRefusal.BROKEN}


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
