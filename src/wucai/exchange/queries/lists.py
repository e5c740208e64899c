"""The three lists and the visits that fill them."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Length

from wucai.exchange.choices import ListKind, MatchState, NeedState, ResourceState
from wucai.exchange.models import Category, Match, Need, Project, Resource, Visit
from wucai.programme.models import Edition

Item = TypeVar("Item", Need, Resource)

# What anybody may see: drafts and what was never listed belong to their unit alone.
LISTED_NEEDS = (NeedState.LISTED, NeedState.MET)
LISTED_RESOURCES = (ResourceState.LISTED,)
_LETTERS: dict[type[Need] | type[Resource] | type[Project], str] = {Need: "N", Resource: "R", Project: "P"}


def needs_of(
    edition: Edition | None, *, states: Collection[str] | None = None, category: int | None = None, search_for: str = ""
) -> QuerySet[Need]:
    """The edition's needs by code, those in these states only, with unit, category and station."""
    found = Need.objects.filter(edition=edition).select_related("organisation", "category", "site")
    return _narrowed(found, states, category, search_for)


def resources_of(
    edition: Edition | None, *, states: Collection[str] | None = None, category: int | None = None, search_for: str = ""
) -> QuerySet[Resource]:
    """The edition's resources by code, those in these states only, with unit, category and station."""
    found = Resource.objects.filter(edition=edition).select_related("organisation", "category", "site")
    return _narrowed(found, states, category, search_for)


def projects_of(edition: Edition | None, *, states: Collection[str] | None = None, search_for: str = "") -> QuerySet[Project]:
    """The edition's projects by code, with the unit that leads each."""
    found = Project.objects.filter(edition=edition).select_related("lead")
    if states is not None:
        found = found.filter(state__in=states)
    if words := search_for.strip():
        found = found.filter(_told(words) | Q(lead__name__icontains=words) | Q(lead__name_en__icontains=words))
    return found.order_by("kind", Length("code"), "code")


@dataclass(frozen=True)
class Waiting:
    """Lines that units submitted and nobody has verified yet: how many, and the first of them."""

    count: int
    needs: list[Need]
    resources: list[Resource]


def waiting_count(edition: Edition | None) -> int:
    """How many lines wait to be verified. Two queries."""
    return sum(found.count() for found in _submitted(edition))


def waiting(edition: Edition | None, *, most: int) -> Waiting | None:
    """What waits to be verified, so many of each list; None where nothing does. At most four queries."""
    needs, resources = _submitted(edition)
    count = needs.count() + resources.count()
    return Waiting(count, list(needs[:most]), list(resources[:most])) if count else None


def _submitted(edition: Edition | None) -> tuple[QuerySet[Need], QuerySet[Resource]]:
    return needs_of(edition, states=[NeedState.SUBMITTED]), resources_of(edition, states=[ResourceState.SUBMITTED])


def visits_of(edition: Edition | None, *, search_for: str = "") -> QuerySet[Visit]:
    """The visits of the edition, the last first, each with its unit, who went, and how many needs and resources came of it."""
    brought = {"needs_brought": Count("needs", distinct=True), "resources_brought": Count("resources", distinct=True)}
    found = Visit.objects.filter(edition=edition).select_related("organisation", "by").annotate(**brought)
    if words := search_for.strip():
        looked = Q(organisation__name__icontains=words) | Q(organisation__name_en__icontains=words)
        for field in ("needs_told", "needs_told_en", "shares_told", "shares_told_en"):
            looked |= Q(**{f"{field}__icontains": words})
        found = found.filter(looked)
    return found.order_by("-visited_on", "organisation__slug")


def categories_of(edition: Edition | None, kind: ListKind) -> QuerySet[Category]:
    """The classes of one list, in their order."""
    return Category.objects.filter(edition=edition, kind=kind).order_by("position", "pk")


def need_called(edition: Edition | None, code: str) -> Need | None:
    """The edition's need with this code, or None."""
    return needs_of(edition).filter(code=code).first()


def resource_called(edition: Edition | None, code: str) -> Resource | None:
    """The edition's resource with this code, or None."""
    return resources_of(edition).filter(code=code).first()


def free_codes(model: type[Need] | type[Resource] | type[Project], edition: Edition, count: int = 1) -> list[str]:
    """The next so many codes that nobody has: N1, N2, … for needs, R for resources, P for projects. A gap is not filled again."""
    letter = _LETTERS[model]
    rows = model._default_manager.filter(edition=edition, code__startswith=letter)
    codes = [str(code) for code in rows.values_list("code", flat=True)]
    used = [int(code[1:]) for code in codes if code[1:].isascii() and code[1:].isdigit()]
    first = max(used, default=0) + 1
    return [f"{letter}{number}" for number in range(first, first + count)]


def most_out(resource: Resource) -> int:
    """The most units of it that accepted matches hold on any one day. What comes back may be promised again for other days."""
    standing = Match.objects.filter(resource=resource, state=MatchState.ACCEPTED)
    spans = [
        (max(starts, resource.starts_on), min(ends, resource.ends_on), units)
        for starts, ends, units in standing.values_list("need__starts_on", "need__ends_on", "quantity")
    ]
    # It is highest on a day on which somebody begins to hold it.
    turns = {first for first, last, _ in spans if first <= last}
    return max((sum(units for first, last, units in spans if first <= day <= last) for day in turns), default=0)


def _narrowed(found: QuerySet[Item], states: Collection[str] | None, category: int | None, search_for: str) -> QuerySet[Item]:
    if states is not None:
        found = found.filter(state__in=states)
    if category is not None:
        found = found.filter(category=category)
    if words := search_for.strip():
        found = found.filter(_told(words) | Q(organisation__name__icontains=words) | Q(organisation__name_en__icontains=words))
    return found.order_by(Length("code"), F("code"))


def _told(words: str) -> Q:
    """What a search looks into: code, title and text in both languages."""
    looked = Q(code__iexact=words)
    for field in ("title", "title_en", "text", "text_en"):
        looked |= Q(**{f"{field}__icontains": words})
    return looked
