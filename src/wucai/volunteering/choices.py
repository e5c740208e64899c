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
    NOT_QUALIFIED = "not_qualified", _("This post asks for a qualification that you do not have on that day. Choose another post.")
    LANGUAGE = (
        "language",
        _("This post asks for a language that is not among yours. Choose another post."),
    )
    REST = "rest", _("You would have too little rest between this shift and another of yours. Choose a later or an earlier one.")
    NOT_ASKED = "not_asked", _("This seat is not kept for you any more. You can sign up for it, or for another shift.")
    OUTRUN = "outrun", _("Thank you for being ready. Somebody else said yes first, and every seat is taken now, so you need not come.")


class Origin(models.TextChoices):
    """How somebody came to a seat."""

    SELF = "self", _("Signed up")
    ROSTER = "roster", _("Asked by the roster")
    CALL = "call", _("Asked to fill a gap")


class Hold(models.TextChoices):
    """Whether a seat stands behind a sign-up."""

    KEPT = "kept", _("A seat is kept")
    FIRST_COME = "first_come", _("Whoever says yes first has the seat")
    OUTRUN = "outrun", _("Somebody else said yes first")


class RosterState(models.TextChoices):
    """Where a roster stands."""

    SOLVING = "solving", _("Being worked out")
    PROPOSED = "proposed", _("Proposed")
    PUBLISHED = "published", _("Published")
    DROPPED = "dropped", _("Dropped")
    FAILED = "failed", _("Failed")


class SolvePhase(models.TextChoices):
    """What the solver is at, in the order in which it goes."""

    READING = "reading", _("Reads who could serve when")
    GROUPS = "groups", _("Finds places for groups")
    FLOW = "flow", _("Shares out all seats at once")
    REPAIR = "repair", _("Leaves out what breaks a rule")
    FILL = "fill", _("Fills the seats that are open")
    IMPROVE = "improve", _("Improves it step by step")


class ChangeKind(models.TextChoices):
    """What publishing a proposal would change for somebody."""

    MOVED = "moved", _("Moves")
    TAKEN_BACK = "taken_back", _("Question taken back")
    NEW = "new", _("New")
    MORE = "more", _("One more shift")


class CheckWay(models.TextChoices):
    """How somebody was checked in or out."""

    CODE = "code", _("By the station's code")
    KEEPER = "keeper", _("By the station's manager")
    SELF = "self", _("By the volunteer")


class HoursKind(models.TextChoices):
    """Where hours come from."""

    RECORDED = "recorded", _("Checked in and out")
    MADE_UP = "made_up", _("Added by hand")


class HoursState(models.TextChoices):
    """Whether hours count."""

    TO_CONFIRM = "to_confirm", _("To be confirmed")
    CONFIRMED = "confirmed", _("Confirmed")
    VOID = "void", _("Void")


class RosterRefusal(models.TextChoices):
    """Why something cannot be done with a roster."""

    NO_SHIFTS = "no_shifts", _("No shift with an open seat is still to come in these days. Choose other days.")
    OUTSIDE = "outside", _("These days lie more than a year outside the edition. Choose days of the edition.")
    NOT_PROPOSED = "not_proposed", _("This roster is not a proposal any more. Open the list of rosters to see where it stands.")
    NOT_SOLVING = "not_solving", _("This roster is worked out already. Open it to see the proposal.")
    TAKEN_OFF = "taken_off", _("Somebody has taken this person off the shift meanwhile. Open the roster again to see how it stands.")
    ELSEWHERE = "elsewhere", _("That shift does not lie in the days of this roster. Choose another one.")


class PlacingRefusal(models.TextChoices):
    """Why a coordinator may not put somebody on a shift, or ask them; the same words as in `Refusal` where the rule is the same."""

    FULL = "full", _("All seats on that shift are taken. Take somebody off first, or choose another shift.")
    STARTED = "started", _("That shift has already begun. Choose one that is still to come.")
    ALREADY = "already", _("This person is on that shift already.")
    CLASHES = "clashes", _("This person is on another shift at that time. Choose somebody else, or move the other shift first.")
    NOT_QUALIFIED = "not_qualified", _("This person does not have the qualification that the post asks for. Choose somebody else.")
    LANGUAGE = "language", _("This person does not speak the language that the post asks for. Choose somebody else.")
    REST = "rest", _("This person would have too little rest between two days. Choose somebody else.")
    NOT_ASKED = "not_asked", _("This seat is not waiting for an answer any more, so the question cannot be taken back.")
    TOO_MANY = "too_many", _("That is more people than are asked at once. Ask ten at the most, and more when these have answered.")
    TOO_LATE = (
        "too_late",
        _("The yes is over ten minutes old, or the shift has begun: the seat is theirs. Write to them; they can give it back themselves."),
    )


class AttendanceRefusal(models.TextChoices):
    """Why somebody may not check in or out."""

    NO_SHIFT = "no_shift", _("You have no shift today. Sign up for one first, or ask the station's manager.")
    WRONG_CODE = "wrong_code", _("This is not the code of your station at the moment. Read it again: it changes often.")
    TOO_MANY_TRIES = "too_many_tries", _("Too many wrong codes. Wait ten minutes, or let the station's manager check you in.")
    TOO_EARLY = "too_early", _("It is too early to check in for this shift. Try again shortly before it begins.")
    OVER = "over", _("This shift is over. If you were there, ask the station's manager to add your hours.")
    NOT_ACCEPTED = "not_accepted", _("This seat was only offered. Accept it first, then check in.")
    GIVEN_BACK = "given_back", _("This seat was given back. Sign up for the shift first.")
    ALREADY = "already", _("This shift was checked in and out already.")
    STILL_IN = "still_in", _("You are still checked in on another shift. Check out there first.")
    NOT_IN = "not_in", _("You are not checked in on any shift. Check in first.")
    TOO_LATE = "too_late", _("It is too late to check out of this shift. Ask the station's manager to add your hours.")


class HoursRefusal(models.TextChoices):
    """Why hours are not confirmed, declared void or added by hand."""

    OWN = "own", _("Nobody settles hours of their own. Ask another manager of the station, or the coordinator.")
    VOID = "void", _("These hours were declared void already. Add the right ones by hand, with the reason.")
    NO_REASON = "no_reason", _("A reason is needed, so that everybody can see later why. Write it in a few words.")
    NOT_OVER = "not_over", _("This shift is still being worked. Wait until it is over and nobody can check out any more.")
    HAS_HOURS = "has_hours", _("There are hours for this shift already. Declare them void first if they are wrong.")
    TOO_LONG = "too_long", _("The minutes must be at least 1 and no more than the shift's length. Correct the number.")
    NOT_ACCEPTED = "not_accepted", _("This person had no accepted seat on the shift, so there are no hours to add.")


class CertificateRefusal(models.TextChoices):
    """Why a certificate is not issued, shown or checked."""

    TOO_FEW = "too_few", _("There are not enough confirmed hours yet. Hours count once the station's manager has confirmed them.")
    NO_REASON = "no_reason", _("A reason is needed, so that everybody can see later why. Write it in a few words.")
    REVOKED = "revoked", _("This certificate is not valid any more, so it cannot be printed. Ask for a new one.")
    TOO_MANY_TRIES = "too_many_tries", _("Too many numbers were checked from here. Wait a minute, then try again.")


class CertificateEnd(models.TextChoices):
    """Why a certificate ended by itself; one that a person revoked has their words instead."""

    REPLACED = "replaced", _("Replaced by a newer certificate")
    HOURS_VOID = "hours_void", _("Hours in it were declared void")


class DutyState(models.TextChoices):
    """How somebody stands to their shift at a moment."""

    ASKED = "asked", _("Asked, no answer yet")
    EXPECTED = "expected", _("Expected")
    LATE = "late", _("Not here yet")
    PRESENT = "present", _("On duty")
    LEFT = "left", _("Has left")


class PlacingWarning(models.TextChoices):
    """What the board says about a placement that a hand has made; the coordinator decides."""

    NO_TIME = "no_time", _("This person did not say that they have time then.")
    REST = "rest", _("This person has less rest between two days than the edition wants.")
