"""When a post is worked, and by how many."""

from datetime import date, datetime, timedelta

from django.db import models
from django.db.models import F, Q

from wucai.core.clock import midnight
from wucai.people.models import Person
from wucai.volunteering.models.posts import Post


class ShiftQuerySet(models.QuerySet["Shift"]):
    """Filters with a name."""

    def overlapping(self, shift: "Shift") -> "ShiftQuerySet":
        """Those that share a moment with the shift; one that ends when the other begins does not."""
        return self.filter(starts_at__lt=shift.ends_at, ends_at__gt=shift.starts_at)

    def to_come(self, now: datetime) -> "ShiftQuerySet":
        """Those that have not begun, the next first."""
        return self.filter(starts_at__gt=now).order_by("starts_at", "post__colour__position", "pk")

    def running(self, at: datetime) -> "ShiftQuerySet":
        """Those that are being worked at the moment."""
        return self.filter(starts_at__lte=at, ends_at__gt=at)

    def on_days(self, first_on: date, last_on: date) -> "ShiftQuerySet":
        """Those that begin on these days in Shanghai, both included."""
        return self.filter(starts_at__gte=midnight(first_on), starts_at__lt=midnight(last_on + timedelta(days=1)))

    def with_seats_left(self) -> "ShiftQuerySet":
        """Those on which a seat may still be taken."""
        return self.filter(taken__lt=F("seats"))

    def with_post(self) -> "ShiftQuerySet":
        """With post, colour and site in the same query, as every row that shows a shift needs them."""
        return self.select_related("post__colour", "post__site")


class Shift(models.Model):
    """A post from one moment to another with a number of seats. `taken` counts the sign-ups and can never pass `seats`."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="shifts")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    seats = models.PositiveIntegerField()
    taken = models.PositiveIntegerField(default=0)
    # The one who leads this shift on the spot (点位长); the others are given their telephone.
    leader = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="shifts_led")

    objects = ShiftQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        indexes = [models.Index(fields=["starts_at", "ends_at"], name="volunteering_shift_when")]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="volunteering_shift_ends_after_start"),
            models.CheckConstraint(condition=Q(taken__lte=F("seats")), name="volunteering_shift_never_oversold"),
            models.UniqueConstraint(fields=["post", "starts_at", "ends_at"], name="volunteering_shift_once"),
        ]

    def __str__(self) -> str:
        return f"{self.post} {self.starts_at:%F %R}"

    def is_running(self, at: datetime) -> bool:
        """Whether it is being worked at the moment, as `running` finds it."""
        return self.starts_at <= at < self.ends_at

    @property
    def seats_left(self) -> int:
        """How many seats may still be taken."""
        return self.seats - self.taken

    @property
    def is_full(self) -> bool:
        """Whether no seat is left."""
        return self.taken >= self.seats
