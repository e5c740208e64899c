"""The places of an edition."""

from django.db import models
from django.db.models import Q

from wucai.places.choices import SiteKind
from wucai.programme.models import Area, Edition

# What a visitor may walk into; each has a page of its own.
FOR_VISITORS = (SiteKind.STATION, SiteKind.DISTRICT_STATION, SiteKind.RELAY_STATION, SiteKind.OUTPOST)


class SiteQuerySet(models.QuerySet["Site"]):
    """Filters with a name."""

    def stations(self) -> "SiteQuerySet":
        """The linked stations, in the order of their numbers on the map."""
        return self.filter(kind=SiteKind.STATION).in_order()

    def for_visitors(self) -> "SiteQuerySet":
        """The linked stations and all others that a visitor may walk into."""
        return self.filter(kind__in=FOR_VISITORS).in_order()

    def in_order(self) -> "SiteQuerySet":
        """By number on the map, those without one last."""
        return self.order_by(models.F("number").asc(nulls_last=True), "slug")


class Site(models.Model):
    """A place where something happens. Coordinates are WGS-84 in millionths of a degree, so that both databases keep them exactly."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="sites")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="sites", null=True, blank=True)
    kind = models.CharField(max_length=20, choices=SiteKind)
    slug = models.SlugField(unique=True)
    number = models.PositiveSmallIntegerField(null=True, blank=True)
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=100, blank=True)
    feature = models.CharField(max_length=200, blank=True)
    feature_en = models.CharField(max_length=300, blank=True)
    address = models.CharField(max_length=200, blank=True)
    address_en = models.CharField(max_length=300, blank=True)
    latitude_e6 = models.IntegerField()
    longitude_e6 = models.IntegerField()
    # How far the position may be off, in metres; shown where it matters, since half of the published positions are rough.
    accuracy_metres = models.PositiveIntegerField(default=0)
    is_demo = models.BooleanField(default=False)

    objects = SiteQuerySet.as_manager()

    class Meta:
        ordering = ["number", "slug"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=SiteKind.values), name="places_site_kind_known"),
            models.CheckConstraint(
                condition=Q(latitude_e6__range=(-90_000_000, 90_000_000), longitude_e6__range=(-180_000_000, 180_000_000)),
                name="places_site_on_earth",
            ),
            models.UniqueConstraint(fields=["edition", "number"], condition=Q(number__isnull=False), name="places_site_number_once"),
        ]

    def __str__(self) -> str:
        return self.name
