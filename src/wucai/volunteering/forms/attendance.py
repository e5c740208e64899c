"""What people typed about coming, going and hours."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from wucai.core import clock
from wucai.core.forms import DayField
from wucai.volunteering.queries import normal_number


class CodeForm(forms.Form):
    """The six digits on the station's screen."""

    code = forms.CharField(
        label=_("Station code"),
        max_length=20,
        help_text=_("The six digits on the screen of the station's manager. They change every half minute."),
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "autocorrect": "off", "spellcheck": "false"}
        ),
        error_messages={"required": _("Type the six digits first. They stand on the screen of the station's manager.")},
    )


class ReasonForm(forms.Form):
    """Why hours are void."""

    reason = forms.CharField(label=_("Reason"), max_length=200)


class MakeUpForm(ReasonForm):
    """Hours added by hand."""

    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=1440, widget=forms.NumberInput(attrs={"inputmode": "numeric"}))
    field_order = ("minutes", "reason")


class DayForm(forms.Form):
    """For which day a list is printed."""

    day = DayField(label=_("Day"), required=False)

    def chosen(self) -> date | None:
        """The day that was told, or else today; None for what is no day."""
        return (self.cleaned_data["day"] or clock.today()) if self.is_valid() else None


class IssueForm(forms.Form):
    """For which edition a certificate is asked."""

    edition = forms.SlugField(max_length=50, widget=forms.HiddenInput)


class NumberForm(forms.Form):
    """The number of a certificate."""

    number = forms.CharField(
        label=_("Number of the certificate"),
        max_length=40,
        help_text=_("It stands at the foot of the certificate and begins with WC."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )

    def clean_number(self) -> str:
        """The number as we write it."""
        if number := normal_number(self.cleaned_data["number"]):
            return number
        raise ValidationError(_("A number has letters and digits, such as WC2020-ABCDEFGH. Type it as it stands on the certificate."))
