"""What the leader's home shows of a day."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from wucai.insight.queries import Day

ROWS = ("duty", "served", "hours", "open", "gaps")


@dataclass(frozen=True)
class Number:
    """One figure with the way to its rows; `note` tells of which day it is or what is still missing."""

    key: str
    label: str | Promise
    value: str
    unit: str | Promise
    note: str | Promise = ""
    is_alarming: bool = False


def numbers(day: Day) -> list[Number]:
    """The five numbers of the day."""
    there = day.present
    return [
        Number("duty", _("On duty"), f"{there.present}/{there.seats}", _("people"), is_alarming=there.present * 10 < there.seats * 9),
        Number("served", _("Visitors served today"), str(day.served), _("visits"), _("counted by the stations")),
        Number("hours", _("Hours of yesterday"), str(round(day.confirmed_minutes / 60)), _("hours"), _("confirmed")),
        Number("open", _("Open matters"), str(len(day.waiting)), _("matters"), is_alarming=any(_is_urgent(line) for line in day.waiting)),
        Number("gaps", _("Seats still to fill today"), str(day.gaps), _("seats"), _ran_empty(day), is_alarming=day.gaps > 0),
    ]


def _ran_empty(day: Day) -> str:
    """How many seats of today can no longer be filled."""
    told = ngettext("%(count)d seat ran empty and is over", "%(count)d seats ran empty and are over", day.ran_empty)
    return told % {"count": day.ran_empty} if day.ran_empty else ""


def _is_urgent(line: object) -> bool:
    thing = getattr(line, "thing", None)
    return bool(getattr(thing, "is_urgent", False) or getattr(thing, "kind", "") == "urgent")
