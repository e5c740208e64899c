"""Counting visitors where the signal comes and goes: nothing is lost, nothing counts twice, and the device keeps nobody's page."""

import json
from collections.abc import Iterator
from random import Random

import pytest
from playwright.sync_api import Page

from tests.browser import lines
from tests.browser.conftest import PHONE, faults, log_in
from tests.browser.lines import State

KEEPER = "13800000003"
NOW = "/station/railway/"
MORE = "wc-counter[data-category=enquiry] button[value='1']"
SUM = "wc-counter[data-category=enquiry] output"


@pytest.fixture
def line(site) -> Iterator[lines.Line]:
    with lines.line(site.address) as made:
        yield made


@pytest.fixture
def phone(open_page, line) -> Page:
    """A keeper's phone on the counter's page, with the shell kept."""
    page = open_page(PHONE, base_url=line.address)
    log_in(page, KEEPER)
    page.goto(NOW)
    until(page, "navigator.serviceWorker.ready.then(() => caches.match('/en/station/offline')).then(Boolean)", True)
    yield page
    # A cut line is told on the console; these tests cut it on purpose.
    ours = ("net::ERR", "status of 4", "htmx:sendError", "htmx:afterRequest")  # htmx asks for the station's next code
    page.said[:] = [each for each in page.said if not any(word in each for word in ours)]


def counted(site) -> int:
    """What the house holds of the category, whoever asks."""
    code = "from wucai.places.models import Count; from django.db.models import Sum\n"
    code += "today = Count.objects.accepted().filter(category='enquiry', site__slug='railway', counted_at__date='2020-11-06')\n"
    code += "print(today.aggregate(s=Sum('amount'))['s'] or 0)"
    child = site.house.python(code)
    return int(child.communicate(timeout=60)[0])


def waiting(page: Page) -> int:
    return page.evaluate("window.wucaiQueue.pending()")


def until(page: Page, expression: str, wanted: object) -> None:
    """Ask until the answer is the wanted one; the policy forbids the browser to ask by itself."""
    for _ in range(600):
        if page.evaluate(expression) == wanted:
            return
        page.wait_for_timeout(100)
    assert page.evaluate(expression) == wanted


def all_sent(page: Page, *, is_kicked: bool = True) -> None:
    """Wait until the queue is empty; kicked, so that no test waits for the queue's own patience."""
    if is_kicked:
        page.evaluate("void window.wucaiQueue.flush()")
    until(page, "window.wucaiQueue.pending()", 0)


def test_the_counter_opens_without_signal_keeps_what_it_counts_and_sends_it_once(phone, line, site):
    before, name = counted(site), phone.locator("h1").inner_text()
    line.set(State.CUT)
    phone.goto(NOW)
    assert (phone.locator("h1").inner_text(), phone.locator("[data-shell]").count()) == (name, 1)

    for _ in range(3):
        phone.click(MORE)
    until(phone, "window.wucaiQueue.pending()", 3)
    assert faults(phone) == []
    context = phone.context
    phone.close()
    again = context.new_page()
    again.goto(NOW)
    until(again, "document.querySelector('wc-counter output').textContent", "3")
    assert (waiting(again), again.locator("wc-waiting [data-words]").inner_text()[:1]) == (3, "3")

    line.set(State.WHOLE)
    all_sent(again, is_kicked=False)

    assert counted(site) == before + 3
    again.goto(NOW)
    assert again.locator(SUM).inner_text() == str(before + 3)


def test_a_lost_answer_is_asked_for_again_and_counts_once(phone, line, site):
    before = counted(site)
    line.set(State.ONE_WAY)
    for _ in range(4):
        phone.click(MORE)
    phone.wait_for_timeout(2500)
    assert waiting(phone) == 4
    assert counted(site) == before + 4

    line.set(State.WHOLE)
    all_sent(phone)

    assert counted(site) == before + 4


def test_whatever_the_line_does_the_sum_is_exact(phone, line, site):
    before, chance, presses = counted(site), Random(2020), 0
    for _ in range(25):
        line.set(chance.choice([State.WHOLE, State.CUT, State.ONE_WAY]))
        for _ in range(chance.randrange(4)):
            phone.click(MORE)
            presses += 1
        if chance.random() < 0.3:
            phone.wait_for_timeout(200)
            phone.goto(NOW) if line.state is not State.ONE_WAY else phone.evaluate("window.wucaiQueue.flush()")
        if chance.random() < 0.5:
            phone.wait_for_timeout(chance.randrange(900))
    line.set(State.WHOLE)
    phone.evaluate("window.wucaiQueue.flush()")
    all_sent(phone)

    assert counted(site) == before + presses


@pytest.mark.parametrize("has_locks", [True, False])
def test_two_tabs_share_the_work_and_double_nothing(phone, line, site, has_locks):
    before = counted(site)
    context = phone.context
    if not has_locks:
        context.add_init_script("Object.defineProperty(navigator, 'locks', { value: undefined })")
    batches = []
    context.on("requestfinished", lambda request: batches.append(request.post_data) if request.url.endswith("/events") else None)
    tabs = [phone, context.new_page()]
    for tab in tabs:
        tab.goto(NOW)
    line.set(State.CUT)
    for _ in range(6):
        for tab in tabs:
            tab.click(MORE)
    until(tabs[0], "window.wucaiQueue.pending()", 12)
    batches.clear()
    line.set(State.WHOLE)
    for tab in tabs:
        tab.evaluate("void window.wucaiQueue.flush()")
    for tab in tabs:
        all_sent(tab)

    assert counted(site) == before + 12
    sent = [event["id"] for batch in batches for event in json.loads(batch)["events"]]
    assert len(sent) == len(set(sent)) == 12


def test_what_the_server_refuses_is_shown_and_stays_until_somebody_removes_it(phone):
    phone.evaluate("window.wucaiQueue.push('count', { site: 'nowhere', category: 'enquiry', amount: 1 })")
    shown = phone.locator("[data-queue-refused] li")
    shown.wait_for()
    assert waiting(phone) == 0

    phone.reload()
    shown.wait_for()
    shown.locator("button").last.click()
    shown.wait_for(state="detached")
    phone.reload()
    phone.wait_for_timeout(300)

    assert shown.count() == 0


def test_what_a_revoked_phone_counts_is_kept_for_a_look_and_the_page_says_so(phone, line, site):
    before = counted(site)
    line.set(State.CUT)
    phone.click(MORE)
    until(phone, "window.wucaiQueue.pending()", 1)
    revoked = "from wucai.people.models import Device; from wucai.core import clock\n"
    revoked += "Device.objects.filter(revoked_at=None).update(revoked_at=clock.real_now())"
    site.house.python(revoked).wait(timeout=60)

    line.set(State.WHOLE)
    all_sent(phone)
    phone.locator("[data-queue-note]:not([hidden])").wait_for()

    assert counted(site) == before
    phone.goto(NOW)
    phone.click(MORE)
    all_sent(phone)
    assert counted(site) == before + 1


def test_the_device_keeps_nobodys_page(phone):
    phone.goto("/me/")
    name = phone.locator("h1").inner_text().split("，")[-1].split(",")[-1].strip()
    phone.goto(NOW)
    kept = phone.evaluate(
        """async () => { const told = []; for (const name of await caches.keys()) { const store = await caches.open(name);
        for (const request of await store.keys()) told.push([new URL(request.url).pathname, await (await store.match(request)).text()]); }
        return told; }"""
    )
    number = phone.evaluate("document.querySelector('[data-person]').dataset.person")
    pages = {path: text for path, text in kept if not path.startswith("/static/")}

    assert name in phone.request.get("/me/").text()
    assert sorted(pages) == ["/en/station/offline", "/station/offline"]
    assert [path for path, text in pages.items() if name in text or number in text or "csrfmiddlewaretoken" in text] == []


def test_after_a_log_out_the_next_log_in_counts_with_a_key_of_its_own(phone, line, site):
    first = phone.evaluate("document.querySelector('[data-person]').dataset.person")
    phone.goto("/account/logout/")
    phone.click("main form button")
    phone.wait_for_url(lambda url: "logout" not in url)
    log_in(phone, KEEPER)
    phone.goto(NOW)
    before = counted(site)
    phone.click(MORE)
    all_sent(phone)

    assert phone.evaluate("document.querySelector('[data-person]').dataset.person") == first
    assert counted(site) == before + 1
