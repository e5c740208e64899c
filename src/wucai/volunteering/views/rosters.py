"""Rosters: asked for, looked at day by day, published."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateformat import format as formatted
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from wucai.core import clock
from wucai.core.access import key_in, logged_in
from wucai.core.components import Tab
from wucai.core.htmx import wants_fragment
from wucai.volunteering import access
from wucai.volunteering.actions import rosters
from wucai.volunteering.choices import RosterState
from wucai.volunteering.forms.rosters import RosterForm
from wucai.volunteering.models import Roster
from wucai.volunteering.queries import board, comparison, reasons
from wucai.volunteering.queries import rosters as queries

_A_PAGE = 20


@logged_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def show_rosters(request: HttpRequest) -> HttpResponse:
    """The edition's rosters; ask for another."""
    edition = access.edition_staffed_by(request.user)
    wished = {"first_on": max(clock.today(), edition.starts_on), "last_on": max(clock.today(), edition.ends_on)}
    form = RosterForm(request.POST) if request.method == "POST" else RosterForm(initial=wished)
    told, status = {"form": form, "rosters": queries.rosters_of(edition)}, 422 if form.is_bound else 200
    if form.is_valid():
        try:
            roster = rosters.ask_for_roster(edition, by=access.volunteer(request.user), now=clock.now(), **form.wishes())
            return redirect("volunteering:roster", roster.pk)
        except rosters.RosterRefused as refused:
            status = form.take_refusal(refused)
    return render(request, "volunteering/rosters.html", told, status=status)


@logged_in
@never_cache
@require_safe
def show_roster(request: HttpRequest, roster_id: int) -> HttpResponse:
    """One roster: how far it is, or its board for a day. The fragment is asked for while a worker has it."""
    roster = access.roster_of(request.user, roster_id)
    if wants_fragment(request):
        is_busy = roster.state == RosterState.SOLVING
        return render(request, "volunteering/_roster_progress.html", {"roster": roster}) if is_busy else HttpResponseClientRefresh()
    if roster.state in (RosterState.SOLVING, RosterState.FAILED, RosterState.DROPPED):
        return render(request, "volunteering/roster_waiting.html", {"roster": roster})
    told = {"roster": roster, **_board(roster, request), **_published(roster), **_compared(roster, request)}
    return render(request, "volunteering/roster.html", told)


@logged_in
@require_POST
def stop(request: HttpRequest, roster_id: int) -> HttpResponse:
    """Take the best that is found so far."""
    roster = access.roster_of(request.user, roster_id)
    rosters.stop(roster, by=access.volunteer(request.user))
    return redirect("volunteering:roster", roster.pk)


@logged_in
@require_POST
def drop(request: HttpRequest, roster_id: int) -> HttpResponse:
    """Put a proposal away."""
    roster = access.roster_of(request.user, roster_id)
    rosters.drop(roster, by=access.volunteer(request.user))
    messages.success(request, _("The roster was dropped. Nobody was asked."))
    return redirect("volunteering:rosters")


@logged_in
@require_POST
def publish(request: HttpRequest, roster_id: int) -> HttpResponse:
    """Ask everybody whom the roster proposes."""
    roster = access.roster_of(request.user, roster_id)
    told = rosters.publish(roster, by=access.volunteer(request.user), now=clock.now())
    words = ngettext(
        "%(count)d seat is kept until the volunteer answers.", "%(count)d seats are kept until the volunteers answer.", told.asked
    )
    messages.success(request, words % {"count": told.asked})
    if told.taken_back:
        words = ngettext(
            "%(count)d question that nobody had answered was taken back.",
            "%(count)d questions that nobody had answered were taken back.",
            told.taken_back,
        )
        messages.success(request, words % {"count": told.taken_back})
    return redirect("volunteering:roster", roster.pk)


def _board(roster: Roster, request: HttpRequest) -> dict[str, Any]:
    """The day that is asked for, else the first one that is not over."""
    days = queries.days_of(roster)
    asked = request.GET.get("day", "")
    day = next((each for each in days if each.isoformat() == asked), None) or next(
        (each for each in days if each >= clock.today()), days[0]
    )
    shown = board.board(roster, day)
    return {
        "board": shown,
        "tabs": [
            Tab(_said(each), f"{reverse('volunteering:roster', args=[roster.pk])}?day={each.isoformat()}", each == day) for each in days
        ],
        "short": board.shortfalls(roster, shown),
        "undo": _undo(roster, request.GET),
    }


def _compared(roster: Roster, request: HttpRequest) -> dict[str, Any]:
    """A proposal beside what stands, a page of its changes at a time."""
    if roster.state != RosterState.PROPOSED:
        return {}
    found = comparison.compared(roster, now=clock.now())
    page = Paginator(found.changes, _A_PAGE).get_page(request.GET.get("page", ""))
    people = comparison.people_of(roster, page)
    day = request.GET.get("day", "")
    return {
        "comparison": found,
        "changes": [(each, people[each.person_id]) for each in page],
        "page": page,
        "query": f"{urlencode({'day': day})}&" if day else "",
        "is_unfolded": found.before.seats > 0 and (len(found.changes) <= _A_PAGE or "page" in request.GET),
    }


def _published(roster: Roster) -> dict[str, Any]:
    if roster.state != RosterState.PUBLISHED:
        return {}
    accepted, waiting, given_back = queries.answers_to(roster)
    left_out = [(placement, reasons.sentence(*placement.reasons[-1])) for placement in queries.not_asked(roster)]
    return {"accepted": accepted, "waiting": waiting, "given_back": given_back, "not_asked": left_out}


def _undo(roster: Roster, query: Any) -> str:
    """Where the last step on the board is undone: the address holds it, so that a page that is loaded again still offers it."""
    placement, before = (key_in(query.get(name, "")) for name in ("moved", "before"))
    if roster.state != RosterState.PROPOSED or before is None:
        return ""
    if placement is not None:
        return reverse("volunteering:move", args=[placement, before])
    person = query.get("removed", "")
    return reverse("volunteering:place", args=[roster.pk, before, person]) if person.isascii() and person.isalnum() else ""


def _said(day: date) -> str:
    return formatted(day, pgettext("date format", "D j M"))
