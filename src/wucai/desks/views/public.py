"""The visitor's home, and the pages that belong to nobody's role."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from wucai.core import clock
from wucai.core.pagecache import for_everybody
from wucai.desks import queries
from wucai.desks.forms.samples import samples
from wucai.places import queries as places
from wucai.programme.queries import current_edition
from wucai.volunteering import access as volunteering_access
from wucai.volunteering import queries as volunteering


@require_safe
@for_everybody(seconds=2)
def home(request: HttpRequest) -> HttpResponse:
    """The visitor's home: the nearest help, which stations are open, and how to lend a hand."""
    now = clock.now()
    edition = current_edition(clock.local(now).date())
    person = volunteering_access.person(request.user)
    told = {
        "edition": edition,
        "places": places.starting_points(edition),
        "lines": (lines := places.found(edition, places.Wanted(), at=now)),
        "stations": [line.site for line in lines],
        "shifts": volunteering.lines(volunteering.next_shifts(edition, now=now).with_seats_left()[:5], person),
    }
    return render(request, "desks/home.html", told)


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
