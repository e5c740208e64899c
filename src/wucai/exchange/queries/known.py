"""What a batch of rows of a list may mean: lines that are there already, and words that stand for units, categories and stations.

Each answers for all rows at once, in as many queries for one row as for two thousand.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from django.db.models import Q, QuerySet

from wucai.exchange.choices import ListKind, NeedState, ProjectState, ResourceState
from wucai.exchange.models import Category, Need, Project, Resource, Visit
from wucai.people import queries as people
from wucai.people.models import Organisation
from wucai.places import queries as places
from wucai.places.models import Site

Line = TypeVar("Line", Need, Resource, Project)
# How a yes and a no stand in a sheet's row.
YES = "yes"
NO = "no"
# What ended does not stand in the way of a new line of the same title.
_ENDED: dict[type[Need] | type[Resource] | type[Project], list[str]] = {
    Need: [NeedState.WITHDRAWN],
    Resource: [ResourceState.WITHDRAWN],
    Project: [ProjectState.REFUSED, ProjectState.ENDED],
}


@dataclass(frozen=True)
class Words:
    """What the words of a batch stand for; a word that stands for nothing is left out."""

    organisations: Mapping[str, Organisation] = field(default_factory=dict)
    sites: Mapping[str, Site] = field(default_factory=dict)
    categories: Mapping[str, Category] = field(default_factory=dict)

    @property
    def category_names(self) -> list[list[str]]:
        """All categories of the list, each in both languages."""
        return [[category.name, category.name_en or category.name] for category in dict.fromkeys(self.categories.values())]


@dataclass(frozen=True)
class Lines(Generic[Line]):
    """Lines of a list by code, and by unit and title those that have not ended."""

    by_code: Mapping[str, Line]
    by_title: Mapping[tuple[int, str], list[Line]]


def words(edition_id: int, *, kind: ListKind | None = None, organisations: Collection[str] = (), sites: Collection[str] = ()) -> Words:
    """What these names of units and sites stand for, and all categories of the list. Up to four queries."""
    categories: dict[str, Category] = {}
    for category in Category.objects.filter(edition=edition_id, kind=kind).order_by("position", "pk") if kind else ():
        for name in (category.name, category.name_en):
            categories.setdefault(name.casefold(), category)
    categories.pop("", None)
    return Words(people.organisations_called(organisations), places.sites_called(edition_id, sites), categories)


def lines(model: type[Line], edition_id: int, *, codes: Collection[str], titles: Collection[str], for_update: bool) -> Lines[Line]:
    """The lines of the edition with one of these codes or titles. One query; `for_update` locks them until the transaction ends."""
    unit = "lead" if model is Project else "organisation"
    related = [unit] if model is Project else [unit, "category", "site", "visit"]
    found: QuerySet[Line] = model._default_manager.select_related(*related).filter(edition=edition_id).order_by("pk")
    if for_update:
        found = found.select_for_update(of=("self",))
    by_code: dict[str, Line] = {}
    by_title: dict[tuple[int, str], list[Line]] = {}
    for line in found.filter(Q(code__in=set(codes)) | Q(title__in=set(titles))):
        by_code[line.code] = line
        if line.state not in _ENDED[model]:
            by_title.setdefault((getattr(line, f"{unit}_id"), line.title), []).append(line)
    return Lines(by_code, by_title)


def visits(edition_id: int, *, organisations: Collection[Organisation | int], for_update: bool) -> dict[tuple[int, Any], Visit]:
    """The edition's visits to these units, by unit and day. One query."""
    found = Visit.objects.select_related("organisation").filter(edition=edition_id, organisation__in=organisations).order_by("pk")
    if for_update:
        found = found.select_for_update(of=("self",))
    return {(visit.organisation_id, visit.visited_on): visit for visit in found}
