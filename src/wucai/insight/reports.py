"""Documents with figures."""

import io
from collections.abc import Iterable
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Pt

from wucai.core import clock
from wucai.core.language import said
from wucai.insight.queries import Day, OpenLine
from wucai.programme.models import Edition

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def brief(edition: Edition, day: Day) -> bytes:
    """The day's brief on one page as Word: the five numbers, what waits with who is in charge, the stations; in the language in force."""
    page = Document()
    _choose_font(page)
    page.core_properties.author = gettext("Wucai")
    page.core_properties.created = page.core_properties.modified = clock.local(day.at).replace(tzinfo=None)
    page.add_heading(gettext("Brief of the day"), level=1)
    page.add_paragraph(f"{said(edition)} · {_moment(day.at)}")
    if edition.is_demo:
        page.add_paragraph(gettext("Demo data: the people and figures here are made up."))
    _table(page, [gettext("Figure"), gettext("Value")], five(day))
    page.add_heading(gettext("What waits, the oldest first"), level=2)
    _table(page, [gettext("What"), gettext("Since"), gettext("In charge")], [_waiting(line) for line in day.waiting] or [["—", "", ""]])
    page.add_heading(gettext("Stations"), level=2)
    heads = [gettext("Station"), gettext("On duty"), gettext("Visitors today"), gettext("Hours of yesterday, confirmed")]
    _table(page, heads, [_station(line) for line in day.linked])
    made = io.BytesIO()
    page.save(made)
    return made.getvalue()


def five(day: Day) -> list[list[str]]:
    """The five numbers of the day, as they are written."""
    there = day.present
    return [
        [gettext("On duty"), f"{there.present} / {there.seats}"],
        [gettext("Visitors served today"), str(day.served)],
        [gettext("Hours of yesterday, confirmed"), _hours(day.confirmed_minutes)],
        [gettext("Open matters"), str(len(day.waiting))],
        [gettext("Free seats today"), str(day.gaps)],
    ]


def _waiting(line: OpenLine) -> list[str]:
    owner = said(line.owner) if line.owner else "—"
    return [said(line.thing, "title" if line.is_matter else "text"), _moment(line.since), owner]


def _station(line: Any) -> list[str]:
    there = line.presence
    return [said(line.site), f"{there.present} / {there.seats}", str(line.served), _hours(line.confirmed)]


def _hours(minutes: int) -> str:
    return f"{minutes / 60:.1f}"


def _moment(moment: Any) -> str:
    return date_format(clock.local(moment), "Y-m-d H:i")


def _table(page: Any, heads: list[str], rows: Iterable[list[str]]) -> None:
    table = page.add_table(rows=1, cols=len(heads), style="Light Grid Accent 1")
    for cell, text in zip(table.rows[0].cells, heads, strict=True):
        cell.text = text
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text


def _choose_font(page: Any) -> None:
    """Word asks for the Chinese font apart; without a word it takes one with serifs."""
    style = page.styles["Normal"]
    style.font.name, style.font.size = "Arial", Pt(11)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "Microsoft YaHei")
