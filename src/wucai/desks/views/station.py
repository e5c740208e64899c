"""The station manager's home, with and without signal."""

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import get_template
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wucai.core import clock, pages
from wucai.core.access import logged_in
from wucai.desks import queries
from wucai.desks.forms.counts import CountForm
from wucai.desks.forms.station import CloseForm, IncidentForm, LendForm, MoveForm
from wucai.people import access as people_access
from wucai.people import queries as people
from wucai.people.actions import devices
from wucai.places import access as places_access
from wucai.places.actions import counts, incidents, supplies


@logged_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def station_now(request: HttpRequest, slug: str) -> HttpResponse:
    """The keeper's home: what to do next, who is here, visitors counted. With a script the device's queue counts; without, a POST."""
    site = places_access.station_kept_by(request.user, slug)
    person, now = people_access.person(request.user), clock.now()
    form = CountForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        counts.count(site, **form.told(), by=person, now=now)
        return redirect("desks:station_now", slug=slug)
    device = people.standing_device(person, request.session.get(devices.IN_SESSION))
    told = {"site": site, "station": queries.station_now(site, at=now), "action": request.path, "form": form, "device": device}
    told |= {"incident_form": IncidentForm(auto_id="incident_%s", initial={"kind": "other"})}
    return render(request, "desks/station_now.html", told, status=422 if form.is_bound else 200)


@require_safe
def station_offline(request: HttpRequest) -> HttpResponse:
    """The shell that opens without signal. It is kept on the device, so it is drawn without the request: nobody's name can be in it."""
    told = {**pages.context(request), "counters": queries.counters(None, clock.today()), "action": "", "is_shell": True}
    return HttpResponse(get_template("desks/station_offline.html").render(told))


@require_POST
@logged_in
def move_supply(request: HttpRequest, slug: str, supply_id: int) -> HttpResponse:
    """Hand out, or restock."""
    supply = places_access.supply_kept_by(request.user, slug, supply_id)
    form = MoveForm(request.POST)
    if not form.is_valid():
        return _again(request, slug, form, title=_("Hand out or restock"))
    verb = supplies.restock if form.is_restock else supplies.issue
    verb(supply, **form.told(), by=people_access.person(request.user), now=clock.now())
    return _back(request, slug, "supplies", _("Written down."))


@require_POST
@logged_in
def lend(request: HttpRequest, slug: str, supply_id: int) -> HttpResponse:
    """Lend one piece."""
    supply = places_access.supply_kept_by(request.user, slug, supply_id)
    form = LendForm(request.POST)
    if not form.is_valid():
        return _again(request, slug, form, title=_("Lend"))
    supplies.lend(supply, **form.cleaned_data, by=people_access.person(request.user), now=clock.now())
    return _back(request, slug, "loans", _("Lent. It stands under what is out until it comes back."))


@require_POST
@logged_in
def take_back(request: HttpRequest, slug: str, loan_id: int) -> HttpResponse:
    """It is back."""
    loan = places_access.loan_kept_by(request.user, slug, loan_id)
    supplies.take_back(loan, by=people_access.person(request.user), now=clock.now())
    return _back(request, slug, "loans", _("It is back on the shelf."))


@require_POST
@logged_in
def open_incident(request: HttpRequest, slug: str) -> HttpResponse:
    """Write down what happened."""
    site = places_access.station_kept_by(request.user, slug)
    form = IncidentForm(request.POST)
    if not form.is_valid():
        return _again(request, slug, form, title=_("What happened?"))
    incidents.open_incident(site, **form.cleaned_data, by=people_access.person(request.user), now=clock.now())
    return _back(request, slug, "incidents", _("Written down. Close it here when it is over."))


@require_POST
@logged_in
def close_incident(request: HttpRequest, slug: str, incident_id: int) -> HttpResponse:
    """Close it with how it ended."""
    incident = places_access.incident_kept_by(request.user, slug, incident_id)
    form = CloseForm(request.POST)
    if not form.is_valid():
        return _again(request, slug, form, title=_("How did it end?"))
    incidents.close_incident(incident, **form.cleaned_data, by=people_access.person(request.user), now=clock.now())
    return _back(request, slug, "incidents", _("Closed."))


def _back(request: HttpRequest, slug: str, place: str, words: str) -> HttpResponse:
    """The keeper's page anew at the place where they were, with a word that it is done: a reload repeats nothing."""
    messages.success(request, words, extra_tags=place)
    return redirect(f"{reverse('desks:station_now', kwargs={'slug': slug})}#{place}")


def _again(request: HttpRequest, slug: str, form: Form, *, title: str) -> HttpResponse:
    """The one form on a page of its own, with what is wrong named."""
    return render(request, "desks/station_form.html", {"form": form, "slug": slug, "title": title, "action": request.path}, status=422)
