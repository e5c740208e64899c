"""Reasons as sentences: why two things match, why another came second, what would close a need.

The planner's reasons are codes with values; `planner` has put names in both languages in place of its ids, so that a kept reason can be
read without asking for anything. A code that nobody knows here is a fault of ours and raises KeyError.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.dateformat import format as formatted
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext_lazy as _

_FROM_HERE_IN_KILOMETRES = 1_000
_SENTENCES = {
    "by_hand": _("Proposed by hand."),
    "affinity": _("Its class (%(category)s) answers this need with %(points)s of %(of)s points."),
    "distance": _("%(metres)s away."),
    "place_unknown": _("One of the two names no place, so nothing is known of the way."),
    "window": _("There on %(covered)s of the %(days)s days."),
    "whole_window": _("There on all %(days)s days."),
    "covers": _("Brings %(units)s of the %(asked)s that are lacking."),
    "could_cover": _("Could bring %(units)s of the %(asked)s that are lacking."),
    "load": _("%(giver)s then gives %(given)s of the %(offered)s that it offers in this class."),
    "titles": _("The titles are alike (%(percent)s in 100)."),
    "no_affinity": _("The class %(offered)s does not answer needs of the class %(asked)s."),
    "own": _("The need and the resource both belong to %(organisation)s."),
    "declined": _("This pair was declined before."),
    "out_of_radius": _("%(metres)s away, but the unit goes no farther than %(radius)s."),
    "no_common_day": _("Only there from %(starts)s to %(ends)s, on none of the days of the need."),
    "too_few": _("No more than %(free)s could go, and the unit hands out no fewer than %(least)s."),
    "taken": _("%(by)s holds %(units)s of it."),
    "farther": _("Farther away: %(metres)s against %(than)s."),
    "farther_than_unknown": _("Farther away: %(metres)s."),
    "less_apt": _("Its class answers this need less well: %(points)s points against %(than)s."),
    "fewer_days": _("There on fewer days: %(covered)s against %(than)s."),
    "less_alike": _("Its title is less alike: %(percent)s in 100 against %(than)s."),
    "busier": _("%(giver)s gives %(given)s of %(offered)s in this class already; another has more to spare."),
    "as_good": _("No worse for this need; it was left for others."),
    "free": _("%(resource)s is free and would bring %(units)s. Propose again."),
    "lower_least": _("%(resource)s would bring %(units)s if its unit handed out %(now)s, not %(least)s at the least."),
    "higher_most": _("%(resource)s would bring %(units)s if its unit gave one need up to %(most)s, not only %(now)s."),
    "longer_window": _("%(resource)s would bring %(units)s if it were there from %(starts)s to %(ends)s, %(days)s days more."),
    "wider_radius": _("%(resource)s would bring %(units)s if its unit went %(metres)s far, not %(radius)s."),
    "yielded": _("%(resource)s would bring %(units)s if %(by)s yielded what it holds."),
    "new_offer": _("A new offer of %(units)s in the class %(category)s would close it."),
    "new_affinity": _("No class of resources answers needs of the class %(category)s. Say which one does."),
}
# How many of the resources whose class answers a need passed each stage, in this order.
STAGES = {
    "category": _("Their class answers this need"),
    "allowed": _("Neither its own unit's nor declined before"),
    "radius": _("Near enough"),
    "window": _("There on at least one of the days"),
    "quantity": _("With enough to give"),
    "free": _("Not promised to others"),
}
_METRES = {"metres", "radius"}
_DAYS = {"starts", "ends"}


def sentence(code: str, values: Mapping[str, Any]) -> SafeString:
    """The reason in the reader's language, escaped; names without English are marked as Chinese. Raises KeyError for an unknown code."""
    told = {name: _told(code, name, value, values) for name, value in values.items()}
    if code == "window" and values["covered"] == values["days"]:
        code = "whole_window"
    if code == "farther" and "than" not in values:
        code = "farther_than_unknown"
    return mark_safe(str(conditional_escape(_SENTENCES[code])) % told)  # noqa: S308  our own sentence, and each value is escaped


def sentences(reasons: Sequence[Sequence[Any]]) -> list[SafeString]:
    """Kept reasons, each as a sentence."""
    return [sentence(code, values) for code, values in reasons]


def _told(code: str, name: str, value: Any, values: Mapping[str, Any]) -> SafeString:
    """A value in words: lengths with their unit, days as dates, names in the reader's language."""
    if name in _METRES or (code == "farther" and name == "than"):
        return _length(int(value))
    if name in _DAYS:
        return conditional_escape(formatted(date.fromisoformat(value), pgettext("date format", "D j M")))
    english = values.get(f"{name}_en")
    if not isinstance(value, str) or not (get_language() or "").startswith("en"):
        return conditional_escape(value)
    return conditional_escape(english) if english else format_html('<span lang="zh-Hans">{}</span>', value)


def _length(metres: int) -> SafeString:
    if metres < _FROM_HERE_IN_KILOMETRES:
        return conditional_escape(pgettext("length", "%(metres)d m") % {"metres": metres})
    return conditional_escape(pgettext("length", "%(kilometres).1f km") % {"kilometres": metres / 1_000})
