"""The words under which needs and resources are listed in an edition."""

from django.db import models
from django.db.models import Q

from wucai.exchange.choices import ListKind
from wucai.programme.models import Edition


class Category(models.Model):
    """A class of needs or of resources. Which there are is the edition's data."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="categories")
    kind = models.CharField(max_length=10, choices=ListKind)
    name = models.CharField(max_length=30)
    name_en = models.CharField(max_length=60, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["edition", "kind", "position"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "kind", "name"], name="exchange_category_once"),
            models.CheckConstraint(condition=Q(kind__in=ListKind.values), name="exchange_category_kind_known"),
        ]

    def __str__(self) -> str:
        return self.name


class Affinity(models.Model):
    """How well a class of resources answers a class of needs, in points from 1 to 100. Where there is no row, the two are never matched."""

    need_category = models.ForeignKey(Category, on_delete=models.CASCADE, related_name="answers")
    resource_category = models.ForeignKey(Category, on_delete=models.CASCADE, related_name="answers_to")
    points = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["need_category", "resource_category"], name="exchange_affinity_once"),
            models.CheckConstraint(condition=Q(points__range=(1, 100)), name="exchange_affinity_points_in_range"),
        ]

    def __str__(self) -> str:
        return f"{self.need_category} ← {self.resource_category}: {self.points}"
