"""The English pages are English: no Han character outside an element that says it is Chinese."""

import re
from collections import Counter
from html.parser import HTMLParser

import pytest
from django.test import Client

from wucai.people import queries as people

HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
VOID = {"meta", "link", "input", "br", "hr", "img", "source", "use", "path", "circle", "rect"}
ALIKE = 3
ATTRIBUTES = ("title", "alt", "aria-label", "placeholder", "content", "value", "hx-confirm")
STARTS = [
    "/en/",
    "/en/desk/styleguide",
    "/en/account/signup/",
    "/en/account/password/reset/",
    "/en/station/railway/",
    "/en/desk/",
    "/en/me/",
]


class Words(HTMLParser):
    """Collects what a page says, with the language that each piece is in."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = [("", "")]
        self.said: list[tuple[str, str]] = []
        self.links: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        language = told.get("lang") or self.open[-1][1]
        is_setting = tag == "meta" and told.get("name") != "description"
        # What an option sends is not what it says.
        shown = [name for name in ATTRIBUTES if name in told and not is_setting and (tag, name) != ("option", "value")]
        self.said += [(told[name] or "", language) for name in shown]
        self.said += [(value or "", language) for name, value in attrs if name.startswith("data-")]
        if tag == "a" and told.get("href"):
            self.links.append(told["href"])
        if tag not in VOID:
            self.open.append((tag, language))

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        while len(self.open) > 1 and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        if self.open[-1][0] not in {"style", "script"}:
            self.said.append((data, self.open[-1][1]))


def strays(text):
    """Pieces with Han characters that are not said to be Chinese, or a text in both languages."""
    return [said.strip() for said, language in Words(text).said if HAN.search(said) and not language.startswith(("zh", "mul"))]


def kind(address):
    """The address without numbers, codes and what was asked for."""
    return re.sub(r"=[^&]*", "=", re.sub(r"[A-Z0-9]{4,}|\d+", "#", address))


def walked(browser, starts, prefix="/en/"):
    """Every page that one can get to from these, by its address; of pages that differ in a number alone the first three."""
    seen, ahead, alike = {}, list(starts), Counter()
    while ahead:
        address = ahead.pop()
        if address in seen or alike[kind(address)] == ALIKE:
            continue
        alike[kind(address)] += 1
        response = browser.get(address)
        is_page = response.headers.get("Content-Type", "").startswith("text/html") and response.status_code == 200
        seen[address] = response.content.decode() if is_page else ""
        links = [link.split("#")[0] for link in Words(seen[address]).links]
        ahead += [
            link
            for link in links
            if link.startswith(prefix) and not link.startswith(("//", "/api/")) and "/language/" not in link and "/elder/" not in link
        ]
    return seen


@pytest.mark.django_db
@pytest.mark.parametrize("phone", [None, "13800000001", "13800000003", "13800000004", "13800000005", "13800000006"])
def test_english_pages_are_english(phone, demo):
    browser = Client()
    if phone:
        browser.force_login(people.with_phone(phone))

    pages = walked(browser, STARTS)

    assert {address: strays(text) for address, text in pages.items() if strays(text)} == {}
    assert len([text for text in pages.values() if text]) >= 12


def test_the_walk_would_notice():
    assert strays('<p lang="en">Hi <span lang="zh-Hans">你好</span></p>') == []
    assert strays('<html lang="en"><p>Hi 你好</p><img alt="站"><p lang="zh-Hans">好<br>好</p><b>坏</b>') == ["Hi 你好", "站", "坏"]


# Two words in a row are a sentence that nobody translated; one alone may be a name.
ENGLISH = re.compile(r"[A-Za-z]{3,}[\s,]+[A-Za-z]{2,}")
ZH_STARTS = ["/", "/desk/styleguide", "/account/signup/", "/account/password/reset/", "/station/railway/", "/desk/", "/me/"]


def english_in(text):
    """Pieces in English that are not said to be English."""
    return [said.strip() for said, language in Words(text).said if ENGLISH.search(said) and language.startswith("zh")]


@pytest.mark.django_db
@pytest.mark.parametrize("phone", [None, "13800000001", "13800000003", "13800000004", "13800000005", "13800000006"])
def test_chinese_pages_are_chinese(phone, demo):
    browser = Client()
    if phone:
        browser.force_login(people.with_phone(phone))

    pages = walked(browser, ZH_STARTS, prefix="/")

    assert {address: english_in(text) for address, text in pages.items() if english_in(text)} == {}
    assert len([text for text in pages.values() if text]) >= 12
