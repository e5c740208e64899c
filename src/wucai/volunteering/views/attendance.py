"""Coming and going: the volunteer's own pages, and the keeper's."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wucai.core import clock
from wucai.core.access import logged_in
from wucai.core.htmx import wants_fragment
from wucai.core.refusals import Refused
from wucai.places.models import Site
from wucai.volunteering import access, exports, queries
from wucai.volunteering.actions import attendance
from wucai.volunteering.choices import AttendanceRefusal
from wucai.volunteering.forms.attendance import CodeForm, DayForm


@never_cache
@logged_in
@require_http_methods(["GET", "HEAD", "POST"])
def check_in(request: HttpRequest) -> HttpResponse:
    """Type the station's code."""
    person, status = access.volunteer(request.user), 200
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            attendance.check_in(person, form.cleaned_data["code"], now=clock.now())
        except attendance.AttendanceRefused as refused:
            form.add_error("code", refused.sentence)
            status = refused.status
        else:
            messages.success(request, _("You are checked in. Thank you for coming."))
            return redirect(settings.LOGIN_REDIRECT_URL)
    elif form.is_bound:
        status = 422
    told = {"form": form, "next": queries.next_shift(person, now=clock.now())}
    return render(request, "volunteering/check_in.html", told, status=status)


@never_cache
@logged_in
@require_http_methods(["GET", "HEAD", "POST"])
def check_out(request: HttpRequest) -> HttpResponse:
    """Look how long it was, then go."""
    person, now = access.volunteer(request.user), clock.now()
    here = queries.open_attendance(person, now=now)
    if here is None:
        raise attendance.AttendanceRefused(AttendanceRefusal.NOT_IN)
    if request.method == "POST":
        attendance.check_out(here, by=person, now=now)
        messages.success(request, _("You are checked out. Your hours wait to be confirmed by the station."))
        return redirect("volunteering:my_hours")
    return render(request, "volunteering/check_out.html", {"attendance": here, "shift": here.signup.shift})


@never_cache
@logged_in
@require_safe
def on_duty(request: HttpRequest, slug: str) -> HttpResponse:
    """The station at this moment: its code, who is here, who is awaited."""
    return _duty(request, access.station_run_by(request.user, slug))


@never_cache
@logged_in
@require_safe
def code(request: HttpRequest, slug: str) -> HttpResponse:
    """The code alone, asked for again when it has changed."""
    site = access.station_run_by(request.user, slug)
    return render(request, "volunteering/_station_code.html", {"site": site, "code": queries.station_code(site, now=clock.now())})


@logged_in
@require_POST
def check_in_seat(request: HttpRequest, slug: str, signup_id: int) -> HttpResponse:
    """The keeper saw somebody come: the list again."""
    site = access.station_run_by(request.user, slug)
    seat = access.seat_at(site, signup_id)
    return _after(request, site, lambda: attendance.check_in_by_keeper(seat, by=access.volunteer(request.user), now=clock.now()))


@logged_in
@require_POST
def check_out_seat(request: HttpRequest, slug: str, attendance_id: int) -> HttpResponse:
    """The keeper saw somebody go: the list again."""
    site = access.station_run_by(request.user, slug)
    here = access.attendance_at(site, attendance_id)
    return _after(request, site, lambda: attendance.check_out(here, by=access.volunteer(request.user), now=clock.now()))


@never_cache
@logged_in
@require_safe
def sign_in_sheet(request: HttpRequest, slug: str) -> HttpResponse:
    """The sheet of a day, to print and sign."""
    site = access.station_run_by(request.user, slug)
    form = DayForm(request.GET)
    if (day := form.chosen()) is None:
        return render(request, "volunteering/day.html", {"form": form, "site": site}, status=422)
    headers = {"Content-Disposition": f'inline; filename="{site.slug}-{day}.pdf"'}
    return HttpResponse(exports.sign_in_sheet(site, day), content_type="application/pdf", headers=headers)


@never_cache
@logged_in
@require_safe
def duty_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Who serves on a day, with telephones: to print and to keep beside the telephone."""
    site = access.station_run_by(request.user, slug)
    form = DayForm(request.GET)
    if (day := form.chosen()) is None:
        return render(request, "volunteering/day.html", {"form": form, "site": site}, status=422)
    shifts = exports.duty_list(site, day, by=access.volunteer(request.user))
    return render(request, "volunteering/duty_list.html", {"site": site, "day": day, "shifts": shifts, "form": DayForm({"day": day})})


def _after(request: HttpRequest, site: Site, deed: Callable[[], object]) -> HttpResponse:
    """Do it, and show the list in place for htmx, else its page anew, so that a reload repeats nothing; refused, with the reason."""
    try:
        deed()
    except Refused as refused:
        return _duty(request, site, refusal=refused)
    return _duty(request, site) if wants_fragment(request) else redirect("volunteering:on_duty", slug=site.slug)


def _duty(request: HttpRequest, site: Site, *, refusal: Refused | None = None) -> HttpResponse:
    now = clock.now()
    told = {"site": site, "duty": queries.on_duty(site, at=now), "station_code": queries.station_code(site, now=now)}
    told |= {"refusal": refusal.sentence if refusal else ""}
    template = "volunteering/_on_duty.html" if wants_fragment(request) else "volunteering/on_duty.html"
    return render(request, template, told, status=refusal.status if refusal else 200)
