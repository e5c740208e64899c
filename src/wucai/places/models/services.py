"""What a site offers, and when it is open."""

from django.db import models
from django.db.models import F, Q

from wucai.places.models.sites import Site


class StationService(models.Model):
    """Something that a visitor can get at a site."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="services")
    name = models.CharField(max_length=40)
    name_en = models.CharField(max_length=80, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["site", "position", "name"]
        constraints = [models.UniqueConstraint(fields=["site", "name"], name="places_service_once")]

    def __str__(self) -> str:
        return self.name


class OpeningHours(models.Model):
    """From one day to another, both included, the site is open between two times of the day in Shanghai."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="opening_hours")
    first_on = models.DateField()
    last_on = models.DateField()
    opens_at = models.TimeField()
    closes_at = models.TimeField()
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["site", "first_on", "opens_at"]
        constraints = [
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="places_hours_last_after_first"),
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="places_hours_close_after_opening"),
            models.UniqueConstraint(fields=["site", "first_on", "opens_at"], name="places_hours_once"),
        ]

    def __str__(self) -> str:
        return f"{self.opens_at:%H:%M}–{self.closes_at:%H:%M}"
