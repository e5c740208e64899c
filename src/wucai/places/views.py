"""Pages and fragments of places."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from wucai.core import clock
from wucai.core.components import Tab
from wucai.core.htmx import wants_fragment
from wucai.core.pagecache import for_everybody
from wucai.places import access, exports, queries
from wucai.places.choices import Level
from wucai.places.forms import StationFilter
from wucai.programme.queries import current_edition


@require_safe
@for_everybody(seconds=2)
def station_list(request: HttpRequest) -> HttpResponse:
    """The stations on a map and in a list, as they were looked for; centres and relay stations by area."""
    edition = current_edition(clock.today())
    form = StationFilter(request.GET, services=queries.services_offered(edition), sites=queries.starting_points(edition))
    wanted = form.wanted()
    lines = queries.found(edition, wanted, at=clock.now())
    told = {"filter": form, "wanted": wanted, "lines": lines, "stations": [line.site for line in lines], "tabs": _tabs(wanted.level)}
    if wanted.level != Level.LINKED:
        told["areas"] = queries.area_lines(lines)
    template = "places/_station_rows.html" if wants_fragment(request) else "places/station_list.html"
    return render(request, template, told)


@require_safe
@for_everybody(seconds=2)
def station(request: HttpRequest, slug: str) -> HttpResponse:
    """One station: whether it is open, what it offers, where it is, and what higher rooms show of it."""
    site = access.station(slug)
    [line] = queries.lines([site], at=clock.now())
    return render(request, "places/station.html", {"site": site, "line": line, "hours": queries.hours_by_days(site)})


@require_safe
@for_everybody(seconds=60)
def poster(request: HttpRequest, slug: str) -> HttpResponse:
    """The station's poster, to print."""
    site = access.station(slug)
    headers = {"Content-Disposition": f'inline; filename="{site.slug}.pdf"', "Content-Language": "zh-hans"}
    return HttpResponse(exports.poster(site), content_type="application/pdf", headers=headers)


def _tabs(chosen: Level) -> list[Tab]:
    """The levels, each with its address."""
    page = reverse("places:stations")
    return [Tab(str(level.label), page if level == Level.LINKED else f"{page}?level={level}", level == chosen) for level in Level]
