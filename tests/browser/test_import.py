"""A coordinator sends a list with two mistakes, gets it back marked, mends it and has it written; with a script and without."""

import io

import pytest
from openpyxl import load_workbook

from tests.browser.conftest import DESK, PHONE, faults, log_in
from tests.factories.sheets import xlsx

COORDINATOR = "13800000004"
HEADERS = ["姓名", "英文名", "手机", "邮箱", "语言"]


def people(prefix):
    """Two who are right, one without a digit, one without anything to reach them by."""
    return [
        HEADERS,
        ["演示丁一", "Ding Yi", f"{prefix}00000001", "", "中文、英文"],
        ["演示丁二", "Ding Er", f"{prefix}00000002", f"d{prefix}@example.org", ""],
        ["演示丁三", "", f"{prefix}0000000", "", ""],
        ["演示丁四", "", "", "", ""],
    ]


def send(page, name, data):
    page.set_input_files("input[type=file]", {"name": name, "mimeType": "application/octet-stream", "buffer": data})
    page.click("form button.btn-primary")
    page.wait_for_url("**/desk/import/people/*/")


def waited_for(page, selector, *, javascript):
    """What the page shows once the worker is through: by itself, or by looking again."""
    for _ in range(50):
        if javascript:
            page.locator(selector).first.wait_for()
        if page.locator(selector).count():
            return page.locator(selector).first
        page.wait_for_timeout(300)
        page.reload()
    raise AssertionError(selector)


@pytest.mark.parametrize(("javascript", "prefix"), [(True, "155"), (False, "156")])
def test_a_list_with_two_mistakes_is_mended_and_written(open_page, javascript, prefix):
    page = open_page(DESK, javascript=javascript)
    log_in(page, COORDINATOR)
    page.goto("/desk/import/people/")

    send(page, "演示名单.xlsx", xlsx(people(prefix)))
    waited_for(page, "form[action$='/confirm']", javascript=javascript)
    assert page.locator("main ul.rows > li").count() == 2
    with page.expect_download() as coming:
        page.click("a[href$='/problems.xlsx']")
    assert coming.value.suggested_filename.endswith(".xlsx")
    book = load_workbook(io.BytesIO(coming.value.path().read_bytes()))
    sheet = book.worksheets[0]
    assert [bool(sheet.cell(row, 6).value) for row in range(1, 6)] == [True, False, False, True, True]
    page.click("form[action$='/confirm'] button")
    waited_for(page, ".note.is-ok", javascript=javascript)

    sheet["C4"], sheet["C5"] = f"{prefix}00000003", f"{prefix}00000004"
    mended = io.BytesIO()
    book.save(mended)
    page.goto("/desk/import/people/")
    send(page, "演示名单.xlsx", mended.getvalue())
    waited_for(page, "form[action$='/confirm']", javascript=javascript)
    page.click("form[action$='/confirm'] button")
    waited_for(page, ".note.is-ok", javascript=javascript)
    page.goto(f"{page.url}?show=unchanged")

    assert page.locator("main ul.rows > li").count() == 2


@pytest.mark.parametrize(("variant", "is_elder"), [("", True), ("/en", False)])
def test_the_pages_of_a_list_are_sound_for_everybody(open_page, variant, is_elder):
    page = open_page(PHONE)
    log_in(page, COORDINATOR)
    page.goto(f"{variant}/elder/{'on' if is_elder else 'off'}")
    page.goto(f"{variant}/desk/import/people/")
    send(page, "演示名单.xlsx", xlsx(people("157")))
    waited_for(page, "form[action$='/confirm']", javascript=True)
    difference = page.url

    found = {}
    for address in (f"{variant}/desk/import/people/", *(f"{difference}?show={verdict}" for verdict in ("refused", "new"))):
        page.goto(address)
        wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        found[address] = (faults(page), wider)

    assert set(map(str, found.values())) == {str(([], 0))}


def test_a_file_that_is_no_list_is_told_beside_its_field(open_page):
    page = open_page(PHONE)
    log_in(page, COORDINATOR)
    page.goto("/en/desk/import/people/")

    page.set_input_files("input[type=file]", {"name": "photo.png", "mimeType": "image/png", "buffer": b"\x89PNG\r\n\x1a\n" + bytes(99)})
    page.click("form button.btn-primary")
    page.locator(".summary").wait_for()

    page.said.clear()  # the browser itself says that it got a 422
    assert page.evaluate("document.activeElement.className") == "summary"
    assert "This is not a workbook." in page.locator(".summary").inner_text()
    assert faults(page) == []
