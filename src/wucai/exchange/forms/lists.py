"""What of the three lists somebody wants to see."""

from typing import Any

from django import forms
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from wucai.exchange.choices import ListKind, NeedState
from wucai.exchange.queries import categories_of
from wucai.programme.models import Edition

SHOWN = ("needs", "resources", "projects")


class FilterForm(forms.Form):
    """Words, a class of each list and a state; nonsense in the address narrows nothing."""

    q = forms.CharField(label=_("Words, code or unit"), required=False, max_length=100)
    need_class = forms.ChoiceField(label=_("Class of needs"), required=False)
    resource_class = forms.ChoiceField(label=_("Class of resources"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False)
    show = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, edition: Edition) -> None:
        super().__init__(data)
        self._choose("need_class", categories_of(edition, ListKind.NEED))
        self._choose("resource_class", categories_of(edition, ListKind.RESOURCE))
        self._offer("state", [("", _("All states")), *NeedState.choices])
        self.is_valid()

    @property
    def words(self) -> str:
        """What was looked for; empty when it cannot be looked for."""
        return str(self.cleaned_data.get("q") or "").replace("\x00", "")

    @property
    def shown(self) -> str:
        """The one list that is asked for, or nothing for all three."""
        show = str(self.cleaned_data.get("show") or "")
        return show if show in SHOWN else ""

    def narrowed(self, kind: ListKind) -> dict[str, Any]:
        """How a list is narrowed, as `needs_of` and `resources_of` take it."""
        category = self.cleaned_data.get("need_class" if kind == ListKind.NEED else "resource_class")
        state = self.cleaned_data.get("state")
        return {"states": [state] if state else None, "category": int(category) if category else None, "search_for": self.words}

    def _choose(self, field: str, categories: Any) -> None:
        self._offer(field, [("", _("All classes")), *((str(category.pk), named(category)) for category in categories)])

    def _offer(self, field: str, choices: list[Any]) -> None:
        chosen = self.fields[field]
        assert isinstance(chosen, forms.ChoiceField)
        chosen.choices = choices


def named(thing: models.Model, field: str = "name") -> str:
    """In a list of choices no part can be marked as Chinese; what has no English name keeps its own."""
    english = getattr(thing, f"{field}_en") if (get_language() or "").startswith("en") else ""
    return str(english or getattr(thing, field))
