"""Pictures of the pages for `docs/pictures/`, small: `.venv/bin/python -m tests.pictures [folder]`, with the demo served on port 8000."""

import os
import sys
from io import BytesIO
from pathlib import Path

import django
from PIL import Image
from playwright.sync_api import Page, sync_playwright

from tests import opening

os.environ["DJANGO_SETTINGS_MODULE"] = "wucai.settings"
django.setup()

from tests.browser.conftest import DESK, PHONE, SWITCHES, log_in  # noqa: E402  Django is set up above

assert opening

ADDRESS = os.environ.get("WUCAI_PICTURES_OF", "http://127.0.0.1:8000")
SHOTS = {
    "home-desk": (DESK, None, "/"),
    "home-phone": (PHONE, None, "/"),
    "poster-phone": (PHONE, None, "/s/demo"),
    "poster-desk-en": (DESK, None, "/en/s/demo"),
    "stations-desk-en": (DESK, None, "/en/stations/"),
    "stations-phone": (PHONE, None, "/stations/"),
    "station-phone": (PHONE, None, "/stations/qibao"),
    "station-phone-elder": (PHONE, None, "/stations/qibao#elder"),
    "join-phone": (PHONE, None, "/join/"),
    "me-phone": (PHONE, "13800000001", "/me/"),
    "me-desk-en": (DESK, "13800000001", "/en/me/"),
    "certificates-phone": (PHONE, "13800000002", "/me/certificates"),
    "station-now-phone": (PHONE, "13800000003", "/station/railway/"),
    "station-now-desk-en": (DESK, "13800000003", "/en/station/railway/"),
    "unit-phone-en": (PHONE, "13800000006", "/en/unit/"),
    "unit-desk": (DESK, "13800000006", "/unit/"),
    "desk-desk": (DESK, "13800000004", "/desk/"),
    "desk-phone-en": (PHONE, "13800000004", "/en/desk/"),
    "gaps-desk": (DESK, "13800000004", "/desk/gaps/"),
    "lists-desk": (DESK, "13800000004", "/desk/lists/"),
    "matching-desk-en": (DESK, "13800000004", "/en/desk/matching/"),
    "roster-desk": (DESK, "13800000004", "/desk/roster/1/"),
    "import-desk": (DESK, "13800000004", "/desk/import/"),
    "board-desk": (DESK, "13800000005", "/board/"),
    "board-phone-en": (PHONE, "13800000005", "/en/board/"),
    "board-screen": ({"width": 1920, "height": 1080}, "13800000005", "/board/?screen=1"),
    "tour-desk-en": (DESK, None, "/en/tour/"),
    "styleguide-desk": (DESK, None, "/desk/styleguide"),
}


def main(folder: Path) -> None:
    """Take every picture."""
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ.get("WUCAI_CHROMIUM", "/usr/bin/chromium"), args=SWITCHES)
        for name, (size, phone, address) in SHOTS.items():
            page = browser.new_context(base_url=ADDRESS, viewport=size, locale="zh-CN").new_page()
            if phone:
                log_in(page, phone)
            if address.endswith("#elder"):
                page.goto("/elder/on")
            page.goto(address)
            (folder / f"{name}.png").write_bytes(small(page))
            page.context.close()
        browser.close()


def small(page: Page) -> bytes:
    """The page's first three screens in at most 128 colours: some tens of kilobytes."""
    height = min(page.evaluate("document.documentElement.scrollHeight"), 3 * page.viewport_size["height"])
    shot = page.screenshot(full_page=True, clip={"x": 0, "y": 0, "width": page.viewport_size["width"], "height": height})
    out = BytesIO()
    Image.open(BytesIO(shot)).convert("RGB").quantize(128, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/pictures"))
