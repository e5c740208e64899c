"""The least that a claim needs, and a table for the control."""

from django.db import models
from django.db.models import F, Q


class Shift(models.Model):
    """Something scarce."""

    seats = models.PositiveIntegerField()
    taken = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(taken__lte=F("seats")), name="reference_never_oversold")]


class Claim(models.Model):
    """Who has a seat, under the client's key."""

    key = models.UUIDField(unique=True)
    person_id = models.BigIntegerField()
    shift = models.ForeignKey(Shift, on_delete=models.PROTECT)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shift", "person_id"], name="reference_claim_once")]


class NaiveClaim(models.Model):
    """The control's rows: nothing in the database minds how many there are."""

    key = models.UUIDField()
    person_id = models.BigIntegerField()
    shift = models.ForeignKey(Shift, on_delete=models.PROTECT)
