"""Pages of people: lists in and out."""

import io

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from wucai.core import clock, differences
from wucai.core.access import logged_in
from wucai.core.htmx import wants_fragment
from wucai.people import access, exports, queries
from wucai.people.actions import imports as actions
from wucai.people.forms import UploadForm
from wucai.people.sheets import PEOPLE


@logged_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    """Send a list; below, the lists that I sent."""
    access.edition_coordinated_by(request.user)
    person = access.person(request.user)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_valid():
        started = actions.start_import(**form.upload(), by=person)
        return redirect("people:import", started.pk)
    context = {"form": form, "sent": queries.imports_of(person)}
    return render(request, "people/imports.html", context, status=422 if form.is_bound else 200)


@logged_in
@never_cache
@require_safe
def show_import(request: HttpRequest, import_id: int) -> HttpResponse:
    """Where a list stands: how far the worker is, what would change, what was done. The fragment is asked for every two seconds."""
    sent = access.import_of(request.user, import_id)
    if wants_fragment(request):
        return render(request, "core/imports/_progress.html", {"sent": sent}) if sent.is_busy else HttpResponseClientRefresh()
    context = differences.context(sent, PEOPLE, wanted=request.GET.get("show", ""), page=request.GET.get("page", ""))
    return render(request, "people/import.html", context)


@logged_in
@require_POST
def confirm_import(request: HttpRequest, import_id: int) -> HttpResponse:
    """Write what was checked, or go on where it was stopped."""
    sent = access.import_of(request.user, import_id)
    actions.confirm_import(sent, by=access.person(request.user))
    return redirect("people:import", sent.pk)


@logged_in
@require_POST
def stop_import(request: HttpRequest, import_id: int) -> HttpResponse:
    """Stop the check or the writing."""
    sent = access.import_of(request.user, import_id)
    actions.stop_import(sent, by=access.person(request.user))
    return redirect("people:import", sent.pk)


@logged_in
@never_cache
@require_safe
def import_problems(request: HttpRequest, import_id: int) -> HttpResponseBase:
    """The sender's own file with its problems marked."""
    sent = access.import_of(request.user, import_id)
    name, data = exports.marked_file(sent, by=access.person(request.user))
    return _download(data, name)


@logged_in
@require_safe
def import_template(request: HttpRequest) -> HttpResponseBase:
    """An empty list to fill in."""
    access.edition_coordinated_by(request.user)
    return _download(exports.people_template(), "people-template.xlsx")


@logged_in
@never_cache
@require_safe
def people_workbook(request: HttpRequest) -> HttpResponseBase:
    """All people as a workbook."""
    edition = access.edition_coordinated_by(request.user)
    data = exports.people_workbook(edition, by=access.person(request.user))
    return _download(data, f"people-{clock.today()}.xlsx")


@logged_in
@never_cache
@require_safe
def people_csv(request: HttpRequest) -> HttpResponseBase:
    """All people as CSV."""
    edition = access.edition_coordinated_by(request.user)
    lines = exports.people_csv(edition, by=access.person(request.user))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="people-{clock.today()}.csv"'
    return response


def _download(data: bytes, name: str) -> FileResponse:
    """A workbook to save."""
    return FileResponse(io.BytesIO(data), as_attachment=True, filename=name, content_type=exports.XLSX)
