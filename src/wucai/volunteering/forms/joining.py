"""What people look for among the shifts."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.dateformat import format as formatted
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext_lazy as _

from wucai.places.models import Site
from wucai.volunteering.models import Colour


class WishForm(forms.Form):
    """Colour, station and day, each or none. What is none of these is as if it had not been asked."""

    colour = forms.ChoiceField(label=_("Colour"), required=False)
    station = forms.ChoiceField(label=_("Station"), required=False)
    day = forms.ChoiceField(label=_("Day"), required=False)

    def __init__(self, *args: Any, colours: Iterable[Colour], stations: Iterable[Site], days: Iterable[date], **kwargs: Any) -> None:
        """The choices are the edition's own."""
        super().__init__(*args, **kwargs)
        day_format = pgettext("date format", "D j M")
        self._choose("colour", _("All colours"), [(colour.key, _said(colour)) for colour in colours])
        self._choose("station", _("All stations"), [(site.slug, _said(site)) for site in stations])
        self._choose("day", _("All days"), [(day.isoformat(), formatted(day, day_format)) for day in days])

    def wishes(self) -> dict[str, str]:
        """What was chosen, without what was not."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def _choose(self, name: str, everything: object, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", everything), *choices]


def _said(thing: Colour | Site) -> str:
    """The name in the language in force."""
    return (thing.name_en if (get_language() or "").startswith("en") else "") or thing.name
