"""Words explain themselves: on hover, on focus, under a finger; Escape hides them until one comes back."""

from collections.abc import Callable

import pytest
from django.utils import translation
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE, faults
from wucai.core.terms import TERMS

LANGUAGES = [("", "zh-hans", "zh-CN"), ("/en", "en", "en-GB")]


@pytest.mark.parametrize(("prefix", "language", "locale"), LANGUAGES)
def test_a_word_explains_itself_on_hover_and_escape_hides_it(
    open_page: Callable[..., Page], prefix: str, language: str, locale: str
) -> None:
    page = open_page(DESK, locale=locale)
    page.goto(f"{prefix}/stations/")
    told = page.locator("#told-relay")
    expect(told).to_be_hidden()

    page.hover("dfn[aria-describedby=told-relay]")
    expect(told).to_be_visible()
    with translation.override(language):
        assert told.inner_text() == str(TERMS["relay"][1])
    # One can move the pointer onto the sentence, and it stays.
    told.hover()
    expect(told).to_be_visible()

    page.keyboard.press("Escape")
    expect(told).to_be_hidden()
    page.mouse.move(5, 5)
    page.hover("dfn[aria-describedby=told-relay]")
    expect(told).to_be_visible()


@pytest.mark.parametrize(("prefix", "language", "locale"), LANGUAGES)
def test_a_word_explains_itself_on_focus_and_escape_hides_it(
    open_page: Callable[..., Page], prefix: str, language: str, locale: str
) -> None:
    page = open_page(DESK, locale=locale)
    page.goto(f"{prefix}/stations/")
    word, told = page.locator("dfn[aria-describedby=told-levels]"), page.locator("#told-levels")

    page.focus("dfn[aria-describedby=told-station]")
    page.keyboard.press("Tab")
    expect(word).to_be_focused()
    expect(told).to_be_visible()
    with translation.override(language):
        assert told.inner_text() == str(TERMS["levels"][1])
    assert faults(page) == []

    page.keyboard.press("Escape")
    expect(told).to_be_hidden()
    expect(word).to_be_focused()


def test_a_finger_opens_it_within_the_screen(open_page: Callable[..., Page]) -> None:
    page = open_page(PHONE, has_touch=True)
    page.goto("/stations/")

    page.tap("dfn[aria-describedby=told-relay]")

    expect(page.locator("#told-relay")).to_be_visible()
    box = page.locator("#told-relay").bounding_box()
    assert box is not None
    assert (box["x"] >= 0, box["x"] + box["width"] <= 390) == (True, True)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("address", ["/", "/stations/", "/join/", "/verify/"])
def test_each_word_is_told_once_a_page(open_page: Callable[..., Page], address: str) -> None:
    page = open_page(DESK)
    page.goto(address)

    told = page.locator(".told").evaluate_all("all => all.map(each => each.id)")

    assert len(told) > 0
    assert len(set(told)) == len(told)
