"""Counting visitors served: on a phone without signal, or on the page."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeGuard
from uuid import UUID

from django.db import transaction

from wucai.core import clock, events, trace
from wucai.core.events import Event, Verdict
from wucai.core.refusals import KeyReused, Refused
from wucai.people.models import Device, Person
from wucai.places.choices import CountCategory, CountRefusal, CountState
from wucai.places.models import Count, Keeper, Site
from wucai.places.models.counts import LEAST_AMOUNT, MOST_AMOUNT


class CountRefused(Refused):
    """The count was not taken, for a reason from CountRefusal."""


@transaction.atomic
def take(device: Device, batch: list[Event], *, now: datetime) -> list[Verdict]:
    """Take a device's counts, each event once, however often and in whatever order it comes; one verdict each.

    A device counts for the sites that its person keeps or kept. What was counted on a day when they did not keep it, and everything from a
    device that was revoked, is kept for review and not added. The caller holds the device's row, so that its batches follow one another.
    """
    keeperships = _keeperships(device.person_id, [event.data.get("site") for event in batch])
    drafts = [_draft(device, event, keeperships, now=now) for event in batch]
    told_before = _told_before([draft.event_id for draft in drafts if isinstance(draft, Count)])
    fresh = [draft for draft in drafts if isinstance(draft, Count) and draft.event_id not in told_before]
    # Not ignore_conflicts: SQLite would then drop a row that breaks a CHECK, too, and say nothing.
    Count.objects.bulk_create(fresh)
    if fresh:
        trace.record(by=device.person, verb="counted", thing=device, after=_sums(fresh))
    return [_verdict(draft, told_before) for draft in drafts]


@transaction.atomic
def count(site: Site, *, category: CountCategory, amount: int, key: UUID, by: Person, now: datetime) -> Count:
    """Count visitors on the page, once per key. Raises CountRefused for an amount out of range, KeyReused for a key of another count."""
    if not _is_sensible(amount):
        raise CountRefused(CountRefusal.BAD_AMOUNT)
    fields = {"site": site, "category": category, "amount": amount, "counted_at": now, "received_at": now, "state": CountState.ACCEPTED}
    row, is_new = Count.objects.get_or_create(event_id=key, defaults=fields)
    if row.told != (site.pk, category, amount, None):
        raise KeyReused(CountRefusal.REUSED)
    if is_new:
        trace.record(by=by, verb="counted", thing=site, after={category: amount})
    return row


def _keeperships(person_id: int, slugs: list[Any]) -> dict[str, list[Keeper]]:
    """By the slug of the site, each time that the person kept it."""
    found: dict[str, list[Keeper]] = {}
    named = {slug for slug in slugs if isinstance(slug, str)}
    for keeper in Keeper.objects.filter(person_id=person_id, site__slug__in=named).select_related("site"):
        found.setdefault(keeper.site.slug, []).append(keeper)
    return found


def _draft(device: Device, event: Event, keeperships: Mapping[str, list[Keeper]], *, now: datetime) -> Count | Verdict:
    """The row that the event asks for, or why it is refused."""
    slug, category, amount = (event.data.get(name) for name in ("site", "category", "amount"))
    kept = keeperships.get(slug) if isinstance(slug, str) else None
    if not kept:
        return events.refused("site", CountRefusal.NOT_KEPT)
    if category not in CountCategory.values:
        return events.refused("category", CountRefusal.UNKNOWN_CATEGORY)
    if not _is_sensible(amount):
        return events.refused("amount", CountRefusal.BAD_AMOUNT)
    was_keeper = any(_covers(keeper, event.happened_at) for keeper in kept)
    return Count(
        event_id=event.id,
        site_id=kept[0].site_id,
        device=device,
        category=category,
        amount=amount,
        counted_at=event.happened_at,
        device_at=event.device_at,
        received_at=now,
        state=CountState.ACCEPTED if was_keeper and not device.is_revoked else CountState.REVIEW,
    )


def _covers(keeper: Keeper, moment: datetime) -> bool:
    day = clock.local(moment).date()
    return keeper.since_on <= day and (keeper.until_on is None or day <= keeper.until_on)


def _is_sensible(amount: Any) -> TypeGuard[int]:
    is_whole = isinstance(amount, int) and not isinstance(amount, bool)
    return is_whole and amount != 0 and LEAST_AMOUNT <= amount <= MOST_AMOUNT


def _told_before(event_ids: list[UUID]) -> dict[UUID, Count]:
    return {row.event_id: row for row in Count.objects.filter(event_id__in=event_ids)}


def _verdict(draft: Count | Verdict, told_before: Mapping[UUID, Count]) -> Verdict:
    if isinstance(draft, Verdict):
        return draft
    if earlier := told_before.get(draft.event_id):
        return events.DUPLICATE if earlier.told == draft.told else events.refused("id", CountRefusal.REUSED)
    return events.ACCEPTED if draft.state == CountState.ACCEPTED else events.REVIEW


def _sums(rows: list[Count]) -> dict[str, int]:
    """What the trace tells of a batch: so much of each category, and how many rows wait for a look."""
    sums: dict[str, int] = {}
    for row in rows:
        name = row.category if row.state == CountState.ACCEPTED else "review"
        sums[name] = sums.get(name, 0) + (row.amount if row.state == CountState.ACCEPTED else 1)
    return sums
