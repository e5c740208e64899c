"""Walks the demo as each persona and gathers every form that a page offers, with values that its fields would take."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

from django.core.cache import caches
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import NoReverseMatch, Resolver404, URLPattern, URLResolver, get_resolver, resolve, reverse

# What a field of a type is given where the page proposes nothing.
_GOOD = {
    "date": "2020-11-07",
    "number": "1",
    "time": "09:00",
    "datetime-local": "2020-11-07T09:00",
    "email": "ada@example.org",
    "tel": "13811112222",
}
_PAGES_A_VIEW = 2


@dataclass
class Form:
    """One form: who saw it, where it goes, and its fields with their types and values."""

    persona: str
    action: str
    fields: dict[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def view(self) -> str:
        """The name of the view that answers it."""
        return resolve(urlsplit(self.action).path).view_name

    def told(self, changed: str = "", value: str = "") -> dict[str, Any]:
        """What a browser would send, with one field changed."""
        sent: dict[str, Any] = {name: _value(name, kind, good) for name, (kind, good) in self.fields.items()}
        if changed:
            is_file = self.fields[changed][0] == "file"
            sent[changed] = SimpleUploadedFile("名单.xlsx", value.encode()) if is_file else value
        return sent


class _Reader(HTMLParser):
    """Links and forms of a page."""

    def __init__(self, address: str, persona: str) -> None:
        super().__init__()
        self.address, self.persona = address, persona
        self.links: list[str] = []
        self.forms: list[Form] = []
        self.asked: list[str] = []
        self._ask = ""
        self._form: Form | None = None
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in told:
            self.links.append(urljoin(self.address, told["href"]))
        elif tag == "form":
            is_post = told.get("method", "").lower() == "post"
            self._form = Form(self.persona, urljoin(self.address, told.get("action", ""))) if is_post else None
            self.forms += [self._form] if self._form else []
            self._ask = "" if is_post else urljoin(self.address, told.get("action", "")).partition("?")[0]
        elif self._form is not None:
            self._field(tag, told)
        elif self._ask and tag in ("input", "select", "textarea", "button") and told.get("name"):
            self.asked.append(f"{self._ask}?{told['name']}={told.get('value', '')}")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form, self._ask = None, ""
        elif tag == "select":
            self._select = ""

    def _field(self, tag: str, told: dict[str, str]) -> None:
        assert self._form is not None
        fields, name = self._form.fields, told.get("name", "")
        if tag in ("input", "textarea", "button") and name and name != "csrfmiddlewaretoken":
            fields.setdefault(name, (told.get("type", tag), told.get("value", "")))
        elif tag == "select" and name:
            self._select = name
            fields.setdefault(name, (tag, ""))
        elif tag == "option" and self._select and told.get("value") and not fields[self._select][1]:
            fields[self._select] = ("select", told["value"])


def forms_offered(browsers: dict[str, Client], starts: dict[str, list[str]]) -> list[Form]:
    """Every form on pages that these personas reach by links, one for each view that answers, its pages read as each persona."""
    found: dict[str, Form] = {}
    for persona, browser in browsers.items():
        for page in _pages(browser, persona, starts[persona]):
            for form in page.forms:
                if _is_ours(form.action):
                    found.setdefault(form.view, form)
    return list(found.values())


def questions(browser: Client, persona: str, starts: list[str]) -> dict[str, dict[str, str]]:
    """Every page that this persona reaches by links: its path, and what links and forms ask it for, with a value that they name."""
    asked: dict[str, dict[str, str]] = {}
    for page in _pages(browser, persona, starts):
        asked.setdefault(urlsplit(page.address).path, {})
        for link in filter(_is_ours, page.links + page.asked):
            to = urlsplit(link)
            if to.query:
                asked.setdefault(to.path, {}).update(parse_qsl(to.query, keep_blank_values=True))
    return asked


def views_that_take_posts(browser: Client) -> dict[str, str]:
    """The names of all views that answer a POST with anything but "not this way", each with an address of a row that nobody has."""
    return {name: address for name, address in _addresses() if "logout" not in name and browser.post(address).status_code != 405}


def _pages(browser: Client, persona: str, starts: list[str]) -> Iterator[_Reader]:
    waiting, seen, visits = list(starts), set(starts), dict[str, int]()
    while waiting:
        address = waiting.pop(0)
        name = resolve(urlsplit(address).path).view_name
        visits[name] = visits.get(name, 0) + 1
        if visits[name] > _PAGES_A_VIEW:
            continue
        caches["pages"].clear()
        answer = browser.get(address)
        if answer.status_code in (301, 302):
            page = _Reader(address, persona)
            page.links.append(urljoin(address, answer.headers["Location"]))
        elif answer.status_code != 200 or not answer.headers["Content-Type"].startswith("text/html"):
            continue
        else:
            page = _Reader(address, persona)
            page.feed(answer.content.decode())
            yield page
        for link in page.links:
            link = link.partition("#")[0]
            if link not in seen and _is_ours(link) and "logout" not in link:
                seen.add(link)
                waiting.append(link)


def _addresses() -> Iterator[tuple[str, str]]:
    for name, pattern in _named(get_resolver().url_patterns, ""):
        if name.startswith("api"):
            continue  # machines send no forms; what they may send is asked beside this
        kwargs = {
            key: 2**31 - 1 if "Int" in type(kind).__name__ else _NOBODY[type(kind).__name__] for key, kind in _converters(pattern).items()
        }
        try:
            yield name, reverse(name, kwargs=kwargs)
        except NoReverseMatch:
            continue  # an address of allauth's by regular expression, which takes no form of its own


_NOBODY = {"StringConverter": "nobody", "SlugConverter": "nobody", "UUIDConverter": "00000000-0000-4000-8000-000000000000"}


def _named(patterns: list[Any], space: str) -> Iterator[tuple[str, URLPattern]]:
    for each in patterns:
        if isinstance(each, URLResolver):
            yield from _named(each.url_patterns, f"{space}{each.namespace}:" if each.namespace else space)
        elif each.name:
            yield f"{space}{each.name}", each


def _converters(pattern: URLPattern) -> dict[str, Any]:
    return dict(pattern.pattern.converters)


def _is_ours(address: str) -> bool:
    parts = urlsplit(address)
    if parts.netloc or parts.path.startswith(("/static/", "/en/", "/language/", "/elder/")):
        return False
    try:
        resolve(parts.path)
    except Resolver404:
        return False
    return True


def _value(name: str, kind: str, good: str) -> Any:
    if kind == "file":
        return SimpleUploadedFile("名单.xlsx", b"no workbook")
    return good or _GOOD.get(kind, "1" if name in ("minutes", "amount", "quantity") else "甲")
