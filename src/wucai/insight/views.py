"""Reports to save."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from wucai.core import clock
from wucai.core.access import logged_in
from wucai.insight import access, queries, reports


@logged_in
@never_cache
@require_safe
def brief(request: HttpRequest) -> HttpResponse:
    """The day's brief as Word."""
    edition = access.edition_reported_to(request.user)
    data = reports.brief(edition, queries.day(edition, now=clock.now()))
    name = f"brief-{clock.today():%Y-%m-%d}.docx"
    return HttpResponse(data, content_type=reports.WORD, headers={"Content-Disposition": f'attachment; filename="{name}"'})
