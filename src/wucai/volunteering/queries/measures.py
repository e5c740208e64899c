"""Figures of volunteering: what is laid out, what is kept, what is accepted."""

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from wucai.core.measures import measure
from wucai.programme.models import Edition
from wucai.volunteering.models import Enrolment, Post, Shift, Signup
from wucai.volunteering.queries.rosters import last_published


@measure("posts", unit=_("posts"), definition=_("The edition's posts at all sites."))
def posts(edition: Edition) -> int:
    """Posts of the edition."""
    return Post.objects.filter(site__edition=edition).count()


@measure("shifts", unit=_("shifts"), definition=_("The edition's shifts, past and to come."))
def shifts(edition: Edition) -> int:
    """Shifts of the edition."""
    return Shift.objects.filter(post__site__edition=edition).count()


@measure("seats_required", unit=_("seats"), definition=_("The seats on all shifts of the edition."))
def seats_required(edition: Edition) -> int:
    """Seats of the edition."""
    total = Shift.objects.filter(post__site__edition=edition).aggregate(total=Sum("seats"))["total"]
    return int(total or 0)


@measure(
    "seats_published",
    unit=_("seats"),
    definition=_("Seats on the edition's shifts that are kept for somebody who signed up, was asked by a roster, or was called."),
)
def seats_published(edition: Edition) -> int:
    """Standing seats of the edition."""
    return Signup.objects.seated().filter(shift__post__site__edition=edition).count()


@measure("seats_accepted", unit=_("seats"), definition=_("Of the seats kept for somebody, those to which they said yes."))
def seats_accepted(edition: Edition) -> int:
    """Standing seats to which the volunteer said yes."""
    return Signup.objects.accepted().filter(shift__post__site__edition=edition).count()


@measure("volunteers", unit=_("people"), definition=_("People who are enrolled in the edition."))
def volunteers(edition: Edition) -> int:
    """Enrolments of the edition."""
    return Enrolment.objects.filter(edition=edition).count()


@measure(
    "roster_gap",
    unit=_("of the bound"),
    definition=_(
        "(objective − bound) / max(1, |bound|) of the roster that was published last: how far from the best possible it can be at most."
    ),
)
def roster_gap(edition: Edition) -> float | None:
    """The solver's gap of the last published roster; None where none was."""
    roster = last_published(edition)
    return None if roster is None or roster.gap is None else round(roster.gap, 6)
