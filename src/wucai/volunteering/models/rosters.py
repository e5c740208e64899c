"""Rosters: what the planner proposes and a person publishes."""

from django.db import models
from django.db.models import F, Q

from wucai.core.models import Job
from wucai.people.models import Person
from wucai.programme.models import Edition
from wucai.volunteering.choices import RosterState, SolvePhase
from wucai.volunteering.models.shifts import Shift
from wucai.volunteering.models.signups import Signup

# The longest that a solver may be given, in seconds.
MOST_SECONDS = 3600


class Roster(models.Model):
    """One proposal for the shifts of some days, with what the solver can claim for it. Publishing asks volunteers; it assigns nobody."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="rosters")
    state = models.CharField(max_length=10, choices=RosterState)
    first_on = models.DateField()
    last_on = models.DateField()
    seed = models.PositiveIntegerField(default=0)
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    asked_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField()
    seconds_allowed = models.PositiveSmallIntegerField(default=4)
    # Whether seats that were asked for and that nobody has answered may be moved; those that were accepted never are.
    may_move = models.BooleanField(default=False)
    # The best so far while it is worked out: "pairs" of person and shift, "objective", "bound". A worker that takes over begins from it.
    best = models.JSONField(null=True, blank=True)
    # The solver's claims, while it works as far as they are known: objective by term in points, a bound with its source, seats that stayed
    # open, seconds of work.
    terms = models.JSONField(default=dict)
    objective = models.FloatField(null=True, blank=True)
    bound = models.FloatField(null=True, blank=True)
    bound_source = models.CharField(max_length=30, blank=True)
    unfilled = models.PositiveIntegerField(default=0)
    seconds = models.FloatField(null=True, blank=True)
    # Why seats stayed open: for each such shift its funnel, as the planner told it.
    remainder = models.JSONField(default=list)
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=RosterState.values), name="volunteering_roster_state_known"),
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="volunteering_roster_last_after_first"),
            models.CheckConstraint(
                condition=Q(seconds_allowed__gte=1, seconds_allowed__lte=MOST_SECONDS), name="volunteering_roster_seconds_allowed"
            ),
            models.CheckConstraint(condition=Q(best__isnull=True) | Q(state="solving"), name="volunteering_roster_best_while_solving"),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_at__isnull=False), name="volunteering_roster_published_when"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_on:%F}–{self.last_on:%F} {self.state}"

    @property
    def gap(self) -> float | None:
        """(objective − bound) / max(1, |bound|); None while nothing is solved."""
        if self.objective is None or self.bound is None:
            return None
        return (self.objective - self.bound) / max(1.0, abs(self.bound))

    @property
    def gap_percent(self) -> str:
        """The same in per cent, with two digits: what a page shows."""
        return "" if self.gap is None else f"{100 * self.gap:.2f}"

    @property
    def phase(self) -> str:
        """What its solver is at, in words."""
        noted = self.job.note if self.job else ""
        return str((SolvePhase(noted) if noted in SolvePhase.values else SolvePhase.READING).label)


class Placement(models.Model):
    """One person proposed for one shift, and why."""

    roster = models.ForeignKey(Roster, on_delete=models.CASCADE, related_name="placements")
    shift = models.ForeignKey(Shift, on_delete=models.CASCADE, related_name="placements")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="placements")
    reasons = models.JSONField(default=list)

    class Meta:
        ordering = ["shift__starts_at", "shift", "pk"]
        constraints = [models.UniqueConstraint(fields=["roster", "shift", "person"], name="volunteering_placement_once")]

    def __str__(self) -> str:
        return f"{self.person} → {self.shift}"


class Recall(models.Model):
    """A question that a proposal would take back: the seat that it keeps is better given elsewhere. Publishing does it, unless answered."""

    roster = models.ForeignKey(Roster, on_delete=models.CASCADE, related_name="recalls")
    signup = models.ForeignKey(Signup, on_delete=models.CASCADE, related_name="recalls")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["roster", "signup"], name="volunteering_recall_once")]

    def __str__(self) -> str:
        return f"{self.signup}"
