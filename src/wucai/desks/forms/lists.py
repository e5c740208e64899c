"""A list that somebody sends."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from wucai.core import spreadsheets
from wucai.core.spreadsheets import Limits, Sheet, SheetRefused


class UploadForm(forms.Form):
    """A list, looked into while the page waits: what is no list at all is told here, not by the worker."""

    file = forms.FileField(
        label=_("Your list"),
        help_text=_("An Excel workbook (.xlsx) or CSV with the headers of the template, up to 50,000 rows and 20 MB."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt"}),
        error_messages={"required": _("Choose a file."), "empty": _("This file is empty. Fill in the template and upload it again.")},
    )

    def __init__(self, sheet: Sheet, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self._sheet = sheet

    def clean_file(self) -> "UploadedFile[Any]":
        """The file, when it can be read as this list."""
        file: UploadedFile[Any] = self.cleaned_data["file"]
        most = Limits().file_bytes
        try:
            spreadsheets.read(file.read(most + 1), self._sheet)
        except SheetRefused as refused:
            raise ValidationError(refused.sentence) from refused
        return file

    def upload(self) -> dict[str, Any]:
        """Name, bytes and media type, as `importers.start` takes them."""
        file: UploadedFile[Any] = self.cleaned_data["file"]
        file.seek(0)
        return {"name": file.name or "list", "data": file.read(), "media_type": file.content_type or ""}
