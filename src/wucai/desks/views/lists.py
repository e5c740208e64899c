"""Lists on their way in, of whatever kind a room reads: a coordinator's under /desk/import/, a unit's own under /unit/<slug>/import/."""

import io

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.http.response import HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from wucai.core import clock, differences, importers
from wucai.core.access import logged_in
from wucai.core.htmx import wants_fragment
from wucai.core.spreadsheets import template
from wucai.desks import access, exports
from wucai.desks.access import Sender
from wucai.desks.forms.lists import UploadForm
from wucai.desks.queries import lists as queries


@logged_in
@never_cache
@require_safe
def index(request: HttpRequest, slug: str | None = None) -> HttpResponse:
    """The lists that one may send, each with its template, and those that were sent."""
    who = access.sender(request.user, slug)
    return render(request, "desks/lists.html", {"who": who, "sent": queries.latest(access.lists_of(who))})


@logged_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, kind: str, slug: str | None = None) -> HttpResponse:
    """Send a list; below, those of its kind that I sent."""
    who = access.sender(request.user, slug)
    importer = access.importer(who, kind)
    posted = (request.POST, request.FILES) if request.method == "POST" else ()
    form = UploadForm(who.sheet(importer), *posted)
    if form.is_valid():
        return _to(who, importers.start(kind, **form.upload(), by=who.person, scope=who.scope).pk, kind)
    told = {"who": who, "importer": importer, "form": form, "sent": queries.latest(access.lists_of(who), kind)}
    told["downloads"] = queries.downloads(importer, request.path, is_own=who.organisation is not None)
    return render(request, "desks/list_upload.html", told, status=422 if form.is_bound else 200)


@logged_in
@never_cache
@require_safe
def sent(request: HttpRequest, kind: str, import_id: int, slug: str | None = None) -> HttpResponse:
    """Where a list stands: how far the worker is, what would change, what was done. The fragment is asked for every two seconds."""
    who = access.sender(request.user, slug)
    one = access.sent_list(who, kind, import_id)
    if wants_fragment(request):
        return render(request, "core/imports/_progress.html", {"sent": one}) if one.is_busy else HttpResponseClientRefresh()
    importer = access.importer(who, kind)
    told = differences.context(one, who.sheet(importer), wanted=request.GET.get("show", ""), page=request.GET.get("page", ""))
    return render(request, "desks/list_sent.html", {**told, "who": who, "importer": importer})


@logged_in
@require_POST
def confirm(request: HttpRequest, kind: str, import_id: int, slug: str | None = None) -> HttpResponse:
    """Write what was checked, or go on where it was stopped."""
    who = access.sender(request.user, slug)
    importers.confirm(access.sent_list(who, kind, import_id), by=who.person)
    return _to(who, import_id, kind)


@logged_in
@require_POST
def stop(request: HttpRequest, kind: str, import_id: int, slug: str | None = None) -> HttpResponse:
    """Stop the check or the writing."""
    who = access.sender(request.user, slug)
    importers.stop(access.sent_list(who, kind, import_id), by=who.person)
    return _to(who, import_id, kind)


@logged_in
@never_cache
@require_safe
def problems(request: HttpRequest, kind: str, import_id: int, slug: str | None = None) -> HttpResponseBase:
    """The sender's own file with its problems marked."""
    who = access.sender(request.user, slug)
    name, data = exports.marked_file(access.sent_list(who, kind, import_id), by=who.person)
    return download(data, name)


@logged_in
@require_safe
def empty(request: HttpRequest, kind: str, slug: str | None = None) -> HttpResponseBase:
    """An empty list to fill in."""
    who = access.sender(request.user, slug)
    return download(template(who.sheet(access.importer(who, kind))), f"{kind}-template.xlsx")


@logged_in
@never_cache
@require_safe
def whole(request: HttpRequest, kind: str, slug: str | None = None) -> HttpResponseBase:
    """The list as it stands, to be changed and sent again."""
    who = access.sender(request.user, slug)
    return download(exports.whole_list(who, access.importer(who, kind)), f"{kind}-{clock.today()}.xlsx")


def download(data: bytes, name: str) -> FileResponse:
    """A workbook to save."""
    return FileResponse(io.BytesIO(data), as_attachment=True, filename=name, content_type=exports.XLSX)


def _to(who: Sender, import_id: int, kind: str) -> HttpResponseRedirect:
    if who.organisation is None:
        return redirect("desks:list", kind=kind, import_id=import_id)
    return redirect("desks:unit_list", slug=who.organisation.slug, kind=kind, import_id=import_id)
