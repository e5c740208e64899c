"""The coordinator's home."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from wucai.core import clock
from wucai.core.access import logged_in
from wucai.desks.queries.desk import pressing
from wucai.desks.queries.ways import WAYS
from wucai.people import access


@logged_in
@never_cache
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """What wants the coordinator now, and the ways from here."""
    edition = access.edition_coordinated_by(request.user)
    told = {"edition": edition, "pressing": pressing(edition, now=clock.now()), "ways": WAYS}
    return render(request, "desks/desk.html", told)
