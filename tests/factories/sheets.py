"""Small sheets and files to read: what a unit might send."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl import Workbook

from wucai.core.spreadsheets import Choice, Column, Kind, Sheet

VOLUNTEERS = Sheet(
    name="volunteers",
    title="志愿者",
    title_en="Volunteers",
    columns=(
        Column("name", "姓名", "Name", aliases=("志愿者姓名",), required=True, example="王小明", max_length=60),
        Column("phone", "手机", "Mobile", Kind.PHONE, aliases=("手机号码",), private=True, example="13800000000"),
        Column("age", "年龄", "Age", Kind.INTEGER, example="30"),
        Column("day", "日期", "Date", Kind.DATE, example="2020-11-05"),
        Column("mail", "邮箱", "E-mail", Kind.EMAIL, private=True, example="wang@example.org"),
        Column(
            "colour",
            "颜色",
            "Colour",
            Kind.CHOICE,
            choices=(Choice("red", "红", "red", ("红色",)), Choice("blue", "蓝", "blue", ("蓝色",))),
            example="红",
        ),
        Column(
            "languages",
            "语言",
            "Languages",
            Kind.MULTI,
            choices=(Choice("zh", "中文", "Chinese"), Choice("en", "英文", "English", ("英语",)), Choice("ja", "日文", "Japanese")),
            example="中文、英文",
        ),
        Column("number", "编号", "Number", hidden=True),
    ),
    keys=(("number",), ("phone",), ("mail",)),
)

NOTES = Sheet(name="notes", title="备注", title_en="Notes", columns=(Column("text", "内容", "Text", max_length=40_000),), keys=())


def xlsx(
    rows: Sequence[Sequence[Any]],
    *,
    name: str = "名单",
    merged: Sequence[str] = (),
    more: Mapping[str, Sequence[Sequence[Any]]] | None = None,
) -> bytes:
    """A workbook with these rows, written by openpyxl: texts shared, texts that begin with = as formulas."""
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = name
    for row in rows:
        page.append(list(row))
    for block in merged:
        page.merge_cells(block)
    for title, others in (more or {}).items():
        other = book.create_sheet(title)
        for row in others:
            other.append(list(row))
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def csv(*lines: str, encoding: str = "utf-8") -> bytes:
    """A CSV file of these lines."""
    return ("\r\n".join(lines) + "\r\n").encode(encoding)


def repacked(data: bytes, change: Mapping[str, bytes | None]) -> bytes:
    """The workbook with some of its parts changed, added, or (None) taken away."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.namelist():
            if entry not in change:
                new.writestr(entry, old.read(entry))
        for entry, content in change.items():
            if content is not None:
                new.writestr(entry, content)
    return made.getvalue()


def part(data: bytes, name: str) -> bytes:
    """One part of a workbook, as it is."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name)
