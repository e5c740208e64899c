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


# By step: the page, and words that stand in what is pointed at: those that both languages have, in Chinese, in English.
STEPS = [
    ("/desk/visits/", "2020-10-24", "出站口多语种引导", "Guides in several languages"),
    ("/desk/needs/N07/", "20 / 20", "100 %", "100 %"),
    ("/desk/matching/", "R22", "N07 出站口多语种引导", "N07 Guides in several languages"),
    ("/unit/yan-shi-dan-wei-jiao-yu-06/", "N07", "外语专业学生", "Students of foreign languages"),
    ("/desk/council/", "28", "31", "31"),
    ("/desk/roster/", "", "多语种咨询", "Enquiries in several languages"),
    ("/desk/gaps/", "", "英文", "Speaks English"),
    ("/me/", "09:20–13:20", "晨间出站引导", "Morning guide at the exits"),
    ("/station/railway/", "07:00–11:00", "多语种咨询", "Enquiries in several languages"),
    ("/board/", "20/20", "虹桥火车站", "Hongqiao Railway Station"),
]
# What the eye meets: the element with its ring, the box, and how much of the one stands above the other.
SEEN = """() => {
  const box = document.querySelector("aside.tour"), at = document.getElementById(box.dataset.at);
  const shown = document.querySelector(".pointed");
  const place = shown.getBoundingClientRect(), ring = getComputedStyle(shown);
  return {
    anchored: location.hash === "#" + box.dataset.at, there: shown.contains(at), ring: [ring.outlineStyle, ring.outlineWidth],
    begins: place.top >= 0 && place.top < innerHeight - box.offsetHeight - 40, box: box.offsetHeight, words: shown.innerText,
    wider: document.documentElement.scrollWidth - innerWidth,
  };
}"""


@pytest.mark.parametrize(("prefix", "locale"), [("", "zh-CN"), ("/en", "en-GB")])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_tour_points_at_one_need_from_the_visit_to_the_report(
    open_page: Callable[..., Page], size: dict[str, int], prefix: str, locale: str
) -> None:
    page = open_page(size, locale=locale)
    page.goto(f"{prefix}/tour/")
    page.click(f"main a[href='{prefix}/tour/1/']")

    for number, (address, both, *own) in enumerate(STEPS, start=1):
        assert page.url.endswith(f"{prefix}/tour/{number}/")
        page.click("main form button")
        page.wait_for_url(lambda url, number=number: f"tour={number}" in url, wait_until="load")
        page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        seen = page.evaluate(SEEN)
        words = seen.pop("words")
        assert page.url.split("/", 3)[3].startswith(f"{prefix}{address}".lstrip("/"))
        assert (both in words, own[1 if prefix else 0] in words) == (True, True), words
        assert seen.pop("box") <= 120
        assert seen == {"anchored": True, "there": True, "ring": ["solid", "4px"], "begins": True, "wider": 0}
        assert page.locator("aside.tour strong").first.inner_text() == f"{number}/10"
        page.click("aside.tour a.btn")

    assert page.url.endswith(f"{prefix}/tour/")


def test_the_step_with_the_gap_offers_three_people_with_reasons(open_page: Callable[..., Page]) -> None:
    page = open_page(DESK)
    page.goto("/tour/7/")

    page.click("main form button")
    page.wait_for_url(lambda url: "tour=7" in url)

    assert page.locator(".pointed .card form button").count() == 3
    assert page.locator(".pointed li").count() >= 9


@pytest.mark.parametrize("role", HOMES)
def test_each_door_leads_home_with_one_button(open_page: Callable[..., Page], role: str) -> None:
    page = open_page(PHONE)
    page.goto("/demo/")

    page.click(f"form[action='/demo/enter/{role}'] button")

    page.wait_for_url(lambda url: "/demo/" not in url)
    assert page.url.split("/", 3)[3].split("?")[0].startswith(HOMES[role].lstrip("/"))
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("role", [role for role in HOMES if role != "veteran"])
def test_the_home_page_has_the_six_buttons_itself(open_page: Callable[..., Page], role: str) -> None:
    page = open_page(PHONE)
    page.goto("/")

    page.click(f"main button[formaction$='/{role}']")

    page.wait_for_url(lambda url: url.split("/", 3)[3].startswith(HOMES[role].lstrip("/")))


def test_whoever_meets_a_page_of_another_role_is_shown_the_doors(open_page: Callable[..., Page]) -> None:
    page = open_page(PHONE)
    page.goto("/")
    page.click("main button[formaction$='/volunteer']")
    page.wait_for_url("**/me/")

    assert page.goto("/desk/").status == 403  # type: ignore[union-attr]  # it answers
    page.said.clear()  # type: ignore[attr-defined]  # the browser itself says that it got a 403
    page.click("main a[href='/demo/']")

    page.wait_for_url("**/demo/")


def test_a_door_opens_from_our_own_pages_only(open_page: Callable[..., Page]) -> None:
    page = open_page(PHONE)

    assert page.request.get("/demo/enter/coordinator").status == 405
    for stranger in ("https://elsewhere.example", "null"):
        assert page.request.post("/demo/enter/coordinator", headers={"Origin": stranger}).status == 403
    assert page.request.get("/tour/11/").status == 404
