"""What people typed."""

from uuid import UUID

from django import forms

from wucai.core.refusals import KeyReused
from wucai.volunteering.choices import Refusal


class KeyForm(forms.Form):
    """The key that the page made for this one wish; it comes back with every repeat."""

    key = forms.UUIDField(widget=forms.HiddenInput)

    def wish(self) -> UUID:
        """The key; raises KeyReused (422) when it is missing or no UUID."""
        if not self.is_valid():
            raise KeyReused(Refusal.NO_KEY)
        key: UUID = self.cleaned_data["key"]
        return key
