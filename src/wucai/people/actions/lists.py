"""Verbs for lists of units and of who belongs to them: a few statements for hundreds of rows, in the caller's transaction.

The rules are those of `organisations.put_organisation`, `take_part` and `join_unit`; the judges held every row against them.
"""

from collections.abc import Sequence
from typing import Any

from wucai.core import clock
from wucai.core.choices import Verdict
from wucai.core.importers import Scope
from wucai.core.imports import Judged
from wucai.people.actions.organisations import free_slugs
from wucai.people.choices import PartnershipState
from wucai.people.models import Membership, Organisation, OrganisationAlias, Partnership
from wucai.programme.queries import areas_called

_PLAIN = ("name", "name_en", "kind")
_AT_ONCE = 250


def put_organisations(judged: Sequence[Judged], scope: Scope) -> None:
    """Write the new and the changed units of one batch, and that they take part in the scope's edition."""
    called = _above(judged)
    written = _units(judged)
    _relate(judged, written, called | _above(judged))
    names = dict(_told(judged, written, "aliases"))
    there = set(OrganisationAlias.objects.filter(organisation__in=list(written.values())).values_list("name", flat=True))
    OrganisationAlias.objects.bulk_create(
        (OrganisationAlias(organisation=unit, name=name) for unit, told in names.items() for name in told if name not in there),
        batch_size=_AT_ONCE,
    )
    _take_part(dict(_told(judged, written, "is_surrounding")), scope)


def put_members(judged: Sequence[Judged], scope: Scope) -> None:
    """Write who newly belongs to a unit, and who speaks for one from now on."""
    now = clock.now()
    Membership.objects.bulk_create(
        (
            Membership(
                person_id=one.after["says"]["person"],
                organisation_id=one.after["says"]["unit"],
                is_liaison=one.after["is_liaison"] == "yes",
                since=now,
            )
            for one in judged
            if one.verdict == Verdict.NEW
        ),
        batch_size=_AT_ONCE,
    )
    raised = [one.subject_id for one in judged if one.verdict == Verdict.CHANGED and one.subject_id]
    Membership.objects.filter(pk__in=raised).update(is_liaison=True)


def _units(judged: Sequence[Judged]) -> dict[int, Organisation]:
    """The units by their row's place in the batch: made, or brought up to date but for what leads to other rows."""
    new = [number for number, one in enumerate(judged) if one.verdict == Verdict.NEW]
    slugs = free_slugs([judged[number].after["name"] for number in new]) if new else []
    made = [Organisation(slug=slug, **_plain(judged[number].after)) for slug, number in zip(slugs, new, strict=True)]
    Organisation.objects.bulk_create(made, batch_size=_AT_ONCE)
    there = {unit.pk: unit for unit in Organisation.objects.filter(pk__in=[one.subject_id for one in judged if one.subject_id])}
    for one in judged:
        if one.subject_id:
            for key, value in _plain(one.after).items():
                setattr(there[one.subject_id], key, value)
    Organisation.objects.bulk_update(there.values(), [*_PLAIN, "is_demo"], batch_size=_AT_ONCE)
    changed = {number: there[one.subject_id] for number, one in enumerate(judged) if one.subject_id}
    return changed | dict(zip(new, made, strict=True))


def _above(judged: Sequence[Judged]) -> dict[str, Organisation]:
    """The units above by their names; asked before and after the units are written, for some are made and some renamed in between."""
    return {
        unit.name: unit for unit in Organisation.objects.filter(name__in={one.after["parent"] for one in judged if "parent" in one.after})
    }


def _relate(judged: Sequence[Judged], written: dict[int, Organisation], above: dict[str, Organisation]) -> None:
    """Areas, and units above: by now all of them are there."""
    areas, parents = dict(_told(judged, written, "area")), dict(_told(judged, written, "parent"))
    known_areas = areas_called(areas.values())
    for unit, name in areas.items():
        unit.area = known_areas[name]
    for unit, name in parents.items():
        unit.parent = above[name]
    Organisation.objects.bulk_update({*areas, *parents}, ["area", "parent"], batch_size=_AT_ONCE)


def _take_part(told: dict[Organisation, str], scope: Scope) -> None:
    there = {part.organisation_id: part for part in Partnership.objects.filter(edition=scope.edition_id, organisation__in=list(told))}
    now = clock.now()
    for unit, is_surrounding in told.items():
        part = there.get(unit.pk) or Partnership(edition_id=scope.edition_id, organisation=unit, applied_at=now)
        part.state, part.is_surrounding = PartnershipState.ACCEPTED, is_surrounding == "yes"
        there[unit.pk] = part
    Partnership.objects.bulk_create((part for part in there.values() if part.pk is None), batch_size=_AT_ONCE)
    known = [part for part in there.values() if part.pk is not None]
    Partnership.objects.bulk_update(known, ["state", "is_surrounding"], batch_size=_AT_ONCE)


def _told(judged: Sequence[Judged], written: dict[int, Organisation], key: str) -> list[tuple[Organisation, Any]]:
    return [(written[number], one.after[key]) for number, one in enumerate(judged) if key in one.after]


def _plain(after: dict[str, Any]) -> dict[str, Any]:
    told = {key: after[key] for key in _PLAIN if key in after}
    return told | ({"is_demo": after["is_demo"] == "yes"} if "is_demo" in after else {})
