"""What people typed."""

from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wucai.core import outbox, phones
from wucai.core.forms import offer
from wucai.core.language import reads_english
from wucai.people import queries
from wucai.people.actions import people
from wucai.people.actions.applications import Contact
from wucai.people.choices import AudienceKind, Channel, MessageKind, OrganisationKind
from wucai.people.queries import Audience, Offer
from wucai.programme.models import Edition

if TYPE_CHECKING:
    from wucai.people.models import Person


class PhoneField(forms.CharField):
    """A telephone number in any usual way of writing; its value is E.164."""

    widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"})

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Mobile number"))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        """The normalised number; says what to write when it cannot be one."""
        text = super().clean(value)
        try:
            return phones.normalised(text) if text else ""
        except ValueError:
            raise ValidationError(
                gettext("This is no mobile number. Write eleven digits, such as 13800000000, or begin with + and the country code.")
            ) from None


class JoinForm(forms.Form):
    """What joining asks beside phone and password: the name. Nothing more, since nothing more is needed (PIPL, article 6)."""

    name = forms.CharField(label=_("Name"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "name"}))

    field_order = ("name",)

    def signup(self, request: HttpRequest, user: "Person") -> None:
        """Called by allauth when the account is made."""
        people.join(user, self.cleaned_data["name"])


class ApplyForm(forms.Form):
    """A unit would like to take part: what it is called, and whom to call."""

    name = forms.CharField(label=_("Name of the unit"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "organization"}))
    kind = forms.ChoiceField(label=_("What kind of unit is it?"), choices=OrganisationKind, initial=OrganisationKind.AREA_UNIT)
    contact = forms.CharField(label=_("Your name"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    phone = PhoneField(help_text=_("We call you at this number before your unit is let in, and forget it afterwards."))
    said = forms.CharField(
        label=_("What could your unit share, what does it need?"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )

    def told(self) -> dict[str, Any]:
        """What `applications.apply` takes."""
        told = self.cleaned_data
        contact = Contact(told["contact"], told["phone"], told["said"])
        return {"name": told["name"], "kind": told["kind"], "contact": contact}


class AnswerForm(forms.Form):
    """What a coordinator says when a unit that applied is let in."""

    is_surrounding = forms.BooleanField(label=_("One of the units around the stations"), required=False)


class ColleagueForm(forms.Form):
    """Whom a liaison invites; who it is, the colleague says."""

    is_liaison = forms.BooleanField(label=_("This colleague speaks for the unit as well (liaison)"), required=False)


class EnterForm(forms.Form):
    """A code typed from a sheet."""

    code = forms.CharField(
        label=_("Activation code"),
        max_length=60,
        help_text=_("The 20 letters and digits below the square; spaces and small letters make no difference."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )

    def clean_code(self) -> str:
        """The letters and digits alone."""
        code = "".join(each for each in self.cleaned_data["code"].upper() if each.isascii() and each.isalnum())
        if not code:
            raise ValidationError(gettext("Type the code as it stands on the sheet."))
        return code


class HookForm(forms.Form):
    """A chat group's robot."""

    name = forms.CharField(label=_("Name of the group"), max_length=60)
    address = forms.CharField(
        label=_("Address of the robot"),
        max_length=300,
        help_text=_(
            "As the settings of a group in WeCom, DingTalk, Feishu or Lark show it. Whoever has it can write there: it is not shown again."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class UnitFilter(forms.Form):
    """Which units a coordinator looks at; the address holds it."""

    SHOWN = (("", _("All")), ("out", _("Not entered yet")), ("surrounding", _("Around the stations")))

    q = forms.CharField(label=_("Name of the unit"), max_length=60, required=False, widget=forms.TextInput(attrs={"type": "search"}))
    show = forms.ChoiceField(label=_("Show"), choices=SHOWN, required=False)

    def told(self) -> dict[str, str]:
        """What was asked; nothing for what cannot be."""
        self.is_valid()
        return {key: self.cleaned_data.get(key, "") for key in ("q", "show")}


class MessageForm(forms.Form):
    """A message, in Chinese and, best, in English too, and to whom it goes unless that is given."""

    audience = forms.ChoiceField(
        label=_("To whom?"),
        required=False,
        help_text=_("A station, a colour, a shift, a unit or an area. Choose one, or write one person's number below."),
    )
    person = forms.CharField(label=_("Or one person: mobile number or volunteer number"), max_length=30, required=False)
    kind = forms.ChoiceField(label=_("What is it?"), choices=[(kind.value, kind.label) for kind in MessageKind], initial=MessageKind.NOTICE)
    title = forms.CharField(label=_("Title in Chinese"), max_length=100)
    text = forms.CharField(label=_("Text in Chinese"), max_length=2000, widget=forms.Textarea(attrs={"rows": 5}))
    title_en = forms.CharField(label=_("Title in English"), max_length=200, required=False)
    text_en = forms.CharField(label=_("Text in English"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 5}))
    channels = forms.MultipleChoiceField(
        label=_("Also by"), required=False, widget=forms.CheckboxSelectMultiple, help_text=_("Everybody finds it on this site in any case.")
    )
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def __init__(self, edition: Edition, *args: Any, given: Audience | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._edition, self.given, self._found = edition, given, given
        if given is None:
            offer(self, "audience", [_group(each) for each in queries.offers(edition)], first=_("One person, told below"))
        else:
            for name in ("audience", "person"):
                del self.fields[name]
        offer(self, "channels", _open_channels(edition, given))

    def clean(self) -> dict[str, Any]:
        """Find the people who are meant; say at their field when there is no such thing."""
        told: dict[str, Any] = super().clean() or {}
        if self.given is None and "audience" in told and "person" in told:
            chosen, number = told["audience"], told["person"]
            if chosen and number:
                self.add_error("person", gettext("A message goes to one of the two. Leave one of them out."))
                return told
            kind, _colon, value = chosen.partition(":") if chosen else (AudienceKind.PERSON, "", _number(number))
            self._found = queries.audience(self._edition, kind, value)
            if self._found is None:
                sentence = gettext("Nobody is known by this. Choose or write to whom the message goes.")
                self.add_error("audience" if chosen else "person", sentence)
        return told

    def told(self) -> dict[str, Any]:
        """What `messages.send` takes."""
        assert self._found is not None
        to = self._found
        words = {name: self.cleaned_data[name] for name in ("kind", "title", "title_en", "text", "text_en", "channels")}
        names = {"audience": to.kind, "audience_id": to.id, "audience_name": to.name, "audience_name_en": to.name_en}
        return {**words, **names, "people": to.people, "key": UUID(str(self.cleaned_data["key"]))}


def _group(offered: Offer) -> tuple[Any, list[tuple[str, str]]]:
    """A kind of audience as a group of choices, in the reader's language."""
    in_english = reads_english()
    return offered.heading, [(f"{offered.kind}:{key}", (in_english and name_en) or name) for key, name, name_en in offered.choices]


def _number(written: str) -> str:
    """The person's public number, where a mobile number was written instead."""
    person = queries.with_phone(written)
    return person.number if person else written.strip().upper()


def _open_channels(edition: Edition, given: Audience | None) -> list[tuple[str, Any]]:
    """The channels that are set up, beside this site itself."""
    channels = [Channel.MAIL]
    if outbox.is_set_up("sms"):
        channels.append(Channel.SMS)
    if (given is None or given.kind != AudienceKind.PERSON) and queries.hooks_of(edition).exists():
        channels.append(Channel.GROUP)
    return [(channel.value, channel.label) for channel in channels]
