"""Visits: one on its page, and a new one written down."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from wucai.core import clock
from wucai.core.access import logged_in
from wucai.exchange import access
from wucai.exchange.actions import visits
from wucai.exchange.forms.visits import VisitForm


@logged_in
@never_cache
@require_safe
def visit(request: HttpRequest, visit_id: int) -> HttpResponse:
    """One visit: the two questions with their answers, and the lines that came of it."""
    visit = access.visit_of(request.user, visit_id)
    context = {
        "visit": visit,
        "needs": access.needs_seen_by(request.user, visit.edition).filter(visit=visit),
        "resources": access.resources_seen_by(request.user, visit.edition).filter(visit=visit),
        "coordinates": access.coordinates(request.user, visit.edition),
    }
    return render(request, "exchange/visit.html", context)


@logged_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def record(request: HttpRequest) -> HttpResponse:
    """Write down what a unit said on a visit; the lines that come of it are added on the visit's page."""
    edition = access.edition_coordinated_by(request.user)
    initial = {"organisation": request.GET.get("unit", ""), "visited_on": clock.today()}
    form = VisitForm(edition, request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        visit = visits.record_visit(edition=edition, by=access.person(request.user), **form.told())
        return redirect("exchange:visit", visit.pk)
    return render(request, "exchange/visit_form.html", {"form": form}, status=422 if form.is_bound else 200)
