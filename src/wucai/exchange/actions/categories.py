"""The words of an edition: under which classes needs and resources are listed, and which class answers which."""

from typing import Any

from django.db import transaction

from wucai.core import trace
from wucai.core.refusals import Refused
from wucai.exchange.choices import ListKind, Refusal
from wucai.exchange.models import Affinity, Category
from wucai.people.models import Person
from wucai.programme.models import Edition


class CategoryRefused(Refused):
    """Two classes cannot answer each other, for a reason from Refusal."""


@transaction.atomic
def put_category(
    edition: Edition, *, by: Person | None, kind: ListKind, name: str, name_en: str = "", position: int = 0, is_demo: bool = False
) -> Category:
    """Name a class of needs or of resources, or bring it up to date; once a name on its list."""
    told: dict[str, Any] = {"name_en": name_en, "position": position, "is_demo": is_demo}
    category, is_new = Category.objects.get_or_create(edition=edition, kind=kind, name=name, defaults=told)
    before = {field: getattr(category, field) for field, value in told.items() if getattr(category, field) != value}
    if not is_new and not before:
        return category
    for field in before:
        setattr(category, field, told[field])
    category.save()
    trace.record(by=by, verb="named" if is_new else "changed", thing=category, before=before or None, after={"name": name, **told})
    return category


@transaction.atomic
def put_affinity(need_category: Category, resource_category: Category, *, by: Person | None, points: int) -> Affinity:
    """Say how well a class of resources answers a class of needs, 1 to 100; once a pair.

    Raises CategoryRefused for classes of two editions or of the wrong lists, ValueError for other points.
    """
    if (need_category.kind, resource_category.kind) != (ListKind.NEED, ListKind.RESOURCE):
        raise CategoryRefused(Refusal.WRONG_CATEGORY)
    if need_category.edition_id != resource_category.edition_id:
        raise CategoryRefused(Refusal.OTHER_EDITION)
    if not 1 <= points <= 100:
        raise ValueError(f"Points lie between 1 and 100; {points} do not.")
    pair = {"need_category": need_category, "resource_category": resource_category}
    affinity, is_new = Affinity.objects.get_or_create(**pair, defaults={"points": points})
    before, affinity.points = affinity.points, points
    if is_new or before != points:
        affinity.save()
        trace.record(by=by, verb="weighed", thing=affinity, before=None if is_new else {"points": before}, after={"points": points})
    return affinity
