"""How forms look, `{{ form }}` drawing an error summary linked to its fields and then a group for each field; and what a field offers."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.forms.renderers import DjangoTemplates
from django.utils.translation import gettext_lazy as _

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)
_OUT_OF_TIME = _("Choose a day from 2000 to 2100.")


class HouseRenderer(DjangoTemplates):
    """The house's form and field templates; widgets stay Django's own. Named in settings.FORM_RENDERER."""

    form_template_name = "core/forms/form.html"
    field_template_name = "core/forms/field.html"


class DayField(forms.DateField):
    """A day from 2000 to 2100, in the browser's own picker, which wants ISO's form whatever the language."""

    def __init__(self, *, label: Any, required: bool = True, help_text: Any = "") -> None:
        """As any field."""
        limits = [MinValueValidator(FIRST_DAY, _OUT_OF_TIME), MaxValueValidator(LAST_DAY, _OUT_OF_TIME)]
        widget = forms.DateInput(attrs={"type": "date", "min": FIRST_DAY, "max": LAST_DAY}, format="%Y-%m-%d")
        super().__init__(label=label, required=required, help_text=help_text, widget=widget, validators=limits)


class KeyedForm(forms.Form):
    """A form that brings something new: the key is made when it is first drawn and comes back with every repeat of this one wish, so that
    whoever presses twice, or goes back and sends again, brings one thing. The verb takes it as `key`; the database holds it once.
    """

    key = forms.UUIDField(
        widget=forms.HiddenInput,
        initial=uuid4,
        error_messages=dict.fromkeys(
            ("required", "invalid"), _("The form came without its key. Open the page again and send it from there.")
        ),
    )

    @property
    def sent_key(self) -> UUID | None:
        """The key that came, before anything else is read; None for a form just drawn and for a key that is none."""
        try:
            key: UUID | None = self.fields["key"].clean(self.data.get("key"))
        except ValidationError:
            return None
        return key


def keep_within(form: forms.Form, fields: Iterable[str], first: date, last: date) -> None:
    """Let these fields take days from the first to the last only."""
    sentence = _("Choose a day from %(first)s to %(last)s.") % {"first": first.isoformat(), "last": last.isoformat()}
    for name in fields:
        field = form.fields[name]
        field.widget.attrs |= {"min": first.isoformat(), "max": last.isoformat()}
        field.validators = [MinValueValidator(first, sentence), MaxValueValidator(last, sentence)]


def offer(form: forms.Form, field: str, choices: Iterable[tuple[str, Any]], *, first: Any = None) -> None:
    """Let a field offer these choices; `first` is what its empty choice says, where it has one."""
    offered = form.fields[field]
    assert isinstance(offered, forms.ChoiceField)
    offered.choices = [*([] if first is None else [("", first)]), *choices]
