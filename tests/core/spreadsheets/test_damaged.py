"""Whatever has happened to a workbook on its way, it is read or refused in words."""

import io
import zipfile
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st
from xlsxwriter import Workbook

from tests.factories.sheets import VOLUNTEERS, part, repacked
from wucai.core.spreadsheets import SheetRefusal, SheetRefused, read


def as_excel_writes() -> bytes:
    """Shared texts, formats, a formula, an error, a truth, a merge and a second sheet."""
    made = io.BytesIO()
    with Workbook(made, {"in_memory": True}) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        page = book.add_worksheet("名单")
        page.write_row(0, 0, ["姓名", "手机", "年龄", "日期", "备注"])
        page.write_row(1, 0, ["王小明", 13800000000, 30])
        page.write_datetime(1, 3, date(2020, 11, 5), day)
        page.write_row(2, 0, ["李雷", "13900000000", "=15+15", "2020-11-05", True])
        page.merge_range(3, 0, 4, 0, "韩梅梅")
        book.add_worksheet("统计").write_row(0, 0, ["人数", 2])
    return made.getvalue()


GOOD = as_excel_writes()
NAMES = zipfile.ZipFile(io.BytesIO(GOOD)).namelist()


def outcome(data: bytes) -> str:
    """What a reader is told; any other exception than a refusal fails the test."""
    try:
        return f"{len(list(read(data, VOLUNTEERS).rows()))} rows"
    except SheetRefused as refused:
        return str(refused.reason) if refused.sentence else ""


@st.composite
def damaged(draw: st.DrawFn, whole: bytes) -> bytes:
    """The bytes with a few places overwritten, cut out or written twice."""
    content = bytearray(whole)
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, max(len(content) - 1, 0)))
        length = draw(st.sampled_from([1, 2, 8, 100]))
        kind = draw(st.sampled_from(["overwrite", "cut out", "twice", "truncate"]))
        if kind == "overwrite":
            content[at : at + length] = draw(st.sampled_from([b"9", b"-", b"x", b'"', b"<", b"&", b"\0", b"\xff"])) * length
        elif kind == "truncate":
            del content[at:]
        else:
            content[at : at + length] = b"" if kind == "cut out" else bytes(content[at : at + length]) * 2
    return bytes(content)


def test_the_workbook_that_is_damaged_here_is_good() -> None:
    assert outcome(GOOD) == "3 rows"


@settings(max_examples=150)
@given(damaged(GOOD))
def test_a_damaged_archive_is_read_or_refused(data: bytes) -> None:
    assert outcome(data) in {"3 rows", *SheetRefusal.values}


@settings(max_examples=300)
@given(st.data())
def test_a_damaged_part_is_read_or_refused(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(NAMES))
    content = data.draw(st.none() | damaged(part(GOOD, name)))

    told = outcome(repacked(GOOD, {name: content}))

    assert told.endswith(" rows") or told in SheetRefusal.values
