"""Which language a request speaks: `/en/` in the address, then the cookie, then the browser, then Chinese.

Django's `i18n_patterns` forces Chinese on addresses without a prefix whatever the browser says; here the prefix is taken off
before the address is looked up and put before every address made while answering, as if the house stood below `/en/`.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import get_script_prefix, set_script_prefix
from django.utils import translation
from django.utils.cache import patch_vary_headers

# The languages that have a prefix; the first language of the screen, Chinese, has none.
PREFIXES = {"en": "/en"}


def reads_english(language: str | None = None) -> bool:
    """Whether the language told, or else the one in force, is English."""
    return (language or translation.get_language() or "").startswith("en")


def said(thing: Any, field: str = "name", *, language: str | None = None) -> str:
    """The thing's `name` (or another field) in the language told, or else the one in force, as plain text: for choices of a form, files and
    messages, where no part can be marked as Chinese. What has no English keeps its Chinese; on pages the tag `named` says it and marks it.
    """
    english = getattr(thing, f"{field}_en", "") if reads_english(language) else ""
    return str(english or getattr(thing, field))


class LanguageMiddleware:
    """Activates the language and puts it on the request, with the elder view's wish."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in the language."""
        language, prefix = chosen(request)
        earlier_prefix = get_script_prefix()
        if prefix:
            request.path_info = request.path_info[len(prefix) :] or "/"
            set_script_prefix(prefix + "/")
        request.LANGUAGE_CODE = language
        try:
            with translation.override(language):
                response = self.get_response(request)
                response.headers.setdefault("Content-Language", language)
                if not prefix:
                    patch_vary_headers(response, ("Accept-Language", "Cookie"))
                return response
        finally:
            set_script_prefix(earlier_prefix)


def chosen(request: HttpRequest) -> tuple[str, str]:
    """The language, and the prefix in the address that told it or an empty text."""
    for language, prefix in PREFIXES.items():
        if request.path_info == prefix or request.path_info.startswith(prefix + "/"):
            return language, prefix
    cookie = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
    if cookie in dict(settings.LANGUAGES):
        return str(cookie), ""
    return _from_browser(request.headers.get("Accept-Language", "")), ""


def _from_browser(header: str) -> str:
    """The first language the browser names that we speak; Chinese when it names none."""
    wishes = []
    for part in header.split(","):
        tag, _, weight = part.strip().partition(";q=")
        try:
            wishes.append((-float(weight or 1), tag.lower()))
        except ValueError:
            continue
    for _, tag in sorted(wishes, key=lambda wish: wish[0]):
        if tag.startswith("zh"):
            return "zh-hans"
        if tag.split("-")[0] == "en":
            return "en"
    return settings.LANGUAGE_CODE
