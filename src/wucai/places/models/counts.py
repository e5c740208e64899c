"""Visitors served, one event at a time: nothing is ever overwritten, totals are sums."""

from uuid import UUID

from django.db import models
from django.db.models import Q

from wucai.people.models import Device
from wucai.places.choices import CountCategory, CountState
from wucai.places.models.sites import Site

LEAST_AMOUNT = -1
MOST_AMOUNT = 100


class CountQuerySet(models.QuerySet["Count"]):
    """Filters with a name."""

    def accepted(self) -> "CountQuerySet":
        """Those that count."""
        return self.filter(state=CountState.ACCEPTED)


class Count(models.Model):
    """So many visitors served at a site at a moment, told once by its event; minus one takes a slip of the thumb back.

    `counted_at` is by our clock, `device_at` what the device's clock said, `received_at` when it reached us; all in programme time.
    """

    event_id = models.UUIDField(unique=True)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="counts")
    device = models.ForeignKey(Device, on_delete=models.SET_NULL, related_name="+", null=True)
    category = models.CharField(max_length=20, choices=CountCategory)
    amount = models.SmallIntegerField()
    counted_at = models.DateTimeField()
    device_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=CountState)

    objects = CountQuerySet.as_manager()

    class Meta:
        ordering = ["counted_at", "pk"]
        indexes = [models.Index(fields=["site", "state", "counted_at"], name="places_count_of_site")]
        constraints = [
            models.CheckConstraint(condition=Q(category__in=CountCategory.values), name="places_count_category_known"),
            models.CheckConstraint(condition=Q(state__in=CountState.values), name="places_count_state_known"),
            models.CheckConstraint(
                condition=Q(amount__range=(LEAST_AMOUNT, MOST_AMOUNT)) & ~Q(amount=0), name="places_count_amount_sensible"
            ),
            models.CheckConstraint(condition=Q(counted_at__lte=models.F("received_at")), name="places_count_before_receipt"),
        ]

    def __str__(self) -> str:
        return f"{self.amount:+d} {self.category} @ {self.site_id}"

    @property
    def told(self) -> tuple[int, str, int, UUID | None]:
        """What the event says: a repeat of the event must say the same."""
        return self.site_id, self.category, self.amount, self.device_id
