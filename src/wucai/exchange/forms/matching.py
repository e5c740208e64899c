"""What a coordinator writes down about matches and the projects that come of them."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wucai.exchange.choices import Side
from wucai.exchange.forms.lists import named
from wucai.exchange.models import Match
from wucai.exchange.queries import project_free_matches
from wucai.people.queries import organisations_of
from wucai.programme.models import Edition

MOST = 1_000_000_000


class SideForm(forms.Form):
    """For which side something is written down; for ending a match it may stay open."""

    side = forms.ChoiceField(label=_("Side"), choices=Side)


class PairForm(forms.Form):
    """A resource for a need, chosen by a person."""

    resource = forms.CharField(label=_("Code of the resource"), max_length=20)
    quantity = forms.IntegerField(label=_("Quantity"), min_value=1, max_value=MOST)


class WhyForm(forms.Form):
    """Why something is declined; the unit reads it."""

    why = forms.CharField(label=_("Why"), max_length=200, required=False)


class ProjectForm(forms.Form):
    """A project on accepted matches, with the unit that leads it."""

    title = forms.CharField(label=_("Title"), max_length=100)
    title_en = forms.CharField(label=_("Title in English"), max_length=200, required=False)
    lead = forms.ChoiceField(label=_("Unit that leads it"))
    size = forms.IntegerField(
        label=_("Size"),
        min_value=1,
        max_value=MOST,
        help_text=_("People or pieces that it moves. A large one goes before the council first."),
    )
    starts_on = forms.DateField(label=_("First day"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    ends_on = forms.DateField(label=_("Last day"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    # Not "matches": an input of that name would hide the form's own method of that name from scripts.
    rests_on = forms.MultipleChoiceField(label=_("Matches that it rests on"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, edition: Edition, data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        self._leads = {str(unit.pk): unit for unit in organisations_of(edition)}
        self._matches = {str(match.pk): match for match in project_free_matches(edition)}
        self._offer("lead", [("", _("Choose a unit")), *((key, named(unit)) for key, unit in self._leads.items())])
        self._offer("rests_on", [(key, _called(match)) for key, match in self._matches.items()])

    def clean(self) -> dict[str, Any]:
        """The last day is not before the first."""
        told: dict[str, Any] = self.cleaned_data
        starts, ends = told.get("starts_on"), told.get("ends_on")
        if isinstance(starts, date) and isinstance(ends, date) and ends < starts:
            self.add_error("ends_on", _("The last day is before the first. Change one of the two."))
        return told

    def told(self) -> dict[str, Any]:
        """What `open_project` takes."""
        fields = {name: self.cleaned_data[name] for name in ("title", "title_en", "size", "starts_on", "ends_on")}
        matches = [self._matches[key] for key in self.cleaned_data["rests_on"]]
        return {**fields, "lead": self._leads[self.cleaned_data["lead"]], "matches": matches}

    def _offer(self, field: str, choices: list[Any]) -> None:
        chosen = self.fields[field]
        assert isinstance(chosen, forms.ChoiceField)
        chosen.choices = choices


def _called(match: Match) -> str:
    return f"{match.need.code} {named(match.need, 'title')} ← {match.resource.code} {named(match.resource, 'title')}"
