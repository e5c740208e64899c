"""A volunteer joins a shift, with a script and without."""

import pytest

from tests.browser.conftest import DESK, PHONE, log_in

VOLUNTEER = {True: "13800000004", False: "13800000002"}


@pytest.mark.parametrize("javascript", [True, False])
def test_from_the_list_to_a_seat_and_back(open_page, javascript):
    page = open_page(PHONE, javascript=javascript)
    log_in(page, VOLUNTEER[javascript])

    page.goto("/stations/")
    page.click("ul.rows a[href='/stations/qibao']")
    row = page.locator("article.ticket").first
    before = page.url
    row.locator("button.btn-primary").click()
    row.locator("form[action*='/withdraw']").wait_for()

    assert page.url == before
    page.goto("/me/")
    mine = page.locator("article.ticket", has=page.locator("form[action*='/withdraw']")).filter(has_text="啄木鸟巡查")
    assert mine.count() == 1
    page.on("dialog", lambda dialog: dialog.accept())
    mine.locator("form[action*='/withdraw'] button").click()
    page.locator("form[action*='/join']").first.wait_for()
    page.goto("/me/")
    assert page.locator("article.ticket").filter(has_text="啄木鸟巡查").count() == 0


def test_a_visitor_is_led_through_the_log_in_to_the_shift(open_page):
    page = open_page(DESK)

    page.goto("/stations/pinhui")
    page.locator("article.ticket a.btn").first.click()
    page.fill("input[name=login]", VOLUNTEER[True])
    page.fill("input[name=password]", "wucai-demo-2020")
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**/stations/pinhui")

    assert page.locator("form[action*='/join']").count() > 0


def test_the_keyboard_alone_takes_a_seat_and_keeps_its_place(open_page):
    page = open_page(DESK)
    log_in(page, "13800000005")
    page.goto("/stations/medical-park")

    button = page.locator("article.ticket button.btn-primary").first
    button.focus()
    page.keyboard.press("Enter")
    page.locator("article.ticket form[action*='/withdraw']").first.wait_for()

    page.locator("article.ticket :focus").wait_for()  # the sentence that says that it worked, in the row itself
