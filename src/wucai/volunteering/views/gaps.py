"""Where seats are open, and that a roster is missing."""

from typing import Any

from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from wucai.core import clock
from wucai.core.access import logged_in
from wucai.core.components import Tab
from wucai.programme.models import Edition
from wucai.volunteering import access
from wucai.volunteering.queries import gap_lines, rosters

_A_PAGE = 50


@logged_in
@never_cache
@require_safe
def show_gaps(request: HttpRequest) -> HttpResponse:
    """The shifts that lack somebody, the next first: those of the next 36 hours, or all to come."""
    edition, now = access.edition_staffed_by(request.user), clock.now()
    shows_all = request.GET.get("show") == "all"
    within = gap_lines.EVER if shows_all else gap_lines.AHEAD
    here = reverse("volunteering:gaps")
    tabs = [Tab(_("The next 36 hours"), here, not shows_all), Tab(_("All to come"), f"{here}?show=all", shows_all)]
    page = Paginator(gap_lines.gaps(edition, now=now, within=within), _A_PAGE).get_page(request.GET.get("page", ""))
    told: dict[str, Any] = {"page": page, "tabs": tabs, "query": "show=all&" if shows_all else ""}
    told["unstaffed"] = rosters.unstaffed(edition, now=now)
    if not page.object_list:
        told["has_shifts"] = gap_lines.begins_within(edition, now=now, within=within)
    return render(request, "volunteering/gaps.html", told)


def roster_missing(request: HttpRequest, edition: models.Model) -> SafeString:
    """Panel on the coordinator's desk: that the shifts to come still wait for their first roster; nothing once anybody has a seat."""
    assert isinstance(edition, Edition)
    missing = rosters.unstaffed(edition, now=clock.now())
    return render_to_string("volunteering/_unstaffed.html", {"unstaffed": missing}, request=request) if missing else SafeString()
