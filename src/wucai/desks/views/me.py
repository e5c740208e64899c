"""The volunteer's home."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from wucai.core import clock
from wucai.core.access import logged_in
from wucai.people import queries as people
from wucai.people.choices import RoleKind
from wucai.places.queries import kept_by
from wucai.programme.queries import current_edition
from wucai.volunteering import access as volunteering_access
from wucai.volunteering import queries as volunteering


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
