"""Words of sheets: why a whole file is sent back."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SheetRefusal(models.TextChoices):
    """Why a whole file cannot be taken: what is the matter and what to do."""

    NOT_A_SHEET = "not_a_sheet", _("This is not a workbook. Save your list as an Excel workbook (.xlsx) or as CSV and upload that.")
    OLD_EXCEL = "old_excel", _("This is a workbook of the old kind (.xls). Open it, save it as .xlsx and upload that.")
    LOCKED = "locked", _("This workbook is protected by a password. Open it, take the password off and upload it again.")
    MACROS = "macros", _("This workbook holds macros. Save it as a workbook without macros (.xlsx) and upload that.")
    BROKEN = "broken", _("This file is damaged: %(where)s. Open it, save it again and upload the new file.")
    TOO_BIG = "too_big", _("This file is too big: at most %(most)s. Split it and upload the parts one after the other.")
    EMPTY = "empty", _("This file is empty. Fill in the template and upload it again.")
    NO_ROWS = "no_rows", _("There is no row below the headers. Fill in at least one and upload the file again.")
    TOO_MANY_ROWS = "too_many_rows", _("There are more than %(most)s rows. Split the file and upload the parts one after the other.")
    MISSING_HEADERS = (
        "missing_headers",
        _("These columns are missing: %(headers)s. Use the template, or write these headers above your columns."),
    )
    DUPLICATE_HEADERS = "duplicate_headers", _("These columns are there twice: %(headers)s. Remove one of each and upload the file again.")
    OTHER_TEMPLATE = (
        "other_template",
        _("This is the template of another list (%(found)s). Download the template from this page and use that."),
    )
