"""What people typed."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from wucai.core import spreadsheets
from wucai.core.spreadsheets import Limits, SheetRefused
from wucai.people.actions import people
from wucai.people.sheets import PEOPLE

if TYPE_CHECKING:
    from wucai.people.models import Person


class JoinForm(forms.Form):
    """What joining asks beside phone and password: the name. Nothing more, since nothing more is needed (PIPL, article 6)."""

    name = forms.CharField(label=_("Name"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "name"}))

    field_order = ("name",)

    def signup(self, request: HttpRequest, user: "Person") -> None:
        """Called by allauth when the account is made."""
        people.join(user, self.cleaned_data["name"])


class UploadForm(forms.Form):
    """A list of people, looked into while the page waits: what is no list at all is told here, not by the worker."""

    file = forms.FileField(
        label=_("Your list"),
        help_text=_("An Excel workbook (.xlsx) or CSV with the headers of the template, up to 50,000 rows and 20 MB."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt"}),
        error_messages={"required": _("Choose a file."), "empty": _("This file is empty. Fill in the template and upload it again.")},
    )

    def clean_file(self) -> "UploadedFile[Any]":
        """The file, when it can be read as a list of people."""
        file: UploadedFile[Any] = self.cleaned_data["file"]
        most = Limits().file_bytes
        try:
            spreadsheets.read(file.read(most + 1), PEOPLE)
        except SheetRefused as refused:
            raise ValidationError(refused.sentence) from refused
        return file

    def upload(self) -> dict[str, Any]:
        """Name, bytes and media type, as `start_import` takes them."""
        file: UploadedFile[Any] = self.cleaned_data["file"]
        file.seek(0)
        return {"name": file.name or "list", "data": file.read(), "media_type": file.content_type or ""}
