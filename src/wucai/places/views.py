"""Pages and fragments of places."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from wucai.core import clock
from wucai.core.htmx import wants_fragment
from wucai.core.pagecache import for_everybody
from wucai.places import access, exports, queries
from wucai.programme.queries import current_edition


@require_safe
@for_everybody(seconds=2)
def station_list(request: HttpRequest) -> HttpResponse:
    """All stations on a map and in a list; with ?q=, those that were looked for."""
    wanted = request.GET.get("q", "")[:100]
    stations = queries.stations(current_edition(clock.today()), search_for=wanted)
    template = "places/_station_rows.html" if wants_fragment(request) else "places/station_list.html"
    return render(request, template, {"stations": stations, "wanted": wanted})


@require_safe
@for_everybody(seconds=2)
def station(request: HttpRequest, slug: str) -> HttpResponse:
    """One station: what it offers, where it is, and what higher rooms show of it."""
    return render(request, "places/station.html", {"site": access.station(slug)})


@require_safe
@for_everybody(seconds=60)
def poster(request: HttpRequest, slug: str) -> HttpResponse:
    """The station's poster, to print."""
    site = access.station(slug)
    headers = {"Content-Disposition": f'inline; filename="{site.slug}.pdf"', "Content-Language": "zh-hans"}
    return HttpResponse(exports.poster(site), content_type="application/pdf", headers=headers)
