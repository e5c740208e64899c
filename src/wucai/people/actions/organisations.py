"""Verbs for units: who they are, whether they take part, who belongs to them."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils.text import slugify

from wucai.core import trace
from wucai.core.refusals import Refused
from wucai.people import queries
from wucai.people.actions import people
from wucai.people.choices import PartnershipState, UnitRefusal
from wucai.people.models import Membership, Organisation, OrganisationAlias, Partnership, Person
from wucai.people.models.people import pinyin
from wucai.programme.models import Edition

_LONGEST_SLUG = 60


class UnitRefused(Refused):
    """Something about a unit cannot be done, for a reason from UnitRefusal."""


@transaction.atomic
def put_organisation(
    *, by: Person | None, name: str, kind: str, slug: str = "", aliases: Collection[str] = (), **fields: Any
) -> Organisation:
    """The unit with this slug, else with this name, made or brought up to date; said again it changes nothing.

    `fields`: name_en, parent, area, is_demo; what is not told stays. Aliases are added, never taken away. Raises UnitRefused.
    """
    name = name.strip()
    there = _there(slug, name)
    _refuse_taken_names(there, {name, *aliases})
    if there is None:
        made = Organisation.objects.create(slug=slug or free_slugs([name])[0], name=name, kind=kind, **fields)
        trace.record(by=by, verb="entered", thing=made)
    else:
        made = _brought_up_to_date(there, {"name": name, "kind": kind, **fields}, by=by)
    _add_aliases(made, aliases)
    return made


@transaction.atomic
def take_part(
    organisation: Organisation, edition: Edition, *, by: Person | None, now: datetime, is_surrounding: bool = False
) -> Partnership:
    """Let the unit take part in the edition, whether or not it applied; said again it changes nothing but where it stands."""
    told = {"state": PartnershipState.ACCEPTED, "is_surrounding": is_surrounding}
    mine = Partnership.objects.filter(organisation=organisation, edition=edition)
    partnership, is_new = Partnership.objects.get_or_create(
        organisation=organisation, edition=edition, defaults={**told, "applied_at": now, "contact": {}}
    )
    if is_new or mine.exclude(**told).update(**told):
        trace.record(by=by, verb="took in", thing=organisation, after={"edition": edition.slug, "surrounding": is_surrounding})
        partnership.refresh_from_db()
    return partnership


@transaction.atomic
def join_unit(person: Person, organisation: Organisation, *, by: Person | None, now: datetime, is_liaison: bool = False) -> Membership:
    """Let the person belong to the unit, once; a member becomes liaison this way, and a liaison stays one."""
    people.lock(person)
    membership = Membership.objects.filter(person=person, organisation=organisation, until=None).first()
    if membership and (membership.is_liaison or not is_liaison):
        return membership
    if membership:
        Membership.objects.filter(pk=membership.pk).update(is_liaison=True)
        membership.is_liaison = True
    else:
        membership = Membership.objects.create(person=person, organisation=organisation, is_liaison=is_liaison, since=now)
    trace.record(by=by, verb="joined unit", thing=organisation, after={"person": person.pk, "liaison": is_liaison})
    return membership


@transaction.atomic
def leave_unit(person: Person, organisation: Organisation, *, by: Person | None, now: datetime) -> None:
    """End that the person belongs to the unit; said again it changes nothing. Raises UnitRefused for the last liaison."""
    lock([organisation])
    standing = Membership.objects.filter(organisation=organisation, until=None)
    mine = standing.filter(person=person)
    if mine.filter(is_liaison=True).exists() and standing.filter(is_liaison=True).count() == 1:
        raise UnitRefused(UnitRefusal.LAST_LIAISON)
    # Somebody who joined later than this moment (a demo that was set back) leaves as they came.
    for membership in mine:
        Membership.objects.filter(pk=membership.pk).update(until=max(now, membership.since))
        trace.record(by=by, verb="left unit", thing=organisation, after={"person": person.pk})


def lock(organisations: Sequence[Organisation]) -> None:
    """Hold the units' rows until the transaction ends; on SQLite the IMMEDIATE transaction holds everything already."""
    if connection.features.has_select_for_update:
        mine = Organisation.objects.select_for_update().filter(pk__in=[organisation.pk for organisation in organisations])
        list(mine.order_by("pk").values_list("pk", flat=True))


def free_slugs(names: Sequence[str]) -> list[str]:
    """A short name in addresses for each of these names, by their sound, that nobody has: one query however many."""
    wished = [slugify(pinyin(name))[: _LONGEST_SLUG - 4].strip("-") or "unit" for name in names]
    taken = set(Organisation.objects.values_list("slug", flat=True))
    free = []
    for wish in wished:
        slug, number = wish, 1
        while slug in taken:
            number += 1
            slug = f"{wish}-{number}"
        taken.add(slug)
        free.append(slug)
    return free


def _there(slug: str, name: str) -> Organisation | None:
    by_slug = Organisation.objects.filter(slug=slug).first() if slug else None
    return by_slug or Organisation.objects.filter(name=name).first()


def _refuse_taken_names(mine: Organisation | None, names: Collection[str]) -> None:
    known = queries.organisations_called(names)
    if any(mine is None or other.pk != mine.pk for name, other in known.items() if other.name_en != name):
        raise UnitRefused(UnitRefusal.NAME_TAKEN)


def _brought_up_to_date(organisation: Organisation, told: dict[str, Any], *, by: Person | None) -> Organisation:
    changed = {key: value for key, value in told.items() if getattr(organisation, key) != value}
    if not changed:
        return organisation
    parent = changed.get("parent")
    if parent is not None and parent.pk in queries.descendants(organisation):
        raise UnitRefused(UnitRefusal.PARENT_CYCLE)
    for key, value in changed.items():
        setattr(organisation, key, value)
    organisation.save(update_fields=list(changed))
    trace.record(by=by, verb="changed", thing=organisation, after={"fields": sorted(changed)})
    return organisation


def _add_aliases(organisation: Organisation, names: Collection[str]) -> None:
    there = set(OrganisationAlias.objects.filter(organisation=organisation).values_list("name", flat=True)) | {organisation.name, ""}
    wished = dict.fromkeys(name.strip() for name in names)
    OrganisationAlias.objects.bulk_create(OrganisationAlias(organisation=organisation, name=name) for name in wished if name not in there)
