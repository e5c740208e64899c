"""Who has a seat on which shift."""

from datetime import datetime, timedelta

from django.db import models

from wucai.people.models import Person
from wucai.volunteering.choices import Origin
from wucai.volunteering.models.shifts import Shift

# So long after somebody said yes the coordinator may take the question back: a slip is seen at once, and a promise is a promise after.
UNDO_FOR = timedelta(minutes=10)


class SignupQuerySet(models.QuerySet["Signup"]):
    """Filters with a name."""

    def standing(self) -> "SignupQuerySet":
        """Those that hold a seat."""
        return self.filter(withdrawn_at=None)

    def accepted(self) -> "SignupQuerySet":
        """Those that hold a seat to which the volunteer said yes."""
        return self.standing().filter(accepted_at__isnull=False)

    def asked(self) -> "SignupQuerySet":
        """Those that keep a seat free for somebody who has not answered yet."""
        return self.standing().filter(accepted_at=None)


class Signup(models.Model):
    """A person's seat on a shift, under the key that the client chose for this wish.

    A seat given back keeps its row with the moment, so that a late repeat of the wish finds its first answer and takes no new seat.
    Nobody is assigned by force (Regulation 685, article 25): a seat that a roster or a call keeps for somebody is only asked until they
    accept; what people take by themselves is accepted at once.
    """

    key = models.UUIDField(unique=True)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="signups")
    shift = models.ForeignKey(Shift, on_delete=models.PROTECT, related_name="signups")
    created_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.SELF)

    objects = SignupQuerySet.as_manager()

    class Meta:
        ordering = ["shift__starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["shift", "person"], condition=models.Q(withdrawn_at=None), name="volunteering_signup_once"),
            models.CheckConstraint(condition=models.Q(origin__in=Origin.values), name="volunteering_signup_origin_known"),
            models.CheckConstraint(
                condition=~models.Q(origin="self") | models.Q(accepted_at__isnull=False), name="volunteering_signup_own_wish_is_accepted"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} → {self.shift}"

    @property
    def is_asked(self) -> bool:
        """Whether the seat waits for the volunteer's yes."""
        return self.withdrawn_at is None and self.accepted_at is None

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
