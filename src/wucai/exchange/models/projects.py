"""Matches, and the projects that come of them."""

from django.db import models
from django.db.models import F, Q

from wucai.exchange.choices import MatchState, ProjectKind, ProjectState
from wucai.exchange.models.lists import Need, Resource
from wucai.people.models import Organisation, Person
from wucai.programme.models import Edition


class Project(models.Model):
    """Something that is done together, with a unit that leads it. Above the edition's threshold the council decides first."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="projects")
    code = models.CharField(max_length=20)
    kind = models.CharField(max_length=10, choices=ProjectKind)
    state = models.CharField(max_length=10, choices=ProjectState)
    title = models.CharField(max_length=100)
    title_en = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    text_en = models.TextField(blank=True)
    lead = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="projects_led")
    # People or pieces that it moves; held against the edition's threshold.
    size = models.PositiveIntegerField(default=1)
    starts_on = models.DateField()
    ends_on = models.DateField()
    # As of a need: one project for one form.
    key = models.UUIDField(null=True, blank=True, unique=True, editable=False)
    opened_at = models.DateTimeField()
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["edition", "kind", "code"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "code"], name="exchange_project_code_once"),
            models.CheckConstraint(condition=Q(kind__in=ProjectKind.values), name="exchange_project_kind_known"),
            models.CheckConstraint(condition=Q(state__in=ProjectState.values), name="exchange_project_state_known"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="exchange_project_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class Match(models.Model):
    """So much of a resource for a need. Each side says yes for itself; only with both the quantity is taken on both lists."""

    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="matches")
    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="matches")
    project = models.ForeignKey(Project, on_delete=models.SET_NULL, null=True, blank=True, related_name="matches")
    quantity = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=MatchState, default=MatchState.PROPOSED)
    # From 0 to 100, and the planner's reasons as (code, values).
    score = models.PositiveSmallIntegerField(default=0)
    reasons = models.JSONField(default=list)
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    need_accepted_at = models.DateTimeField(null=True, blank=True)
    resource_accepted_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["need__code", "-score", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["need", "resource"], condition=Q(state__in=["proposed", "accepted"]), name="exchange_match_once"
            ),
            models.CheckConstraint(condition=Q(state__in=MatchState.values), name="exchange_match_state_known"),
            models.CheckConstraint(condition=Q(quantity__gte=1) & Q(score__lte=100), name="exchange_match_of_something"),
            models.CheckConstraint(
                condition=~Q(state="accepted") | Q(need_accepted_at__isnull=False, resource_accepted_at__isnull=False),
                name="exchange_match_accepted_by_both",
            ),
            models.CheckConstraint(condition=Q(ended_at=None) | Q(ended_at__gte=F("proposed_at")), name="exchange_match_ends_later"),
        ]

    def __str__(self) -> str:
        return f"{self.need.code} ← {self.resource.code} × {self.quantity}"
