"""Files that cannot be taken at all are told why, and what to do."""

import io
import zipfile

import pytest
from openpyxl import Workbook

from tests.factories.sheets import VOLUNTEERS, csv, part, repacked, xlsx
from wucai.core.spreadsheets import SheetRefusal, SheetRefused, read, template

OLE = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(504)
GOOD = xlsx([["姓名"], ["王小明"]])
SHEET1 = "xl/worksheets/sheet1.xml"


def refusal(data: bytes) -> SheetRefusal:
    with pytest.raises(SheetRefused) as caught:
        list(read(data, VOLUNTEERS).rows())
    assert caught.value.sentence
    return SheetRefusal(caught.value.reason)


def zipped(**parts: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7\n1 0 obj",
        bytes.fromhex("89504E470D0A1A0A0000000D49484452"),
        b"<html><table><tr><td>\xe5\xa7\x93\xe5\x90\x8d</td></tr></table></html>",
        b'<?xml version="1.0"?><Workbook/>',
        zipped(mimetype=b"application/vnd.oasis.opendocument.spreadsheet"),
        repacked(GOOD, {"xl/workbook.bin": b"xlsb"}),
        OLE + "WordDocument".encode("utf-16-le"),
        bytes(range(256)) * 10,
    ],
    ids=["pdf", "png", "web page named .xls", "xml", "ods", "xlsb", "old Word", "noise"],
)
def test_what_is_no_workbook_is_told(data: bytes) -> None:
    assert refusal(data) == SheetRefusal.NOT_A_SHEET


def test_a_workbook_behind_a_password_is_told() -> None:
    assert refusal(OLE + "EncryptedPackage".encode("utf-16-le")) == SheetRefusal.LOCKED


def test_a_locked_zip_is_told() -> None:
    entry = GOOD.index(b"PK\x01\x02")
    locked = bytearray(GOOD)
    locked[entry + 8] |= 1

    assert refusal(bytes(locked)) == SheetRefusal.LOCKED


def test_a_workbook_of_the_old_kind_is_told() -> None:
    assert refusal(OLE + "Workbook".encode("utf-16-le")) == SheetRefusal.OLD_EXCEL


def test_macros_are_told() -> None:
    assert refusal(repacked(GOOD, {"xl/vbaProject.bin": b"x"})) == SheetRefusal.MACROS


@pytest.mark.parametrize(
    "data", [b"", b"\r\n \r\n", b"\xef\xbb\xbf", xlsx([]), csv(",,", ",,")], ids=["nothing", "lines", "mark", "xlsx", "commas"]
)
def test_an_empty_file_is_told(data: bytes) -> None:
    assert refusal(data) == SheetRefusal.EMPTY


@pytest.mark.parametrize("data", [xlsx([["姓名"]]), csv("姓名,手机"), csv("姓名,手机", ",", " , ")], ids=["xlsx", "csv", "blank rows"])
def test_headers_without_rows_are_told(data: bytes) -> None:
    assert refusal(data) == SheetRefusal.NO_ROWS


@pytest.mark.parametrize("cut", [0.3, 0.6, 0.9, 0.99])
def test_half_a_workbook_is_damaged(cut: float) -> None:
    assert refusal(GOOD[: int(len(GOOD) * cut)]) == SheetRefusal.BROKEN


@pytest.mark.parametrize(
    "inside",
    [
        "<row r='1'>",
        "<row r='x'/>",
        "<row r='2'/><row r='1'/>",
        "<row r='1'><c r='A1' t='s'><v>99</v></c></row>",
        "<row r='1'><c r='1A'><v>9</v></c></row>",
        "<row r='1'><c r='A1'><v>nine</v></c></row>",
        "<row r='99999999'/>",
    ],
)
def test_a_damaged_sheet_is_told_with_its_name(inside: str) -> None:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    sheet = f"<worksheet xmlns='{main}'><sheetData>{inside}</sheetData></worksheet>".encode()

    with pytest.raises(SheetRefused) as caught:
        read(repacked(GOOD, {SHEET1: sheet}), VOLUNTEERS)

    assert (caught.value.reason, caught.value.details) == (SheetRefusal.BROKEN, {"where": "名单"})


@pytest.mark.parametrize("name", ["xl/workbook.xml", "xl/styles.xml", "xl/sharedStrings.xml", "[Content_Types].xml"])
@pytest.mark.parametrize("content", [b"", b"<!DOCTYPE x><x/>", b"<x"], ids=["empty", "document type", "cut"])
def test_a_damaged_part_is_told_with_its_name(name: str, content: bytes) -> None:
    with pytest.raises(SheetRefused) as caught:
        read(repacked(template(VOLUNTEERS), {name: content}), VOLUNTEERS)

    assert (caught.value.reason, caught.value.details) == (SheetRefusal.BROKEN, {"where": name})


@pytest.mark.parametrize("name", ["xl/workbook.xml", "xl/_rels/workbook.xml.rels", SHEET1])
def test_a_workbook_without_one_of_its_parts_is_damaged(name: str) -> None:
    assert refusal(repacked(GOOD, {name: None})) == SheetRefusal.BROKEN


def test_the_strict_form_of_the_standard_is_asked_for_in_the_usual_form() -> None:
    names = [name for name in zipfile.ZipFile(io.BytesIO(GOOD)).namelist() if name.startswith("xl/")]
    usual, strict = b"http://schemas.openxmlformats.org/", b"http://purl.oclc.org/ooxml/"

    assert refusal(repacked(GOOD, {name: part(GOOD, name).replace(usual, strict) for name in names})) == SheetRefusal.NOT_A_SHEET


def test_a_workbook_of_charts_alone_is_empty() -> None:
    book = Workbook()
    book.create_chartsheet("图")
    assert book.active is not None
    book.remove(book.worksheets[0])
    made = io.BytesIO()
    book.save(made)

    assert refusal(made.getvalue()) == SheetRefusal.EMPTY


def test_a_damaged_part_that_we_do_not_read_does_no_harm() -> None:
    table = read(repacked(GOOD, {"xl/theme/theme1.xml": part(GOOD, "xl/theme/theme1.xml")[:50]}), VOLUNTEERS)

    assert [row.values["name"] for row in table.rows()] == ["王小明"]
