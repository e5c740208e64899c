"""A second's memory of pages that anybody may see.

In a rush most requests ask for the same page; a cached answer costs a tenth of a drawn one. Only a page that says so by `@for_everybody`
is kept, only for visitors without a log-in, and never one that sets a cookie or holds a form with a token.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from hashlib import sha256
from time import monotonic
from typing import Concatenate, ParamSpec, cast

import brotli
from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from wucai.core.language import chosen

P = ParamSpec("P")
# Keywords after the request, as Django's addresses pass them.
View = Callable[Concatenate[HttpRequest, P], HttpResponse]
_MARK = "_wucai_keep_seconds"
ELDER_COOKIE = "wucai_elder"


def for_everybody(seconds: int = 2) -> Callable[[View[P]], View[P]]:
    """Mark the view's answer as the same for all visitors without a log-in, fresh enough for so many seconds."""

    def mark(view: View[P]) -> View[P]:
        @wraps(view)
        def marked(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            response = view(request, *args, **kwargs)
            setattr(response, _MARK, seconds)
            return response

        return cast(View[P], marked)

    return mark


class PageCacheMiddleware:
    """Stands before language, log-in and forms: a kept page touches neither database nor cookie, and has its headers already."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer from memory where that is allowed."""
        if request.method != "GET" or settings.SESSION_COOKIE_NAME in request.COOKIES or "HX-Request" in request.headers:
            return self.get_response(request)
        key = _key(request)
        kept: Kept | None = caches["pages"].get(key)
        # When it has grown old it is drawn anew for one visitor; the others get it as it is, or all would draw it at once.
        if kept is None or (monotonic() > kept.old_from and caches["pages"].add(f"{key}:drawn", True, kept.seconds)):
            response = self.get_response(request)
            kept = _keep(key, response)
            if kept is None:
                return response
        return kept.answer(request)


@dataclass(frozen=True)
class Kept:
    """A drawn page in both forms that browsers take it in, made once: compressing costs more than everything else about a kept page."""

    content: bytes
    compressed: bytes
    headers: dict[str, str]
    etag: str
    seconds: int
    old_from: float  # by this process's monotonic clock

    def answer(self, request: HttpRequest) -> HttpResponse:
        """The page, or that it is the one that the browser has already."""
        if request.headers.get("If-None-Match", "").removeprefix("W/") == self.etag:
            return HttpResponse(status=304, headers={name: self.headers[name] for name in ("ETag", "Cache-Control", "Vary")})
        if "br" in request.headers.get("Accept-Encoding", ""):
            return HttpResponse(self.compressed, headers={**self.headers, "Content-Encoding": "br"})
        return HttpResponse(self.content, headers=self.headers)


def _key(request: HttpRequest) -> str:
    """Address, language and elder view: all that such a page may depend on."""
    told = f"{chosen(request)[0]} {request.COOKIES.get(ELDER_COOKIE) == '1'} {request.get_host()} {request.get_full_path()}"
    return sha256(told.encode()).hexdigest()


def _keep(key: str, response: HttpResponse) -> Kept | None:
    seconds = getattr(response, _MARK, 0)
    # A page that holds a form with a token sets a cookie: it is somebody's own and never kept.
    if not seconds or response.status_code != 200 or response.cookies or response.streaming:
        return None
    patch_vary_headers(response, ("Accept-Encoding", "Accept-Language", "Cookie", "HX-Request"))
    etag = f'"{sha256(response.content).hexdigest()[:32]}"'
    headers = {name: value for name, value in response.items() if name != "Content-Length"}
    # The browser asks each time and mostly hears 304: whoever has just logged in must not see the page of a moment ago.
    headers |= {"ETag": etag, "Cache-Control": "no-cache"}
    packed = brotli.compress(response.content, quality=5)
    kept = Kept(response.content, packed, headers, etag, seconds, monotonic() + seconds)
    caches["pages"].set(key, kept, 2 * seconds)
    return kept
