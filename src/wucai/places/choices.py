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


class Level(models.TextChoices):
    """The levels on which stations act together, as visitors look for them: linked stations, centres in two steps, relay stations."""

    LINKED = "1", _("Linked stations")
    TOWN = "2", _("Town centres")
    NEIGHBOURHOOD = "3", _("Neighbourhoods")
    RELAY = "relay", _("Relay stations")


class SupplyRefusal(models.TextChoices):
    """Why nothing was taken from the shelf, put on it, lent or taken back."""

    OUT_OF_STOCK = "out_of_stock", _("There are not so many left. Count the shelf and take fewer.")
    BAD_AMOUNT = "bad_amount", _("A number from 1 to 10,000 is needed. Correct it and send it again.")
    TOO_MANY = "too_many", _("No shelf holds more than a million. Correct the number and send it again.")
    NOT_LENT = "not_lent", _("This is given away, not lent. Use “Hand out” instead.")
    REUSED = "reused", _("This form was used for something else before. Reload the page and do it again.")


class IncidentRefusal(models.TextChoices):
    """Why something that happened was not written down or closed."""

    NOTHING_SAID = "nothing_said", _("Nothing is written down yet. Say in one sentence what happened.")
    NO_OUTCOME = "no_outcome", _("How it ended is missing. Say in one sentence how it ended, then close it.")
    CLOSED = "closed", _("This was closed already. Reload the page to read how it ended.")
    REUSED = "reused", _("This form was used for something else before. Reload the page and do it again.")
