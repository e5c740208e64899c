"""Words for the exchange."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


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
    WITHDRAWN = "withdrawn", pgettext_lazy("three lists", "Withdrawn")
    DECLINED = "declined", _("Not listed")


class ResourceState(models.TextChoices):
    """Where a resource stands."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    LISTED = "listed", _("Listed")
    WITHDRAWN = "withdrawn", pgettext_lazy("three lists", "Withdrawn")
    DECLINED = "declined", _("Not listed")


class MatchState(models.TextChoices):
    """Where a match stands. It holds quantity on both lists only when both sides have accepted."""

    PROPOSED = "proposed", pgettext_lazy("three lists", "Proposed")
    ACCEPTED = "accepted", _("Accepted by both sides")
    DECLINED = "declined", pgettext_lazy("three lists", "Declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("three lists", "Withdrawn")


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


class Side(models.TextChoices):
    """The two sides of a match: whoever needs and whoever shares. Each says yes for itself."""

    NEED = "need", _("The side that needs")
    RESOURCE = "resource", _("The side that shares")


class Refusal(models.TextChoices):
    """Why something on the lists, in a match, a project or the council cannot be done."""

    CODE_TAKEN = (
        "code_taken",
        _("Another line of this list has this code already. Choose another, or leave it empty to get the next free one."),
    )
    KEY_REUSED = (
        "key_reused",
        _("This form was sent before, and what it brought says something else by now. Look at the list, or open the form anew."),
    )
    WRONG_CATEGORY = "wrong_category", _("This category does not belong to this list in this edition. Choose one from the list.")
    NO_TITLE = "no_title", _("A line of a list needs a title. Say in a few words what it is about.")
    NO_QUANTITY = "no_quantity", _("The quantity must be between 1 and 1,000,000,000. Say how many, and of what.")
    BACKWARDS = "backwards", _("The last day is before the first. Change one of the two.")
    OUT_OF_SPAN = (
        "out_of_span",
        _("A day lies too far from this edition. Choose days from a year before its first day to a year after its last."),
    )
    RADIUS_WITHOUT_SITE = "radius_without_site", _("A radius is measured from a station. Choose a station, or leave the radius empty.")
    NOTHING_HEARD = "nothing_heard", _("A visit asks two questions. Write down the answer to one of them at least.")
    NOT_SUBMITTED = "not_submitted", _("Only what was submitted can be put on the list or declined. Look at its state and reload the page.")
    SETTLED = "settled", _("This line was withdrawn or is finished, so it can no longer be changed. Add a new one instead.")
    HAS_MATCHES = "has_matches", _("Accepted matches rest on this line. Withdraw these first; then it can be changed so far.")
    BELOW_PROMISED = "below_promised", _("More than this is promised already. Withdraw a match first, or leave the quantity higher.")
    NOT_PROPOSED = "not_proposed", _("This match was answered or taken back before. Reload the page to see where it stands.")
    NOT_STANDING = "not_standing", _("This match does not stand any more, so there is nothing to take back.")
    IN_PROJECT = "in_project", _("A project rests on this match. Close the project first.")
    NOT_LISTED = "not_listed", _("Only what stands on the lists can be matched. One of the two is no longer, or not yet, listed.")
    SAME_UNIT = "same_unit", _("The need and the resource belong to the same unit, which needs no match to help itself.")
    OTHER_EDITION = "other_edition", _("These belong to different editions of the programme. Choose two of the same.")
    NO_COMMON_DAY = "no_common_day", _("The resource is there on none of the days on which the need lasts. Ask the unit for other days.")
    STANDS_ALREADY = "stands_already", _("These two are proposed or matched already. Look at the match that stands.")
    TAKEN = "taken", _("So much of this resource is no longer free. Propose again to match what is left.")
    COVERED = "covered", _("The need no longer lacks so much. Propose again to match what it still lacks.")
    NOT_ACCEPTED = "not_accepted", _("A project can only rest on matches that both sides accepted and that no other project uses.")
    NOT_OPEN = "not_open", _("This project is not under way, so it cannot be closed. Look at its state and reload the page.")
    NOT_URGENT = "not_urgent", _("Only an urgent matter that nobody has settled yet may be acted on before the council decides.")
    DECIDED = "decided", _("The council has decided on this matter. A decision is not changed; raise a new matter instead.")
    NOT_VOTED = "not_voted", _("A practical matter is done together, not voted on. Close it when it is done.")
    NO_VOTERS = "no_voters", _("Nobody may vote by these numbers. Say how many members have a vote.")
    TOO_MANY_VOTES = "too_many_votes", _("There are more votes than members who may vote. Count again.")
    NO_QUORUM = (
        "no_quorum",
        _("Too few members voted for a decision by this edition's rules. Nothing was recorded; vote again with more members."),
    )
    NOT_DECIDED = "not_decided", _("This matter still waits for the council's decision, so it cannot be closed.")
