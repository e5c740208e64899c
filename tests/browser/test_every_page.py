"""Every page, in both languages, in normal and elder view: nothing for axe to say, nothing wider than the screen."""

import pytest

from tests.browser.conftest import DESK, PHONE, faults, log_in

VISITOR = [
    "/",
    "/stations/",
    "/stations/?q=七宝",
    "/stations/?q=没有",
    "/stations/railway",
    "/stations/?near=stop-pinhui&open=on",
    "/stations/?level=relay",
    "/stories/",
    "/s/demo",
    "/privacy",
    "/accessibility",
    "/account/login/",
]
VISITOR += ["/account/signup/", "/account/login/code/", "/account/password/reset/", "/desk/styleguide", "/nowhere"]
VISITOR += ["/join/", "/verify/", "/units/apply", "/enter/", "/demo/", "/tour/", "/tour/3/"]
BY_ROLE = {
    "13800000001": [
        *["/me/", "/me/checkin", "/me/shifts", "/me/hours", "/me/certificates", "/me/calendar", "/me/messages/", "/desk/"],
        *["/account/logout/", "/account/password/change/", "/account/email/", "/account/phone/change/"],
    ],
    "13800000002": ["/me/", "/me/hours", "/me/certificates", "/me/messages/"],
    "13800000003": ["/station/railway/", "/station/railway/on-duty", "/station/railway/hours", "/station/railway/duty"],
    "13800000004": [
        *[
            "/desk/",
            "/desk/import/",
            "/desk/import/people/",
            "/desk/import/needs/",
            "/desk/people-serving/",
            "/desk/roster/",
            "/desk/gaps/",
        ],
        *["/desk/lists/", "/desk/needs/N07/", "/desk/needs/N04/", "/desk/matching/", "/desk/council/", "/desk/units/", "/desk/messages/"],
        *["/desk/messages/new", "/desk/outbox"],
    ],
    "13800000005": ["/board/", "/board/?screen=1", "/board/open/", "/board/gaps/", "/board/duty/", "/desk/council/"],
    "13800000006": ["/unit/", "/me/messages/"],
}
VARIANTS = [("", False), ("", True), ("/en", False), ("/en", True)]
# Beside the living page, which stands in all four variants, each page is looked at in one; --long looks at each in all.
QUICK = [(address, VARIANTS[number % 4]) for number, address in enumerate(VISITOR)]


def look(page, prefix, address, *, is_elder):
    page.goto(f"{prefix}/elder/{'on' if is_elder else 'off'}")
    answer = page.goto(prefix + address)
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return {"status": answer.status, "axe": faults(page), "wider": wide, "title": page.title() != ""}


def well(status=200):
    return {"status": status, "axe": [], "wider": 0, "title": True}


@pytest.mark.parametrize(("prefix", "is_elder"), VARIANTS)
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_living_page_in_every_variant(open_page, size, prefix, is_elder):
    assert look(open_page(size), prefix, "/desk/styleguide", is_elder=is_elder) == well()


@pytest.mark.parametrize(("address", "variant"), QUICK)
def test_what_a_visitor_sees(open_page, address, variant):
    page = open_page(PHONE)

    seen = look(page, variant[0], address, is_elder=variant[1])

    if address == "/nowhere":
        page.said.clear()  # the browser itself says that it got a 404
    assert seen == well(404 if address == "/nowhere" else 200)


@pytest.mark.parametrize(("phone", "addresses"), BY_ROLE.items())
def test_what_each_role_sees(open_page, phone, addresses):
    page = open_page(PHONE)
    log_in(page, phone)

    seen = {}
    for number, address in enumerate(addresses):
        seen[address] = look(page, VARIANTS[number % 4][0], address, is_elder=VARIANTS[number % 4][1])

    not_theirs = "/desk/" if phone == "13800000001" else None
    if not_theirs:
        page.said.clear()  # the browser itself says that it got a 403
    assert seen == {address: well(403 if address == not_theirs else 200) for address in addresses}


@pytest.mark.long
@pytest.mark.parametrize(("prefix", "is_elder"), VARIANTS)
@pytest.mark.parametrize("address", VISITOR)
def test_what_a_visitor_sees_in_every_variant(open_page, address, prefix, is_elder):
    page = open_page(DESK)

    seen = look(page, prefix, address, is_elder=is_elder)

    if address == "/nowhere":
        page.said.clear()  # the browser itself says that it got a 404
    assert seen == well(404 if address == "/nowhere" else 200)


@pytest.mark.long
@pytest.mark.parametrize(("prefix", "is_elder"), VARIANTS)
@pytest.mark.parametrize(("phone", "addresses"), BY_ROLE.items())
def test_what_each_role_sees_in_every_variant(open_page, phone, addresses, prefix, is_elder):
    page = open_page(DESK)
    log_in(page, phone)

    theirs = [address for address in addresses if (phone, address) != ("13800000001", "/desk/")]
    seen = {address: look(page, prefix, address, is_elder=is_elder) for address in theirs}

    assert seen == dict.fromkeys(theirs, well())


@pytest.mark.parametrize("address", ["/", "/stations/", "/stations/railway", "/account/login/", "/desk/styleguide"])
def test_in_elder_view_nothing_runs_off_a_narrow_screen(open_page, address):
    page = open_page({"width": 320, "height": 640})

    page.goto("/elder/on")
    page.goto(address)

    assert page.evaluate("document.documentElement.scrollWidth") == 320
    small = page.evaluate(
        """() => [...document.querySelectorAll('main a.btn, main button.btn')].filter(each => each.offsetParent)
        .map(each => each.getBoundingClientRect()).filter(box => box.height < 60).length"""
    )
    assert small == 0
