"""Who asked for a fragment instead of a page."""

from django.http import HttpRequest


def wants_fragment(request: HttpRequest) -> bool:
    """Whether a script of the page asked, so that a piece of it is the answer."""
    return bool(getattr(request, "htmx", False))
