"""Pages of messages: what I was told; what coordinators tell; the robots of groups; in the demo, what left the house."""

from django.contrib import messages as notes
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wucai.core import clock
from wucai.core.access import logged_in, name_in
from wucai.people import access, exports, queries
from wucai.people.actions import groups, messages
from wucai.people.actions.messages import MessageRefused
from wucai.people.forms import HookForm, MessageForm

_A_PAGE = 30
_NAMES_A_PAGE = 100


@logged_in
@never_cache
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """What I was told, newest first."""
    person = access.person(request.user)
    page = Paginator(queries.notices_of(person), _A_PAGE).get_page(request.GET.get("page"))
    return render(request, "people/inbox.html", {"page": page, "unseen": queries.unseen_count(person)})


@logged_in
@never_cache
@require_safe
def notice(request: HttpRequest, notice_id: int) -> HttpResponse:
    """One message that I was sent; opening it is seeing it."""
    mine = access.notice_of(request.user, notice_id)
    messages.mark_seen(access.person(request.user), mine, now=clock.now())
    return render(request, "people/notice.html", {"notice": mine, "message": mine.message})


@logged_in
@never_cache
@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """What was sent in the edition, with how many have seen it."""
    edition = access.edition_coordinated_by(request.user)
    page = Paginator(queries.messages_of(edition), _A_PAGE).get_page(request.GET.get("page"))
    return render(request, "people/sent.html", {"page": page})


@logged_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def compose(request: HttpRequest) -> HttpResponse:
    """Write a message. Pages that know their people come with ?audience=shift&id=7, and the audience is not asked."""
    asked, asked_id = (name_in(request.GET.get(key, "")) for key in ("audience", "id"))
    edition, person = access.edition_written_in_by(request.user, asked, asked_id), access.person(request.user)
    given = queries.audience(edition, asked, asked_id) if asked else None
    if asked and given is None:
        raise Http404
    form = MessageForm(edition, request.POST if request.method == "POST" else None, given=given)
    if not form.is_valid():
        return render(request, "people/compose.html", {"form": form, "given": given}, status=422 if form.is_bound else 200)
    try:
        message = messages.send(edition, by=person, now=clock.now(), **form.told())
    except MessageRefused as refused:
        return render(request, "people/compose.html", {"form": form, "given": given, "refusal": refused.sentence}, status=refused.status)
    return redirect("people:message", message.pk)


@logged_in
@never_cache
@require_safe
def message(request: HttpRequest, message_id: int) -> HttpResponse:
    """One message that was sent: who has seen it and who has not, and its words to copy."""
    told = access.message_of(request.user, message_id)
    page = Paginator(queries.notices_by_person(told), _NAMES_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "people/message.html", {"message": told, "page": page, "text": exports.plain_text(told)})


@logged_in
@require_POST
def remind(request: HttpRequest, message_id: int) -> HttpResponse:
    """Tell those again who have not seen it."""
    told = access.message_of(request.user, message_id)
    count = messages.remind(told, by=access.person(request.user), now=clock.now())
    sentence = ngettext("%(count)d person was reminded.", "%(count)d people were reminded.", count)
    notes.success(request, sentence % {"count": count})
    return redirect("people:message", message_id)


@logged_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def hooks(request: HttpRequest) -> HttpResponse:
    """The robots of chat groups: see them, add one."""
    edition = access.edition_coordinated_by(request.user)
    form = HookForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        groups.add_hook(edition, by=access.person(request.user), now=clock.now(), **form.cleaned_data)
        return redirect("people:hooks")
    return render(request, "people/hooks.html", {"form": form, "hooks": queries.hooks_of(edition)}, status=422 if form.is_bound else 200)


@logged_in
@require_POST
def end_hook(request: HttpRequest, hook_id: int) -> HttpResponse:
    """Send nothing more to this robot."""
    groups.end_hook(access.hook_of(request.user, hook_id), by=access.person(request.user), now=clock.now())
    notes.success(request, _("Nothing more is sent to this robot, and its address is forgotten."))
    return redirect("people:hooks")


@never_cache
@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """In the demo, what left the house: mail, text messages with their codes, what robots would say. Nothing of it really goes anywhere."""
    access.demo_alone()
    return render(request, "people/outbox.html", {"parcels": queries.outbox_shown(f"{request.scheme}://{request.get_host()}")})
