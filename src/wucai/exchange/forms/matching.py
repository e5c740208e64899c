"""What a coordinator writes down about matches and the projects that come of them."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from wucai.core.forms import DayField, KeyedForm, keep_within, offer
from wucai.core.language import said
from wucai.exchange.choices import ProjectState, Side
from wucai.exchange.models import Match, Resource
from wucai.exchange.queries import project_free_matches, resource_called
from wucai.people.queries import organisations_of
from wucai.programme.models import Edition
from wucai.programme.queries import span_of

MOST = 1_000_000_000


class SideForm(forms.Form):
    """For which side a yes is written down."""

    side = forms.ChoiceField(label=_("Side"), choices=Side)


class PairForm(forms.Form):
    """A resource for a need of the edition, chosen by a person."""

    resource = forms.CharField(label=_("Code of the resource"), max_length=20)
    quantity = forms.IntegerField(label=_("Quantity"), min_value=1, max_value=MOST)

    def __init__(self, edition: Edition, data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        self._edition = edition

    def clean_resource(self) -> Resource:
        """The resource with this code, in whatever state: whether it can be matched is for the verb to say."""
        if (found := resource_called(self._edition, self.cleaned_data["resource"])) is None:
            raise ValidationError(_("No resource has this code. Look it up on the list of resources."))
        return found


class WhyForm(forms.Form):
    """Why something is declined; the unit reads it."""

    why = forms.CharField(label=_("Why"), max_length=200, required=False)


class EndForm(forms.Form):
    """How a project ends."""

    state = forms.ChoiceField(label=_("State"), choices=[(state.value, state.label) for state in (ProjectState.DONE, ProjectState.ENDED)])


class ProjectForm(KeyedForm):
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
    starts_on = DayField(label=_("First day"))
    ends_on = DayField(label=_("Last day"))
    # Not "matches": an input of that name would hide the form's own method of that name from scripts.
    rests_on = forms.MultipleChoiceField(label=_("Matches that it rests on"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, edition: Edition, data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        self._leads = {str(unit.pk): unit for unit in organisations_of(edition)}
        keep_within(self, ("starts_on", "ends_on"), *span_of(edition))
        # Also those that this very form took when it was sent before.
        self._matches = {str(match.pk): match for match in project_free_matches(edition, or_of=self.sent_key)}
        offer(self, "lead", [(key, said(unit)) for key, unit in self._leads.items()], first=_("Choose a unit"))
        offer(self, "rests_on", [(key, _called(match)) for key, match in self._matches.items()])

    def clean(self) -> dict[str, Any]:
        """The last day is not before the first."""
        told: dict[str, Any] = self.cleaned_data
        starts, ends = told.get("starts_on"), told.get("ends_on")
        if isinstance(starts, date) and isinstance(ends, date) and ends < starts:
            self.add_error("ends_on", _("The last day is before the first. Change one of the two."))
        return told

    def told(self) -> dict[str, Any]:
        """What `open_project` takes."""
        fields = {name: self.cleaned_data[name] for name in ("key", "title", "title_en", "size", "starts_on", "ends_on")}
        matches = [self._matches[key] for key in self.cleaned_data["rests_on"]]
        return {**fields, "lead": self._leads[self.cleaned_data["lead"]], "matches": matches}


def _called(match: Match) -> str:
    return f"{match.need.code} {said(match.need, 'title')} ← {match.resource.code} {said(match.resource, 'title')}"
