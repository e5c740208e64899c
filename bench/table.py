"""Rows of what was measured, as a table for people and as JSON for machines."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Row:
    """One measure: its value (None: not run), what it should be (empty: nothing was promised), whether it is, and against what."""

    case: str
    measure: str
    value: float | None
    unit: str
    target: str
    ok: bool
    against: str


def at_most(case: str, measure: str, value: float, limit: float, *, unit: str, against: str) -> Row:
    """A measure that should not pass the limit."""
    return Row(case, measure, round(value, 3), unit, f"≤ {limit:g}" if limit else "0", value <= limit, against)


def more_than(case: str, measure: str, value: float, limit: float, *, unit: str, against: str) -> Row:
    """A measure that must pass the limit, or the run shows nothing."""
    return Row(case, measure, round(value, 3), unit, f"> {limit:g}", value > limit, against)


def told(case: str, measure: str, value: float, *, unit: str, against: str) -> Row:
    """A measure of which nothing was promised."""
    return Row(case, measure, round(value, 3), unit, "", True, against)


def not_run(case: str, measure: str, why: str) -> Row:
    """A measure that could not be taken here; no target is missed by that."""
    return Row(case, measure, None, "", "", True, f"not run: {why}")


def failed(case: str, measure: str, why: str) -> Row:
    """A measure that ended with an error: missed, whatever was promised."""
    return Row(case, measure, None, "", "to end", False, why)


def drawn(rows: Sequence[Row]) -> str:
    """The rows as lines of text in columns, with a mark where the target is missed."""
    head = ("case", "measure", "value", "target", "", "against")
    cells = [(row.case, row.measure, _value(row), row.target, _mark(row), row.against) for row in rows]
    widths = [max(len(line[column]) for line in [head, *cells]) for column in range(len(head))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in [head, *cells])


def _value(row: Row) -> str:
    if row.value is None:
        return "–"
    number = f"{row.value:,.0f}" if abs(row.value) >= 1_000 else f"{row.value:g}"
    return f"{number} {row.unit}"


def _mark(row: Row) -> str:
    if not row.target:
        return ""
    return "ok" if row.ok else "MISSED"


def put_down(path: Path, facts: dict[str, str], rows: Iterable[Row]) -> None:
    """Write the facts of the run and its rows as JSON."""
    content = {"facts": facts, "rows": [asdict(row) for row in rows]}
    path.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
