"""The homes of the roles, composed of the rooms beneath."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import get_template
from django.views.decorators.http import require_http_methods, require_safe

from wucai.core import clock, pages
from wucai.core.access import logged_in
from wucai.core.pagecache import for_everybody
from wucai.desks import queries
from wucai.desks.forms import CountForm, samples
from wucai.people import access as people_access
from wucai.people import queries as people
from wucai.people.actions import devices
from wucai.people.choices import RoleKind
from wucai.places import access as places_access
from wucai.places.actions import counts
from wucai.places.queries import kept_by, stations
from wucai.programme.queries import current_edition
from wucai.volunteering import access as volunteering_access
from wucai.volunteering import queries as volunteering


@require_safe
@for_everybody(seconds=2)
def home(request: HttpRequest) -> HttpResponse:
    """The visitor's home: the nearest help, and how to lend a hand."""
    edition = current_edition(clock.today())
    person = volunteering_access.person(request.user)
    lines = volunteering.lines(volunteering.next_shifts(edition, now=clock.now())[:5], person)
    return render(request, "desks/home.html", {"edition": edition, "stations": stations(edition), "lines": lines})


@require_safe
@logged_in
def me(request: HttpRequest) -> HttpResponse:
    """The volunteer's home: my seats, the next first; and the way to the station that I keep or the desk where I coordinate."""
    person, today = volunteering_access.volunteer(request.user), clock.today()
    told = {
        "person": person,
        "signups": volunteering.seats_of(person),
        "kept": kept_by(person, on=today),
        "coordinates": people.has_role(person, RoleKind.COORDINATOR, current_edition(today)),
    }
    return render(request, "desks/me.html", told)


@require_safe
@logged_in
def desk(request: HttpRequest) -> HttpResponse:
    """The coordinator's home: what can be done from here."""
    edition = people_access.edition_coordinated_by(request.user)
    return render(request, "desks/desk.html", {"edition": edition, "seats_taken": volunteering.seats_taken(edition)})


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


@require_safe
@for_everybody(seconds=60)
def accessibility(request: HttpRequest) -> HttpResponse:
    """What we do so that everybody can use the site."""
    return render(request, "desks/accessibility.html")


@require_safe
@for_everybody(seconds=60)
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept about people, and why."""
    return render(request, "desks/privacy.html")


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """The living page: every component in every state, for eyes, axe and screenshots. It shows no data of anybody."""
    return render(request, "desks/styleguide.html", {**queries.living_page(clock.now()), **samples()})
