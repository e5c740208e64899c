"""Lists that somebody sent: each row waits here until the sender has seen what it would change."""

from typing import Any

from django.db import models
from django.db.models import F, Q

from wucai.core.choices import ImportState, Verdict
from wucai.core.fields import EncryptedJSONField
from wucai.core.models.files import StoredFile
from wucai.core.models.jobs import Job


class SheetImport(models.Model):
    """One file on its way in. The counts tell every row of it; `cursor` is the position of the last row that is written.

    `kind` names the room's importer. `marked` is the sender's own file with its problems marked, where there are some.
    """

    kind = models.CharField(max_length=40)
    state = models.CharField(max_length=10, choices=ImportState, default=ImportState.UPLOADED)
    file_name = models.CharField(max_length=120)
    file = models.ForeignKey(StoredFile, on_delete=models.SET_NULL, null=True, related_name="+")
    marked = models.ForeignKey(StoredFile, on_delete=models.SET_NULL, null=True, related_name="+")
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, related_name="+")
    actor_id = models.BigIntegerField()
    # For whom the list counts, as plain values: which edition, which unit.
    scope = models.JSONField(default=dict)
    language = models.CharField(max_length=10)
    refusal = models.CharField(max_length=30, blank=True)
    refusal_details = models.JSONField(default=dict)
    unread_sheets = models.JSONField(default=list)
    unread_headers = models.JSONField(default=list)
    new = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    skipped = models.PositiveIntegerField(default=0)
    cursor = models.PositiveIntegerField(default=0)
    written = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    checked_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["kind", "actor_id", "-id"], name="core_import_of_actor")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ImportState.values), name="core_import_state_known"),
            models.CheckConstraint(condition=~Q(state="refused") | ~Q(refusal=""), name="core_import_refusal_told"),
            models.CheckConstraint(condition=Q(written__lte=F("new") + F("changed")), name="core_import_written_within"),
            models.CheckConstraint(
                condition=~Q(state__in=["checked", "writing", "done"]) | Q(checked_at__isnull=False), name="core_import_checked_first"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk} {self.state}"

    @property
    def to_write(self) -> int:
        """How many rows bring something."""
        return self.new + self.changed

    @property
    def told(self) -> int:
        """How many rows of the file are accounted for: all of them, once it is checked."""
        return self.new + self.changed + self.unchanged + self.refused + self.skipped

    @property
    def is_busy(self) -> bool:
        """Whether a worker has it, or will."""
        return self.state in {ImportState.UPLOADED, ImportState.CHECKING, ImportState.WRITING}

    @property
    def may_go_on(self) -> bool:
        """Whether it was stopped in the middle of writing, so that the rest can still be written."""
        return self.state == ImportState.STOPPED and self.checked_at is not None


class StagedRow(models.Model):
    """One row of the file (or `count` blank ones) with what would become of it.

    `payload` is sealed, since it may be personal: `values` is what the row says, `before` and `after` what it would change, each by column.
    `problems` holds places and sentences, never a value.
    """

    sheet_import = models.ForeignKey(SheetImport, on_delete=models.CASCADE, related_name="rows")
    position = models.PositiveIntegerField()
    sheet = models.CharField(max_length=100, blank=True)
    row = models.PositiveIntegerField()
    count = models.PositiveIntegerField(default=1)
    verdict = models.CharField(max_length=10, choices=Verdict)
    subject_id = models.BigIntegerField(null=True)
    payload = EncryptedJSONField(null=True)
    problems = models.JSONField(default=list)

    class Meta:
        ordering = ["position"]
        indexes = [models.Index(fields=["sheet_import", "verdict", "position"], name="core_staged_by_verdict")]
        constraints = [
            models.UniqueConstraint(fields=["sheet_import", "position"], name="core_staged_once"),
            models.CheckConstraint(condition=Q(verdict__in=Verdict.values), name="core_staged_verdict_known"),
            models.CheckConstraint(condition=~Q(verdict="changed") | Q(subject_id__isnull=False), name="core_staged_change_of_something"),
            models.CheckConstraint(condition=Q(count__gte=1), name="core_staged_counts"),
        ]

    def __str__(self) -> str:
        return f"{self.sheet_import_id}:{self.row} {self.verdict}"

    @property
    def values(self) -> dict[str, Any]:
        """What the row says, by the columns' keys."""
        return self.payload["values"] if self.payload else {}

    @property
    def before(self) -> dict[str, Any]:
        """What is there now, of what would change."""
        return self.payload["before"] if self.payload else {}

    @property
    def after(self) -> dict[str, Any]:
        """What would be there."""
        return self.payload["after"] if self.payload else {}
