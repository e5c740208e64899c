"""The planner's reasons as sentences: why somebody, why an open seat, what would help.

They are codes with values; names in both languages stand in place of keys, so that a kept reason can be read without asking for anything. A
code that nobody knows here is a fault of ours and raises KeyError.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from wucai.core.language import reads_english
from wucai.people.choices import LANGUAGES
from wucai.volunteering.choices import ColourKey, PlacingRefusal

_WHY = {
    "pinned": _("Holds this seat already."),
    "qualification": _("Has the qualification: %(qualification)s."),
    "language": _("Speaks %(language)s."),
    "wished_colour": _("Wishes this colour (%(colour)s), as wish %(rank)s."),
    "other_colour": _("Wishes other colours than this one (%(colour)s)."),
    "any_colour": _("Serves in any colour."),
    "distance": _("Lives about %(length)s away."),
    "only_shift": _("Has no other shift."),
    "load": _("Would have %(shifts)s of at most %(of)s shifts."),
    "by_hand": _("Placed by hand."),
    "not_asked": _("Was not asked. %(sentence)s"),
}
_FUNNEL = {
    "volunteers": ngettext_lazy("%(count)s person is enrolled and not on it.", "%(count)s people are enrolled and not on it.", "count"),
    "available": ngettext_lazy("%(count)s of them has time then.", "%(count)s of them have time then.", "count"),
    "qualified": ngettext_lazy("%(count)s of these has the qualification.", "%(count)s of these have the qualification.", "count"),
    "language": ngettext_lazy("%(count)s of these speaks the language.", "%(count)s of these speak the language.", "count"),
    "fitting": ngettext_lazy(
        "%(count)s of these has no other shift in the way: at the same time, too near for a rest or the way, or too many days in a row.",
        "%(count)s of these have no other shift in the way: at the same time, too near for a rest or the way, or too many days in a row.",
        "count",
    ),
    "within_limits": ngettext_lazy("%(count)s of these wants one more shift.", "%(count)s of these want one more shift.", "count"),
}
_HELP = {
    "ask": ngettext_lazy("%(count)s person can be asked just as it is.", "%(count)s people can be asked just as it is.", "count"),
    "shifts": ngettext_lazy(
        "%(count)s person could, for one shift more than they offered.",
        "%(count)s people could, for one shift more than they offered.",
        "count",
    ),
    "minutes": ngettext_lazy(
        "%(count)s person could, for more minutes than they offered.",
        "%(count)s people could, for more minutes than they offered.",
        "count",
    ),
    "day_shifts": ngettext_lazy(
        "%(count)s person could, for a third shift on that day.", "%(count)s people could, for a third shift on that day.", "count"
    ),
    "days": ngettext_lazy(
        "%(count)s person could, for one day more in a row.", "%(count)s people could, for one day more in a row.", "count"
    ),
    "rest": ngettext_lazy(
        "%(count)s person could, with less rest: %(length)s less at the least.",
        "%(count)s people could, with less rest: %(length)s less at the least.",
        "count",
    ),
    "way": ngettext_lazy(
        "%(count)s person could, with less time for the way from one station to the other: %(length)s less at the least.",
        "%(count)s people could, with less time for the way from one station to the other: %(length)s less at the least.",
        "count",
    ),
    "available": ngettext_lazy(
        "%(count)s person has some time then, but not all: %(length)s lacks at the least.",
        "%(count)s people have some time then, but not all: %(length)s lacks at the least.",
        "count",
    ),
    "language": ngettext_lazy(
        "%(count)s person lacks nothing but the language.", "%(count)s people lack nothing but the language.", "count"
    ),
    "qualified": ngettext_lazy(
        "%(count)s person lacks nothing but the qualification.", "%(count)s people lack nothing but the qualification.", "count"
    ),
    "elsewhere": ngettext_lazy(
        "%(count)s person could, if they gave up another seat that is only proposed.",
        "%(count)s people could, if they gave up another seat that is only proposed.",
        "count",
    ),
}


def sentence(code: str, values: Mapping[str, Any]) -> SafeString:
    """The reason in the reader's language, escaped; names without English are marked as Chinese. Raises KeyError for an unknown code."""
    told: dict[str, str] = {name: _told(name, value, values) for name, value in values.items() if isinstance(value, str | int)}
    if "metres" in values:
        told["length"] = _way(int(values["metres"]))
    if code == "not_asked":
        told["sentence"] = conditional_escape(PlacingRefusal(values["reason"]).label)
    return mark_safe(str(conditional_escape(_WHY[code])) % told)  # noqa: S308  our own sentence, and each value is escaped


def sentences(reasons: Iterable[Sequence[Any]]) -> list[SafeString]:
    """Kept reasons, each as a sentence."""
    return [sentence(code, values) for code, values in reasons]


def funnel(stages: Iterable[Sequence[Any]]) -> list[str]:
    """How many people are left after each stage; a stage that sorts nobody out is left out."""
    told, last = [], None
    for code, count in stages:
        if count != last:
            told.append(str(_FUNNEL[code] % {"count": count}))
        last = count
    return told


def help_for(changes: Iterable[Sequence[Any]], elsewhere: int) -> list[str]:
    """What would fill the seat, the smallest first."""
    told = [str(_HELP[code] % {"count": count, "length": _length(amount)}) for code, count, amount in changes]
    return [*told, str(_HELP["elsewhere"] % {"count": elsewhere})] if elsewhere else told


def language_name(code: str) -> str:
    """What a language is called in the reader's language; the code itself where nobody knows it."""
    found = next((choice for choice in LANGUAGES if choice.key == code), None)
    if found is None:
        return code
    return found.label_en if reads_english() else found.label


def _told(name: str, value: str | int, values: Mapping[str, Any]) -> SafeString:
    if name == "colour":
        return conditional_escape(ColourKey(str(value)).label)
    if name == "language":
        return conditional_escape(language_name(str(value)))
    english = values.get(f"{name}_en")
    if not isinstance(value, str) or not reads_english():
        return conditional_escape(str(value))
    return conditional_escape(english) if english else format_html('<span lang="zh-Hans">{}</span>', value)


def _way(metres: int) -> str:
    """Kept to about a kilometre, so told no finer."""
    kilometres = max(1, round(metres / 1_000))
    return ngettext("%(count)d km", "%(count)d km", kilometres) % {"count": kilometres}


def _length(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    parts = [gettext("%(count)d h") % {"count": hours}] if hours else []
    return " ".join([*parts, *([gettext("%(count)d min") % {"count": rest}] if rest or not hours else [])])
