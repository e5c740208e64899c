"""What is known of a kept file; its bytes lie sealed below WUCAI_HOME."""

import uuid

from django.db import models
from django.db.models import Q


class StoredFile(models.Model):
    """One file that somebody handed in or the house made. `place` names its sealed bytes on disk and is chosen by us, never by a person.

    `kept_until` is the real moment after which it may be swept; null: until whatever it belongs to lets go of it.
    """

    place = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=120)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    actor_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    kept_until = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["kept_until"], name="core_file_kept_until", condition=Q(kept_until__isnull=False))]
        constraints = [models.CheckConstraint(condition=~Q(name="") & ~Q(media_type=""), name="core_file_named")]

    def __str__(self) -> str:
        return f"{self.name} ({self.size} bytes)"
