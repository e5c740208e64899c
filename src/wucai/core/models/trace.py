"""Who did what to which thing, and when."""

from django.db import models


class TraceLine(models.Model):
    """One deed. Plain values, no foreign keys: the trace outlives an erased person.

    Rows are plain inserts; the worker seals them in batches afterwards (`core.trace.seal`): a hash chain in the write path is one hot row.
    """

    actor_id = models.BigIntegerField(null=True)
    verb = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=40)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    sealed_as = models.BigIntegerField(null=True, unique=True)
    seal = models.CharField(max_length=64, null=True)

    class Meta:
        indexes = [
            models.Index(fields=["subject_kind", "subject_id"], name="core_trace_subject"),
            models.Index(fields=["id"], name="core_trace_unsealed", condition=models.Q(seal=None)),
        ]
        constraints = [
            models.CheckConstraint(condition=~models.Q(verb=""), name="core_trace_has_verb"),
            models.CheckConstraint(
                condition=models.Q(seal=None, sealed_as=None) | models.Q(seal__isnull=False, sealed_as__isnull=False),
                name="core_trace_seal_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.at:%F %T} {self.actor_id} {self.verb} {self.subject_kind} {self.subject_id}"


class TraceHead(models.Model):
    """The end of the chain: how many lines are sealed and the last seal. One row; whoever seals holds it."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.BigIntegerField(default=0)
    seal = models.CharField(max_length=64, default="0" * 64)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="core_trace_head_one_row")]

    def __str__(self) -> str:
        return f"{self.number} {self.seal[:8]}"
