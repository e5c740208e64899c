"""Units that apply by themselves: nobody learns who is there already, and a coordinator answers."""

from datetime import datetime

import pytest
from django.conf import LazySettings
from django.db import connection

from tests.factories import organisations as some
from tests.factories import people as some_people
from tests.factories import programme as some_programme
from wucai.core import clock
from wucai.core.models import Parcel
from wucai.people import queries
from wucai.people.actions import applications, invitations
from wucai.people.actions.applications import Contact
from wucai.people.actions.organisations import UnitRefused
from wucai.people.choices import UnitRefusal
from wucai.people.models import Invitation, Organisation, Partnership, Person
from wucai.programme.models import Edition

pytestmark = pytest.mark.django_db
LI = Contact("李雷", "+8613700000000", "我们有三辆车。")
HAN = Contact("韩梅梅", "+8613700000001")


@pytest.fixture
def edition() -> Edition:
    return some_programme.edition()


@pytest.fixture
def boss(edition: Edition) -> Person:
    return some_people.coordinator(edition)


@pytest.fixture
def now() -> datetime:
    return clock.now()


def apply(edition: Edition, name: str = "新单位", contact: Contact = LI) -> Partnership:
    applications.apply(edition, name=name, kind="area_unit", contact=contact, now=clock.now())
    return Partnership.objects.select_related("organisation", "edition").get(organisation=queries.organisation_called(name))


def test_a_unit_that_applied_waits_and_is_counted_nowhere(edition: Edition) -> None:
    waiting = apply(edition)

    assert (waiting.state, waiting.contact) == ("applied", {"name": "李雷", "phone": "+8613700000000", "said": "我们有三辆车。"})
    assert (list(queries.applications(edition)), queries.units(edition), list(queries.not_entered(edition))) == ([waiting], 0, [])


def test_who_applied_stands_sealed_in_the_database(edition: Edition) -> None:
    apply(edition)

    with connection.cursor() as cursor:
        cursor.execute("SELECT contact FROM people_partnership")
        [(contact,)] = cursor.fetchall()
    assert b"1370000" not in bytes(contact)


def test_applying_again_changes_nothing_of_a_unit_that_waits_or_takes_part(edition: Edition) -> None:
    some.partner(name="老单位", aliases=["老"])
    apply(edition)

    for name in ("新单位", "老单位", "老"):
        apply(edition, name, HAN)

    told = {
        partnership.organisation.name: (partnership.state, partnership.contact.get("name")) for partnership in Partnership.objects.all()
    }
    assert told == {"新单位": ("applied", "李雷"), "老单位": ("accepted", None)}
    assert Organisation.objects.count() == 2


def test_who_is_let_in_gets_the_way_in_by_text_message_and_enters(
    edition: Edition, boss: Person, now: datetime, settings: LazySettings
) -> None:
    settings.WUCAI_ORIGIN = "https://wucai.example"
    waiting, li = apply(edition), some_people.person()

    assert applications.accept_partner(waiting, by=boss, now=now, is_surrounding=True) is True

    waiting.refresh_from_db()
    assert (waiting.state, waiting.is_surrounding) == ("accepted", True)
    parcel = Parcel.objects.get().payload
    code = parcel["text"].split("https://wucai.example/enter/")[1].split()[0]
    assert (parcel["to"], invitations.use(code, li, now=now).organisation) == ("+8613700000000", waiting.organisation)
    waiting.refresh_from_db()
    assert waiting.contact == {}


def test_without_text_messages_the_sheet_must_be_printed(edition: Edition, boss: Person, now: datetime, settings: LazySettings) -> None:
    settings.WUCAI_MODE = "site"
    waiting = apply(edition)

    assert applications.accept_partner(waiting, by=boss, now=now) is False
    assert (Parcel.objects.count(), Invitation.objects.count(), list(queries.not_entered(edition))) == (0, 0, [waiting.organisation])


def test_who_is_declined_is_forgotten_and_may_apply_again(edition: Edition, boss: Person, now: datetime) -> None:
    waiting = apply(edition)

    applications.decline_partner(waiting, by=boss, now=now)

    waiting.refresh_from_db()
    assert (waiting.state, waiting.contact) == ("declined", {})
    assert apply(edition, contact=HAN).state == "applied"


@pytest.mark.parametrize("answer", [applications.accept_partner, applications.decline_partner])
def test_an_application_is_answered_once(edition: Edition, boss: Person, now: datetime, answer) -> None:
    waiting = apply(edition)
    applications.accept_partner(waiting, by=boss, now=now)

    with pytest.raises(UnitRefused) as refused:
        answer(waiting, by=boss, now=now)
    assert refused.value.reason == UnitRefusal.NOT_APPLIED
