"""The volunteer's home."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from wucai.core import clock
from wucai.core.access import logged_in
from wucai.people import access as people_access
from wucai.people import queries as people
from wucai.people.choices import RoleKind
from wucai.places.queries import kept_by
from wucai.programme.queries import current_edition
from wucai.volunteering import access as volunteering_access
from wucai.volunteering import queries as volunteering


@logged_in
@never_cache
@require_safe
def me(request: HttpRequest) -> HttpResponse:
    """The volunteer's home: what comes next and what I served; and the ways to the other work that I have."""
    person, now = volunteering_access.volunteer(request.user), clock.now()
    today = clock.local(now).date()
    edition = current_edition(today)
    parts = people_access.parts(person, edition)
    told = {
        "person": person,
        "next": volunteering.next_shift(person, now=now),
        "served": volunteering.served_by(person, edition),
        "unseen": people.unseen_count(person),
        "kept": kept_by(person, on=today),
        "units": people.liaison_units(person),
        "coordinates": RoleKind.COORDINATOR in parts,
        "leads": RoleKind.LEADER in parts,
    }
    return render(request, "desks/me.html", told)
