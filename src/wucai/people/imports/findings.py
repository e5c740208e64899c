"""What is wrong with rows of units and of members alike."""

from django.utils.translation import gettext_noop as _

from wucai.core.spreadsheets import Fault

UNKNOWN_UNIT = Fault(
    "unknown_unit", _("No unit of this name is known here."), _("Write the name as in the list of units, or have the unit entered first.")
)
OTHER_UNIT = Fault("other_unit", _("This is another unit than yours."), _("Take this row out: a unit sends its own rows only."))
