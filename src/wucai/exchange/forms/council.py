"""What is put before the council, and its recorded vote."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wucai.core.forms import DayField, KeyedForm, keep_within
from wucai.exchange.choices import MatterKind
from wucai.programme.models import Edition
from wucai.programme.queries import span_of

_MOST_VOTES = 100_000


class MatterForm(KeyedForm):
    """Something for the council."""

    kind = forms.ChoiceField(label=_("Kind"), choices=MatterKind)
    title = forms.CharField(label=_("Title"), max_length=100)
    title_en = forms.CharField(label=_("Title in English"), max_length=200, required=False)
    text = forms.CharField(label=_("What it is about"), max_length=5_000, required=False, widget=forms.Textarea(attrs={"rows": 4}))
    text_en = forms.CharField(label=_("The same in English"), max_length=5_000, required=False, widget=forms.Textarea(attrs={"rows": 4}))
    due_on = DayField(label=_("Due on"), required=False)

    def __init__(self, edition: Edition, data: Any = None) -> None:
        super().__init__(data)
        keep_within(self, ("due_on",), *span_of(edition))


class VoteForm(forms.Form):
    """A count of votes, as the minutes have it."""

    eligible = forms.IntegerField(label=_("Members who may vote"), min_value=1, max_value=_MOST_VOTES)
    votes_for = forms.IntegerField(label=_("Votes for"), min_value=0, max_value=_MOST_VOTES)
    votes_against = forms.IntegerField(label=_("Votes against"), min_value=0, max_value=_MOST_VOTES)
    abstentions = forms.IntegerField(label=_("Abstentions"), min_value=0, max_value=_MOST_VOTES, initial=0)
    note = forms.CharField(label=_("Note for the minutes"), max_length=300, required=False)

    def clean(self) -> dict[str, Any]:
        """No more votes than voters."""
        told: dict[str, Any] = self.cleaned_data
        votes = [told.get(name) for name in ("votes_for", "votes_against", "abstentions")]
        eligible = told.get("eligible")
        if eligible is not None and sum(each or 0 for each in votes) > eligible:
            self.add_error("eligible", _("There are more votes than members who may vote. Count again."))
        return told
