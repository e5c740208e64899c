"""What people look for among the shifts."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.dateformat import format as formatted
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from wucai.core.forms import offer
from wucai.core.language import said
from wucai.places.models import Site
from wucai.volunteering.models import Colour


class WishForm(forms.Form):
    """Colour, station and day, each or none, and whether full shifts count. What is none of these is as if it had not been asked."""

    colour = forms.ChoiceField(label=_("Colour"), required=False)
    station = forms.ChoiceField(label=_("Station"), required=False)
    day = forms.ChoiceField(label=_("Day"), required=False)
    full = forms.ChoiceField(label=_("Seats"), required=False, choices=[("", _("With seats left")), ("1", _("Full ones as well"))])

    def __init__(self, *args: Any, colours: Iterable[Colour], stations: Iterable[Site], days: Iterable[date], **kwargs: Any) -> None:
        """The choices are the edition's own."""
        super().__init__(*args, **kwargs)
        day_format = pgettext("date format", "D j M")
        offer(self, "colour", [(colour.key, said(colour)) for colour in colours], first=_("All colours"))
        offer(self, "station", [(site.slug, said(site)) for site in stations], first=_("All stations"))
        offer(self, "day", [(day.isoformat(), formatted(day, day_format)) for day in days], first=_("All days"))

    def wishes(self) -> dict[str, str]:
        """What was chosen, without what was not."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
