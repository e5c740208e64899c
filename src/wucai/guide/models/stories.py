"""Stories, and the codes on posters that lead to them."""

from django.db import models
from django.db.models import Q

from wucai.places.models import Site
from wucai.programme.models import Edition


class Story(models.Model):
    """A text to read while waiting, in both languages."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="stories")
    slug = models.SlugField(max_length=60)
    title = models.CharField(max_length=100)
    title_en = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    text_en = models.TextField(blank=True)
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["edition", "slug"]
        verbose_name_plural = "stories"
        constraints = [
            models.UniqueConstraint(fields=["edition", "slug"], name="guide_story_once"),
            models.CheckConstraint(condition=~Q(text=""), name="guide_story_says_something"),
        ]

    def __str__(self) -> str:
        return self.title


class Code(models.Model):
    """What stands on a poster at a site. It stays when the story behind it changes."""

    slug = models.SlugField(max_length=30, unique=True)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="codes")
    story = models.ForeignKey(Story, on_delete=models.PROTECT, related_name="codes")

    class Meta:
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.slug
