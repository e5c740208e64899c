"""A unit's liaison tries the prepared list with two mistakes, mends it, sees it among the lines, and takes the letter of thanks along."""

import io

import pytest
from openpyxl import load_workbook

from tests.browser.conftest import DESK, PHONE, faults, log_in
from tests.browser.test_import import waited_for

LIAISON = "13800000006"


def home(page, prefix=""):
    page.goto(f"{prefix}/unit/")
    return page.url.rstrip("/")


def send(page, unit, data):
    page.goto(f"{unit}/import/resources/")
    page.set_input_files("input[type=file]", {"name": "演示资源.xlsx", "mimeType": "application/octet-stream", "buffer": data})
    page.click("form button.btn-primary")
    page.wait_for_url("**/import/resources/*/")


def taken(page, selector):
    with page.expect_download() as coming:
        page.click(selector)
    return coming.value.path().read_bytes()


@pytest.mark.parametrize("javascript", [True, False])
def test_a_list_with_two_mistakes_is_mended_and_stands_among_the_lines(open_page, javascript):
    page = open_page(DESK, javascript=javascript)
    log_in(page, LIAISON)
    unit = home(page)

    send(page, unit, taken(page, "a[href$='/example.xlsx']"))
    waited_for(page, "a[href$='/problems.xlsx']", javascript=javascript)
    assert page.locator("main ul.rows > li").count() == 2
    book = load_workbook(io.BytesIO(taken(page, "a[href$='/problems.xlsx']")))
    sheet = book.worksheets[0]
    column = {cell.value: cell.column for cell in sheet[1]}
    sheet.cell(4, column["数量*"]).value = 20
    sheet.cell(5, column["类别*"]).value = sheet.cell(3, column["类别*"]).value
    mended = io.BytesIO()
    book.save(mended)

    send(page, unit, mended.getvalue())
    waited_for(page, "form[action$='/confirm'], .note.is-ok", javascript=javascript)
    if page.locator("form[action$='/confirm']").count():  # else another run of this test has written these lines before
        page.click("form[action$='/confirm'] button")
        waited_for(page, ".note.is-ok", javascript=javascript)
    page.goto(f"{unit}/")

    told = page.inner_text("main")
    assert [told.count(title) for title in ("义诊医护人员", "急救药箱", "便携轮椅", "健康讲座讲师")] == [1] * 4


def test_the_letter_of_thanks_is_taken_along(open_page):
    page = open_page(PHONE)
    log_in(page, LIAISON)
    home(page)

    assert taken(page, "a[href$='/letter.pdf']").startswith(b"%PDF-")


@pytest.mark.parametrize(("variant", "is_elder"), [("", True), ("/en", False)])
def test_the_pages_of_a_unit_are_sound_for_everybody(open_page, variant, is_elder):
    page = open_page(PHONE)
    log_in(page, LIAISON)
    page.goto(f"{variant}/elder/{'on' if is_elder else 'off'}")
    unit = home(page, variant)
    line = page.locator("a[href*='/resources/R']").first.get_attribute("href")

    found = {}
    for address in (f"{unit}/", f"{unit}/needs/add", f"{unit}/resources/add", line, f"{unit}/import/", f"{unit}/import/needs/"):
        page.goto(address)
        wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        found[address] = (faults(page), wider)

    assert set(map(str, found.values())) == {str(([], 0))}
