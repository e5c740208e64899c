"""Where the tour stands, and whom one can be."""

from typing import Any

from django import template

from wucai.demo import tour
from wucai.demo.personas import PERSONAS, SIX, Persona

register = template.Library()


@register.simple_tag(takes_context=True)
def tour_step(context: dict[str, Any]) -> tour.Step | None:
    """The step that the address names (`?tour=3`), or None."""
    request = context.get("request")
    number = request.GET.get("tour", "") if request else ""
    found = [step for step in tour.steps() if str(step.number) == number]
    return found[0] if found else None


@register.simple_tag
def six_doors() -> list[Persona]:
    """Whom one can be with one button."""
    return [PERSONAS[key] for key in SIX]
