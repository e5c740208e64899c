"""The people who serve, for those who coordinate them."""

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from wucai.core.access import logged_in
from wucai.volunteering import access, queries
from wucai.volunteering.forms.rosters import ServingForm
from wucai.volunteering.queries import serving

_A_PAGE = 50


@logged_in
@never_cache
@require_safe
def show_people(request: HttpRequest) -> HttpResponse:
    """Who serves, by colour, unit, hours and name."""
    edition = access.edition_staffed_by(request.user)
    form = ServingForm(request.GET, colours=queries.colours_of(edition), units=serving.units_serving(edition))
    wishes = form.wishes()
    page = Paginator(serving.people_serving(edition, **_filters(wishes)), _A_PAGE).get_page(request.GET.get("page", ""))
    told = {"form": form, "page": page, "query": f"{urlencode(wishes)}&" if wishes else "", "colour": wishes.get("colour", "")}
    return render(request, "volunteering/people_serving.html", told)


@logged_in
@never_cache
@require_safe
def show_person(request: HttpRequest, number: str) -> HttpResponse:
    """What one of them told, has learnt and does."""
    enrolment = access.enrolment_staffed_by(request.user, number)
    return render(request, "volunteering/person_serving.html", {"profile": serving.profile(enrolment), "enrolment": enrolment})


def _filters(wishes: dict[str, str]) -> dict[str, Any]:
    return {
        "colour": wishes.get("colour", ""),
        "organisation_id": int(wishes["unit"]) if "unit" in wishes else None,
        "least_minutes": int(wishes.get("hours", 0)),
        "name": wishes.get("name", ""),
    }
