"""The three lists, and each need, resource and project on its page."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from wucai.core import clock
from wucai.core.access import logged_in
from wucai.exchange import access, planner, queries
from wucai.exchange.actions import needs, projects, resources
from wucai.exchange.choices import ListKind, ProjectState
from wucai.exchange.forms.lists import FilterForm
from wucai.exchange.forms.matching import EndForm, PairForm, WhyForm
from wucai.exchange.models import Need, Project, Resource
from wucai.programme.models import Edition

# Of each list so many side by side; alone, a page.
_BESIDE = 12
_A_PAGE = 50
# Of what waits to be verified, so many of each list stand above the lists.
_WAITING = 6


@logged_in
@never_cache
@require_safe
def lists(request: HttpRequest) -> HttpResponse:
    """Needs, resources and projects side by side with their coverage; with ?show= one of them, in pages."""
    edition = access.edition_read_by(request.user)
    form, coordinates = FilterForm(request.GET, edition), access.coordinates(request.user, edition)
    rows = {**_found(request, edition, form), "visits": access.visits_seen_by(request.user, edition, search_for=form.words)}
    found = {name: Paginator(listed, _A_PAGE if form.shown == name else _BESIDE) for name, listed in rows.items()}
    query = request.GET.copy()
    for name in ("page", "show"):
        query.pop(name, None)
    context = {
        "edition": edition,
        "form": form,
        "pages": {name: pages.get_page(request.GET.get("page") if form.shown == name else 1) for name, pages in found.items()},
        "is_told_of_visits": access.is_told_of_visits(request.user, edition),
        "coverage": queries.coverage(edition),
        "waiting": queries.waiting(edition, most=_WAITING) if coordinates and not form.is_narrowed else None,
        "query": f"{query.urlencode()}&" if query else "",
        "coordinates": coordinates,
    }
    return render(request, "exchange/lists.html", context)


@logged_in
@never_cache
@require_safe
def print_lists(request: HttpRequest) -> HttpResponse:
    """The three lists whole, as one sheet for the printer; narrowed as the page was."""
    edition = access.edition_read_by(request.user)
    form = FilterForm(request.GET, edition)
    context = {"edition": edition, "pages": _found(request, edition, form), "coverage": queries.coverage(edition)}
    return render(request, "exchange/lists_print.html", context)


@logged_in
@never_cache
@require_safe
def need(request: HttpRequest, code: str) -> HttpResponse:
    """One need: how far it is covered, by whom, what happened, and for coordinators what would close it."""
    access.edition_read_by(request.user)
    return _need_page(request, access.need_of(request.user, code))


def _need_page(request: HttpRequest, need: Need, *, why: WhyForm | None = None, status: int = 200) -> HttpResponse:
    coordinates = access.coordinates(request.user, need.edition)
    matches = list(access.matches_seen_by(request.user, need.edition).filter(need=need))
    context = {
        "need": need,
        "lines": queries.match_lines(matches),
        "story": queries.story(need, matches),
        "explanation": planner.explain_need(need) if coordinates else None,
        "coordinates": coordinates,
        "is_told": coordinates or access.speaks_for(request.user, need.organisation),
        "pair": PairForm(need.edition, initial={"quantity": need.open_quantity}),
        "why": why or WhyForm(),
    }
    return render(request, "exchange/need.html", context, status=status)


@logged_in
@never_cache
@require_safe
def resource(request: HttpRequest, code: str) -> HttpResponse:
    """One resource: how much of it is promised, and to whom."""
    access.edition_read_by(request.user)
    return _resource_page(request, access.resource_of(request.user, code))


def _resource_page(request: HttpRequest, resource: Resource, *, why: WhyForm | None = None, status: int = 200) -> HttpResponse:
    coordinates = access.coordinates(request.user, resource.edition)
    context = {
        "resource": resource,
        "lines": queries.match_lines(access.matches_seen_by(request.user, resource.edition).filter(resource=resource)),
        "coordinates": coordinates,
        "is_told": coordinates or access.speaks_for(request.user, resource.organisation),
        "why": why or WhyForm(),
    }
    return render(request, "exchange/resource.html", context, status=status)


@logged_in
@never_cache
@require_safe
def project(request: HttpRequest, code: str) -> HttpResponse:
    """One project: who leads it, what it rests on, and what the council said."""
    access.edition_read_by(request.user)
    return _project_page(request, access.project_of(request.user, code))


def _project_page(request: HttpRequest, project: Project, *, form: EndForm | None = None, status: int = 200) -> HttpResponse:
    edition = project.edition
    context = {
        "project": project,
        "form": form,
        "lines": queries.match_lines(access.matches_seen_by(request.user, edition).filter(project=project)),
        "matters": queries.matters_of(edition).filter(project=project),
        "sits_on_council": access.sits_on_council(request.user, edition),
        "coordinates": access.coordinates(request.user, edition),
    }
    return render(request, "exchange/project.html", context, status=status)


@dataclass(frozen=True)
class _Noun:
    """A list of which a coordinator verifies the lines: the way to a line, the verbs, and the line's page."""

    line: Callable[..., Any]
    put_on_list: Callable[..., Any]
    decline: Callable[..., Any]
    page: Callable[..., HttpResponse]


_NOUNS = {
    "need": _Noun(access.need_coordinated_by, needs.list_need, needs.decline_need, _need_page),
    "resource": _Noun(access.resource_coordinated_by, resources.list_resource, resources.decline_resource, _resource_page),
}


@logged_in
@require_POST
def put_on_list(request: HttpRequest, noun: str, code: str) -> HttpResponse:
    """Verified: put the line on its list."""
    its = _NOUNS[noun]
    its.put_on_list(its.line(request.user, code), by=access.person(request.user))
    return redirect(f"exchange:{noun}", code)


@logged_in
@require_POST
def decline(request: HttpRequest, noun: str, code: str) -> HttpResponse:
    """Leave the line off its list; its unit reads why."""
    its = _NOUNS[noun]
    line, form = its.line(request.user, code), WhyForm(request.POST)
    if not form.is_valid():
        return its.page(request, line, why=form, status=422)
    its.decline(line, by=access.person(request.user), now=clock.now(), why=form.cleaned_data["why"])
    return redirect(f"exchange:{noun}", code)


@logged_in
@require_POST
def close_project(request: HttpRequest, code: str) -> HttpResponse:
    """The project is done, or ends early."""
    project = access.project_coordinated_by(request.user, code)
    form = EndForm(request.POST)
    if not form.is_valid():
        return _project_page(request, project, form=form, status=422)
    projects.close_project(project, by=access.person(request.user), state=ProjectState(form.cleaned_data["state"]))
    return redirect("exchange:project", code)


def _found(request: HttpRequest, edition: Edition, form: FilterForm) -> dict[str, Any]:
    """What of each list this visitor may see and asked for."""
    return {
        "needs": access.needs_seen_by(request.user, edition, **form.narrowed(ListKind.NEED)),
        "resources": access.resources_seen_by(request.user, edition, **form.narrowed(ListKind.RESOURCE)),
        "projects": access.projects_seen_by(request.user, edition, search_for=form.words),
    }
