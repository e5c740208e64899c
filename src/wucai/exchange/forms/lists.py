"""What of the three lists somebody wants to see."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wucai.core.forms import offer
from wucai.core.language import said
from wucai.exchange.choices import ListKind, NeedState
from wucai.exchange.queries import categories_of
from wucai.programme.models import Edition

SHOWN = ("needs", "resources", "projects", "visits")


class FilterForm(forms.Form):
    """Words, a class of each list and a state; nonsense in the address narrows nothing."""

    q = forms.CharField(label=_("Words, code or unit"), required=False, max_length=100)
    need_class = forms.ChoiceField(label=_("Class of needs"), required=False)
    resource_class = forms.ChoiceField(label=_("Class of resources"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False)
    show = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, edition: Edition) -> None:
        super().__init__(data)
        for field, kind in (("need_class", ListKind.NEED), ("resource_class", ListKind.RESOURCE)):
            offer(self, field, [(str(category.pk), said(category)) for category in categories_of(edition, kind)], first=_("All classes"))
        offer(self, "state", NeedState.choices, first=_("All states"))
        self.is_valid()

    @property
    def words(self) -> str:
        """What was looked for; empty when it cannot be looked for."""
        return str(self.cleaned_data.get("q") or "")

    @property
    def shown(self) -> str:
        """The one list that is asked for, or nothing for all three."""
        show = str(self.cleaned_data.get("show") or "")
        return show if show in SHOWN else ""

    @property
    def is_narrowed(self) -> bool:
        """Whether less is asked for than all three lists whole."""
        return any(self.cleaned_data.values())

    def narrowed(self, kind: ListKind) -> dict[str, Any]:
        """How a list is narrowed, as `needs_of` and `resources_of` take it."""
        category = self.cleaned_data.get("need_class" if kind == ListKind.NEED else "resource_class")
        state = self.cleaned_data.get("state")
        return {"states": [state] if state else None, "category": int(category) if category else None, "search_for": self.words}
