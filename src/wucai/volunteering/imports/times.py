"""Days and hours as people write them in a cell."""

import re
import unicodedata
from datetime import date, datetime, time, timedelta

from wucai.core.clock import SHANGHAI
from wucai.programme.models import Edition
from wucai.programme.queries import is_within_span

Window = tuple[datetime, datetime]
HALVES = {
    "全天": ("07:00", "19:00"),
    "上午": ("07:00", "12:00"),
    "下午": ("12:00", "19:00"),
    "晚上": ("18:00", "22:00"),
    "all day": ("07:00", "19:00"),
    "morning": ("07:00", "12:00"),
    "afternoon": ("12:00", "19:00"),
    "evening": ("18:00", "22:00"),
}
_BETWEEN = re.compile(r"[;\n]+")
_DAY = r"(?:(\d{4})[-/.年])?(\d{1,2})[-/.月](\d{1,2})日?"
_HOURS = r"(\d{1,2}:\d{2})\s*[-–—~至到]+\s*(\d{1,2}:\d{2})"
_ENTRY = re.compile(rf"{_DAY}\s*(?:{_HOURS}|({'|'.join(HALVES)}))?", re.IGNORECASE)
# Excel may add a day that never was, or seconds, to a time that is typed into a cell.
_TIME = re.compile(r"(?:\d{4}[-/]\d{1,2}[-/]\d{1,2}[ T])?(\d{1,2})[:时点](\d{2})?分?(?::00)?")
_FRACTION = re.compile(r"0?\.\d+|0|1(?:\.0+)?")


def minutes_of(text: str) -> int | None:
    """A time of the day in minutes, 0 to 1440, however written (8:00, 08：00, 8点30, or Excel's part of a day); None when it is none."""
    written = unicodedata.normalize("NFKC", text).strip()
    if found := _TIME.fullmatch(written):
        minutes = int(found[1]) * 60 + int(found[2] or 0)
        return minutes if int(found[2] or 0) < 60 and minutes <= 1440 else None
    if _FRACTION.fullmatch(written):
        return round(float(written) * 1440)
    return None


def moment(day: date, minutes: int) -> datetime:
    """So many minutes after midnight of the day in Shanghai."""
    return datetime.combine(day, time(), SHANGHAI) + timedelta(minutes=minutes)


def windows(text: str, edition: Edition) -> list[Window] | None:
    """The times that a cell tells, or None when some part of it cannot be read. Their days lie in or near the edition."""
    found = []
    for entry in _BETWEEN.split(unicodedata.normalize("NFKC", text)):
        if not entry.strip():
            continue
        window = _window(entry.strip(), edition)
        if window is None:
            return None
        found.append(window)
    return found


def plain(found: list[Window]) -> list[list[str]]:
    """The times as JSON keeps them, in Shanghai's time."""
    return [[begin.astimezone(SHANGHAI).isoformat(), end.astimezone(SHANGHAI).isoformat()] for begin, end in found]


def told(found: list[list[str]]) -> str:
    """The same as one would write them in the cell."""
    return "；".join(_told(datetime.fromisoformat(begin), datetime.fromisoformat(end)) for begin, end in found)


def _window(entry: str, edition: Edition) -> Window | None:
    match = _ENTRY.fullmatch(entry)
    if match is None:
        return None
    year, month, day, begins, ends, half = match.groups()
    hours = (begins, ends) if begins else HALVES[(half or "全天").lower()]
    first, last = (minutes_of(each) for each in hours)
    if first is None or last is None or first >= last:
        return None
    on = _day(year, int(month), int(day), edition)
    return None if on is None else (moment(on, first), moment(on, last))


def _day(year: str | None, month: int, day: int, edition: Edition) -> date | None:
    """The day, in the year that is told; else in the edition if it can be, or in its first year. None when it is far from the edition."""
    years = [int(year)] if year else sorted({edition.starts_on.year, edition.ends_on.year})
    try:
        found = [date(number, month, day) for number in years]
    except ValueError:
        return None
    on = next((each for each in found if edition.starts_on <= each <= edition.ends_on), found[0])
    return on if is_within_span(edition, on) else None


def _told(begin: datetime, end: datetime) -> str:
    last = "24:00" if end.date() != begin.date() else f"{end:%H:%M}"
    return f"{begin:%Y-%m-%d %H:%M}-{last}"
