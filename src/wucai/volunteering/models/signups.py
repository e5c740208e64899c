"""Who has a seat on which shift."""

from django.db import models

from wucai.people.models import Person
from wucai.volunteering.models.shifts import Shift


class SignupQuerySet(models.QuerySet["Signup"]):
    """Filters with a name."""

    def standing(self) -> "SignupQuerySet":
        """Those that hold a seat."""
        return self.filter(withdrawn_at=None)


class Signup(models.Model):
    """A person's seat on a shift, under the key that the client chose for this wish.

    A seat given back keeps its row with the moment, so that a late repeat of the wish finds its first answer and takes no new seat.
    """

    key = models.UUIDField(unique=True)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="signups")
    shift = models.ForeignKey(Shift, on_delete=models.PROTECT, related_name="signups")
    created_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = SignupQuerySet.as_manager()

    class Meta:
        ordering = ["shift__starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["shift", "person"], condition=models.Q(withdrawn_at=None), name="volunteering_signup_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person} → {self.shift}"

    @property
    def is_withdrawn(self) -> bool:
        """Whether the seat was given back."""
        return self.withdrawn_at is not None
