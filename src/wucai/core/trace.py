"""The trace: each deed leaves one line, in the transaction of the deed."""

import hashlib
import json
from typing import Any

from django.db import models, transaction

from wucai.core import clock, rows
from wucai.core.models import TraceHead, TraceLine

_FIRST_SEAL = "0" * 64


def record(
    *, by: models.Model | None, verb: str, thing: models.Model, before: dict[str, Any] | None = None, after: dict[str, Any] | None = None
) -> None:
    """Write one line: who did what to which thing; `before` and `after` hold what changed, never a private value."""
    rows.insert(
        TraceLine(
            actor_id=by.pk if by else None,
            verb=verb,
            subject_kind=thing._meta.label,
            subject_id=str(thing.pk),
            before=before,
            after=after,
            at=clock.now(),
            recorded_at=clock.real_now(),
        )
    )


@transaction.atomic
def seal(limit: int = 5000) -> int:
    """Chain up to `limit` unsealed lines to those sealed before; returns how many.

    A line that commits late with a lower id is sealed in the next batch: the chain follows the order of sealing. Of two workers the second
    waits for the first at the head's row.
    """
    if not TraceLine.objects.filter(seal=None).exists():
        return 0
    TraceHead.objects.get_or_create(pk=1)
    head = TraceHead.objects.select_for_update().get(pk=1)
    lines = list(TraceLine.objects.filter(seal=None).order_by("pk")[:limit])
    for line in lines:
        head.number += 1
        head.seal = line.seal = _digest(head.seal, head.number, line)
        line.sealed_as = head.number
    TraceLine.objects.bulk_update(lines, ["seal", "sealed_as"], batch_size=500)
    head.save()
    return len(lines)


def broken() -> int | None:
    """The place in the chain of the first line that was changed, removed or slipped in after sealing; None when all is whole.

    Lines cut off at the end are missed against the head's number.
    """
    seal_before, number = _FIRST_SEAL, 0
    for line in TraceLine.objects.exclude(seal=None).order_by("sealed_as").iterator():
        number += 1
        if line.sealed_as != number or line.seal != _digest(seal_before, number, line):
            return number
        seal_before = line.seal
    head = TraceHead.objects.filter(pk=1).first()
    whole = (head.number, head.seal) == (number, seal_before) if head else number == 0
    return None if whole else number + 1


def _digest(seal_before: str, number: int, line: TraceLine) -> str:
    told = [
        seal_before,
        number,
        line.pk,
        line.actor_id,
        line.verb,
        line.subject_kind,
        line.subject_id,
        line.before,
        line.after,
        line.at.isoformat(timespec="microseconds"),
        line.recorded_at.isoformat(timespec="microseconds"),
    ]
    return hashlib.sha256(json.dumps(told, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
