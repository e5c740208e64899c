"""Where seats are open, why, whom to ask, and what they answered."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from wucai.core import clock
from wucai.core.access import logged_in
from wucai.core.components import Tab
from wucai.core.htmx import wants_fragment
from wucai.programme.models import Edition
from wucai.volunteering import access, planner
from wucai.volunteering.actions import calls
from wucai.volunteering.queries import gap_lines, reasons, rosters

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


@logged_in
@never_cache
@require_safe
def show_gap(request: HttpRequest, shift_id: int) -> HttpResponse:
    """One such shift: why, three people to ask, who was asked. The fragment is asked for while somebody has yet to answer."""
    shift, now = access.shift_staffed_by(request.user, shift_id), clock.now()
    line, called = gap_lines.gap_of(shift), gap_lines.called(shift)
    told = {"line": line, "shift": line.shift, "calls": called, "waiting": any(each.is_asked for each in called), "now": now}
    if wants_fragment(request):
        return render(request, "volunteering/_gap_calls.html", told)
    story = planner.explain_gap(line.shift, now=now) if line.open_seats and shift.starts_at > now else None
    return render(request, "volunteering/gap.html", {**told, **_told(story), "crew": gap_lines.crew(shift)})


@logged_in
@require_POST
def ask(request: HttpRequest, shift_id: int, number: str) -> HttpResponse:
    """Ask somebody to fill the gap: a seat is kept until they answer."""
    shift = access.shift_staffed_by(request.user, shift_id)
    enrolment = access.enrolment_staffed_by(request.user, number)
    calls.ask(shift, enrolment.person, by=access.volunteer(request.user), now=clock.now())
    messages.success(
        request,
        _("Asked. A seat is kept until the answer comes; you can take the question back until then, and for ten minutes after a yes."),
    )
    return redirect("volunteering:gap", shift.pk)


@logged_in
@require_POST
def take_back(request: HttpRequest, signup_id: int) -> HttpResponse:
    """Take a question back: before it is answered, or soon after a yes."""
    signup = access.seat_staffed_by(request.user, signup_id)
    undone = calls.take_back(signup, by=access.volunteer(request.user), now=clock.now())
    told = _("Undone: the seat is free again, and a message tells the volunteer that they need not come.")
    messages.success(request, told if undone.accepted_at else _("The question was taken back, and the seat is free again."))
    return redirect("volunteering:gap", signup.shift_id)


def _told(story: planner.GapStory | None) -> dict[str, Any]:
    """Why, what would help, and whom to ask, in sentences."""
    if story is None or story.shortfall is None:
        return {}
    lacking = story.shortfall
    return {
        "funnel": reasons.funnel(lacking.funnel),
        "help": reasons.help_for(lacking.changes, lacking.elsewhere),
        "candidates": [(each, reasons.sentences(each.reasons)) for each in story.candidates],
    }
