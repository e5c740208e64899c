"""How allauth, which does our log-in, finds people by phone and sends codes. A file kind of its own: docs/decisions/0004."""

from typing import Any
from uuid import uuid4

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.forms import RequestLoginCodeForm
from django import forms
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.sites.shortcuts import get_current_site
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from wucai.core import outbox
from wucai.people import queries
from wucai.people.actions import people
from wucai.people.forms import PhoneField
from wucai.people.models import Person


def display(person: Person) -> str:
    """What to call the person in a sentence: by their English name, or else by its sound, where the sentence is English."""
    if str(get_language()).startswith("zh"):
        return person.name
    return person.name_en or person.pinyin.title() or person.number


class CodeForm(RequestLoginCodeForm):  # type: ignore[misc]  # allauth carries no types
    """Where to send a code. allauth's own falls over (500) when neither is filled in."""

    def clean(self) -> dict[str, Any]:
        """Say that one of the two is needed."""
        told: dict[str, Any] = super().clean()
        if not self.errors and not (told.get("email") or told.get("phone")):
            raise ValidationError(_("Fill in your mobile number or your e-mail address, so that we know where to send the code."))
        return told


class Backend(AuthenticationBackend):  # type: ignore[misc]  # allauth carries no types
    """allauth's own, but for how the person of a session is read: by one plain query, because every page with a log-in begins with it."""

    def get_user(self, user_id: int) -> Person | None:
        """The person, unless they may not log in any more."""
        found = Person.objects.raw("SELECT * FROM people_person WHERE id = %s", [user_id])
        return next((person for person in found if self.user_can_authenticate(person)), None)


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth carries no types
    """Phones are sealed in the person's row and found by blind index; codes and mail leave through the outbox."""

    def save_user(self, request: HttpRequest, user: Person, form: forms.Form, commit: bool = True) -> Person:
        """A newcomer has a name from the first row on; the rest is told by `JoinForm.signup`."""
        user.name = form.cleaned_data["name"]
        saved: Person = super().save_user(request, user, form, commit=commit)
        return saved

    def phone_form_field(self, **kwargs: Any) -> forms.Field:
        """One way to type a number everywhere."""
        return PhoneField(**kwargs)

    def get_phone(self, user: AbstractBaseUser) -> tuple[str, bool] | None:
        """The person's number and whether it was proved."""
        assert isinstance(user, Person)
        return (str(user.phone), user.is_phone_verified) if user.phone else None

    def set_phone(self, user: AbstractBaseUser, phone: str, verified: bool) -> None:
        """Take a number for the person."""
        assert isinstance(user, Person)
        people.change_phone(user, phone, is_verified=verified)

    def set_phone_verified(self, user: AbstractBaseUser, phone: str) -> None:
        """The number was proved by a code."""
        self.set_phone(user, phone, True)

    def get_user_by_phone(self, phone: str) -> Person | None:
        """The person with this number."""
        return queries.with_phone(phone)

    def send_verification_code_sms(self, user: AbstractBaseUser, phone: str, code: str, **kwargs: Any) -> None:
        """Post a code to the phone."""
        self._post_sms(phone, _("%(code)s is your code for Wucai. It is good for a few minutes. Tell it to nobody.") % {"code": code})

    def send_unknown_account_sms(self, phone: str, **kwargs: Any) -> None:
        """Tell the phone's owner that there is no account, so that the page need not tell a stranger."""
        self._post_sms(
            phone, _("Somebody, perhaps you, asked for a code at Wucai. There is no account with this number; you can join with it.")
        )

    def send_account_already_exists_sms(self, phone: str) -> None:
        """Tell the phone's owner that there is an account already."""
        self._post_sms(
            phone, _("Somebody, perhaps you, tried to join Wucai with this number. You have an account already; log in with a code.")
        )

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Post a mail through the outbox instead of sending it while the page waits."""
        told = {"email": email, "current_site": get_current_site(self.request), **context}
        message = self.render_mail(template_prefix, email, told)
        payload = {"to": [email], "subject": str(message.subject), "text": str(message.body)}
        outbox.post("mail", payload, key=f"account {uuid4()}")

    def _post_sms(self, phone: str, text: str) -> None:
        outbox.post("sms", {"to": phone, "text": text}, key=f"account {uuid4()}")
