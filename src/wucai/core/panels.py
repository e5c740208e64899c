"""Panels: a higher room shows its facts on a lower room's page without the lower knowing it.

The higher room registers in `apps.ready()`; the page says `{% panels 'site' site %}`.
"""

from collections.abc import Callable

from django.db import models
from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe

Panel = Callable[[HttpRequest, models.Model], SafeString]
_panels: dict[str, list[tuple[int, str, Panel]]] = {}


def register(place: str, panel: Panel, *, order: int) -> None:
    """Show this panel at that place, lower orders first. Registering the same function twice shows it once."""
    entry = (order, f"{panel.__module__}.{panel.__qualname__}", panel)
    known = _panels.setdefault(place, [])
    if all(name != entry[1] for _, name, _ in known):
        known.append(entry)
        known.sort(key=lambda each: each[:2])


def draw(place: str, request: HttpRequest, thing: models.Model) -> SafeString:
    """All panels of the place for this thing, one after the other."""
    drawn = [panel(request, thing) for _, _, panel in _panels.get(place, [])]
    return mark_safe("".join(drawn))  # noqa: S308  each panel is a rendered, escaped template
