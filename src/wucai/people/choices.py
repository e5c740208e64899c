"""Words for people."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RoleKind(models.TextChoices):
    """What a person may do across one edition. A station's manager is a `places.Keeper` instead."""

    COORDINATOR = "coordinator", _("Coordinator")
    LEADER = "leader", _("Leader")
