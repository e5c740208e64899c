"""The shifts one may join, those one has, and the calendar of them."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from wucai.core import clock
from wucai.core.access import logged_in
from wucai.core.components import Tab
from wucai.core.pagecache import for_everybody
from wucai.places.queries import stations
from wucai.programme.queries import current_edition
from wucai.volunteering import access, exports, queries
from wucai.volunteering.actions import feeds
from wucai.volunteering.forms.joining import WishForm

_A_PAGE = 20


@require_safe
@for_everybody(seconds=2)
def join(request: HttpRequest) -> HttpResponse:
    """The shifts to come that have seats left, by colour, station and day; full ones where they are asked for."""
    now, edition = clock.now(), current_edition(clock.today())
    days = queries.days_to_come(edition, now=now)
    form = WishForm(request.GET, colours=queries.colours_of(edition), stations=stations(edition), days=days)
    wishes = form.wishes()
    page = Paginator(queries.shifts_to_join(edition, now=now, **wishes), _A_PAGE).get_page(request.GET.get("page", ""))
    lines = queries.lines(page.object_list, access.person(request.user))
    query = f"{urlencode(wishes)}&" if wishes else ""
    told = {"edition": edition, "form": form, "page": page, "days": queries.by_day(lines), "query": query, "wishes": wishes}
    return render(request, "volunteering/join.html", told)


@require_safe
@for_everybody(seconds=2)
def shift(request: HttpRequest, shift_id: int) -> HttpResponse:
    """One shift: what it is, what to look out for, and whether a seat is left."""
    found = access.shift_open_to(request.user, shift_id)
    line = queries.line_afresh(found, access.person(request.user))
    return render(request, "volunteering/shift.html", {"line": line, "shift": found, "has_begun": found.starts_at <= clock.now()})


@never_cache
@logged_in
@require_safe
def my_shifts(request: HttpRequest) -> HttpResponse:
    """My shifts to come, past, and given back."""
    seats = queries.seats_told(access.volunteer(request.user), now=clock.now())
    views = {"": (_("To come"), seats.to_come), "past": (_("Past"), seats.past), "given-back": (_("Given back"), seats.given_back)}
    chosen = request.GET.get("show", "")
    shown = chosen if chosen in views else ""
    here = reverse("volunteering:my_shifts")
    tabs = [Tab(label, f"{here}?show={name}" if name else here, is_current=name == shown) for name, (label, _seats) in views.items()]
    heading, shown_seats = views[shown]
    told = {"tabs": tabs, "heading": heading, "seats": shown_seats, "shown": shown}
    return render(request, "volunteering/my_shifts.html", told)


@never_cache
@logged_in
@require_http_methods(["GET", "HEAD", "POST"])
def my_calendar(request: HttpRequest) -> HttpResponse:
    """The secret address for my calendar: made, made anew, turned off."""
    person = access.volunteer(request.user)
    if request.method == "POST":
        if "off" in request.POST:
            feeds.close_feed(person, now=clock.now())
        else:
            feeds.open_feed(person, now=clock.now())
        return redirect("volunteering:my_calendar")
    feed = queries.feed_of(person)
    address = request.build_absolute_uri(reverse("volunteering:calendar", args=[queries.token_of(feed)])) if feed and feed.is_on else ""
    return render(request, "volunteering/my_calendar.html", {"address": address, "subscribe": f"webcal:{address.split(':', 1)[-1]}"})


@never_cache
@require_safe
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    """My shifts as a calendar reads them, for whoever has the secret address."""
    feed = access.feed_with(token)
    headers = {"Content-Disposition": 'inline; filename="wucai.ics"'}
    return HttpResponse(exports.calendar(feed, now=clock.now()), content_type="text/calendar; charset=utf-8", headers=headers)
