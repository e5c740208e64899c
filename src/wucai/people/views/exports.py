"""Pages of people: the list on its way out."""

import io

from django.http import FileResponse, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from wucai.core import clock
from wucai.core.access import logged_in
from wucai.people import access, exports


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
