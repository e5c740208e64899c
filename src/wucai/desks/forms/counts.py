"""What people typed."""

from typing import Any
from uuid import uuid5

from django import forms
from django.utils.translation import gettext_lazy as _

from wucai.places.choices import CountCategory


class CountForm(forms.Form):
    """One press on a counter where scripts do not run."""

    category = forms.ChoiceField(label=_("Category"), choices=CountCategory.choices)
    amount = forms.IntegerField(label=_("Amount"), min_value=-1, max_value=100)
    key = forms.UUIDField(widget=forms.HiddenInput)

    def told(self) -> dict[str, Any]:
        """Category, amount and key. Both buttons of a page share one key, so that of each a repeat counts once."""
        category, amount = CountCategory(self.cleaned_data["category"]), self.cleaned_data["amount"]
        return {"category": category, "amount": amount, "key": uuid5(self.cleaned_data["key"], f"{category.value} {amount}")}
