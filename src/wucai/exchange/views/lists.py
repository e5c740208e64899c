"""The three lists, and each need, resource and project on its page."""

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
from wucai.exchange.forms.matching import PairForm, WhyForm
from wucai.programme.models import Edition

# Of each list so many side by side; alone, a page.
_BESIDE = 12
_A_PAGE = 50


@logged_in
@never_cache
@require_safe
def lists(request: HttpRequest) -> HttpResponse:
    """Needs, resources and projects side by side with their coverage; with ?show= one of them, in pages."""
    edition = access.edition_read_by(request.user)
    form = FilterForm(request.GET, edition)
    found = {name: Paginator(rows, _A_PAGE if form.shown == name else _BESIDE) for name, rows in _found(request, edition, form).items()}
    query = request.GET.copy()
    for name in ("page", "show"):
        query.pop(name, None)
    context = {
        "edition": edition,
        "form": form,
        "pages": {name: rows.get_page(request.GET.get("page") if form.shown == name else 1) for name, rows in found.items()},
        "coverage": queries.coverage(edition),
        "query": f"{query.urlencode()}&" if query else "",
        "coordinates": access.coordinates(request.user, edition),
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
    edition = access.edition_read_by(request.user)
    need = access.need_of(request.user, code)
    coordinates = access.coordinates(request.user, edition)
    matches = list(access.matches_seen_by(request.user, edition).filter(need=need))
    context = {
        "need": need,
        "lines": queries.match_lines(matches),
        "story": queries.story(need, matches),
        "explanation": planner.explain_need(need) if coordinates else None,
        "coordinates": coordinates,
        "is_told": coordinates or access.speaks_for(request.user, need.organisation),
        "pair": PairForm(initial={"quantity": need.open_quantity}),
        "why": WhyForm(),
    }
    return render(request, "exchange/need.html", context)


@logged_in
@never_cache
@require_safe
def resource(request: HttpRequest, code: str) -> HttpResponse:
    """One resource: how much of it is promised, and to whom."""
    edition = access.edition_read_by(request.user)
    resource = access.resource_of(request.user, code)
    coordinates = access.coordinates(request.user, edition)
    context = {
        "resource": resource,
        "lines": queries.match_lines(access.matches_seen_by(request.user, edition).filter(resource=resource)),
        "coordinates": coordinates,
        "is_told": coordinates or access.speaks_for(request.user, resource.organisation),
        "why": WhyForm(),
    }
    return render(request, "exchange/resource.html", context)


@logged_in
@never_cache
@require_safe
def project(request: HttpRequest, code: str) -> HttpResponse:
    """One project: who leads it, what it rests on, and what the council said."""
    edition = access.edition_read_by(request.user)
    project = access.project_of(request.user, code)
    context = {
        "project": project,
        "lines": queries.match_lines(access.matches_seen_by(request.user, edition).filter(project=project)),
        "matters": queries.matters_of(edition).filter(project=project),
        "coordinates": access.coordinates(request.user, edition),
    }
    return render(request, "exchange/project.html", context)


@logged_in
@require_POST
def list_need(request: HttpRequest, code: str) -> HttpResponse:
    """Verified: put the need on the list."""
    need = access.need_coordinated_by(request.user, code)
    needs.list_need(need, by=access.person(request.user))
    return redirect("exchange:need", code)


@logged_in
@require_POST
def decline_need(request: HttpRequest, code: str) -> HttpResponse:
    """Leave the need off the list."""
    need = access.need_coordinated_by(request.user, code)
    needs.decline_need(need, by=access.person(request.user), now=clock.now(), why=_why(request))
    return redirect("exchange:need", code)


@logged_in
@require_POST
def list_resource(request: HttpRequest, code: str) -> HttpResponse:
    """Verified: put the resource on the list."""
    resource = access.resource_coordinated_by(request.user, code)
    resources.list_resource(resource, by=access.person(request.user))
    return redirect("exchange:resource", code)


@logged_in
@require_POST
def decline_resource(request: HttpRequest, code: str) -> HttpResponse:
    """Leave the resource off the list."""
    resource = access.resource_coordinated_by(request.user, code)
    resources.decline_resource(resource, by=access.person(request.user), now=clock.now(), why=_why(request))
    return redirect("exchange:resource", code)


@logged_in
@require_POST
def close_project(request: HttpRequest, code: str) -> HttpResponse:
    """The project is done, or ends early."""
    project = access.project_coordinated_by(request.user, code)
    state = ProjectState.ENDED if request.POST.get("state") == ProjectState.ENDED else ProjectState.DONE
    projects.close_project(project, by=access.person(request.user), state=state)
    return redirect("exchange:project", code)


def _found(request: HttpRequest, edition: Edition, form: FilterForm) -> dict[str, Any]:
    """What of each list this visitor may see and asked for."""
    return {
        "needs": access.needs_seen_by(request.user, edition, **form.narrowed(ListKind.NEED)),
        "resources": access.resources_seen_by(request.user, edition, **form.narrowed(ListKind.RESOURCE)),
        "projects": access.projects_seen_by(request.user, edition, search_for=form.words),
    }


def _why(request: HttpRequest) -> str:
    form = WhyForm(request.POST)
    return str(form.cleaned_data["why"]) if form.is_valid() else ""
