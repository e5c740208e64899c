"""The council: what waits for it, and its recorded votes."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wucai.core import clock
from wucai.core.access import logged_in
from wucai.core.refusals import Refused
from wucai.exchange import access, queries
from wucai.exchange.actions import council as actions
from wucai.exchange.choices import MatterState
from wucai.exchange.forms.council import MatterForm, VoteForm
from wucai.exchange.models import Matter
from wucai.programme.queries import rules

_SHOWN = 100


@logged_in
@never_cache
@require_safe
def council(request: HttpRequest) -> HttpResponse:
    """What waits for the council, by what falls due first, and what it decided."""
    edition = access.edition_led_by(request.user)
    settled = queries.matters_of(edition).filter(state__in=(MatterState.DECIDED, MatterState.CLOSED)).order_by("-raised_at", "-pk")
    context = {
        "edition": edition,
        "open": queries.matter_lines(queries.open_matters(edition)[:_SHOWN], on=clock.today()),
        "settled": queries.matter_lines(settled[:_SHOWN], on=clock.today()),
        "rules": rules(edition),
        "coordinates": access.coordinates(request.user, edition),
    }
    return render(request, "exchange/council.html", context)


@logged_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def raise_matter(request: HttpRequest) -> HttpResponse:
    """Put something before the council."""
    edition = access.edition_coordinated_by(request.user)
    form = MatterForm(edition, request.POST if request.method == "POST" else None)
    if form.is_valid():
        by = access.person(request.user)
        matter = actions.raise_matter(edition, by=by, owner=by, now=clock.now(), **form.cleaned_data)
        return redirect("exchange:matter", matter.pk)
    return render(request, "exchange/matter_form.html", {"form": form}, status=422 if form.is_bound else 200)


@logged_in
@never_cache
@require_safe
def matter(request: HttpRequest, matter_id: int) -> HttpResponse:
    """One matter: what it is about, who sees to it, and the form for the vote."""
    return _page(request, access.matter_of(request.user, matter_id))


@logged_in
@require_POST
def decide(request: HttpRequest, matter_id: int) -> HttpResponse:
    """Record the council's vote."""
    matter = access.matter_coordinated_by(request.user, matter_id)
    form = VoteForm(request.POST)
    if not form.is_valid():
        return _page(request, matter, form=form, status=422)
    by = access.person(request.user)
    return _done(request, matter, lambda: actions.decide(matter, by=by, now=clock.now(), **form.cleaned_data), form=form)


@logged_in
@require_POST
def act(request: HttpRequest, matter_id: int) -> HttpResponse:
    """Act on an urgent matter; the council ratifies it later."""
    matter = access.matter_coordinated_by(request.user, matter_id)
    by = access.person(request.user)
    return _done(request, matter, lambda: actions.act(matter, by=by, now=clock.now()))


@logged_in
@require_POST
def close(request: HttpRequest, matter_id: int) -> HttpResponse:
    """Nothing more is to be done."""
    matter = access.matter_coordinated_by(request.user, matter_id)
    by = access.person(request.user)
    return _done(request, matter, lambda: actions.close_matter(matter, by=by))


def _done(request: HttpRequest, matter: Matter, verb: Callable[[], object], *, form: VoteForm | None = None) -> HttpResponse:
    """The matter's page after the verb; where that refuses, the page at once with the reason and what was typed."""
    try:
        verb()
    except Refused as refused:
        return _page(request, matter, form=form, refusal=refused.sentence, status=refused.status)
    return redirect("exchange:matter", matter.pk)


def _page(request: HttpRequest, matter: Matter, *, form: VoteForm | None = None, refusal: str = "", status: int = 200) -> HttpResponse:
    edition = access.edition_led_by(request.user)
    [line] = queries.matter_lines([matter], on=clock.today())
    coordinates = access.coordinates(request.user, edition)
    context: dict[str, Any] = {
        "line": line,
        "form": form or VoteForm(),
        "refusal": refusal,
        "rules": rules(edition),
        "may_vote": coordinates and queries.may_vote(matter),
        "may_act": coordinates and queries.may_act(matter),
        "may_close": coordinates and queries.may_close(matter),
    }
    return render(request, "exchange/matter.html", context, status=status)
