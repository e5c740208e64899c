"""Hours: one's own, and those that a keeper settles."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wucai.core import clock
from wucai.core.access import logged_in
from wucai.places.models import Site
from wucai.volunteering import access, queries
from wucai.volunteering.actions import hours
from wucai.volunteering.forms.attendance import MakeUpForm, ReasonForm


@never_cache
@logged_in
@require_safe
def my_hours(request: HttpRequest) -> HttpResponse:
    """What I served: confirmed, to be confirmed, void, and what was never closed."""
    return render(request, "volunteering/my_hours.html", {"hours": queries.hours_of(access.volunteer(request.user), now=clock.now())})


@never_cache
@logged_in
@require_http_methods(["GET", "HEAD", "POST"])
def station_hours(request: HttpRequest, slug: str) -> HttpResponse:
    """The keeper looks through the hours that wait, and confirms those that are ticked."""
    site = access.station_run_by(request.user, slug)
    if request.method != "POST":
        return _station_hours(request, site)
    entries = access.hours_at(site, request.POST.getlist("entry"))
    count = hours.confirm(entries, by=access.volunteer(request.user), now=clock.now())
    messages.success(request, ngettext("%(count)d entry confirmed.", "%(count)d entries confirmed.", count) % {"count": count})
    return redirect("volunteering:station_hours", slug=slug)


@logged_in
@require_POST
def void_hours(request: HttpRequest, slug: str, entry_id: int) -> HttpResponse:
    """Declare hours void, with the reason."""
    site = access.station_run_by(request.user, slug)
    entry, form = access.hours_entry_at(site, entry_id), ReasonForm(request.POST)
    if not form.is_valid():
        return _station_hours(request, site, form=form, status=422)
    hours.void(entry, by=access.volunteer(request.user), reason=form.cleaned_data["reason"], now=clock.now())
    return redirect("volunteering:station_hours", slug=slug)


@logged_in
@require_POST
def make_up_hours(request: HttpRequest, slug: str, signup_id: int) -> HttpResponse:
    """Add hours by hand for somebody who was there and is not on record."""
    site = access.station_run_by(request.user, slug)
    seat, form = access.seat_at(site, signup_id), MakeUpForm(request.POST)
    if not form.is_valid():
        return _station_hours(request, site, form=form, status=422)
    hours.make_up(seat, **form.cleaned_data, by=access.volunteer(request.user), now=clock.now())
    return redirect("volunteering:station_hours", slug=slug)


def _station_hours(request: HttpRequest, site: Site, *, form: ReasonForm | None = None, status: int = 200) -> HttpResponse:
    told = {"site": site, "entries": queries.to_confirm_at(site), "seats": queries.seats_without_hours(site, now=clock.now()), "form": form}
    return render(request, "volunteering/station_hours.html", told, status=status)
