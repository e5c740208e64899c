"""Verbs for the frame."""

from datetime import date
from typing import Any

from django.db import transaction

from wucai.core import trace
from wucai.programme.models import Area, Edition, Figure


@transaction.atomic
def put_edition(*, by: Any, slug: str, **fields: Any) -> Edition:
    """Open the edition or bring it up to date; once a slug."""
    edition, is_new = Edition.objects.update_or_create(slug=slug, defaults=fields)
    if is_new:
        trace.record(by=by, verb="opened", thing=edition)
    return edition


@transaction.atomic
def put_area(*, by: Any, kind: str, parent: Area | None, name: str, name_en: str) -> Area:
    """Put an area on the map; once a name below the same parent."""
    area, is_new = Area.objects.update_or_create(parent=parent, name=name, defaults={"kind": kind, "name_en": name_en})
    if is_new:
        trace.record(by=by, verb="opened", thing=area)
    return area


@transaction.atomic
def put_figure(edition: Edition, *, by: Any, key: str, source: str, value: int, as_of: date, **names: str) -> Figure:
    """Write down a published figure with its source; once a key and source."""
    told = {"value": value, "as_of": as_of, **names}
    figure, is_new = Figure.objects.update_or_create(edition=edition, key=key, source=source, defaults=told)
    if is_new:
        trace.record(by=by, verb="published", thing=figure, after={"value": value})
    return figure
