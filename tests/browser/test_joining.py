"""A volunteer joins a shift, with a script and without."""

import pytest

from tests.browser.conftest import DESK, PHONE, log_in

VOLUNTEER = {True: "13800000004", False: "13800000002"}
# Every seat of the demo's days is somebody's: these are for the tests, one day later and open to all.
LAID_OUT = """
from datetime import datetime
from wucai.core import clock
from wucai.volunteering.actions import shifts
from wucai.volunteering.models import Post
for slug, name in (("qibao", "啄木鸟巡查"), ("pinhui", "乘车引导"), ("medical-park", "咨询引导")):
    post = Post.objects.get(site__slug=slug, name=name)
    begins, ends = (datetime(2020, 11, 12, hour, 0, tzinfo=clock.SHANGHAI) for hour in (8, 12))
    shifts.lay_out(post, by=None, starts_at=begins, ends_at=ends, seats=9)
"""


@pytest.fixture(scope="module", autouse=True)
def free_seats(site):
    assert site.house.python(LAID_OUT).wait(60) == 0


def ticket(page):
    """The shift of these tests on a station's page."""
    return page.locator("article.ticket").filter(has_text="11月12日")


@pytest.mark.parametrize("javascript", [True, False])
def test_from_the_list_to_a_seat_and_back(open_page, javascript):
    page = open_page(PHONE, javascript=javascript)
    log_in(page, VOLUNTEER[javascript])

    page.goto("/stations/")
    page.click("ul.rows a[href='/stations/qibao']")
    row = ticket(page)
    before = page.url
    row.locator("button.btn-primary").click()
    row.locator("form[action*='/withdraw']").wait_for()

    assert page.url == before
    page.goto("/me/shifts")
    mine = page.locator("article.ticket", has=page.locator("form[action*='/withdraw']")).filter(has_text="啄木鸟巡查")
    assert mine.count() == 1
    page.on("dialog", lambda dialog: dialog.accept())
    mine.locator("form[action*='/withdraw'] button").click()
    page.locator("form[action*='/join']").first.wait_for()
    page.goto("/me/shifts")
    assert page.locator("article.ticket", has=page.locator("form[action*='/withdraw']")).filter(has_text="啄木鸟巡查").count() == 0


def test_a_visitor_is_led_through_the_log_in_to_the_shift(open_page):
    page = open_page(DESK)

    page.goto("/stations/pinhui")
    ticket(page).locator("a.btn").first.click()
    page.fill("input[name=login]", VOLUNTEER[True])
    page.fill("input[name=password]", "wucai-demo-2020")
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**/stations/pinhui")

    assert page.locator("form[action*='/join']").count() > 0


def test_the_keyboard_alone_takes_a_seat_and_keeps_its_place(open_page):
    page = open_page(DESK)
    log_in(page, "13800000005")
    page.goto("/stations/medical-park")

    button = ticket(page).locator("button.btn-primary")
    button.focus()
    page.keyboard.press("Enter")
    ticket(page).locator("form[action*='/withdraw']").wait_for()

    page.locator("article.ticket :focus").wait_for()  # the sentence that says that it worked, in the row itself
