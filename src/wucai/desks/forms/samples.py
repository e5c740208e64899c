"""Forms of the living page: drawn and never read."""

from django import forms
from django.utils.translation import gettext_lazy as _

from wucai.core.forms import DayField


class SampleForm(forms.Form):
    """A form of the living page, with one field of each kind. It is drawn and never read."""

    name = forms.CharField(label=_("Name"), max_length=60, help_text=_("As on your volunteer card."))
    phone = forms.CharField(label=_("Mobile number"), widget=forms.TextInput(attrs={"type": "tel"}))
    starts_on = DayField(label=_("First day"), required=False)
    station = forms.ChoiceField(label=_("Station"), choices=[("", "—"), ("1", _("The first")), ("2", _("The second"))])
    times = forms.ChoiceField(
        label=_("When can you come?"), choices=[("am", _("Morning")), ("pm", _("Afternoon"))], widget=forms.RadioSelect
    )
    wishes = forms.CharField(label=_("Wishes"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    has_read = forms.BooleanField(label=_("I have read what to be careful about."))


class SampleFileForm(forms.Form):
    """A form of the living page with a file."""

    sheet = forms.FileField(label=_("Your list (CSV or Excel)"), help_text=_("Choose a file, or drop it on the field."))


class SampleFilterForm(forms.Form):
    """A bar of filters of the living page."""

    q = forms.CharField(label=_("Find a station"), required=False)
    colour = forms.ChoiceField(label=_("Colour"), required=False, choices=[("", _("All colours")), ("red", _("Red")), ("blue", _("Blue"))])


def samples() -> dict[str, forms.Form]:
    """The forms of the living page, one of them as it looks when it was refused."""
    return {
        "sample": SampleForm(auto_id="sample_%s"),
        "refused": SampleForm({"name": "", "phone": "12"}, auto_id="refused_%s"),
        "file": SampleFileForm(auto_id="file_%s"),
        "filters": SampleFilterForm(auto_id="filter_%s"),
    }
