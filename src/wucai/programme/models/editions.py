"""The editions of the programme."""

from django.db import models
from django.db.models import F, Q


class Edition(models.Model):
    """One year's programme. What differs between editions is data: colours, categories, patterns, names."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=100)
    name_en = models.CharField(max_length=100, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField()
    # What the edition decided for itself, read through `programme.queries.rules`: no source publishes such values, so none is code.
    rules = models.JSONField(default=dict, blank=True)
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["-starts_on"]
        constraints = [models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="programme_edition_ends_after_start")]

    def __str__(self) -> str:
        return self.name
