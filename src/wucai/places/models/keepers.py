"""Who keeps a station, and since when."""

from django.db import models
from django.db.models import F, Q

from wucai.people.models import Person
from wucai.places.models.sites import Site


class KeeperQuerySet(models.QuerySet["Keeper"]):
    """Filters with a name."""

    def on(self, day: object) -> "KeeperQuerySet":
        """Those who keep their site on that day."""
        return self.filter(Q(until_on__isnull=True) | Q(until_on__gte=day), since_on__lte=day)


class Keeper(models.Model):
    """A person who manages a site from one day to another, both included; without an end until further notice."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="keepers")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="keeperships")
    since_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    objects = KeeperQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "person", "since_on"], name="places_keeper_once"),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("since_on")), name="places_keeper_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} @ {self.site}"
