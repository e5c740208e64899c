"""Lines that come of a visit, added by a coordinator."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from wucai.core import clock
from wucai.core.access import logged_in
from wucai.desks.views.unit import is_done, noun_called
from wucai.exchange import access
from wucai.people.access import person


def visit_adds(request: HttpRequest, visit: object) -> SafeString:
    """The panel on the page of a visit: add a need, add a resource."""
    return render_to_string("desks/_visit_adds.html", {"visit": visit}, request)


@logged_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, visit_id: int, kind: str) -> HttpResponse:
    """Write down a need or a resource that was told on the visit; a coordinator verified it by asking, so it is listed at once."""
    visit = access.visit_coordinated_by(request.user, visit_id)
    noun, by = noun_called(kind), person(request.user)
    form = noun.form(visit.edition, request.POST if request.method == "POST" else None)
    told = {"by": by, "visit": visit, "state": "listed"}
    if form.is_valid() and is_done(form, lambda: noun.add(visit.edition, visit.organisation, now=clock.now(), **told, **form.told())):
        return redirect("exchange:visit", visit.pk)
    return render(request, "desks/visit_item.html", {"form": form, "visit": visit, "kind": kind}, status=422 if form.is_bound else 200)
