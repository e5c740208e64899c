"""Refusals: a vocabulary of reasons why something cannot be done, told the same way to people and to machines.

A room lists its reasons as `TextChoices` in `choices.py`, each with its sentence. An action raises a `Refused`; a page answers 409 with the
sentence in its place, the interface answers 409 as problem+json (RFC 9457). Neither is an error.
"""

from collections.abc import Callable

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


class Refused(Exception):
    """Something cannot be done, for a reason from a list. Raised inside a transaction it undoes what was begun."""

    status = 409

    def __init__(self, reason: models.TextChoices) -> None:
        super().__init__(reason.value)
        self.reason = reason

    @property
    def sentence(self) -> str:
        """What to tell the person, in the language of the request."""
        return str(self.reason.label)


class KeyReused(Refused):
    """The key of this wish was used before for another wish."""

    status = 422


class RefusalMiddleware:
    """Answers a refusal that a view let pass with a page that holds its sentence, never with a 500."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page of the refusal; anything else goes its way."""
        if not isinstance(exception, Refused):
            return None
        return render(request, "core/refused.html", {"sentence": exception.sentence}, status=exception.status)
