"""What every page knows, and the few pages that belong to no room."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import get_script_prefix
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from wucai.core import clock
from wucai.core.language import PREFIXES
from wucai.core.pagecache import ELDER_COOKIE

_WORKER = Path(__file__).parent / "static" / "core" / "sw.js"
_A_YEAR = 365 * 24 * 3600


def context(request: HttpRequest) -> dict[str, Any]:
    """For every template: elder view, language and the address of this page in the other one, demo mode, programme time, hotline."""
    language = getattr(request, "LANGUAGE_CODE", settings.LANGUAGE_CODE)
    return {
        "elder": request.COOKIES.get(ELDER_COOKIE) == "1",
        "language": language,
        "here": request.path_info + (f"?{request.META['QUERY_STRING']}" if request.META.get("QUERY_STRING") else ""),
        "demo": settings.WUCAI_MODE == "demo",
        "now": clock.now(),
        "hotline": settings.WUCAI_HOTLINE,
    }


@require_safe
def choose_language(request: HttpRequest, code: str) -> HttpResponse:
    """Remember the language and go to the same page in it."""
    target = _safe_next(request)
    response = HttpResponseRedirect(PREFIXES.get(code, "") + target)
    if code in dict(settings.LANGUAGES):
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, code, max_age=_A_YEAR, samesite="Lax", secure=settings.HTTPS, httponly=True)
    return response


@require_safe
def choose_elder(request: HttpRequest, wish: str) -> HttpResponse:
    """Switch the elder view on or off and go back to the page."""
    response = HttpResponseRedirect(get_script_prefix().rstrip("/") + _safe_next(request))
    response.set_cookie(ELDER_COOKIE, "1" if wish == "on" else "0", max_age=_A_YEAR, samesite="Lax", secure=settings.HTTPS, httponly=True)
    return response


@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """The one service worker. It is served from the top, since a worker's reach is the folder that it comes from."""
    headers = {"Cache-Control": "no-cache", "Service-Worker-Allowed": "/"}
    return HttpResponse(_WORKER.read_bytes(), content_type="text/javascript; charset=utf-8", headers=headers)


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Whether this process answers and reaches its database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    return JsonResponse({"ok": True})


def _safe_next(request: HttpRequest) -> str:
    """Where the visitor came from, without a language prefix; the home page for anything that is not an address of ours."""
    target = request.GET.get("next", "/")
    for prefix in PREFIXES.values():
        if target == prefix or target.startswith(prefix + "/"):
            target = target[len(prefix) :] or "/"
    ours = target.startswith("/") and url_has_allowed_host_and_scheme(target, allowed_hosts=None)
    return target if ours else "/"
