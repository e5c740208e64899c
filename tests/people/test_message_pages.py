"""The pages of messages: mine, and a coordinator's with who has seen what; robots; in the demo, what left the house."""

from typing import Any
from uuid import uuid4

import pytest
from django.conf import LazySettings
from django.test import Client

from tests.counting import queries_of
from tests.factories import organisations as some
from tests.factories import people as some_people
from tests.factories import programme as some_programme
from wucai.core import outbox
from wucai.core.models import Parcel
from wucai.people import queries
from wucai.people.models import GroupHook, Message, Person
from wucai.programme.models import Edition

pytestmark = pytest.mark.django_db
ROBOT = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6-7abc-4bc4-97a0"


@pytest.fixture(autouse=True)
def edition() -> Edition:
    return some_programme.edition()


@pytest.fixture
def ada() -> Person:
    return some_people.person(name="王小明", name_en="Wang Xiaoming", phone="13811112222", email="ada@example.org")


@pytest.fixture
def boss(edition: Edition) -> Person:
    return some_people.coordinator(edition)


@pytest.fixture
def desk(boss: Person, logged_in) -> Client:
    return logged_in(boss)


def words(**more: Any) -> dict[str, Any]:
    return {"audience": "", "kind": "notice", "title": "集合", "text": "八点。", "key": str(uuid4()), **more}


def test_a_message_is_read_in_ones_language_and_opening_it_is_seeing_it(ada: Person, logged_in) -> None:
    sent, browser = some.message(ada, link="/stations/"), logged_in(ada)
    notice = sent.notices.get()
    page = browser.get("/en/me/messages/").content.decode()
    assert ("1 new message" in page, "Assembly" in page) == (True, True)

    page = browser.get(f"/en/me/messages/{notice.pk}/").content.decode()

    assert ("At eight." in page, 'href="/en/stations/"' in page) == (True, True)
    assert "八点集合。" in browser.get(f"/me/messages/{notice.pk}/").content.decode()
    assert (some.seen(sent), "1 new message" in browser.get("/en/me/messages/").content.decode()) == ((1, 1), False)


def test_a_message_without_english_says_that_it_is_chinese(ada: Person, logged_in) -> None:
    notice = some.message(ada, title_en="", text_en="", is_demo=True).notices.get()
    page = logged_in(ada).get(f"/en/me/messages/{notice.pk}/").content.decode()

    assert ('<div class="prose stack-s" lang="zh-Hans"><p>八点集合。</p></div>' in page, "Demo data" in page) == (True, True)


def test_words_like_markup_are_shown_as_they_are(ada: Person, logged_in) -> None:
    notice = some.message(ada, title="<b>x</b>", title_en="", text="<script>alert(1)</script>", text_en="").notices.get()

    for prefix in ("", "/en"):
        page = logged_in(ada).get(f"{prefix}/me/messages/{notice.pk}/").content.decode()
        assert ("<script>alert" in page, "<b>x</b>" in page) == (False, False)


def test_the_messages_of_others_are_not_there(ada: Person, logged_in, client: Client) -> None:
    notice = some.message(ada).notices.get()

    assert logged_in(some_people.person()).get(f"/me/messages/{notice.pk}/").status_code == 404
    assert logged_in(some_people.person()).get(f"/me/messages/{10**30}/").status_code == 404
    assert [client.get(f"/me/messages/{more}").status_code for more in ("", f"{notice.pk}/")] == [302, 302]
    assert some.seen(notice.message) == (0, 1)


def test_the_number_of_queries_does_not_grow_with_messages_or_people(ada: Person, boss: Person, logged_in) -> None:
    mine, desk = logged_in(ada), logged_in(boss)
    counts = []
    for _ in range(3):
        sent = some.message(ada, some_people.person(), by=some_people.person())
        told = [queries_of(mine, "/me/messages/"), queries_of(desk, "/desk/messages/"), queries_of(desk, f"/desk/messages/{sent.pk}/")]
        counts.append(told)

    assert counts[0] == counts[2] == [5, 6, 7]


def test_who_has_seen_it_is_told_by_name_and_does_not_cost_more_with_more_names(ada: Person, desk: Client) -> None:
    def queries_for(count: int) -> int:
        sent = some.message(*(some_people.person() for _ in range(count)))
        return queries_of(desk, f"/desk/messages/{sent.pk}/")

    assert queries_for(1) == queries_for(3)
    page = desk.get(f"/en/desk/messages/{some.message(ada).pk}/").content.decode()
    assert ("Wang Xiaoming" in page, "not yet" in page, "【集合】\n八点集合。\n\nAssembly\nAt eight." in page) == (True, True, True)


def test_a_coordinator_writes_to_a_person_by_mobile_or_by_number(ada: Person, desk: Client) -> None:
    for written in ("138 1111 2222", ada.number.lower()):
        answer = desk.post("/desk/messages/new", words(person=written, channels=["mail", "sms"], title_en="Meet", text_en="At eight."))
        message = Message.objects.latest("pk")
        assert answer.headers["Location"] == f"/desk/messages/{message.pk}/"
        assert (message.audience, message.audience_id, message.audience_name) == ("person", ada.number, "王小明")
    assert (queries.unseen_count(ada), Parcel.objects.count()) == (2, 4)


def test_a_coordinator_writes_to_a_unit_or_an_area(ada: Person, desk: Client) -> None:
    area = some_programme.area()
    unit = some.partner(area=area)
    some.member(unit, ada)

    for to in (f"team:{unit.slug}", f"area:{area.pk}"):
        assert desk.post("/desk/messages/new", words(audience=to)).status_code == 302

    assert queries.unseen_count(ada) == 2


def test_a_form_pressed_twice_sends_one_message(ada: Person, desk: Client) -> None:
    form = words(person=ada.number)
    first, again = (desk.post("/desk/messages/new", form).headers["Location"] for _ in range(2))

    assert (first, Message.objects.count()) == (again, 1)


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"person": "13899999999"}, "person"),
        ({"person": ""}, "person"),
        ({"audience": "team:nowhere", "person": ""}, "audience"),
        ({"audience": "area:999", "person": ""}, "audience"),
        ({"audience": "shift", "person": ""}, "audience"),
        ({"audience": "person:x", "person": ""}, "audience"),
        ({"title": ""}, "title"),
        ({"text": "x" * 2001}, "text"),
        ({"channels": ["pigeon"]}, "channels"),
        ({"kind": "x"}, "kind"),
    ],
)
def test_what_cannot_be_sent_is_told_at_its_field(ada: Person, desk: Client, told: dict[str, Any], field: str) -> None:
    answer = desk.post("/desk/messages/new", words(**{"person": ada.number, **told}))

    assert (answer.status_code, f'<a href="#id_{field}' in answer.content.decode()) == (422, True)
    assert Message.objects.count() == 0


def test_a_message_to_nobody_is_refused_and_what_was_written_stays(desk: Client) -> None:
    answer = desk.post("/en/desk/messages/new", words(audience=f"team:{some.partner().slug}", title="长长的标题"))

    page = answer.content.decode()
    assert (answer.status_code, "There is nobody to whom this would go." in page, "长长的标题" in page) == (409, True, True)


def test_the_form_offers_only_channels_that_are_set_up(desk: Client, settings: LazySettings, edition: Edition) -> None:
    def offered() -> list[bool]:
        page = desk.get("/desk/messages/new").content.decode()
        return [f'value="{channel}"' in page for channel in ("mail", "sms", "group")]

    assert offered() == [True, True, False]
    settings.WUCAI_MODE = "site"
    assert offered() == [True, False, False]
    desk.post("/desk/messages/groups/", {"name": "群", "address": ROBOT})
    assert offered() == [True, False, True]


def test_an_audience_that_is_given_is_not_asked(ada: Person, desk: Client) -> None:
    page = desk.get(f"/desk/messages/new?audience=person&id={ada.number}").content.decode()
    assert ("王小明" in page, 'name="audience"' in page) == (True, False)

    form = words(audience="")
    assert desk.post(f"/desk/messages/new?audience=person&id={ada.number}", form).status_code == 302
    assert queries.unseen_count(ada) == 1
    assert [desk.get(f"/desk/messages/new?audience={kind}&id=9").status_code for kind in ("person", "shift", "nonsense")] == [404] * 3
    kinds = ("person", "team", "area", "shift", "station", "colour")
    assert [desk.get(f"/desk/messages/new?audience={kind}&id=%00{'9' * 5000}").status_code for kind in kinds] == [404] * 6


def test_a_reminder_too_soon_or_to_nobody_is_refused(ada: Person, desk: Client) -> None:
    sent = some.message(ada)

    answer = desk.post(f"/en/desk/messages/{sent.pk}/remind")
    assert (answer.status_code, "less than an hour old" in answer.content.decode()) == (409, True)


def test_robots_are_added_and_taken_away_and_their_address_is_never_shown(desk: Client) -> None:
    assert desk.post("/desk/messages/groups/", {"name": "闵行群", "address": ROBOT}).status_code == 302
    page = desk.get("/desk/messages/groups/").content.decode()
    assert ("闵行群" in page, "693a91f6" in page) == (True, False)
    assert desk.post("/desk/messages/groups/", {"name": "内网", "address": "http://127.0.0.1/"}).status_code == 409

    desk.post(f"/desk/messages/groups/{GroupHook.objects.get().pk}/end")
    assert list(queries.hooks_of(Edition.objects.get())) == []


@pytest.mark.parametrize("more", ["", "new", "1/", "1/remind", "groups/", "groups/1/end"])
def test_who_does_not_coordinate_sees_and_sends_nothing(client: Client, ada: Person, more: str) -> None:
    ways = (client.get, client.post)

    assert {way(f"/desk/messages/{more}").status_code for way in ways} <= {302, 405}
    client.force_login(ada)
    assert {way(f"/desk/messages/{more}").status_code for way in ways} <= {403, 405}


def test_in_the_demo_everybody_sees_what_left_and_nobodys_address(ada: Person, client: Client, settings: LazySettings) -> None:
    some.message(ada, channels=["mail", "sms"])
    outbox.post("group", {"name": "闵行群", "address": "wecombot://693a91f6-7abc-4bc4", "title": "a", "text": "b"}, key="k")

    page = client.get("/en/desk/outbox").content.decode()

    assert [word in page for word in ("a****@example.org", "138****2222", "闵行群", "八点集合。")] == [True] * 4
    assert [secret in page for secret in ("ada@example.org", "13811112222", "693a91f6")] == [False] * 3
    settings.WUCAI_MODE = "site"
    assert client.get("/desk/outbox").status_code == 404


def test_the_demos_outbox_costs_as_many_queries_however_much_left(client: Client) -> None:
    counts = []
    for number in range(3):
        outbox.post("sms", {"to": "+8613811112222", "text": "b"}, key=f"k{number}")
        counts.append(queries_of(client, "/desk/outbox"))

    assert counts[0] == counts[2] == 1
