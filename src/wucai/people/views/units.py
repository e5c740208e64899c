"""Pages of units: who takes part, who has not entered yet, sheets for them; a unit applies; a liaison's colleagues."""

from django.contrib import messages as notes
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wucai.core import clock, qr
from wucai.core.access import logged_in
from wucai.core.limits import asked_from
from wucai.people import access, exports, queries
from wucai.people.actions import applications, invitations, organisations
from wucai.people.forms import AnswerForm, ApplyForm, ColleagueForm, UnitFilter

_A_PAGE = 100


@logged_in
@never_cache
@require_safe
def units(request: HttpRequest) -> HttpResponse:
    """The units that take part, those that wait for an answer, and who has not entered yet."""
    edition = access.edition_coordinated_by(request.user)
    filters = UnitFilter(request.GET)
    page = Paginator(queries.partners_like(edition, **filters.told()), _A_PAGE).get_page(request.GET.get("page"))
    figures = {
        "units": queries.units(edition),
        "surrounding": queries.surrounding_units(edition),
        "out": queries.not_entered(edition).count(),
    }
    rest = request.GET.copy()
    rest.pop("page", None)
    told = {"page": page, "filters": filters, "figures": figures, "applications": queries.applications(edition), "answer": AnswerForm()}
    return render(request, "people/units.html", {**told, "query": f"{rest.urlencode()}&" if rest else ""})


@logged_in
@never_cache
@require_safe
def unit(request: HttpRequest, slug: str) -> HttpResponse:
    """One unit: its part in the edition, who belongs to it, its open invitations."""
    edition, shown = access.edition_coordinated_by(request.user), access.unit(request.user, slug)
    told = {
        "organisation": shown,
        "partnership": queries.partnership(shown, edition),
        "members": queries.members_of(shown),
        "invitations": queries.invitations_of(shown, edition, now=clock.now()),
        "below": queries.units_below(shown),
    }
    return render(request, "people/unit.html", told)


@logged_in
@never_cache
@require_POST
def sheets(request: HttpRequest) -> HttpResponse:
    """The sheets of all units that have not entered yet, as one PDF."""
    edition = access.edition_coordinated_by(request.user)
    waiting = list(queries.not_entered(edition))
    if not waiting:
        notes.info(request, _("Every unit has entered; there is no sheet to print."))
        return redirect("people:units")
    return _pdf(exports.activation_sheets(edition, waiting, by=access.person(request.user), now=clock.now()), f"sheets-{clock.today()}")


@logged_in
@never_cache
@require_POST
def sheet(request: HttpRequest, slug: str) -> HttpResponse:
    """The sheet of one unit."""
    edition, one = access.edition_coordinated_by(request.user), access.unit(request.user, slug)
    return _pdf(exports.activation_sheets(edition, [one], by=access.person(request.user), now=clock.now()), f"sheet-{one.slug}")


@logged_in
@require_POST
def accept(request: HttpRequest, partnership_id: int) -> HttpResponse:
    """Let a unit in that applied."""
    waiting, form = access.application(request.user, partnership_id), AnswerForm(request.POST)
    is_surrounding = form.is_valid() and bool(form.cleaned_data["is_surrounding"])
    by = access.person(request.user)
    if applications.accept_partner(waiting, by=by, now=clock.now(), is_surrounding=is_surrounding):
        notes.success(request, _("The unit takes part. The way in was sent to who applied."))
    else:
        notes.success(request, _("The unit takes part. Text messages are not set up: print its sheet and hand it over."))
    return redirect("people:unit", waiting.organisation.slug)


@logged_in
@require_POST
def decline(request: HttpRequest, partnership_id: int) -> HttpResponse:
    """Answer an application with no."""
    waiting = access.application(request.user, partnership_id)
    applications.decline_partner(waiting, by=access.person(request.user), now=clock.now())
    notes.success(request, _("The application was declined, and who applied is forgotten. Call them to say why."))
    return redirect("people:units")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: HttpRequest) -> HttpResponse:
    """A unit would like to take part. The answer is the same whether or not it is known here."""
    edition = access.edition_of_today()
    form = ApplyForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        applications.apply(edition, now=clock.now(), asked_from=asked_from(request), **form.told())
        return redirect("people:applied")
    return render(request, "people/apply.html", {"form": form, "edition": edition}, status=422 if form.is_bound else 200)


@require_safe
def applied(request: HttpRequest) -> HttpResponse:
    """What happens with an application."""
    return render(request, "people/applied.html")


@logged_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def colleagues(request: HttpRequest, slug: str) -> HttpResponse:
    """Who belongs to my unit; invite one more. The way in is shown this once, to be passed on in a chat."""
    mine, edition = access.unit_of(request.user, slug), access.edition_of_today()
    form = ColleagueForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        by, now = access.person(request.user), clock.now()
        invitation, code = invitations.invite_colleague(mine, edition, by=by, now=now, is_liaison=form.cleaned_data["is_liaison"])
        address = exports.entry_address(code)
        told = {
            "organisation": mine,
            "invitation": invitation,
            "address": address,
            "code": qr.svg(address, title=_("QR code of the invitation")),
        }
        return render(request, "people/invited.html", told)
    told = {"organisation": mine, "members": queries.members_of(mine), "form": form, "me": access.person(request.user)}
    return render(request, "people/colleagues.html", told)


@logged_in
@require_POST
def part(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    """A colleague belongs to my unit no more."""
    mine = access.unit_of(request.user, slug)
    member = access.member_of(mine, number)
    organisations.leave_unit(member.person, mine, by=access.person(request.user), now=clock.now())
    return redirect("people:colleagues", slug) if member.person != request.user else redirect("desks:me")


@logged_in
@require_POST
def remove(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    """A coordinator ends that somebody belongs to a unit."""
    one = access.unit(request.user, slug)
    organisations.leave_unit(access.member_of(one, number).person, one, by=access.person(request.user), now=clock.now())
    return redirect("people:unit", slug)


def _pdf(data: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}.pdf"', "Content-Language": "zh-hans"}
    return HttpResponse(data, content_type="application/pdf", headers=headers)
