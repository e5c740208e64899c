"""News that leaves the house."""

from datetime import timedelta
from smtplib import SMTPDataError, SMTPRecipientsRefused

import pytest
from django.core import mail
from django.db import connection

from wucai.core import clock, outbox
from wucai.core.choices import ParcelState
from wucai.core.models import Parcel

pytestmark = pytest.mark.django_db
LETTER = {"to": ["ada@example.org"], "subject": "你好", "text": "班次在明天。"}
tried = []


@outbox.sender("test")
def fail_twice(payload, key):
    tried.append(key)
    if len(tried) < 3:
        raise ConnectionError("no line")


@outbox.sender("wild")
def fail_wildly(payload, key):
    raise payload_error(payload["what"])


def payload_error(what):
    return {
        "value": ValueError("not for ada@example.org"),
        "refused": SMTPRecipientsRefused({"ada@example.org": (550, b"no such user")}),
        "data": SMTPDataError(554, b"ada@example.org: no"),
    }[what]


@pytest.fixture(autouse=True)
def quiet():
    tried.clear()


def test_a_letter_leaves_once_with_its_key():
    outbox.post("mail", LETTER, key="k1")
    outbox.post("mail", LETTER, key="k1")

    assert [outbox.deliver(), outbox.deliver()] == [1, 0]
    assert [(each.to, each.subject, each.extra_headers["X-Wucai-Key"]) for each in mail.outbox] == [(["ada@example.org"], "你好", "k1")]


def test_what_could_not_be_sent_is_tried_again_later_and_says_why():
    parcel = outbox.post("test", {}, key="k1")

    assert [outbox.deliver(), outbox.deliver()] == [0, 0]
    parcel.refresh_from_db()
    assert (parcel.attempts, parcel.error, tried) == (1, "ConnectionError: no line", ["k1"])

    for _ in range(2):
        Parcel.objects.update(not_before=clock.real_now() - timedelta(seconds=1))
        outbox.deliver()
    parcel.refresh_from_db()
    assert (parcel.state, parcel.attempts, parcel.error) == (ParcelState.SENT, 3, "")


@pytest.mark.parametrize(("what", "told"), [("value", "ValueError"), ("refused", "SMTPRecipientsRefused"), ("data", "SMTPDataError 554")])
def test_whatever_goes_wrong_with_one_parcel_the_others_leave_and_no_address_is_kept(what, told):
    wild = outbox.post("wild", {"what": what}, key="k1")
    outbox.post("mail", LETTER, key="k2")

    assert outbox.deliver() == 1
    wild.refresh_from_db()
    assert (wild.state, wild.attempts, wild.error) == (ParcelState.WAITING, 1, told)

    Parcel.objects.filter(pk=wild.pk).update(attempts=outbox.MOST_ATTEMPTS - 1, not_before=clock.real_now())
    outbox.deliver()
    wild.refresh_from_db()
    assert wild.state == ParcelState.FAILED


def test_a_subject_of_two_lines_leaves_as_one():
    outbox.post("mail", {**LETTER, "subject": "你好\r\n Bcc: eve@example.org"}, key="k1")

    assert outbox.deliver() == 1
    assert [(each.subject, each.recipients()) for each in mail.outbox] == [("你好 Bcc: eve@example.org", ["ada@example.org"])]


def test_what_is_never_taken_is_given_up_in_the_end():
    parcel = outbox.post("test", {}, key="k1")
    Parcel.objects.update(attempts=outbox.MOST_ATTEMPTS - 1)

    outbox.deliver()

    parcel.refresh_from_db()
    assert parcel.state == ParcelState.FAILED


def test_a_kind_that_nobody_sends_is_refused_when_it_is_posted():
    with pytest.raises(LookupError):
        outbox.post("pigeon", {}, key="k1")


def test_no_address_stands_readable_in_the_database():
    outbox.post("mail", LETTER, key="k1")

    with connection.cursor() as cursor:
        cursor.execute("SELECT payload FROM core_parcel")
        [(payload,)] = cursor.fetchall()
    assert b"ada" not in bytes(payload)


def test_outside_the_demo_a_text_message_without_a_provider_waits_and_says_so(settings):
    settings.WUCAI_MODE = "site"
    parcel = outbox.post("sms", {"to": "+8613800000000", "text": "1234"}, key="k1")

    outbox.deliver()

    parcel.refresh_from_db()
    assert (parcel.state, parcel.error) == (ParcelState.WAITING, "LookupError: No provider for text messages is set up.")


def provider(to, text, *, key):
    tried.append((to, text, key))
    if text == "no":
        raise KeyError("somebody else's mistake with +8613800000000 in it")


def test_a_text_message_goes_to_the_provider_that_is_named(settings):
    settings.WUCAI_MODE, settings.WUCAI_SMS = "site", "tests.core.test_outbox.provider"
    parcel = outbox.post("sms", {"to": "+8613800000000", "text": "1234"}, key="k1")

    assert (outbox.deliver(), tried) == (1, [("+8613800000000", "1234", "k1")])
    parcel.refresh_from_db()
    assert parcel.state == ParcelState.SENT


def test_whatever_a_provider_raises_the_message_waits_and_nothing_private_is_kept_of_it(settings):
    settings.WUCAI_MODE, settings.WUCAI_SMS = "site", "tests.core.test_outbox.provider"
    parcel = outbox.post("sms", {"to": "+8613800000000", "text": "no"}, key="k1")

    assert outbox.deliver() == 0
    parcel.refresh_from_db()
    assert (parcel.state, parcel.error) == (ParcelState.WAITING, "ConnectionError: The provider of text messages failed: KeyError")


def test_a_channel_is_set_up_where_something_can_leave(settings):
    assert [outbox.is_set_up(kind) for kind in ("mail", "sms", "group", "pigeon")] == [True, True, True, False]
    settings.WUCAI_MODE = "site"
    assert outbox.is_set_up("sms") is False
    settings.WUCAI_SMS = "tests.core.test_outbox.provider"
    assert outbox.is_set_up("sms") is True


def test_a_provider_that_is_not_there_stops_every_command(settings):
    assert outbox.check(None) == []
    settings.WUCAI_SMS = "tests.core.test_outbox.provder"

    assert [found.id for found in outbox.check(None)] == ["wucai.C102"]


def test_many_parcels_are_put_out_in_one_statement(django_assert_num_queries):
    clock.now()  # known for a second; the demo's parcels keep the moment
    with django_assert_num_queries(1):
        outbox.post_many("mail", [(LETTER, f"k{number}") for number in range(3)])

    assert outbox.deliver() == 3
    outbox.post_many("pigeon", [])
    with pytest.raises(LookupError):
        outbox.post_many("pigeon", [({}, "k")])


def test_in_the_demo_nothing_is_said_to_a_group(settings):
    outbox.post("group", {"name": "群", "address": "json://localhost", "title": "a", "text": "b"}, key="k1")
    assert outbox.deliver() == 1

    settings.WUCAI_MODE = "site"
    parcel = outbox.post("group", {"name": "群", "address": "json://localhost", "title": "a", "text": "b"}, key="k2")
    assert outbox.deliver() == 0
    parcel.refresh_from_db()
    assert parcel.error == "ConnectionError: The group's robot did not take the message."


def test_the_demos_past_letters_are_let_go_and_no_real_house_lets_any_go(settings):
    outbox.post("sms", {"to": "+8613800000001", "text": "你好"}, key="past")

    assert outbox.let_go() == 1
    assert [parcel.state for parcel in Parcel.objects.all()] == ["sent"]

    settings.WUCAI_MODE = "site"
    with pytest.raises(RuntimeError):
        outbox.let_go()
