"""The demo's own pages: whom to be, what time it is, and the tour."""

from urllib.parse import urlsplit

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from wucai.core import clock
from wucai.demo import days, morning, tour
from wucai.demo.personas import PERSONAS, SIX, become, only_in_demo


@require_safe
def doors(request: HttpRequest) -> HttpResponse:
    """Six doors with one button each, the clock, and the way to the tour."""
    only_in_demo()
    told = {"personas": [PERSONAS[key] for key in SIX], "veteran": PERSONAS["veteran"], "hours": days.HOURS}
    response = render(request, "demo/doors.html", told)
    add_never_cache_headers(response)
    return response


@csrf_exempt
@require_POST
def enter(request: HttpRequest, key: str) -> HttpResponse:
    """Become somebody, and stand in their home. The home page, which is kept for all, has these buttons without a token: instead, nobody
    comes in from another site.
    """
    origin = request.headers.get("Origin")
    if origin and urlsplit(origin).netloc != request.get_host():
        raise PermissionDenied
    return redirect(become(request, key).address)


@require_POST
def set_clock(request: HttpRequest, hour: str) -> HttpResponse:
    """Back to nine with fresh data, or on to noon or evening, with what the people of the demo do until then."""
    only_in_demo()
    if hour not in days.HOURS:
        raise Http404
    morning.go_to(hour)
    return redirect("demo:doors")


@require_safe
def show_tour(request: HttpRequest) -> HttpResponse:
    """The ten steps at a glance."""
    only_in_demo()
    return render(request, "demo/tour.html", {"steps": tour.steps(), "now": clock.now()})


@require_safe
def show_step(request: HttpRequest, number: int) -> HttpResponse:
    """One step: who one becomes, where to look, and why it matters."""
    only_in_demo()
    return render(request, "demo/step.html", {"step": _step(number), "count": len(tour.STEPS)})


@require_POST
def go(request: HttpRequest, number: int) -> HttpResponse:
    """Become the step's person and open its page."""
    only_in_demo()
    step = _step(number)
    become(request, step.role)
    return redirect(step.address)


def _step(number: int) -> tour.Step:
    if not 1 <= number <= len(tour.STEPS):
        raise Http404
    return tour.steps()[number - 1]
