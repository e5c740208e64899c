"""Coming into a unit by a code."""

from django.contrib import messages as notes
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from wucai.core import clock
from wucai.core.access import logged_in
from wucai.core.limits import asked_from
from wucai.people import access
from wucai.people.actions import invitations
from wucai.people.forms import EnterForm


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def type_code(request: HttpRequest) -> HttpResponse:
    """For whoever holds a sheet and no camera: type its code."""
    form = EnterForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        return redirect("people:enter", form.cleaned_data["code"])
    return render(request, "people/enter_code.html", {"form": form}, status=422 if form.is_bound else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest, code: str) -> HttpResponse:
    """What the code opens. Without a log-in: log in or join first, and come back here. With one: one press, and the code is used."""
    person = access.somebody(request.user)
    invitation = invitations.look_up(code, person, asked_from=asked_from(request), now=clock.now())
    if request.method != "POST" or person is None:
        return render(request, "people/enter.html", {"invitation": invitation, "person": person, "back": request.get_full_path()})
    membership = invitations.use(code, person, now=clock.now())
    notes.success(request, _("Welcome. You belong to this unit now."))
    return redirect("desks:unit", membership.organisation.slug) if membership.is_liaison else redirect("desks:me")


@logged_in
@require_POST
def revoke(request: HttpRequest, invitation_id: int) -> HttpResponse:
    """Take back an invitation that nobody used."""
    invitation = access.invitation(request.user, invitation_id)
    invitations.revoke(invitation, by=access.person(request.user), now=clock.now())
    notes.success(request, _("This invitation lets nobody in any more."))
    return redirect("people:unit", invitation.organisation.slug)
