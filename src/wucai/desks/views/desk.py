"""The coordinator's home."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from wucai.core.access import logged_in
from wucai.people import access as people_access
from wucai.volunteering import queries as volunteering


@require_safe
@logged_in
def desk(request: HttpRequest) -> HttpResponse:
    """The coordinator's home: what can be done from here."""
    edition = people_access.edition_coordinated_by(request.user)
    return render(request, "desks/desk.html", {"edition": edition, "seats_taken": volunteering.seats_taken(edition)})
