"""Tags of the house: `{% load wucai %}`. Words in the reader's language, moments in Shanghai's time, colours that are more than colours."""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any

from django import template
from django.db.models import Model
from django.template.context import Context, RequestContext
from django.templatetags.static import static
from django.urls import get_script_prefix
from django.utils.dateformat import format as formatted
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext
from lucide.templatetags.lucide import lucide

from wucai.core import clock, panels, stylesheet
from wucai.core.language import reads_english
from wucai.core.terms import TERMS

register = template.Library()
_TERM = (
    '<span class="term"><dfn tabindex="0" aria-describedby="told-{}">{}</dfn>'
    '<span class="told" role="tooltip" id="told-{}">{}</span></span>'
)

# One post colour is hue + shape + character, since some people see fewer hues: shape, baseline of the character, character, name.
_COLOURS = {
    "red": ('<circle cx="12" cy="12" r="11"/>', "16.3", "红", gettext_lazy("Red")),
    "blue": ('<rect x="1.5" y="1.5" width="21" height="21" rx="2"/>', "16.3", "蓝", gettext_lazy("Blue")),
    "green": ('<path d="M12-1 25.5 22.5h-27z"/>', "20", "绿", gettext_lazy("Green")),
    "orange": ('<path d="M12 0 24 12 12 24 0 12z"/>', "16.3", "橙", gettext_lazy("Orange")),
    "purple": ('<path d="M6.2 1.5h11.6L24 12l-6.2 10.5H6.2L0 12z"/>', "16.3", "紫", gettext_lazy("Purple")),
}


@register.simple_tag
def critical_css() -> SafeString:
    """The one inlined stylesheet; the Content-Security-Policy knows its hash."""
    return mark_safe(f"<style>{stylesheet.critical_css()}</style>")  # noqa: S308  our own file


@register.simple_tag
@lru_cache(maxsize=256)
def icon(name: str) -> SafeString:
    """A lucide icon as inline SVG, hidden from screen readers: the word stands beside it. Raises IconDoesNotExist for an unknown name."""
    return mark_safe(lucide(name, size=None, **{"class": "icon", "aria-hidden": "true"}))  # noqa: S308  the wheel's own file


@register.simple_tag
def named(thing: Any, field: str = "name") -> SafeString:
    """The thing's `name` (or another field) in the reader's language, escaped. On English pages a missing `name_en` falls back to the
    Chinese, marked as such, so that it is read aloud with the right voice and counted as untranslated.
    """
    chinese = str(getattr(thing, field))
    if not reads_english():
        return conditional_escape(chinese)
    english = str(getattr(thing, f"{field}_en", ""))
    if english or not chinese:
        return conditional_escape(english)
    return format_html('<span lang="zh-Hans">{}</span>', chinese)


@register.simple_tag
def shape(colour: Any) -> SafeString:
    """The colour's shape with its character, in English its initial, as a picture without a name; raises KeyError for a sixth colour."""
    key = _key(colour)
    outline, baseline, character, _name = _COLOURS[key]
    sign = f">{key[0].upper()}" if reads_english() else f' lang="zh-Hans">{character}'
    return mark_safe(  # noqa: S308  constants
        f'<svg class="shape hue-{key}" viewBox="0 0 24 24" aria-hidden="true">{outline}<text x="12" y="{baseline}"{sign}</text></svg>'
    )


@register.simple_tag
def badge(colour: Any, words: object = "") -> SafeString:
    """A post's badge: shape and character in the colour, then its words. The colour is a row with `key` and `name`, or a bare key; without
    words that name is said, or the colour's name. The colour's name is always there for ears, in English for eyes as well: there the shape
    holds no word.
    """
    key = _key(colour)
    name = str(_COLOURS[key][3])
    seen = "colour" if reads_english() else "vh"
    spoken = format_html('<span class="{}">{}</span> ', seen, pgettext("colour before a post", "%(colour)s:") % {"colour": name})
    if not words and colour != key:
        words = named(colour)
    if not words:
        words, spoken = name, SafeString()
    return format_html('<span class="badge hue-{}">{}<span>{}{}</span></span>', key, shape(key), spoken, words)


@register.simple_tag
def hue(colour: Any) -> str:
    """The class that brings the colour's fill, tint and inks: for the edge of a card."""
    return f"hue-{_key(colour)}"


@register.simple_tag
def when(moment: datetime, style: str = "moment") -> SafeString:
    """The moment in Shanghai's time, with a machine-readable twin. Styles: moment (day and time), day, time."""
    here = clock.local(moment)
    stamp = here.date().isoformat() if style == "day" else here.isoformat(timespec="minutes")
    return format_html('<time datetime="{}">{}</time>', stamp, _told(here, style))


@register.simple_tag
def span(starts_at: datetime, ends_at: datetime, style: str = "moment") -> SafeString:
    """From one moment to another, told once where both fall on the same day. Styles: moment (with the day), time."""
    begin, end = clock.local(starts_at), clock.local(ends_at)
    last = "time" if begin.date() == end.date() or style == "time" else "moment"
    return format_html('<span class="num">{}–{}</span>', when(starts_at, style), when(ends_at, last))


@register.simple_tag
def minutes(length: int) -> str:
    """A length of time in words: "2 h 30 min"."""
    hours, rest = divmod(length, 60)
    words = []
    if hours:
        words.append(ngettext("%(count)d h", "%(count)d h", hours) % {"count": hours})
    if rest or not hours:
        words.append(ngettext("%(count)d min", "%(count)d min", rest) % {"count": rest})
    return " ".join(words)


@register.simple_tag(takes_context=True)
def term(context: Context, name: str, words: str = "") -> SafeString:
    """A word of the programme that tells on hover and on focus what it means, once a page: where it comes again it stands as it is. It is
    written as `words`, or as `core.terms` has it. Raises KeyError for one that is not there.
    """
    word, told = TERMS[name]
    request = context.get("request")
    known: set[str] = request.__dict__.setdefault("wucai_terms", set()) if request else set()
    if name in known:
        return format_html("{}", words or word)
    # An answer that is put into a page finds the script there.
    is_first = not known and not (request and "HX-Request" in request.headers)
    known.add(name)
    script = format_html('<script src="{}" defer></script>', static("core/terms.js")) if is_first else SafeString()
    return format_html(_TERM + "{}", name, words or word, name, told, script)


@register.simple_tag(takes_context=True)
def words(context: Context, *names: str) -> SafeString:
    """A line of words that explain themselves, for a page on which they stand in links and figures. Raises KeyError as `term` does."""
    listed = format_html_join(", ", "{}", ((term(context, name),) for name in names))
    return format_html('<p class="muted small">{} {}</p>', _("Words here:"), listed)


@register.simple_tag
def masked(text: str, first: int = 1, last: int = 0) -> SafeString:
    """The text with only its first and last few characters shown; ears are told that something is hidden."""
    text = str(text)
    hidden = len(text) - first - last
    if hidden <= 0:
        first, last, hidden = 0, 0, len(text)
    shown = f"{text[:first]}{'*' * hidden}{text[len(text) - last :]}"
    return format_html('<span class="num">{}</span><span class="vh"> {}</span>', shown, _("(partly hidden)"))


@register.simple_tag(takes_context=True, name="panels")
def draw_panels(context: RequestContext, place: str, thing: Model) -> SafeString:
    """What higher rooms show at this place (core.panels)."""
    return panels.draw(place, context["request"], thing)


@register.filter
def beside(columns: Iterable[Any], cells: Iterable[Any]) -> Iterable[tuple[Any, Any]]:
    """Each column with the row's cell beneath it; raises ValueError when the row is shorter or longer."""
    return list(zip(columns, cells, strict=True))


@register.simple_tag
def front_page() -> str:
    """The address of the front page in the reader's language."""
    return get_script_prefix()


@register.simple_tag(takes_context=True)
def current(context: Context, address: str, *beneath: str, is_alone: bool = False) -> SafeString:
    """For a link in a navigation: aria-current, "page" on that page and "true" on those beneath it, or beneath the other addresses told.

    `is_alone`: the page alone, because links of their own lead to what is beneath it.
    """
    request = context.get("request")
    here = request.path if request else ""
    if here == address:
        return mark_safe(' aria-current="page"')
    above = beneath if is_alone or address == get_script_prefix() else (address, *beneath)
    is_beneath = here.startswith(above)
    return mark_safe(' aria-current="true"') if is_beneath else SafeString()


@register.simple_tag
def per_mille(part: float, whole: float) -> int:
    """The part in thousandths of the whole, never outside 0–1000: the width of a bar in SVG units."""
    return max(0, min(1000, round(1000 * part / whole))) if whole else 0


def _key(colour: Any) -> str:
    """The colour's key, from a row or from the key itself."""
    key = str(getattr(colour, "key", colour))
    if key not in _COLOURS:
        raise KeyError(f"{key!r} is none of the five colours.")
    return key


def _told(here: datetime, style: str) -> str:
    """The words for a local moment; the formats are messages, so that each language orders day, month and weekday as it does."""
    formats = {
        "moment": pgettext("date format", "D j M, H:i"),
        "day": pgettext("date format", "D j M"),
        "time": pgettext("date format", "H:i"),
    }
    return formatted(here, formats[style])
