"""Verbs for the frame."""

from datetime import date
from typing import Any

from django.db import models, transaction

from wucai.core import rows, trace
from wucai.programme.models import Area, Edition, Figure


@transaction.atomic
def put_edition(*, by: Any, slug: str, **fields: Any) -> Edition:
    """Open the edition or bring it up to date; once a slug. Said again, it changes nothing."""
    edition, is_new, changed = rows.put(Edition.objects, fields, slug=slug)
    _tell("opened", edition, is_new, changed, by=by)
    return edition


@transaction.atomic
def put_area(*, by: Any, kind: str, parent: Area | None, name: str, name_en: str) -> Area:
    """Put an area on the map; once a name below the same parent. Said again, it changes nothing."""
    area, is_new, changed = rows.put(Area.objects, {"kind": kind, "name_en": name_en}, parent=parent, name=name)
    _tell("opened", area, is_new, changed, by=by)
    return area


@transaction.atomic
def put_figure(edition: Edition, *, by: Any, key: str, source: str, value: int, as_of: date, **names: str) -> Figure:
    """Write down a published figure with its source; once a key and source. Said again, it changes nothing."""
    told = {"value": value, "as_of": as_of, **names}
    figure, is_new, changed = rows.put(Figure.objects, told, edition=edition, key=key, source=source)
    if is_new or changed:
        trace.record(by=by, verb="published", thing=figure, after={"value": value})
    return figure


def _tell(verb: str, thing: models.Model, is_new: bool, changed: list[str], *, by: Any) -> None:
    if is_new or changed:
        trace.record(by=by, verb=verb if is_new else "changed", thing=thing, after=None if is_new else {"fields": changed})
