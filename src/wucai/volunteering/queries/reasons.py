"""The planner's reasons as sentences: why somebody, why an open seat, what would help.

They are codes with values; names in both languages stand in place of keys, so that a kept reason can be read without asking for anything. A
code that nobody knows here is a fault of ours and raises KeyError.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from wucai.core.clock import local
from wucai.core.language import reads_english, said
from wucai.people.choices import LANGUAGES
from wucai.people.models import Person
from wucai.volunteering.choices import ColourKey, Hold, PlacingRefusal
from wucai.volunteering.models import Signup

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
    "unanswered": ngettext_lazy(
        "%(count)s person could, if they gave up another seat for which they have not answered yet.",
        "%(count)s people could, if they gave up another seat for which they have not answered yet.",
        "count",
    ),
}
_BARRED = {
    "qualified": _("Does not have the qualification: %(qualification)s."),
    "language": _("Does not speak %(language)s."),
    "overlap": _("Has another shift at that time."),
    "rest": _("Would have too little rest: %(length)s less than the edition wants."),
    "way": _("Could not come in time from one station to the other: %(length)s lacks."),
    "days": _("Would serve too many days in a row."),
    "day_shifts": _("Has as many shifts on that day as one may have."),
    "shifts": _("Has as many shifts as they offered."),
    "some_time": _("Has some time then, but not all: %(length)s lacks."),
    "no_time": _("Has not offered any time then."),
}
_STANDS = {
    "serves": _("Is on this shift already, or was asked for it."),
    "open": _("Nothing keeps this person from the shift, and a seat is open."),
    "full": _("Nothing keeps this person from the shift, but every seat is taken."),
    "barred": _("Cannot be proposed for this shift:"),
}
_ANSWERS = {
    "yes": _("Said yes to that."),
    "none": _("Has not answered yet."),
    "late": _("Somebody else said yes first."),
    "no": _("That question ended without a yes."),
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
    told = [_help(*change) for change in changes]
    return [*told, _help("elsewhere", elsewhere)] if elsewhere else told


def help_from(changes: Iterable[Sequence[Any]], elsewhere: int, nearest: Mapping[str, Person]) -> list[tuple[str, Person | None]]:
    """What would fill a seat of a shift as it stands, the smallest first, each with the person for whom the least is needed."""
    told = [(_help(code, count, amount), nearest.get(code)) for code, count, amount in changes]
    return [*told, (_help("unanswered", elsewhere), None)] if elsewhere else told


def stands(code: str) -> str:
    """How somebody stands to a shift."""
    return str(_STANDS[code])


def barriers(told: Iterable[Sequence[Any]]) -> list[SafeString]:
    """What keeps somebody from a shift."""
    return [_barrier(code, values) for code, values in told]


def refused(person: Person, reason: PlacingRefusal) -> str:
    """Who was not asked, and why."""
    return gettext("%(name)s was not asked. %(sentence)s") % {"name": said(person), "sentence": reason.label}


def asked_before(question: Signup | None, *, now: datetime) -> list[str]:
    """When somebody was asked last, and what became of it."""
    if question is None:
        return [gettext("Was never asked.")]
    days = (local(now).date() - local(question.created_at).date()).days
    long_ago = ngettext("Was last asked %(count)d day ago.", "Was last asked %(count)d days ago.", days) % {"count": days}
    when = gettext("Was last asked today.") if days <= 0 else gettext("Was last asked yesterday.") if days == 1 else long_ago
    answer = "yes" if question.accepted_at else "none" if question.is_asked else "late" if question.hold == Hold.OUTRUN else "no"
    return [when, str(_ANSWERS[answer])]


def language_name(code: str) -> str:
    """What a language is called in the reader's language; the code itself where nobody knows it."""
    found = next((choice for choice in LANGUAGES if choice.key == code), None)
    if found is None:
        return code
    return found.label_en if reads_english() else found.label


def _help(code: str, count: int, amount: int = 0) -> str:
    """How many people a change would bring, and how much of it the first of them needs."""
    return str(_HELP[code] % {"count": count, "length": _length(amount)})


def _barrier(code: str, values: Mapping[str, Any]) -> SafeString:
    amount = int(values.get("amount", 0))
    known = code if code != "available" else "some_time" if amount else "no_time"
    told = {name: _told(name, value, values) for name, value in values.items()} | {"length": conditional_escape(_length(amount))}
    return mark_safe(str(conditional_escape(_BARRED[known])) % told)  # noqa: S308  our own sentence, and each value is escaped


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
