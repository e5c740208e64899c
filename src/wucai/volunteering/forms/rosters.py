"""What coordinators type about rosters and the people who serve."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from wucai.core.forms import DayField, offer
from wucai.core.language import reads_english, said
from wucai.core.refusals import Refused
from wucai.volunteering.choices import RosterRefusal
from wucai.volunteering.models import Colour

MOST_DAYS = 31
# How long the solver may work: seconds, and in words.
_SECONDS = (("4", _("A few seconds")), ("60", _("A minute")), ("300", _("Five minutes")))
_HOURS = (("", _("Any")), ("60", _("At least 1 hour")), ("480", _("At least 8 hours")), ("1200", _("At least 20 hours")))


class RosterForm(forms.Form):
    """For which days a roster is wanted, how long it may take, and what may be moved for it."""

    first_on = DayField(label=_("First day"))
    last_on = DayField(label=_("Last day"))
    seconds = forms.ChoiceField(
        label=_("How long it may be worked on"),
        choices=_SECONDS,
        required=False,
        help_text=_("More time helps where many people and few seats fit. You can stop it earlier and take the best so far."),
    )
    may_move = forms.BooleanField(
        label=_("People who were asked and have not answered may be moved"),
        required=False,
        help_text=_("Whoever said yes keeps their seat in any case."),
    )
    seed = forms.IntegerField(
        label=_("Seed"),
        min_value=0,
        max_value=2**31 - 1,
        required=False,
        help_text=_("The same number gives the same roster; another number may give another one that is as good."),
    )

    def clean(self) -> dict[str, Any]:
        """The last day is not before the first, and a month is enough."""
        told = super().clean() or {}
        first, last = told.get("first_on"), told.get("last_on")
        if first and last and last < first:
            self.add_error("last_on", ValidationError(_("The last day is before the first. Change one of the two."), code="backwards"))
        elif first and last and last - first >= timedelta(days=MOST_DAYS):
            self.add_error("last_on", ValidationError(_("That is more than a month. Ask for several rosters."), code="too_long"))
        return told

    def take_refusal(self, refused: Refused) -> int:
        """Show above the form, or at its field, why there will be no roster; the status with which the form is shown again."""
        is_typed = refused.reason == RosterRefusal.OUTSIDE
        self.add_error("last_on" if is_typed else None, refused.sentence)
        return 422 if is_typed else refused.status

    def wishes(self) -> dict[str, Any]:
        """What `ask_for_roster` takes."""
        first: date = self.cleaned_data["first_on"]
        last: date = self.cleaned_data["last_on"]
        return {
            "first_on": first,
            "last_on": last,
            "seed": self.cleaned_data["seed"] or 0,
            "seconds": int(self.cleaned_data["seconds"] or _SECONDS[0][0]),
            "may_move": self.cleaned_data["may_move"],
        }


class ServingForm(forms.Form):
    """Whom one looks for among those who serve. What is none of the choices is as if it had not been asked."""

    name = forms.CharField(label=_("Name or number"), required=False, max_length=60)
    colour = forms.ChoiceField(label=_("Colour wished"), required=False)
    unit = forms.ChoiceField(label=_("Unit"), required=False)
    hours = forms.ChoiceField(label=_("Hours confirmed"), required=False, choices=_HOURS)

    def __init__(self, *args: Any, colours: Iterable[Colour], units: Iterable[tuple[int, str, str]], **kwargs: Any) -> None:
        """The choices are the edition's own."""
        super().__init__(*args, **kwargs)
        named = [(str(pk), (name_en if reads_english() else "") or name) for pk, name, name_en in units]
        offer(self, "colour", [(each.key, said(each)) for each in colours], first=_("All colours"))
        offer(self, "unit", named, first=_("All units"))

    def wishes(self) -> dict[str, str]:
        """What was chosen, without what was not."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class DirectionForm(forms.Form):
    """Which arrow was pressed on the board."""

    direction = forms.ChoiceField(choices=[(each, each) for each in ("left", "right", "up", "down")])
