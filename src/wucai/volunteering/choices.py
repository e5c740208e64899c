"""Words for volunteering."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ColourKey(models.TextChoices):
    """The five inks. What a colour means is a row of the edition (`Colour`), not code: no published source binds one to a theme."""

    RED = "red", _("Red")
    BLUE = "blue", _("Blue")
    GREEN = "green", _("Green")
    ORANGE = "orange", _("Orange")
    PURPLE = "purple", _("Purple")


class Refusal(models.TextChoices):
    """Why a person may not take a seat on a shift, or give it back."""

    FULL = "full", _("All seats on this shift are taken.")
    STARTED = "started", _("This shift has already begun.")
    ALREADY = "already", _("You already have a seat on this shift.")
    CLASHES = "clashes", _("You are already on a shift at that time.")
    KEY_REUSED = "key_reused", _("This form was sent before for another shift. Open the page again and sign up from there.")
    NO_KEY = "no_key", _("The form came without its key. Open the page again and sign up from there.")


class Origin(models.TextChoices):
    """How somebody came to a seat."""

    SELF = "self", _("Signed up")
    ROSTER = "roster", _("Asked by the roster")
    CALL = "call", _("Asked to fill a gap")


class RosterState(models.TextChoices):
    """Where a roster stands."""

    SOLVING = "solving", _("Being worked out")
    PROPOSED = "proposed", _("Proposed")
    PUBLISHED = "published", _("Published")
    DROPPED = "dropped", _("Dropped")
    FAILED = "failed", _("Failed")


class CheckWay(models.TextChoices):
    """How somebody was checked in or out."""

    CODE = "code", _("By the station's code")
    KEEPER = "keeper", _("By the station's manager")


class HoursKind(models.TextChoices):
    """Where hours come from."""

    RECORDED = "recorded", _("Checked in and out")
    MADE_UP = "made_up", _("Added by hand")


class HoursState(models.TextChoices):
    """Whether hours count."""

    TO_CONFIRM = "to_confirm", _("To be confirmed")
    CONFIRMED = "confirmed", _("Confirmed")
    VOID = "void", _("Void")
