"""Rows of what was measured, as a table for people and as JSON for machines."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Row:
    """One measure: its value, what it should be, whether it is, and against what it was taken."""

    case: str
    measure: str
    value: float
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


def drawn(rows: Sequence[Row]) -> str:
    """The rows as lines of text in columns, with a mark where the target is missed."""
    head = ("case", "measure", "value", "target", "", "against")
    cells = [(row.case, row.measure, f"{row.value:g} {row.unit}", row.target, "ok" if row.ok else "MISSED", row.against) for row in rows]
    widths = [max(len(line[column]) for line in [head, *cells]) for column in range(len(head))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in [head, *cells])


def put_down(path: Path, facts: dict[str, str], rows: Iterable[Row]) -> None:
    """Write the facts of the run and its rows as JSON."""
    content = {"facts": facts, "rows": [asdict(row) for row in rows]}
    path.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
