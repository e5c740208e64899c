"""Messages: a notice each, parcels for what leaves the house, seen and reminded."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.conf import LazySettings
from django.db import IntegrityError, connection, transaction
from django.http import Http404

from tests.factories import organisations as some
from tests.factories import people as some_people
from tests.factories import programme as some_programme
from wucai.core import clock
from wucai.core.models import Parcel, TraceLine
from wucai.core.refusals import KeyReused
from wucai.people import access, queries
from wucai.people.actions import groups, messages
from wucai.people.choices import AudienceKind, Channel, MessageRefusal
from wucai.people.models import Message, Notice, Person
from wucai.people.queries import Audience
from wucai.people.signals import audience_asked
from wucai.programme.models import Edition

pytestmark = pytest.mark.django_db
ROBOT = "wecombot://693a91f6-7abc-4bc4-97a0-0ec2sifa5aaa"
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def edition() -> Edition:
    return some_programme.edition()


@pytest.fixture
def ada() -> Person:
    return some_people.person(name="王小明", phone="13811112222", email="ada@example.org")


@pytest.fixture
def bob() -> Person:
    return some_people.person(phone="13811113333")


def parcels() -> list[tuple[str, Any]]:
    return [(parcel.kind, parcel.payload.get("to", parcel.payload.get("name"))) for parcel in Parcel.objects.order_by("pk")]


def refusal(*people: Person, **more: Any) -> MessageRefusal:
    with pytest.raises(messages.MessageRefused) as refused:
        some.message(*people, **more)
    assert (Message.objects.count(), Notice.objects.count(), Parcel.objects.count()) == (0, 0, 0)
    return refused.value.reason


def test_everybody_gets_one_notice_however_often_they_are_named(ada: Person, bob: Person) -> None:
    sent = some.message(ada, bob, ada)

    assert [notice.person for notice in sent.notices.order_by("person_id")] == [ada, bob]
    assert (sent.channels, parcels()) == (["site"], [])
    assert [(line.verb, line.after) for line in TraceLine.objects.filter(subject_kind="people.Message")] == [
        ("sent", {"people": 2, "channels": ["site"]})
    ]


def test_mail_and_text_messages_go_to_those_who_have_an_address_or_number(ada: Person, bob: Person, settings: LazySettings) -> None:
    settings.WUCAI_ORIGIN = "https://wucai.example"
    nobody = some_people.person(phone="")

    sent = some.message(ada, bob, nobody, channels=[Channel.MAIL, Channel.SMS])

    assert parcels() == [("mail", ["ada@example.org"]), ("sms", "+8613811112222"), ("sms", "+8613811113333")]
    letter, text = (Parcel.objects.filter(kind=kind).first().payload for kind in ("mail", "sms"))
    address = f"https://wucai.example/me/messages/{sent.notices.get(person=ada).pk}/"
    assert (letter["subject"], letter["text"]) == ("集合 / Assembly", f"集合\n\n八点集合。\n\n——\nAssembly\n\nAt eight.\n\n{address}")
    assert text["text"] == f"集合: 八点集合。 {address}"


def test_a_text_message_is_in_english_for_who_reads_no_chinese(settings: LazySettings) -> None:
    settings.WUCAI_ORIGIN = ""
    people = [some_people.person(languages=languages) for languages in (["en"], ["en", "zh"], [])]
    some.message(*people, channels=["sms"])

    assert [parcel.payload["text"].split(" /me")[0] for parcel in Parcel.objects.order_by("pk")] == [
        "Assembly: At eight.",
        "集合: 八点集合。",
        "集合: 八点集合。",
    ]


def test_a_robot_hears_once_and_no_address_stands_readable_in_the_database(ada: Person, edition: Edition) -> None:
    groups.add_hook(edition, by=None, name="闵行群", address=ROBOT, now=clock.now())
    ended = groups.add_hook(edition, by=None, name="旧群", address=ROBOT, now=clock.now())
    groups.end_hook(ended, by=None, now=clock.now())

    some.message(ada, channels=["group"])

    assert parcels() == [("group", "闵行群")]
    with connection.cursor() as cursor:
        cursor.execute("SELECT payload FROM core_parcel UNION ALL SELECT address FROM people_grouphook")
        assert [row for (row,) in cursor.fetchall() if b"693a91f6" in bytes(row)] == []


def test_a_message_to_nobody_is_refused(ada: Person) -> None:
    Person.objects.update(is_active=False)
    ada.refresh_from_db()

    assert (refusal(), refusal(ada)) == (MessageRefusal.NOBODY, MessageRefusal.NOBODY)


def test_a_channel_that_is_not_set_up_is_refused_with_a_sentence(ada: Person, settings: LazySettings) -> None:
    settings.WUCAI_MODE = "site"
    assert refusal(ada, channels=["sms"]) == MessageRefusal.NO_SMS
    assert refusal(ada, channels=["group"]) == MessageRefusal.NO_GROUP

    settings.WUCAI_SMS = "tests.core.test_outbox.provider"
    some.message(ada, channels=["sms"])
    assert parcels() == [("sms", "+8613811112222")]


def test_what_is_meant_for_one_person_does_not_go_to_a_group(ada: Person, edition: Edition) -> None:
    groups.add_hook(edition, by=None, name="群", address=ROBOT, now=clock.now())

    assert refusal(ada, audience="person", channels=["group"]) == MessageRefusal.PERSONAL


def test_a_form_sent_twice_is_one_message_and_its_key_is_nobody_elses(ada: Person, bob: Person) -> None:
    key = uuid4()
    first, again = (some.message(ada, by=bob, key=key, channels=["mail"]) for _ in range(2))

    assert (first, Message.objects.count(), Parcel.objects.count()) == (again, 1, 1)
    with pytest.raises(KeyReused):
        some.message(ada, by=ada, key=key)


@pytest.mark.parametrize("link", ["https://example.org/", "//example.org/", "/\\example.org", "me"])
def test_a_link_never_leads_out_of_the_house(ada: Person, link: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        some.message(ada, link=link)
    assert some.message(ada, link="/me/").link == "/me/"


def test_seen_is_put_down_once(ada: Person, bob: Person) -> None:
    sent, now = some.message(ada, bob), clock.now()
    notice = sent.notices.get(person=ada)
    assert (queries.unseen_count(ada), some.seen(sent)) == (1, (0, 2))

    messages.mark_seen(bob, notice, now=now)
    assert some.seen(sent) == (0, 2)
    for later in (now, now + HOUR):
        messages.mark_seen(ada, notice, now=later)

    notice.refresh_from_db()
    assert (notice.seen_at, queries.unseen_count(ada), some.seen(sent)) == (now, 0, (1, 2))
    assert TraceLine.objects.filter(verb="saw").count() == 1


def test_a_reminder_goes_to_those_who_have_not_seen_it_and_once_an_hour(ada: Person, bob: Person) -> None:
    now = clock.now()
    sent = some.message(ada, bob, channels=["sms", "mail"], now=now)
    messages.mark_seen(bob, sent.notices.get(person=bob), now=now)
    Parcel.objects.all().delete()

    def remind(at: datetime) -> int | MessageRefusal:
        try:
            return messages.remind(sent, by=None, now=at)
        except messages.MessageRefused as refused:
            return refused.reason

    assert [remind(now), remind(now + HOUR), remind(now + HOUR), remind(now + 2 * HOUR)] == [
        MessageRefusal.TOO_SOON,
        1,
        MessageRefusal.TOO_SOON,
        1,
    ]
    assert parcels() == [("mail", ["ada@example.org"]), ("sms", "+8613811112222")] * 2
    assert sorted(sent.notices.values_list("reminded", flat=True)) == [0, 2]

    messages.mark_seen(ada, sent.notices.get(person=ada), now=now)
    assert remind(now + 9 * HOUR) == MessageRefusal.ALL_SEEN


def test_the_number_of_queries_does_not_grow_with_the_people(edition: Edition, django_assert_num_queries) -> None:
    for count in (1, 3):
        told = [some_people.person(email=f"{count}{number}@example.org") for number in range(count)]
        with django_assert_num_queries(8):
            some.message(*told, channels=["mail", "sms"])


def test_an_audience_is_a_person_a_unit_with_all_below_it_or_an_area(edition: Edition, ada: Person, bob: Person) -> None:
    district = some_programme.area()
    town = some_programme.area(kind="town", parent=district, name="七宝镇", name_en="Qibao")
    top = some.partner(name="总会", name_en="Federation", area=district)
    low = some.partner(parent=top, area=town)
    some.member(top, ada)
    some.member(low, bob)
    some.member(low, ada)

    def told(kind: str, audience_id: object) -> list[str]:
        found = queries.audience(edition, kind, str(audience_id))
        return [found.name_en, *sorted(person.number for person in found.people)] if found else []

    both = sorted([ada.number, bob.number])
    assert told("person", ada.number) == [ada.name_en, ada.number]
    assert told("team", top.slug) == ["Federation", *both]
    assert told("team", low.slug) == [low.name_en, *both]
    assert told("area", district.pk) == ["Minhang", *both]
    assert [told(kind, "9" * 30) for kind in ("person", "team", "area", "shift", "nonsense")] == [[]] * 5


def test_a_higher_room_answers_for_the_audiences_that_it_knows(edition: Edition, ada: Person) -> None:
    def answer(sender: Any, **asked: Any) -> Audience | None:
        is_mine = (asked["edition"], asked["kind"], asked["id"]) == (edition, "shift", "7")
        return Audience(AudienceKind.SHIFT, "7", "早班", "Morning", (ada,)) if is_mine else None

    audience_asked.connect(answer)
    try:
        assert queries.audience(edition, "shift", "7") == Audience(AudienceKind.SHIFT, "7", "早班", "Morning", (ada,))
        assert queries.audience(edition, "shift", "8") is None
    finally:
        audience_asked.disconnect(answer)


def test_a_notice_is_its_persons_own(ada: Person, bob: Person) -> None:
    notice = some.message(ada).notices.get()

    assert access.notice_of(ada, notice.pk) == notice
    with pytest.raises(Http404):
        access.notice_of(bob, notice.pk)
