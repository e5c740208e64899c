"""Words of the frame."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AreaKind(models.TextChoices):
    """The three levels on which the programme acts."""

    DISTRICT = "district", _("District")
    TOWN = "town", _("Town or sub-district")
    NEIGHBOURHOOD = "neighbourhood", _("Neighbourhood")
