"""What time it is.

Rules and screens ask `now()`: programme time, which the demo may set. Log-in sessions, tokens, rate limits, heartbeats and `recorded_at`
ask `real_now()`. Nothing else in the house reads a clock (linted), so that a test can stand on any morning.
"""

from datetime import UTC, date, datetime, time, timedelta
from math import ceil
from time import monotonic
from zoneinfo import ZoneInfo

from django.conf import settings

from wucai.core.models import ClockOffset

SHANGHAI = ZoneInfo("Asia/Shanghai")
_known: tuple[float, timedelta] | None = None


class ClockFixed(Exception):
    """Somebody tried to set the clock outside demo mode."""


def real_now() -> datetime:
    """The moment by the machine's clock, aware, UTC."""
    return datetime.now(UTC)


def now() -> datetime:
    """The moment in programme time, aware, UTC; the same as `real_now()` outside demo mode."""
    return real_now() + offset()


def today() -> date:
    """The day in Shanghai, in programme time."""
    return local(now()).date()


def local(moment: datetime) -> datetime:
    """The same moment as Shanghai's clocks show it."""
    return moment.astimezone(SHANGHAI)


def midnight(day: date) -> datetime:
    """When the day begins in Shanghai."""
    return datetime.combine(day, time(), SHANGHAI)


def offset() -> timedelta:
    """Programme time minus real time; zero outside demo mode, where no row is read."""
    if settings.WUCAI_MODE != "demo":
        return timedelta(0)
    global _known
    if _known is None or monotonic() - _known[0] > settings.WUCAI_CLOCK_SECONDS:
        row = ClockOffset.objects.filter(pk=1).first()
        _known = (monotonic(), timedelta(seconds=row.seconds if row else 0))
    return _known[1]


def set_now(moment: datetime) -> None:
    """Let programme time be this moment from here on; it runs on from there. Raises ClockFixed outside demo mode."""
    if settings.WUCAI_MODE != "demo":
        raise ClockFixed("The clock can be set in demo mode only.")
    seconds = ceil((moment - real_now()).total_seconds())
    ClockOffset.objects.update_or_create(pk=1, defaults={"seconds": seconds})
    forget()


def forget() -> None:
    """Read the offset afresh at the next question."""
    global _known
    _known = None
