"""What a keeper typed at the station."""

from typing import Any
from uuid import uuid5

from django import forms
from django.utils.translation import gettext_lazy as _

from wucai.places.choices import IncidentKind, MoveKind

_MOVES = [(MoveKind.ISSUED.value, _("Hand out")), (MoveKind.RESTOCKED.value, _("Restock"))]


class MoveForm(forms.Form):
    """So many pieces handed out or restocked. Both buttons share the page's key, and each repeat moves once."""

    amount = forms.IntegerField(label=_("How many?"), min_value=1, max_value=10_000)
    move = forms.ChoiceField(label=_("What happened to them?"), choices=_MOVES)
    key = forms.UUIDField(widget=forms.HiddenInput)

    def told(self) -> dict[str, Any]:
        """Amount and key."""
        amount = self.cleaned_data["amount"]
        return {"amount": amount, "key": uuid5(self.cleaned_data["key"], f"{self.cleaned_data['move']} {amount}")}

    @property
    def is_restock(self) -> bool:
        """Whether the pieces come on the shelf."""
        return bool(self.cleaned_data["move"] == MoveKind.RESTOCKED)


class LendForm(forms.Form):
    """One piece lent."""

    note = forms.CharField(
        label=_("What helps to find it again? No names."),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    key = forms.UUIDField(widget=forms.HiddenInput)


class IncidentForm(forms.Form):
    """Something that happened."""

    kind = forms.ChoiceField(label=_("What kind of thing?"), choices=IncidentKind.choices)
    text = forms.CharField(
        label=_("What happened?"),
        max_length=300,
        help_text=_("One sentence, without names, numbers or what else belongs to somebody."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    is_urgent = forms.BooleanField(label=_("Urgent: somebody must come at once"), required=False)
    key = forms.UUIDField(widget=forms.HiddenInput)


class CloseForm(forms.Form):
    """How something ended."""

    outcome = forms.CharField(label=_("How did it end?"), max_length=300, widget=forms.TextInput(attrs={"autocomplete": "off"}))
