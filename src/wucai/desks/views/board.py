"""The leader's home: one look, and one tap to the rows."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from wucai.core import clock
from wucai.core.access import logged_in
from wucai.core.htmx import wants_fragment
from wucai.desks.queries.board import ROWS, numbers
from wucai.insight import access, queries


@logged_in
@never_cache
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Five numbers of the day, what has waited longest, the stations. `?screen=1` is a big screen, which asks again every ten seconds."""
    edition = access.edition_reported_to(request.user)
    day = queries.day(edition, now=clock.now())
    told = {"edition": edition, "day": day, "numbers": numbers(day), "is_screen": request.GET.get("screen") == "1"}
    return render(request, "desks/_board.html" if wants_fragment(request) else "desks/board.html", told)


@logged_in
@never_cache
@require_safe
def rows(request: HttpRequest, key: str) -> HttpResponse:
    """The rows behind one number."""
    edition = access.edition_reported_to(request.user)
    if key not in ROWS:
        raise Http404
    return render(request, "desks/board_rows.html", {"edition": edition, "day": queries.day(edition, now=clock.now()), "key": key})
