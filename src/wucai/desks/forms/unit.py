"""One need or one resource, written by hand."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from wucai.core.forms import DayField, KeyedForm, keep_within, offer
from wucai.core.language import said
from wucai.exchange import queries as exchange
from wucai.exchange.choices import ListKind
from wucai.exchange.models import Need, Resource
from wucai.places import queries as places
from wucai.programme.models import Edition
from wucai.programme.queries import span_of

_MOST = 1_000_000_000
_LINES = forms.Textarea(attrs={"rows": 3})


class ItemForm(KeyedForm):
    """What needs and resources have in common. `told` gives what the verbs of the exchange take."""

    kind: ListKind
    title = forms.CharField(label=_("Title"), max_length=100, help_text=_("A few words, such as “Wheelchairs for the passage”."))
    title_en = forms.CharField(label=_("Title in English"), max_length=200, required=False)
    category = forms.ChoiceField(label=_("Category"))
    quantity = forms.IntegerField(label=_("Quantity"), min_value=1, max_value=_MOST)
    unit = forms.CharField(label=_("Unit of quantity"), max_length=10, help_text=_("Such as people, pieces, rooms."))
    unit_en = forms.CharField(label=_("Unit of quantity in English"), max_length=20, required=False)
    starts_on = DayField(label=_("First day"))
    ends_on = DayField(label=_("Last day"))
    site = forms.ChoiceField(label=_("Station"), required=False)
    text = forms.CharField(label=_("Description"), max_length=2_000, required=False, widget=_LINES)
    text_en = forms.CharField(label=_("Description in English"), max_length=4_000, required=False, widget=_LINES)

    def __init__(self, edition: Edition, data: Mapping[str, Any] | None = None, *, item: Need | Resource | None = None) -> None:
        initial = {name: getattr(item, name) for name in self.base_fields} if item else {}
        super().__init__(data, initial={**initial, **({"category": item.category_id, "site": item.site_id} if item else {})})
        if item:
            del self.fields["key"]
        keep_within(self, ("starts_on", "ends_on"), *span_of(edition))
        for name, field in self.fields.items():
            if f"{name}_en" in self.fields or name.endswith("_en"):
                field.widget.attrs["lang"] = "en" if name.endswith("_en") else "zh-Hans"
        self._categories = {str(category.pk): category for category in exchange.categories_of(edition, self.kind)}
        self._sites = {str(site.pk): site for site in places.stations(edition)}
        if item and item.site:
            self._sites.setdefault(str(item.site.pk), item.site)
        offer(self, "category", [(key, said(category)) for key, category in self._categories.items()], first="—")
        offer(self, "site", [(key, said(site)) for key, site in self._sites.items()], first="—")

    def clean(self) -> dict[str, Any]:
        """The days in their order."""
        told = super().clean() or {}
        if "starts_on" in told and "ends_on" in told and told["ends_on"] < told["starts_on"]:
            self.add_error("ends_on", ValidationError(_("The last day is before the first. Change one of the two.")))
        return told

    def told(self) -> dict[str, Any]:
        """The fields of a line, with its category and station as rows."""
        told = dict(self.cleaned_data)
        return {**told, "category": self._categories[told["category"]], "site": self._sites.get(told["site"])}


class NeedForm(ItemForm):
    """A need, with the risks that whoever helps has to know of."""

    kind = ListKind.NEED
    risks = forms.CharField(label=_("Risks"), max_length=300, required=False, help_text=_("What whoever helps has to know before."))
    risks_en = forms.CharField(label=_("Risks in English"), max_length=400, required=False)


class ResourceForm(ItemForm):
    """A resource, with its conditions."""

    kind = ListKind.RESOURCE
    is_reusable = forms.BooleanField(label=_("It is not used up, such as a hall or a showroom"), required=False)
    conditions = forms.CharField(label=_("Conditions"), max_length=300, required=False)
    conditions_en = forms.CharField(label=_("Conditions in English"), max_length=400, required=False)
    radius_metres = forms.IntegerField(label=_("Radius in metres"), min_value=1, max_value=_MOST, required=False)

    def clean(self) -> dict[str, Any]:
        """A radius has a station in its middle."""
        told = super().clean()
        if told.get("radius_metres") and not told.get("site"):
            self.add_error(
                "radius_metres", ValidationError(_("A radius is measured from a station. Choose a station, or leave the radius empty."))
            )
        return told
