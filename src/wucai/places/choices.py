"""Words for places."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SiteKind(models.TextChoices):
    """What a place is to the programme."""

    STATION = "station", _("Core station")
    DISTRICT_STATION = "district_station", _("District station")
    RELAY_STATION = "relay_station", _("Relay station")
    OUTPOST = "outpost", _("Outpost")
    STOP = "stop", _("Stop")
    VENUE = "venue", _("Venue")


class CountCategory(models.TextChoices):
    """What a visitor was served with."""

    ENQUIRY = "enquiry", _("Enquiry")
    CONVENIENCE = "convenience", _("Everyday help")
    MEDICAL = "medical", _("Medical help")


class CountState(models.TextChoices):
    """Whether a count is part of the total."""

    ACCEPTED = "accepted", _("Counted")
    REVIEW = "review", _("To be looked at")


class CountRefusal(models.TextChoices):
    """Why a count was not taken."""

    NOT_KEPT = "not_kept", _("You do not keep a station of this name. Ask the coordinator to enter you as its keeper.")
    UNKNOWN_CATEGORY = "unknown_category", _("This is no category that we count. Reload the page and count again.")
    BAD_AMOUNT = "bad_amount", _("Count from 1 to 100, or minus 1 to take one back.")
    REUSED = "reused", _("This count carries the mark of another one. Count again.")


class MoveKind(models.TextChoices):
    """Why there are more or fewer pieces on the shelf."""

    ISSUED = "issued", _("Handed out")
    RESTOCKED = "restocked", _("Restocked")
    LENT = "lent", _("Lent")
    RETURNED = "returned", _("Returned")
    COUNTED = "counted", _("Counted anew")


class IncidentKind(models.TextChoices):
    """What kind of thing happened; the words are those that stations report."""

    LOST_CHILD = "lost_child", _("Lost child")
    LOST_PROPERTY = "lost_property", _("Lost property")
    FIRST_AID = "first_aid", _("First aid")
    CROWD = "crowd", _("Crowding")
    FACILITY = "facility", _("Fault of a sign or facility")
    SUPPLY = "supply", _("Supplies")
    OTHER = "other", _("Something else")
