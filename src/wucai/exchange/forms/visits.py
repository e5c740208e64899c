"""What somebody heard on a visit, written by hand."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wucai.core import clock
from wucai.core.forms import DayField, keep_within, offer
from wucai.core.language import said
from wucai.exchange.choices import Refusal
from wucai.people.queries import organisations_of
from wucai.programme.models import Edition
from wucai.programme.queries import span_of


def _words(label: Any, most: int, *, language: str) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, required=False, widget=forms.Textarea(attrs={"rows": 3, "lang": language}))


class VisitForm(forms.Form):
    """A visit with its two questions. It needs no key: there is one visit a unit and day."""

    organisation = forms.ChoiceField(label=_("Unit"))
    visited_on = DayField(
        label=_("Day of the visit"),
        help_text=_("There is one visit a unit and day: what you write replaces what was written for that day."),
    )
    needs_told = _words(_("What needs pushing forward?"), 2_000, language="zh-Hans")
    needs_told_en = _words(_("What needs pushing forward, in English"), 4_000, language="en")
    shares_told = _words(_("What can be shared?"), 2_000, language="zh-Hans")
    shares_told_en = _words(_("What can be shared, in English"), 4_000, language="en")

    def __init__(self, edition: Edition, data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        first, last = span_of(edition)
        keep_within(self, ("visited_on",), first, min(last, clock.today()))
        self._units = {str(unit.pk): unit for unit in organisations_of(edition)}
        offer(self, "organisation", [(key, said(unit)) for key, unit in self._units.items()], first=_("Choose a unit"))

    def clean(self) -> dict[str, Any]:
        """One of the two questions has an answer."""
        told: dict[str, Any] = self.cleaned_data
        if not told.get("needs_told", "").strip() and not told.get("shares_told", "").strip():
            self.add_error("needs_told", Refusal.NOTHING_HEARD.label)
        return told

    def told(self) -> dict[str, Any]:
        """What `record_visit` takes."""
        return {**self.cleaned_data, "organisation": self._units[self.cleaned_data["organisation"]]}
