"""One placement on the board: why it was proposed, where it could go, moved and taken off."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from wucai.core import clock
from wucai.core.access import logged_in
from wucai.volunteering import access
from wucai.volunteering.actions import placements
from wucai.volunteering.actions.rosters import RosterRefused
from wucai.volunteering.choices import RosterRefusal
from wucai.volunteering.forms.rosters import DirectionForm
from wucai.volunteering.models import Roster, Shift
from wucai.volunteering.queries import board, reasons


@logged_in
@never_cache
@require_safe
def show_placement(request: HttpRequest, placement_id: int) -> HttpResponse:
    """Why somebody is proposed, and where else they could go that day."""
    placement = access.placement_of(request.user, placement_id)
    moves = board.moves(placement, now=clock.now())
    told = {
        "placement": placement,
        "reasons": reasons.sentences(placement.reasons),
        "possible": [move for move in moves if move.refusal is None],
        "impossible": [move for move in moves if move.refusal],
        "back": _address(placement.roster, placement.shift),
    }
    return render(request, "volunteering/placement.html", told)


@logged_in
@require_POST
def move(request: HttpRequest, placement_id: int, shift_id: int) -> HttpResponse:
    """Propose the person for another shift."""
    placement = access.placement_of(request.user, placement_id)
    shift = access.shift_staffed_by(request.user, shift_id)
    before = placement.shift_id
    placements.move(placement, shift, by=access.volunteer(request.user), now=clock.now())
    return redirect(f"{_address(placement.roster, shift, moved=placement.pk, before=before)}#placement-{placement.pk}")


@logged_in
@require_POST
def move_towards(request: HttpRequest, placement_id: int) -> HttpResponseBase:
    """The same by an arrow: the likeliest shift of the next cell in that direction."""
    placement = access.placement_of(request.user, placement_id)
    form = DirectionForm(request.POST)
    found = board.neighbours(placement, form.cleaned_data["direction"]) if form.is_valid() else []
    if not found:
        raise RosterRefused(RosterRefusal.ELSEWHERE)
    return move(request, placement_id, found[0].pk)


@logged_in
@require_POST
def remove(request: HttpRequest, placement_id: int) -> HttpResponse:
    """Propose the person no more."""
    placement = access.placement_of(request.user, placement_id)
    placements.remove(placement, by=access.volunteer(request.user))
    return redirect(_address(placement.roster, placement.shift, removed=placement.person.number, before=placement.shift_id))


@logged_in
@require_POST
def place(request: HttpRequest, roster_id: int, shift_id: int, number: str) -> HttpResponse:
    """Propose somebody for a shift, by hand."""
    roster = access.roster_of(request.user, roster_id)
    shift = access.shift_staffed_by(request.user, shift_id)
    person = access.enrolment_staffed_by(request.user, number).person
    placement = placements.place(roster, person, shift, by=access.volunteer(request.user), now=clock.now())
    return redirect(f"{_address(roster, shift)}#placement-{placement.pk}")


def _address(roster: Roster, shift: Shift, **step: object) -> str:
    """The board of the shift's day; with a step, the page offers to undo it."""
    day = clock.local(shift.starts_at).date().isoformat()
    return f"{reverse('volunteering:roster', args=[roster.pk])}?{urlencode({'day': day, **step})}"
