"""The station manager's home, with and without signal."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import get_template
from django.views.decorators.http import require_http_methods, require_safe

from wucai.core import clock, pages
from wucai.core.access import logged_in
from wucai.desks import queries
from wucai.desks.forms.counts import CountForm
from wucai.people import access as people_access
from wucai.people import queries as people
from wucai.people.actions import devices
from wucai.places import access as places_access
from wucai.places.actions import counts


@require_http_methods(["GET", "HEAD", "POST"])
@logged_in
def station_now(request: HttpRequest, slug: str) -> HttpResponse:
    """The keeper's home: count visitors. With a script the device's queue counts, with or without signal; without, a POST."""
    site = places_access.station_kept_by(request.user, slug)
    form = CountForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        counts.count(site, **form.told(), by=people_access.person(request.user), now=clock.now())
        return redirect("desks:station_now", slug=slug)
    device = people.standing_device(people_access.person(request.user), request.session.get(devices.IN_SESSION))
    told = {"site": site, "counters": queries.counters(site, clock.today()), "action": request.path, "form": form, "device": device}
    return render(request, "desks/station_now.html", told, status=422 if form.is_bound else 200)


@require_safe
def station_offline(request: HttpRequest) -> HttpResponse:
    """The shell that opens without signal. It is kept on the device, so it is drawn without the request: nobody's name can be in it."""
    told = {**pages.context(request), "counters": queries.counters(None, clock.today()), "action": "", "is_shell": True}
    return HttpResponse(get_template("desks/station_offline.html").render(told))
