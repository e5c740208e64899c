"""Yes or no to a seat that a roster or a call keeps."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wucai.core import clock
from wucai.core.access import logged_in
from wucai.volunteering import access
from wucai.volunteering.actions import signups

# Where people look at what is asked of them.
_HOME = "/me/"


@logged_in
@require_POST
def accept(request: HttpRequest, signup_id: int) -> HttpResponse:
    """Say yes."""
    signup = access.signup_of(request.user, signup_id)
    signups.accept_seat(signup, by=access.volunteer(request.user), now=clock.now())
    messages.success(request, _("Thank you. We count on you."))
    return redirect(_HOME)


@logged_in
@require_POST
def decline(request: HttpRequest, signup_id: int) -> HttpResponse:
    """Say no."""
    signup = access.signup_of(request.user, signup_id)
    signups.decline_seat(signup, by=access.volunteer(request.user), now=clock.now())
    messages.success(request, _("You said no. Somebody else will be asked."))
    return redirect(_HOME)
