"""What visitors ask of the list of stations."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wucai.core.forms import offer
from wucai.core.language import reads_english, said
from wucai.places.choices import Level
from wucai.places.models import Site
from wucai.places.queries import Wanted


class StationFilter(forms.Form):
    """A bar of filters whose state is the address. What nobody knows is as if it had not been chosen: an old link still opens."""

    q = forms.CharField(label=_("Find a station"), required=False, max_length=100)
    near = forms.ChoiceField(label=_("Where are you?"), required=False)
    service = forms.ChoiceField(label=_("What do you need?"), required=False)
    level = forms.ChoiceField(required=False, choices=Level.choices, widget=forms.HiddenInput)
    open = forms.BooleanField(label=_("Open now"), required=False)

    def __init__(self, data: Any, *, services: Sequence[tuple[str, str]], sites: Sequence[Site]) -> None:
        super().__init__(data, auto_id="%s")
        named = [(name, name_en or name if reads_english() else name) for name, name_en in services]
        self._sites = {site.slug: site for site in sites}
        offer(self, "service", named, first=_("Anything"))
        offer(self, "near", [(site.slug, said(site)) for site in sites], first=_("I do not say"))

    @property
    def is_narrowed(self) -> bool:
        """Whether more was asked than words and a level: then the other fields stand open."""
        return any(self.data.get(name) for name in ("near", "service", "open"))

    def wanted(self) -> Wanted:
        """What was asked, as far as it is known."""
        self.is_valid()
        told = self.cleaned_data
        return Wanted(
            words=told.get("q", str(self.data.get("q", ""))[:100]),
            level=Level(told.get("level") or Level.LINKED),
            service=told.get("service", ""),
            is_open_only=told.get("open", False),
            near=self._sites.get(told.get("near", "")),
        )
