"""What volunteers do, and where."""

from django.db import models

from wucai.exchange.models import Project
from wucai.places.models import Site
from wucai.volunteering.models.colours import Colour
from wucai.volunteering.models.enrolments import Qualification


class Post(models.Model):
    """A task at a site in one colour. The risks are told before anybody signs up (Regulation 685, article 12)."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="posts")
    colour = models.ForeignKey(Colour, on_delete=models.PROTECT, related_name="posts")
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=100, blank=True)
    risks = models.CharField(max_length=300)
    risks_en = models.CharField(max_length=400, blank=True)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, null=True, blank=True, related_name="posts")
    qualification = models.ForeignKey(Qualification, on_delete=models.PROTECT, null=True, blank=True, related_name="posts")
    # The code of a language (people.choices.LANGUAGES) that one must speak, if any.
    language = models.CharField(max_length=10, blank=True)
    # Where one meets (with the entrance), and what to bring.
    assembly = models.CharField(max_length=200, blank=True)
    assembly_en = models.CharField(max_length=300, blank=True)
    bring = models.CharField(max_length=200, blank=True)
    bring_en = models.CharField(max_length=300, blank=True)
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["site", "colour__position", "name"]
        constraints = [
            models.UniqueConstraint(fields=["site", "colour", "name"], name="volunteering_post_once"),
            models.CheckConstraint(condition=~models.Q(risks=""), name="volunteering_post_tells_risks"),
        ]

    def __str__(self) -> str:
        return self.name
