"""Published figures: what a source said, never what we counted."""

from django.db import models

from wucai.programme.models.editions import Edition


class Figure(models.Model):
    """A number as it was published, with its day and its source. Counts of the same thing differ between sources, so each has its row."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="figures")
    key = models.SlugField(max_length=60)
    name = models.CharField(max_length=100)
    name_en = models.CharField(max_length=200, blank=True)
    value = models.BigIntegerField()
    as_of = models.DateField()
    source = models.CharField(max_length=200)

    class Meta:
        ordering = ["edition", "key", "as_of"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "key", "source"], name="programme_figure_once_a_source"),
            models.CheckConstraint(condition=~models.Q(source=""), name="programme_figure_has_source"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.value}"
