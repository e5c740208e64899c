"""Words for the exchange."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ListKind(models.TextChoices):
    """Which list a category belongs to."""

    NEED = "need", _("Needs")
    RESOURCE = "resource", _("Resources")


class NeedState(models.TextChoices):
    """Where a need stands. How far it is covered is told by its numbers, not by its state."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    LISTED = "listed", _("Listed")
    MET = "met", _("Met")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    DECLINED = "declined", _("Not listed")


class ResourceState(models.TextChoices):
    """Where a resource stands."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    LISTED = "listed", _("Listed")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    DECLINED = "declined", _("Not listed")


class MatchState(models.TextChoices):
    """Where a match stands. It holds quantity on both lists only when both sides have accepted."""

    PROPOSED = "proposed", _("Proposed")
    ACCEPTED = "accepted", _("Accepted by both sides")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class ProjectKind(models.TextChoices):
    """Where a project comes from."""

    PROGRAMME = "programme", _("Programme project")
    YOUTH = "youth", _("Youth project")
    MATCH = "match", _("From a match")


class ProjectState(models.TextChoices):
    """Where a project stands."""

    PROPOSED = "proposed", _("Waiting for the council")
    OPEN = "open", _("Under way")
    DONE = "done", _("Done")
    REFUSED = "refused", _("Refused by the council")
    ENDED = "ended", _("Ended early")


class MatterKind(models.TextChoices):
    """The four ways of the programme: 大事共议, 要事共决, 实事共办, 急事共商."""

    MAJOR = "major", _("Major matter: deliberated together")
    IMPORTANT = "important", _("Important matter: decided together")
    PRACTICAL = "practical", _("Practical matter: done together")
    URGENT = "urgent", _("Urgent matter: settled at once, ratified later")


class MatterState(models.TextChoices):
    """Where a matter stands."""

    OPEN = "open", _("Open")
    ACTED = "acted", _("Acted on, waiting for ratification")
    DECIDED = "decided", _("Decided")
    CLOSED = "closed", _("Closed")


class Outcome(models.TextChoices):
    """What a council decided."""

    APPROVED = "approved", _("Approved")
    REFUSED = "refused", _("Refused")
