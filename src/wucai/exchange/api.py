"""The three lists in JSON: for everybody what stands on them, for liaisons and coordinators what is theirs to see besides."""

from datetime import date
from typing import Annotated, TypeVar

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from wucai.core import clock
from wucai.exchange import access
from wucai.exchange.models import Need, Project, Resource
from wucai.programme.queries import current_edition

router = Router(tags=["exchange"])

_MOST = 200
Row = TypeVar("Row", Need, Resource, Project)
Words = Annotated[str, Field(max_length=100, description="Words in code, title, text or unit, in either language.")]


class PageIn(Schema):
    """Which lines are asked for."""

    q: Words = ""
    offset: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    limit: Annotated[int, Field(ge=1, le=_MOST)] = 100

    @property
    def words(self) -> str:
        """What was looked for, without what no database takes."""
        return self.q.replace("\x00", "")

    def of(self, rows: QuerySet[Row]) -> list[Row]:
        """Those of the rows that are on it."""
        return list(rows[self.offset : self.offset + self.limit])


class NameOut(Schema):
    """What something is called."""

    name: str
    name_en: str


class LineOut(Schema):
    """What a need and a resource have in common. `is_demo`: made up for the demonstration."""

    code: str
    state: str
    organisation: NameOut
    category: NameOut
    title: str
    title_en: str
    text: str
    text_en: str
    quantity: int
    unit: str
    unit_en: str
    starts_on: date
    ends_on: date
    site: NameOut | None
    is_demo: bool


class NeedOut(LineOut):
    """A need. `covered` counts what matches bring that both sides accepted."""

    covered: int
    percent_covered: int
    risks: str
    risks_en: str


class ResourceOut(LineOut):
    """A resource. `committed` counts what was promised; of what can be used again this may be more than its quantity, on different days."""

    committed: int
    free_quantity: int
    is_reusable: bool
    conditions: str
    conditions_en: str
    radius_metres: int | None


class ProjectOut(Schema):
    """A project."""

    code: str
    kind: str
    state: str
    lead: NameOut
    title: str
    title_en: str
    text: str
    text_en: str
    size: int
    starts_on: date
    ends_on: date
    is_demo: bool


@router.get("/needs", response=list[NeedOut], operation_id="list_needs")
def list_needs(request: HttpRequest, page: Query[PageIn]) -> list[Need]:
    """Needs of the current edition, by code: those on the list, and with a log-in your own unit's in any state."""
    return page.of(access.needs_seen_by(request.user, current_edition(clock.today()), search_for=page.words))


@router.get("/needs/{code}", response=NeedOut, operation_id="show_need")
def show_need(request: HttpRequest, code: str) -> Need:
    """One need. A draft of another unit is not there."""
    return access.need_of(request.user, code)


@router.get("/resources", response=list[ResourceOut], operation_id="list_resources")
def list_resources(request: HttpRequest, page: Query[PageIn]) -> list[Resource]:
    """Resources of the current edition, by code: those on the list, and with a log-in your own unit's in any state."""
    return page.of(access.resources_seen_by(request.user, current_edition(clock.today()), search_for=page.words))


@router.get("/resources/{code}", response=ResourceOut, operation_id="show_resource")
def show_resource(request: HttpRequest, code: str) -> Resource:
    """One resource. A draft of another unit is not there."""
    return access.resource_of(request.user, code)


@router.get("/projects", response=list[ProjectOut], operation_id="list_projects")
def list_projects(request: HttpRequest, page: Query[PageIn]) -> list[Project]:
    """Projects of the current edition, under way or done; with a log-in those too that your unit leads, in any state."""
    return page.of(access.projects_seen_by(request.user, current_edition(clock.today()), search_for=page.words))


@router.get("/projects/{code}", response=ProjectOut, operation_id="show_project")
def show_project(request: HttpRequest, code: str) -> Project:
    """One project. One of another unit that waits or was refused is not there."""
    return access.project_of(request.user, code)
