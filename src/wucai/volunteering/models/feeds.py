"""Calendars that read somebody's shifts."""

from django.db import models
from django.db.models import Q

from wucai.people.models import Person


class CalendarFeed(models.Model):
    """A secret address under which a calendar reads a person's shifts.

    The token is made of the person, the counter and the house's key, so that it can be shown again and lies nowhere; here lies its digest.
    Counting on makes a new address and ends the old one; without a digest the feed is off.
    """

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="calendar_feed")
    counter = models.PositiveIntegerField(default=1)
    digest = models.CharField(max_length=64, unique=True, null=True, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(digest=None) | ~Q(digest=""), name="volunteering_feed_digest_or_none"),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.counter}"

    @property
    def is_on(self) -> bool:
        """Whether the address answers."""
        return self.digest is not None
