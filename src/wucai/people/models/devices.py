"""Devices that may hand in events for a person while nobody is logged in."""

import uuid

from django.db import models

from wucai.people.models.people import Person


class Device(models.Model):
    """A browser that a person enrolled while logged in. Its key is known to the browser alone; here lies a digest.

    A device that was revoked (log-out, loss) may still hand in what it counted, but nothing of it is taken without a look.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="devices")
    key_digest = models.CharField(max_length=64)
    enrolled_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["enrolled_at"]
        indexes = [models.Index(fields=["person", "enrolled_at"], name="people_device_of")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(revoked_at__isnull=True) | models.Q(revoked_at__gte=models.F("enrolled_at")),
                name="people_device_revoked_later",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def is_revoked(self) -> bool:
        """Whether what it hands in needs a look first."""
        return self.revoked_at is not None
