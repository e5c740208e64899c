"""What a list would change, as people read it: line by line, in their language, with private values masked."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from wucai.core import phones
from wucai.core.choices import ImportState, Verdict
from wucai.core.imports import problems_of, refusal_sentence
from wucai.core.models import SheetImport, StagedRow
from wucai.core.spreadsheets import CellProblem, Column, Kind, Sheet, shown

_LINES = 50
_ORDER = (Verdict.REFUSED, Verdict.NEW, Verdict.CHANGED, Verdict.UNCHANGED, Verdict.SKIPPED)
_HAN = re.compile("[\u3400-\u9fff]")
_WORDS = re.compile(r"[A-Za-z]{3,}[\s,]+[A-Za-z]{2,}")


@dataclass(frozen=True)
class Change:
    """One value that would change; `before` is empty where there was none."""

    column: Column
    before: SafeString
    after: SafeString


@dataclass(frozen=True)
class Trouble:
    """One thing that is wrong with the row; `column` is None when it is the row as a whole."""

    column: Column | None
    value: SafeString
    problem: CellProblem


@dataclass(frozen=True)
class Line:
    """One row of the file, or `count` blank ones from this row on. `name` is how the sheet's first column calls it."""

    staged: StagedRow
    sheet: SafeString
    name: SafeString
    changes: tuple[Change, ...]
    troubles: tuple[Trouble, ...]

    @property
    def last_row(self) -> int:
        """The last of the rows that it tells."""
        return self.staged.row + self.staged.count - 1


@dataclass(frozen=True)
class Tab:
    """One verdict with its count, as the address of a page."""

    label: str
    href: str
    is_current: bool


def context(sheet_import: SheetImport, sheet: Sheet, *, wanted: str, page: str) -> dict[str, Any]:
    """For the page of a list: its tabs by verdict, and the lines of one verdict (problems first), a page of them."""
    if sheet_import.checked_at is None:
        refusal = refusal_sentence(sheet_import) if sheet_import.state == ImportState.REFUSED else ""
        return {"sent": sheet_import, "refusal": refusal}
    counts = {verdict: getattr(sheet_import, verdict) for verdict in _ORDER if getattr(sheet_import, verdict)}
    verdict = next((known for known in counts if known == wanted), next(iter(counts), Verdict.NEW))
    shown_page = Paginator(sheet_import.rows.filter(verdict=verdict), _LINES).get_page(page)
    return {
        "sent": sheet_import,
        "tabs": [Tab(f"{known.label} {count}", f"?show={known}", known == verdict) for known, count in counts.items()],
        "verdict": verdict,
        "page": shown_page,
        "query": f"show={verdict}&",
        "lines": [_line(row, sheet) for row in shown_page],
    }


def masked(column: Column, text: str) -> str:
    """The text as it may be shown in a list: a private one with its middle hidden."""
    if not column.private or not text:
        return text
    if column.kind is Kind.PHONE and text.startswith("+"):
        return phones.masked(text)
    head, at, domain = text.partition("@")
    shown_part = head[: 1 if len(head) < 6 else 3]
    return f"{shown_part}****{at}{domain}" if at else f"{shown_part}****{text[-2:] if len(text) > 5 else ''}"


def _line(row: StagedRow, sheet: Sheet) -> Line:
    name = str(row.values.get(sheet.columns[0].key) or "")
    changes: tuple[Change, ...] = ()
    if row.verdict in {Verdict.NEW, Verdict.CHANGED}:
        # A new row's name stands above it already.
        columns = sheet.columns[1:] if row.verdict == Verdict.NEW else sheet.columns
        changes = tuple(_change(column, row.before, row.after) for column in columns if column.key in row.after)
    by_header = {column.header: column for column in sheet.columns}
    troubles = []
    for problem in problems_of(row, sheet):
        column = by_header.get(problem.header)
        troubles.append(Trouble(column, _tongue(masked(column, problem.value) if column else ""), problem))
    return Line(row, _tongue(row.sheet), _tongue(name), changes, tuple(troubles))


def _change(column: Column, before: Mapping[str, Any], after: Mapping[str, Any]) -> Change:
    return Change(column, _tongue(_told(column, before.get(column.key))), _tongue(_told(column, after[column.key])))


def _tongue(text: str) -> SafeString:
    """The text for a page, marked as Chinese or, on a Chinese page, as English where it is, so that it is read with the right voice."""
    if _HAN.search(text):
        return format_html('<span lang="zh-Hans">{}</span>', text)
    is_foreign = _WORDS.search(text) and not (get_language() or "").startswith("en")
    return format_html('<span lang="en">{}</span>', text) if is_foreign else conditional_escape(text)


def _told(column: Column, value: Any) -> str:
    """The value in the reader's language, masked where it is private."""
    if (get_language() or "").startswith("en") and column.choices:
        keys = value if isinstance(value, list) else [value] if value else []
        labels = {choice.key: choice.label_en for choice in column.choices}
        return ", ".join(labels.get(key, str(key)) for key in keys)
    return masked(column, shown(column, value))
