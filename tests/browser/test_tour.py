"""The tour in ten steps, and the six doors, as a newcomer walks them."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import DESK, PHONE

HOMES = {
    "visitor": "/s/demo",
    "volunteer": "/me/",
    "keeper": "/station/railway/",
    "liaison": "/unit/",
    "coordinator": "/desk/",
    "leader": "/board/",
    "veteran": "/me/certificates",
}


@pytest.mark.parametrize(("prefix", "locale"), [("", "zh-CN"), ("/en", "en-GB")])
def test_the_tour_walks_from_the_visit_to_the_report(open_page: Callable[..., Page], prefix: str, locale: str) -> None:
    page = open_page(DESK, locale=locale)
    page.goto(f"{prefix}/tour/")
    page.click(f"main a[href='{prefix}/tour/1/']")
    seen = []

    for number in range(1, 11):
        assert page.url.endswith(f"{prefix}/tour/{number}/")
        page.click("main form button")
        page.wait_for_url(lambda url, number=number: f"tour={number}" in url)
        told = page.locator("aside.tour")
        assert told.locator("strong").first.inner_text() == f"{number}/10"
        assert page.locator("h1").count() == 1
        seen.append(page.url.split("?")[0].split(page.url.split("/")[2])[1])
        told.locator("a.btn").click()

    assert page.url.endswith(f"{prefix}/tour/")
    assert len(set(seen)) == 10


@pytest.mark.parametrize("role", HOMES)
def test_each_door_leads_home_with_one_button(open_page: Callable[..., Page], role: str) -> None:
    page = open_page(PHONE)
    page.goto("/demo/")

    page.click(f"form[action='/demo/enter/{role}'] button")

    page.wait_for_url(lambda url: "/demo/" not in url)
    assert page.url.split("/", 3)[3].split("?")[0].startswith(HOMES[role].lstrip("/"))
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_door_is_a_404_elsewhere(open_page: Callable[..., Page]) -> None:
    page = open_page(PHONE)

    assert page.request.get("/demo/enter/coordinator").status == 405
    assert page.request.post("/demo/enter/coordinator").status == 403
    assert page.request.get("/tour/11/").status == 404
