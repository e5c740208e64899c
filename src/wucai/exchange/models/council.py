"""What the council talks about and decides."""

from django.db import models
from django.db.models import F, Q

from wucai.exchange.choices import MatterKind, MatterState, Outcome
from wucai.exchange.models.projects import Project
from wucai.people.models import Organisation, Person
from wucai.programme.models import Edition


class Matter(models.Model):
    """Something for the council. An urgent one is acted on first and ratified later."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="matters")
    kind = models.CharField(max_length=10, choices=MatterKind)
    state = models.CharField(max_length=10, choices=MatterState, default=MatterState.OPEN)
    title = models.CharField(max_length=100)
    title_en = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    text_en = models.TextField(blank=True)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, null=True, blank=True, related_name="matters")
    owner = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="matters_owned")
    # As of a need: one matter for one form.
    key = models.UUIDField(null=True, blank=True, unique=True, editable=False)
    raised_at = models.DateTimeField()
    raised_by = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="matters_raised")
    acted_at = models.DateTimeField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["raised_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=MatterKind.values), name="exchange_matter_kind_known"),
            models.CheckConstraint(condition=Q(state__in=MatterState.values), name="exchange_matter_state_known"),
            models.CheckConstraint(
                condition=~Q(state="acted") | Q(kind="urgent", acted_at__isnull=False), name="exchange_matter_urgent_acts"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Decision(models.Model):
    """What the council decided on a matter, with its count of votes. Nothing changes it afterwards."""

    matter = models.OneToOneField(Matter, on_delete=models.PROTECT, related_name="decision")
    outcome = models.CharField(max_length=10, choices=Outcome)
    eligible = models.PositiveIntegerField()
    votes_for = models.PositiveIntegerField()
    votes_against = models.PositiveIntegerField()
    abstentions = models.PositiveIntegerField()
    decided_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    note = models.CharField(max_length=300, blank=True)
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["-decided_at"]
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="exchange_decision_outcome_known"),
            models.CheckConstraint(
                condition=Q(eligible__gte=F("votes_for") + F("votes_against") + F("abstentions")), name="exchange_decision_votes_within"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.matter}: {self.outcome}"
