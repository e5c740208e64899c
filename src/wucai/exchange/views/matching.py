"""Matching at the coordinator's desk: propose, write down what the sides said, open projects."""

from collections.abc import Callable

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wucai.core import clock
from wucai.core.access import logged_in
from wucai.core.htmx import wants_fragment
from wucai.core.refusals import Refused
from wucai.exchange import access, planner, queries
from wucai.exchange.actions import matches, projects
from wucai.exchange.choices import MatchState
from wucai.exchange.forms.matching import PairForm, ProjectForm, SideForm
from wucai.exchange.models import Match

# Of the needs that lack most, so many are explained on the page.
_EXPLAINED = 12
_SHOWN = 100
# So many proposals on a page: each is a card with two answers to write down.
_A_PAGE = 6


@logged_in
@never_cache
@require_safe
def matching(request: HttpRequest) -> HttpResponse:
    """What is proposed and waits for an answer, what both sides accepted, and what is left over with what would close it."""
    edition = access.edition_coordinated_by(request.user)
    accepted = queries.matches_of(edition=edition).filter(state=MatchState.ACCEPTED)
    proposals = Paginator(queries.open_proposals(edition), _A_PAGE).get_page(request.GET.get("page"))
    context = {
        "edition": edition,
        "proposals": proposals,
        "lines": queries.match_lines(proposals),
        "accepted": queries.match_lines(accepted[:_SHOWN]),
        "rest": planner.explain_rest(edition, most=_EXPLAINED),
        "coverage": queries.coverage(edition),
    }
    return render(request, "exchange/matching.html", context)


@logged_in
@require_POST
def propose(request: HttpRequest) -> HttpResponse:
    """Ask the planner anew."""
    edition = access.edition_coordinated_by(request.user)
    matches.propose(edition, by=access.person(request.user), now=clock.now())
    return redirect(reverse("exchange:matching") + "#proposals")


@logged_in
@require_POST
def propose_pair(request: HttpRequest, code: str) -> HttpResponse:
    """Propose one resource for the need by hand."""
    need = access.need_coordinated_by(request.user, code)
    form = PairForm(need.edition, request.POST)
    if not form.is_valid():
        return render(request, "exchange/pair.html", {"form": form, "need": need}, status=422)
    matches.propose_pair(need, **form.cleaned_data, by=access.person(request.user), now=clock.now())
    return redirect("exchange:need", code)


@logged_in
@require_POST
def accept(request: HttpRequest, match_id: int) -> HttpResponse:
    """Write down that a side said yes, by telephone or across the table."""
    match = access.match_coordinated_by(request.user, match_id)
    form = SideForm(request.POST)
    if not form.is_valid():
        return _answer(request, match, status=422)
    by, side = access.person(request.user), form.cleaned_data["side"]
    return _done(request, match, lambda: matches.accept(match, side, by=by, now=clock.now(), is_told=True))


@logged_in
@require_POST
def decline(request: HttpRequest, match_id: int) -> HttpResponse:
    """Write down a no; the pair is not proposed again."""
    match = access.match_coordinated_by(request.user, match_id)
    by = access.person(request.user)
    return _done(request, match, lambda: matches.decline(match, by=by, now=clock.now()))


@logged_in
@require_POST
def withdraw(request: HttpRequest, match_id: int) -> HttpResponse:
    """Take a match back; what it took is free again."""
    match = access.match_coordinated_by(request.user, match_id)
    by = access.person(request.user)
    return _done(request, match, lambda: matches.withdraw(match, by=by, now=clock.now()))


@logged_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def open_project(request: HttpRequest) -> HttpResponse:
    """Open a project on accepted matches."""
    edition = access.edition_coordinated_by(request.user)
    initial = {"rests_on": request.GET.getlist("match"), "starts_on": edition.starts_on, "ends_on": edition.ends_on}
    form = ProjectForm(edition, request.POST) if request.method == "POST" else ProjectForm(edition, initial=initial)
    if form.is_valid():
        project = projects.open_project(edition, by=access.person(request.user), now=clock.now(), **form.told())
        return redirect("exchange:project", project.code)
    return render(request, "exchange/project_form.html", {"form": form, "edition": edition}, status=422 if form.is_bound else 200)


def _done(request: HttpRequest, match: Match, verb: Callable[[], object]) -> HttpResponse:
    """What became of the match by the verb, or in its place why not."""
    try:
        verb()
    except Refused as refused:
        return _answer(request, match, refusal=refused.sentence, status=refused.status)
    return _answer(request, match)


def _answer(request: HttpRequest, match: Match, *, refusal: str = "", status: int = 200) -> HttpResponse:
    """The match's card alone for htmx; without a script, the page it stood on."""
    if not wants_fragment(request) and status == 200:
        return redirect(reverse("exchange:matching") + f"#match-{match.pk}")
    [line] = queries.match_lines([access.match_coordinated_by(request.user, match.pk)])
    template = "exchange/_match.html" if wants_fragment(request) else "exchange/match_refused.html"
    return render(request, template, {"line": line, "refusal": refusal, "coordinates": True}, status=status)
