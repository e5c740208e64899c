"""Cells of a spreadsheet: one text each way for every shape of a field, as people write it there."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from wucai.planning.records import Record
from wucai.planning.shapes import Choice, Fault, Fixed, Flag, Listed, Maybe, Named, Number, Shape, Text, Whole

DAY_MINUTES = 1440
FLAGS = {"yes": True, "true": True, "1": True, "是": True, "no": False, "false": False, "0": False, "否": False}
WHOLE = re.compile(r"-?\d{1,18}")
DATE = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})")
FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")  # OWASP, CSV injection, and the full-width forms that Chinese Excel takes as well
TIME = re.compile(r"(\d{1,2}):(\d{2})(?::00)?")


@dataclass
class Clock:
    """Moments as dates (`2020-11-06 08:00`, or `2020-11-06` where only days count) or as the whole numbers of the JSON, never both.

    Dates are counted from a Monday: `base` is that in minutes (or 0 in days) since the first of January of the year 1, itself one. A
    week of the problem is then a week of the calendar.
    """

    is_daily: bool
    base: int = 0
    is_dated: bool | None = field(default=None, init=False)

    def read(self, text: str) -> int:
        """The moment as the problem has it; raises Fault."""
        is_dated = WHOLE.fullmatch(text) is None
        moment = self.absolute(text) - self.base if is_dated else int(text)
        if self.is_dated not in (None, is_dated):
            raise Fault(f"is {text!r}: dates and whole numbers are both given; use one of the two everywhere.")
        self.is_dated = is_dated
        return moment

    def absolute(self, text: str) -> int:
        """Days (ordinals) or minutes since the first Monday of the calendar; raises Fault."""
        day, _, time = text.replace("T", " ").partition(" ")
        found, clock = DATE.fullmatch(day), TIME.fullmatch(time.strip() or "00:00")
        is_whole_time = clock is not None and (int(clock[1]), int(clock[2])) <= (24, 0) and int(clock[2]) < 60
        if found is None or clock is None or not is_whole_time or bool(time) == self.is_daily:
            raise Fault(f"must be a {self._wanted()}, not {text!r:.40}.")
        try:
            ordinal = date(int(found[1]), int(found[2]), int(found[3])).toordinal()
        except ValueError:
            raise Fault(f"is {text!r}, which no calendar knows.") from None
        if ordinal == date.max.toordinal() and int(clock[1]) == 24:
            raise Fault(f"is {text!r}, the end of all days; 23:59 is the last minute.")
        return ordinal if self.is_daily else (ordinal - 1) * DAY_MINUTES + int(clock[1]) * 60 + int(clock[2])

    def text(self, moment: int) -> str:
        """The moment in the way in which it was given."""
        if not self.is_dated:
            return str(moment)
        if self.is_daily:
            return date.fromordinal(moment + self.base).isoformat()
        days, minutes = divmod(moment + self.base, DAY_MINUTES)
        return f"{(date.min + timedelta(days)).isoformat()} {minutes // 60:02}:{minutes % 60:02}"

    def _wanted(self) -> str:
        return "date like 2020-11-06 or a whole number" if self.is_daily else "time like 2020-11-06 08:00 or whole minutes"


@dataclass(frozen=True)
class Cells:
    """Reads the cells of one problem. `moments`: the fields that are times; `hours`: spans of fields that are times of the day."""

    clock: Clock
    moments: frozenset[str]
    hours: frozenset[str] = frozenset()

    def read(self, name: str, shape: Shape, text: str) -> Any:
        """What JSON would hold for the cell of a field, or Fault."""
        if isinstance(shape, Maybe):
            return self.read(name, shape.inner, text)
        if isinstance(shape, Whole):
            return self.clock.read(text) if name in self.moments else _whole(text)
        if isinstance(shape, Listed) and isinstance(shape.item, Text | Choice):
            return _parts(text, ";")
        if isinstance(shape, Listed) and isinstance(shape.item, Record) and _is_span(shape.item):
            return [self._span(name, part) for part in _parts(text, ";")]
        if isinstance(shape, Record) and _is_span(shape):
            return self._span(name, text)
        if isinstance(shape, Named) and isinstance(shape.item, Maybe | Whole):
            return self._named(text, name)
        for kind, reader in _SIMPLE.items():
            if isinstance(shape, kind):
                return reader(text)
        return _json(text)

    def _span(self, name: str, text: str) -> dict[str, int]:
        parts = _parts(text, "/")
        if len(parts) != 2:
            raise Fault(f"must be two times with / between, not {text!r:.60}.")
        read = _time_of_day if name in self.hours else self.clock.read
        starts, ends = map(read, parts)
        if ends <= starts:
            raise Fault(f"is {text!r}, which ends before it begins.")
        return {"starts": starts, "ends": ends}

    def _named(self, text: str, name: str) -> dict[str, int | None]:
        found: dict[str, int | None] = {}
        for part in _parts(text, ";"):
            key, mark, value = part.partition("=")
            if key.strip() in found:
                raise Fault(f"names {key.strip()!r} twice.")
            read = self.clock.read if name in self.moments else _whole
            found[key.strip()] = read(value.strip()) if mark else None
        return found


def columns_of(record: Record[Any]) -> dict[str, tuple[str, ...]]:
    """The columns of each field: one of its name, but two for a point."""
    return {name: (f"{name}_latitude", f"{name}_longitude") if _is_point(shape) else (name,) for name, shape in record.shapes.items()}


def _is_point(shape: Shape) -> bool:
    """Whether it is a place: two whole numbers, millionths of a degree."""
    inner = shape.inner if isinstance(shape, Maybe) else shape
    return isinstance(inner, Fixed) and len(inner.items) == 2 and all(isinstance(each, Whole) for each in inner.items)


def millionths(text: str) -> int:
    """Degrees like 31.112 in millionths; raises Fault."""
    try:
        degrees = Decimal(text)
    except InvalidOperation:
        degrees = Decimal("nan")
    if not degrees.is_finite() or abs(degrees) > 360:
        raise Fault(f"must be degrees like 31.112, not {text!r:.40}.")
    return round(degrees * 1_000_000)


def shown(value: Any) -> str:
    """A plain value in one cell: nothing for null, lists with ; between, names with what they hold."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return " ".join(f"{name} {shown(each)}".strip() for name, each in value.items())
    if isinstance(value, list):
        return "; ".join(" ".join(filter(None, map(shown, each.values()))) if isinstance(each, Mapping) else shown(each) for each in value)
    return str(value)


def guarded(text: str) -> str:
    """The text as it is written into CSV: never one that a spreadsheet program would run as a formula."""
    return f"'{text}" if FORMULA.match(text) and not WHOLE.fullmatch(text) else text


def unguarded(text: str) -> str:
    """The text that was meant: takes off what `guarded` put on."""
    return text[1:] if text.startswith("'") and FORMULA.match(text) else text


def _is_span(record: Record[Any]) -> bool:
    return list(record.shapes) == ["starts", "ends"]


def _parts(text: str, mark: str) -> list[str]:
    return [part.strip() for part in text.replace("；", ";").split(mark) if part.strip()]


def _whole(text: str) -> int:
    if WHOLE.fullmatch(text) is None:
        raise Fault(f"must be a whole number, not {text!r:.40}.")
    return int(text)


def _time_of_day(text: str) -> int:
    if WHOLE.fullmatch(text):
        return int(text)
    found = TIME.fullmatch(text)
    if found is None or int(found[2]) > 59:
        raise Fault(f"must be a time of the day like 08:00, not {text!r:.40}.")
    return int(found[1]) * 60 + int(found[2])


def _flag(text: str) -> bool:
    if text.casefold() not in FLAGS:
        raise Fault(f"must be yes or no, not {text!r:.40}.")
    return FLAGS[text.casefold()]


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise Fault(f"must be a number, not {text!r:.40}.") from None


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Fault(f"must be JSON: {error}.") from error


_SIMPLE: Mapping[type[Shape], Callable[[str], Any]] = {Text: str, Choice: str, Flag: _flag, Number: _number}
