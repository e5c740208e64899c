"""Whom a coordinator asks, and about whom they ask."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from wucai.core.forms import offer
from wucai.core.language import said
from wucai.people.models import Person
from wucai.volunteering.actions.calls import MOST_AT_ONCE


class AskForm(forms.Form):
    """The people who were ticked."""

    who = forms.MultipleChoiceField(
        label=_("Whom to ask"),
        error_messages={
            "required": _("Nobody is ticked. Tick at least one person."),
            "invalid_choice": _("Somebody among these does not serve in this edition. Tick people from the list below."),
        },
    )

    def __init__(self, *args: Any, people: Iterable[Person], **kwargs: Any) -> None:
        """people: who may be ticked."""
        super().__init__(*args, **kwargs)
        self._people = {each.number: each for each in people}
        offer(self, "who", [(number, said(each)) for number, each in self._people.items()])

    def clean_who(self) -> list[Person]:
        """The people, each once."""
        numbers = list(dict.fromkeys(self.cleaned_data["who"]))
        if len(numbers) > MOST_AT_ONCE:
            told = ngettext("Ask %(count)d person at once at the most.", "Ask %(count)d people at once at the most.", MOST_AT_ONCE)
            raise ValidationError(told % {"count": MOST_AT_ONCE}, code="too_many")
        return [self._people[number] for number in numbers]


class WhoForm(forms.Form):
    """Somebody, by name or number."""

    who = forms.CharField(label=_("Name or number"), max_length=60, error_messages={"required": _("Write a name, or a volunteer number.")})
