"""Words of the ground: states of work and messages."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class JobState(models.TextChoices):
    """Where a piece of long work stands."""

    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    STOPPED = "stopped", _("Stopped")


class ParcelState(models.TextChoices):
    """Where a message on its way out stands."""

    WAITING = "waiting", _("Waiting")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")


class Verdict(models.TextChoices):
    """What becomes of one row; every row of a file has exactly one."""

    NEW = "new", _("New")
    CHANGED = "changed", _("Changed")
    UNCHANGED = "unchanged", _("Unchanged")
    REFUSED = "refused", _("Refused")
    SKIPPED = "skipped", _("Skipped")


class ImportState(models.TextChoices):
    """Where a list that somebody sent stands. Nothing is written before the sender has seen what would change."""

    UPLOADED = "uploaded", _("Received")
    CHECKING = "checking", _("Being checked")
    CHECKED = "checked", _("Waiting for your word")
    WRITING = "writing", _("Being written")
    DONE = "done", _("Done")
    STOPPED = "stopped", _("Stopped")
    REFUSED = "refused", _("Refused")


class ImportRefusal(models.TextChoices):
    """Why a list cannot be confirmed or stopped."""

    NOT_CHECKED = "not_checked", _("This list has not been checked to its end. Upload it again.")
    OVER = "over", _("This list is finished already; there is nothing to stop.")
