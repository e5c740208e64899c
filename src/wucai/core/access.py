"""The one gate from a request to an object. Each room's `access.py` is made of these."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar, cast
from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import get_script_prefix
from django_htmx.http import HttpResponseClientRedirect

from wucai.core.htmx import wants_fragment

P = ParamSpec("P")
Row = TypeVar("Row", bound=models.Model)
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def one(rows: "models.QuerySet[Row]", **which: object) -> Row:
    """The one row among those this person may see. What is not there and what is not theirs look the same: Http404."""
    row = rows.filter(**{key: name_in(value) if isinstance(value, str) else value for key, value in which.items()}).first()
    if row is None:
        raise Http404
    return row


def name_in(text: str) -> str:
    """A name that an address holds. Http404 for what nothing can be called: PostgreSQL's texts hold no NUL."""
    if "\x00" in text:
        raise Http404
    return text


def key_in(text: str) -> int | None:
    """The key of a row that an address or a form holds as text; None for what cannot be one, however long or strange it is."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def demand(allowed: bool) -> None:
    """Raise PermissionDenied (403) unless allowed. For whole pages of a role; for objects use `one`, which tells nothing."""
    if not allowed:
        raise PermissionDenied


def logged_in(view: View[P]) -> View[P]:
    """Let nobody in without a log-in. Afterwards they are back on the page they were on: a form is never repeated by itself."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        here = request.get_full_path() if request.method in ("GET", "HEAD") else _page_before(request)
        answer = redirect_to_login(here)
        return HttpResponseClientRedirect(answer.url) if wants_fragment(request) else answer

    return cast(View[P], guarded)


def _page_before(request: HttpRequest) -> str:
    """The page of ours that the form stood on; the home page when the browser does not say."""
    before = urlsplit(request.headers.get("Referer", ""))
    return before.path if before.netloc == request.get_host() and before.path else get_script_prefix()
