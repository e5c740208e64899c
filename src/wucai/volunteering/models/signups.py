"""Who has a seat on which shift."""

from datetime import datetime, timedelta

from django.db import models

from wucai.people.models import Person
from wucai.volunteering.choices import Hold, Origin
from wucai.volunteering.models.shifts import Shift

# So long after somebody said yes the coordinator may take the question back: a slip is seen at once, and a promise is a promise after.
UNDO_FOR = timedelta(minutes=10)


class SignupQuerySet(models.QuerySet["Signup"]):
    """Filters with a name."""

    def standing(self) -> "SignupQuerySet":
        """Those that hold a seat."""
        return self.filter(withdrawn_at=None)

    def seated(self) -> "SignupQuerySet":
        """Of these, without questions that keep no seat."""
        return self.standing().filter(hold=Hold.KEPT)

    def accepted(self) -> "SignupQuerySet":
        """Those that hold a seat to which the volunteer said yes."""
        return self.standing().filter(accepted_at__isnull=False)

    def asked(self) -> "SignupQuerySet":
        """Those of people who have not answered yet, whether a seat is kept for them or not."""
        return self.standing().filter(accepted_at=None)


class Signup(models.Model):
    """A person's seat on a shift, under the key that the client chose for this wish.

    A seat given back keeps its row with the moment, so that a late repeat of the wish finds its first answer and takes no new seat.
    Nobody is assigned by force (Regulation 685, article 25): a seat that a roster or a call keeps for somebody is only asked until they
    accept; what people take by themselves is accepted at once. Where more are called than there are seats, none is kept, and the first
    yes has it: such a question takes no part in the shift's `taken`.
    """

    key = models.UUIDField(unique=True)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="signups")
    shift = models.ForeignKey(Shift, on_delete=models.PROTECT, related_name="signups")
    created_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.SELF)
    hold = models.CharField(max_length=10, choices=Hold, default=Hold.KEPT)

    objects = SignupQuerySet.as_manager()

    class Meta:
        ordering = ["shift__starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["shift", "person"], condition=models.Q(withdrawn_at=None), name="volunteering_signup_once"),
            models.CheckConstraint(condition=models.Q(origin__in=Origin.values), name="volunteering_signup_origin_known"),
            models.CheckConstraint(
                condition=~models.Q(origin="self") | models.Q(accepted_at__isnull=False), name="volunteering_signup_own_wish_is_accepted"
            ),
            models.CheckConstraint(condition=models.Q(hold__in=Hold.values), name="volunteering_signup_hold_known"),
            models.CheckConstraint(
                condition=models.Q(hold="kept") | models.Q(origin="call", accepted_at=None), name="volunteering_signup_yes_keeps_seat"
            ),
            models.CheckConstraint(
                condition=~models.Q(hold="outrun") | models.Q(withdrawn_at__isnull=False), name="volunteering_signup_outrun_is_over"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} → {self.shift}"

    @property
    def is_asked(self) -> bool:
        """Whether the volunteer's answer is still to come."""
        return self.withdrawn_at is None and self.accepted_at is None

    @property
    def is_first_come(self) -> bool:
        """Whether no seat is kept until that answer: the first yes has it."""
        return self.is_asked and self.hold == Hold.FIRST_COME

    @property
    def undoable_until(self) -> datetime | None:
        """How long the question can be undone after the yes: ten minutes at most, and never into the shift; None where nothing was asked,
        or no yes was said.
        """
        if self.origin != Origin.CALL or self.accepted_at is None or self.withdrawn_at is not None:
            return None
        return min(self.accepted_at + UNDO_FOR, self.shift.starts_at)

    @property
    def is_withdrawn(self) -> bool:
        """Whether the seat was given back."""
        return self.withdrawn_at is not None
