"""A real house with the demo in it, and a real browser before it."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests import houses
from wucai.demo import loading

# Debian's Chromium as root, and without its own traffic.
SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
SWITCHES += ["--disable-component-update", "--disable-sync"]
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)


@dataclass
class Site:
    """The demo, served."""

    house: houses.House
    address: str


@pytest.fixture(scope="session")
def site(demo_house: houses.House, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demo on the morning of 6 November, with web and worker; shared by the tests of one test worker."""
    with houses.copied(demo_house, tmp_path_factory.mktemp("site")) as house:
        house.manage("load_demo")
        address = house.serve()
        house.worker()
        yield Site(house, address)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = os.environ.get("WUCAI_CHROMIUM")
    if not path:
        pytest.skip("no Chromium; ./wucai test finds or installs one")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=SWITCHES)
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser: Browser, site: Site) -> Iterator[Callable[..., Page]]:
    """Opens a page of a fresh browser: `open_page(PHONE, javascript=False)`. A word on its console fails the test."""
    contexts: list[BrowserContext] = []
    said: list[str] = []

    def opened(size: dict[str, int] = PHONE, *, javascript: bool = True, **more: Any) -> Page:
        context = browser.new_context(
            viewport=size, java_script_enabled=javascript, **{"base_url": site.address, "locale": "zh-CN", **more}
        )
        contexts.append(context)
        context.set_default_timeout(10_000)
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text) if message.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: said.append(str(error)))
        page.said = said  # type: ignore[attr-defined]  # for tests that provoke one
        return page

    yield opened
    for context in contexts:
        context.close()
    assert said == []


def log_in(page: Page, phone: str) -> None:
    """Log in as one of the demo's people."""
    page.goto("/account/login/")
    page.fill("input[name=login]", phone)
    page.fill("input[name=password]", loading.PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda url: "/account/" not in url)


def faults(page: Page) -> list[str]:
    """What axe has to say against the page: rule and the places."""
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": AXE_TAGS}}).response["violations"]
    return [f"{rule['id']}: {node['html'][:160]}" for rule in found for node in rule["nodes"]]
