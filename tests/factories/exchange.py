"""Dull lists: classes that answer each other, needs, resources and matches that stand on the list at once."""

from datetime import date
from typing import Any

from tests.factories import organisations
from wucai.core import clock
from wucai.exchange.actions import categories, council, matches, needs, projects, resources
from wucai.exchange.choices import ListKind, NeedState, ResourceState, Side
from wucai.exchange.models import Category, Match, Matter, Need, Project, Resource
from wucai.people.models import Organisation

DAYS: dict[str, Any] = {"starts_on": date(2030, 11, 5), "ends_on": date(2030, 11, 10)}


def category(kind: ListKind, name: str = "", **more: Any) -> Category:
    """A class of one list, once a name."""
    names = {ListKind.NEED: ("服务类", "Service"), ListKind.RESOURCE: ("志愿服务", "Volunteering")}
    chinese, english = (name, more.pop("name_en", "")) if name else names[kind]
    return categories.put_category(organisations.edition(), by=None, kind=kind, name=chinese, name_en=english, **more)


def affinity(points: int = 90) -> None:
    """Resources of the usual class answer needs of the usual class."""
    categories.put_affinity(category(ListKind.NEED), category(ListKind.RESOURCE), by=None, points=points)


def need(unit: Organisation | None = None, /, **more: Any) -> Need:
    """A need for ten people, on the list."""
    told = {"title": "引导", "title_en": "Guidance", "quantity": 10, "unit": "人", "unit_en": "people", "state": NeedState.LISTED, **DAYS}
    told["category"] = more.get("category") or category(ListKind.NEED)
    return needs.raise_need(organisations.edition(), unit or organisations.partner(), by=None, now=clock.now(), **{**told, **more})


def resource(unit: Organisation | None = None, /, **more: Any) -> Resource:
    """Ten people, on the list."""
    told = {"title": "志愿者", "title_en": "Volunteers", "quantity": 10, "unit": "人", "unit_en": "people", **DAYS}
    told |= {"category": more.get("category") or category(ListKind.RESOURCE), "state": ResourceState.LISTED}
    return resources.offer(organisations.edition(), unit or organisations.partner(), by=None, now=clock.now(), **{**told, **more})


def proposal(a_need: Need | None = None, a_resource: Resource | None = None, *, quantity: int = 10) -> Match:
    """A pair proposed by hand."""
    affinity()
    return matches.propose_pair(a_need or need(), a_resource or resource(), quantity=quantity, by=None, now=clock.now())


def match(a_need: Need | None = None, a_resource: Resource | None = None, *, quantity: int = 10) -> Match:
    """A pair that both sides accepted."""
    return accepted(proposal(a_need, a_resource, quantity=quantity))


def accepted(proposed: Match) -> Match:
    """The same, accepted by both sides."""
    matches.accept(proposed, Side.NEED, by=None, now=clock.now())
    return matches.accept(proposed, Side.RESOURCE, by=None, now=clock.now())


def project(*, size: int = 1, **more: Any) -> Project:
    """A small project."""
    told = {"title": "共建", "title_en": "Together", "lead": more.get("lead") or organisations.partner(), **DAYS}
    return projects.open_project(organisations.edition(), by=None, now=clock.now(), size=size, **{**told, **more})


def matter(**more: Any) -> Matter:
    """Something important for the council."""
    told = {"kind": "important", "title": "大事", "title_en": "A matter"}
    return council.raise_matter(organisations.edition(), **{"by": None, "now": clock.now(), **told, **more})
