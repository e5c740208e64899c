"""What the five colours mean in an edition."""

from django.db import models

from wucai.programme.models import Edition
from wucai.volunteering.choices import ColourKey


class Colour(models.Model):
    """One of the five inks with the theme it stands for in this edition."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="colours")
    key = models.CharField(max_length=10, choices=ColourKey)
    name = models.CharField(max_length=30)
    name_en = models.CharField(max_length=60, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "key"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "key"], name="volunteering_colour_once"),
            models.CheckConstraint(condition=models.Q(key__in=ColourKey.values), name="volunteering_colour_known"),
        ]

    def __str__(self) -> str:
        return self.name
