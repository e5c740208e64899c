"""The letter of thanks that a unit forwards."""

import io

from django.http import FileResponse, HttpRequest
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from wucai.core.access import logged_in
from wucai.exchange import exports
from wucai.people import access as people_access


@logged_in
@never_cache
@require_safe
def letter(request: HttpRequest, slug: str) -> FileResponse:
    """For what was taken of the unit's offers, in the language of the page."""
    organisation = people_access.unit_of(request.user, slug)
    data = exports.thank_you_letter(organisation, people_access.edition_of_today(), by=people_access.person(request.user))
    return FileResponse(io.BytesIO(data), as_attachment=True, filename=f"thanks-{slug}.pdf", content_type="application/pdf")
