"""Pages and fragments of volunteering."""

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from wucai.core import clock
from wucai.core.access import logged_in
from wucai.core.htmx import wants_fragment
from wucai.core.refusals import Refused
from wucai.places.models import Site
from wucai.volunteering import access, queries
from wucai.volunteering.actions import signups
from wucai.volunteering.choices import Refusal
from wucai.volunteering.forms.seats import KeyForm
from wucai.volunteering.models import Shift, Signup

# So many open shifts a station's page shows.
_AT_A_SITE = 8


def site_shifts(request: HttpRequest, site: models.Model) -> SafeString:
    """Panel: the next shifts at this site that one may still join, after one's own; the rest stands on the list of shifts."""
    assert isinstance(site, Site)
    lines = queries.lines_at(site, access.person(request.user), now=clock.now(), most=_AT_A_SITE)
    return render_to_string("volunteering/_site_shifts.html", {"lines": lines, "site": site}, request=request)


@require_POST
def join_shift(request: HttpRequest, shift_id: int) -> HttpResponseBase:
    """Take a seat: the row again, with the seat or with the reason why not.

    Nine of ten people in a rush come when the shift is known to be full. A new wish then gets the row that was drawn for the one before,
    which is the same for everybody: no log-in is read for it. A wish that was answered before goes on to its first answer.
    """
    if wants_fragment(request) and (row := queries.full_row(shift_id)):
        form = KeyForm(request.POST)
        if form.is_valid() and not queries.is_answered(form.wish()):
            return HttpResponse(row, status=Refused.status)
    return _join(request, shift_id)


@logged_in
def _join(request: HttpRequest, shift_id: int) -> HttpResponse:
    shift = access.shift_open_to(request.user, shift_id)
    person = access.volunteer(request.user)
    try:
        signup = signups.sign_up(person, shift, key=KeyForm(request.POST).wish(), now=clock.now())
    except Refused as refused:
        if refused.reason == Refusal.FULL and wants_fragment(request):
            return _full_row(shift, refused)
        return _row(request, shift, refusal=refused.sentence, status=refused.status)
    return _row(request, shift, signup=None if signup.is_withdrawn else signup)


@logged_in
@require_POST
def withdraw(request: HttpRequest, signup_id: int) -> HttpResponse:
    """Give a seat back: the row again, free to be taken."""
    signup = access.signup_of(request.user, signup_id)
    try:
        signups.withdraw(signup, by=signup.person, now=clock.now())
    except signups.SignupRefused as refused:
        return _row(request, signup.shift, refusal=refused.sentence, status=refused.status)
    return _row(request, signup.shift)


def _full_row(shift: Shift, refused: Refused) -> HttpResponse:
    """The row of a shift on which the reader got no seat. Nothing in it is anybody's own, no form and no token: it is kept for the next."""
    shift.taken = shift.seats
    row = render_to_string("volunteering/_shift_row.html", {"line": queries.ShiftLine(shift), "refusal": refused.sentence})
    queries.keep_full_row(shift.pk, row)
    return HttpResponse(row, status=refused.status)


def _row(request: HttpRequest, shift: Shift, *, signup: Signup | None = None, refusal: str = "", status: int = 200) -> HttpResponse:
    """The shift's row alone for htmx; without a script, the station's page (or the page of the refusal)."""
    if not wants_fragment(request) and not refusal:
        return redirect("places:station", slug=shift.post.site.slug)
    line = queries.ShiftLine(shift, signup) if signup else queries.line_afresh(shift, access.person(request.user))
    template = "volunteering/_shift_row.html" if wants_fragment(request) else "volunteering/shift_refused.html"
    return render(request, template, {"line": line, "refusal": refusal}, status=status)
