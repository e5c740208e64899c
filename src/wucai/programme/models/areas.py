"""The areas in which the programme acts, on three levels."""

from django.db import models
from django.db.models import Q

from wucai.programme.choices import AreaKind


class Area(models.Model):
    """A district, a town or sub-district in it, or a neighbourhood in that."""

    kind = models.CharField(max_length=15, choices=AreaKind)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["parent", "name"], name="programme_area_named_once", nulls_distinct=False),
            models.CheckConstraint(
                condition=Q(kind="district", parent=None) | (~Q(kind="district") & Q(parent__isnull=False)),
                name="programme_area_only_district_is_top",
            ),
        ]

    def __str__(self) -> str:
        return self.name
