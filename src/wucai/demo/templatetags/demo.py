"""Where the tour stands."""

from typing import Any

from django import template

from wucai.demo import tour

register = template.Library()


@register.simple_tag(takes_context=True)
def tour_step(context: dict[str, Any]) -> tour.Step | None:
    """The step that the address names (`?tour=3`), or None."""
    request = context.get("request")
    number = request.GET.get("tour", "") if request else ""
    found = [step for step in tour.steps() if str(step.number) == number]
    return found[0] if found else None
