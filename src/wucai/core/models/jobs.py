"""Long work and messages on their way out: written in the transaction of what they follow."""

from django.db import models
from django.db.models import Q

from wucai.core.choices import JobState, ParcelState
from wucai.core.fields import EncryptedJSONField


class Job(models.Model):
    """One piece of long work, asked for by name, done by a worker.

    `worker` names the one worker that holds it; each of its writes is fenced by that name, so that a worker that was thought dead and comes
    back can no longer touch anything.
    """

    name = models.CharField(max_length=80)
    args = models.JSONField(default=list)
    key = models.CharField(max_length=120, null=True, unique=True)
    state = models.CharField(max_length=10, choices=JobState, default=JobState.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    note = models.CharField(max_length=200, blank=True)
    result = models.JSONField(null=True)
    error = models.TextField(blank=True)
    worker = models.CharField(max_length=60, blank=True)
    heartbeat_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    asked_to_stop = models.BooleanField(default=False)
    actor_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    not_before = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["not_before", "id"], name="core_job_waiting", condition=Q(state="waiting"))]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=JobState.values), name="core_job_state_known"),
            models.CheckConstraint(condition=~Q(state="running") | ~Q(worker=""), name="core_job_running_has_worker"),
        ]

    def __str__(self) -> str:
        return f"{self.name} #{self.pk} {self.state}"

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.state in {JobState.DONE, JobState.FAILED, JobState.STOPPED}

    @property
    def percent(self) -> int:
        """How much is done, 0 to 100; 0 while the total is unknown."""
        return min(100, self.done * 100 // self.total) if self.total else 0


class Parcel(models.Model):
    """One message in the outbox: sent at least once, told apart by its key."""

    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=120, unique=True)
    payload = EncryptedJSONField()
    state = models.CharField(max_length=10, choices=ParcelState, default=ParcelState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    not_before = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["not_before", "id"], name="core_parcel_waiting", condition=Q(state="waiting"))]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ParcelState.values), name="core_parcel_state_known"),
            models.CheckConstraint(condition=~Q(state="sent") | Q(sent_at__isnull=False), name="core_parcel_sent_has_moment"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key} {self.state}"
