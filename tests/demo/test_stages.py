"""Before and after the event, and the clock's other hours: loaded, the clock stands there, and each role finds what is typical."""

import pytest

from tests import houses
from tests.demo.test_lived_in_morning import asked, morning

__all__ = ["morning"]
HOMES = {
    "visitor": "/",
    "volunteer": "/me/",
    "keeper": "/station/railway/",
    "liaison": "/unit/",
    "coordinator": "/desk/",
    "leader": "/board/",
}
# What each role finds before and after, in words that stand there in Chinese.
PREPARING = {
    "visitor": "服务站",
    "volunteer": "演示志愿者甲",
    "keeper": "口罩",
    "liaison": "外语专业学生",
    "coordinator": "/desk/matching/",
    "leader": "进博会后物资如何调配",
}
OVER = {
    "visitor": "服务站",
    "volunteer": "演示志愿者甲",
    "keeper": "口罩",
    "liaison": "外语专业学生",
    "coordinator": "/desk/lists/",
    "leader": "进博会后物资如何调配",
}
LOOK = """
    from django.test import Client
    from wucai.core import clock
    told = {{"clock": clock.local(clock.now()).strftime("%m-%d %H:%M"), "homes": {{}}}}
    for role, (address, words) in {homes!r}.items():
        browser = Client(headers={{"host": "127.0.0.1"}})
        entered = browser.post(f"/demo/enter/{{role}}").status_code
        page = browser.get(address, follow=True)
        told["homes"][role] = [entered, page.status_code, words in page.content.decode()]
"""


@pytest.mark.parametrize(("stage", "clock", "typical"), [("preparing", "10-28 10:00", PREPARING), ("over", "11-12 10:00", OVER)])
def test_at_another_stage_every_home_answers_with_what_is_typical(
    morning: houses.House, stage: str, clock: str, typical: dict[str, str]
) -> None:
    morning.manage("load_demo", "--stage", stage)

    found = asked(morning, LOOK.format(homes={role: (HOMES[role], typical[role]) for role in HOMES}))

    assert found == {"clock": clock, "homes": {role: [302, 200, True] for role in HOMES}}


def test_the_buttons_of_the_clock_lead_to_noon_to_the_evening_and_back(morning: houses.House) -> None:
    told = asked(
        morning,
        """
        from django.test import Client
        from wucai.core import clock
        browser = Client(headers={"host": "127.0.0.1"})
        told = []
        for hour in ("noon", "evening", "morning"):
            answer = browser.post(f"/demo/clock/{hour}")
            told.append([answer.status_code, answer.headers["Location"], clock.local(clock.now()).strftime("%d %H:%M")])
        """,
    )

    assert told == [[302, "/demo/", "06 12:00"], [302, "/demo/", "06 19:30"], [302, "/demo/", "06 09:00"]]


def test_the_keeper_has_hours_to_confirm_in_the_morning(morning: houses.House) -> None:
    told = asked(
        morning,
        """
        from wucai.core import clock
        from wucai.places.queries import sites_listed
        from wucai.programme.queries import edition_called
        from wucai.volunteering.queries.hours import to_confirm_at
        railway = sites_listed(["railway"], edition_called("minhang-2020").pk, for_update=False)["railway"]
        told = [clock.local(entry.shift.starts_at).strftime("%d") for entry in to_confirm_at(railway)]
        """,
    )

    assert told == ["05", "05"]
