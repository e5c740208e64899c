"""How far something is, in words: `{% load distances %}{% distance line.metres %}`."""

from django import template
from django.utils.formats import number_format
from django.utils.translation import gettext as _

register = template.Library()


@register.simple_tag
def distance(metres: int) -> str:
    """About so far, as exactly as a walker needs it: tens of metres, from a kilometre on tenths of it."""
    if metres < 1_000:
        return _("about %(metres)s m") % {"metres": max(10, round(metres, -1))}
    return _("about %(kilometres)s km") % {"kilometres": number_format(metres / 1_000, 1)}
