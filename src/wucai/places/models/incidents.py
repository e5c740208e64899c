"""What happened at a site."""

from django.db import models
from django.db.models import F, Q

from wucai.people.models import Person
from wucai.places.choices import IncidentKind
from wucai.places.models.sites import Site


class Incident(models.Model):
    """Something that somebody has to see to, open until it is closed. It holds no personal data of a visitor."""

    key = models.UUIDField(unique=True)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="incidents")
    kind = models.CharField(max_length=20, choices=IncidentKind)
    text = models.CharField(max_length=300)
    text_en = models.CharField(max_length=400, blank=True)
    is_urgent = models.BooleanField(default=False)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    # The person in charge; without one, the site's keeper is.
    owner = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=300, blank=True)
    outcome_en = models.CharField(max_length=400, blank=True)
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["opened_at", "pk"]
        indexes = [models.Index(fields=["site", "closed_at", "opened_at"], name="places_incident_open")]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=IncidentKind.values), name="places_incident_kind_known"),
            models.CheckConstraint(condition=~Q(text=""), name="places_incident_says_something"),
            models.CheckConstraint(condition=Q(closed_at=None) | Q(closed_at__gte=F("opened_at")), name="places_incident_closed_later"),
            models.CheckConstraint(condition=Q(closed_at=None) | ~Q(outcome=""), name="places_incident_closed_says_how"),
        ]

    def __str__(self) -> str:
        return self.text
