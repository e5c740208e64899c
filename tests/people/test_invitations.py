"""Codes into units: told once, kept as a digest, good once and for some days."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from tests.factories import organisations as some
from tests.factories import people as some_people
from tests.factories import programme as some_programme
from wucai.core import clock
from wucai.core.models import TraceLine
from wucai.people import queries
from wucai.people.actions import invitations, organisations
from wucai.people.choices import InvitationRefusal
from wucai.people.models import Invitation, Membership, Organisation, Person
from wucai.programme.models import Edition

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition() -> Edition:
    return some_programme.edition(rules={"invitation_days": 3})


@pytest.fixture
def unit(edition: Edition) -> Organisation:
    return some.partner()


@pytest.fixture
def ada() -> Person:
    return some_people.person()


@pytest.fixture
def now() -> datetime:
    return clock.now()


def refusal(code: str, person: Person, *, now: datetime) -> InvitationRefusal:
    with pytest.raises(invitations.InvitationRefused) as refused:
        invitations.use(code, person, now=now)
    return refused.value.reason


def test_a_code_lets_in_the_liaison_however_it_is_typed(edition: Edition, unit: Organisation, ada: Person, now: datetime) -> None:
    invitation, code = invitations.invite(unit, edition, by=None, now=now)

    typed = " ".join([code[:4].lower(), code[4:8], f"{code[8:12]}-{code[12:]}"])
    membership = invitations.use(typed, ada, now=now)

    assert (membership.organisation, membership.person, membership.is_liaison) == (unit, ada, True)
    invitation.refresh_from_db()
    assert (invitation.used_at, invitation.used_by, invitation.expires_at) == (now, ada, now + timedelta(days=3))


def test_a_code_has_far_more_than_eighty_bits_and_no_letters_that_look_alike() -> None:
    codes = {invitations.new_code() for _ in range(200)}

    assert (len(codes), {len(code) for code in codes}) == (200, {20})
    assert set("".join(codes)) & set("01OIL") == set()
    assert 31**20 > 2**98


def test_the_database_does_not_know_the_code(edition: Edition, unit: Organisation, now: datetime) -> None:
    _, code = invitations.invite(unit, edition, by=None, now=now)

    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM people_invitation")
        assert [value for row in cursor.fetchall() for value in row if code in str(value)] == []
    assert [line for line in TraceLine.objects.values() if code in str(line)] == []


def test_a_code_is_good_once_and_says_the_same_again_to_whom_it_let_in(
    edition: Edition, unit: Organisation, ada: Person, now: datetime
) -> None:
    _, code = invitations.invite(unit, edition, by=None, now=now)

    first, again = (invitations.use(code, ada, now=now) for _ in range(2))

    assert first == again
    assert refusal(code, some_people.person(), now=now) == InvitationRefusal.USED
    assert Membership.objects.count() == 1


def test_whoever_left_does_not_come_back_by_the_old_code(edition: Edition, unit: Organisation, ada: Person, now: datetime) -> None:
    _, code = invitations.invite(unit, edition, by=None, now=now)
    invitations.use(code, ada, now=now)
    some.liaison(unit)
    organisations.leave_unit(ada, unit, by=None, now=now)

    assert refusal(code, ada, now=now) == InvitationRefusal.USED
    assert queries.liaison_units(ada) == []


def test_a_code_expires(edition: Edition, unit: Organisation, ada: Person, now: datetime) -> None:
    _, code = invitations.invite(unit, edition, by=None, now=now)

    assert refusal(code, ada, now=now + timedelta(days=3)) == InvitationRefusal.EXPIRED
    assert invitations.use(code, ada, now=now + timedelta(days=3, seconds=-1)).organisation == unit


def test_a_new_sheet_makes_the_earlier_one_void(edition: Edition, unit: Organisation, ada: Person, now: datetime) -> None:
    (_, old), (_, new) = (invitations.invite(unit, edition, by=None, now=now) for _ in range(2))

    assert refusal(old, ada, now=now) == InvitationRefusal.REVOKED
    assert invitations.use(new, ada, now=now).is_liaison is True


def test_a_sheet_taken_back_lets_nobody_in_and_one_used_cannot_be_taken_back(
    edition: Edition, unit: Organisation, ada: Person, now: datetime
) -> None:
    (first, code), boss = invitations.invite(unit, edition, by=None, now=now), some_people.person()
    for _ in range(2):
        invitations.revoke(first, by=boss, now=now)
    second, good = invitations.invite(unit, edition, by=None, now=now)
    invitations.use(good, ada, now=now)
    invitations.revoke(second, by=boss, now=now)

    second.refresh_from_db()
    assert (refusal(code, ada, now=now), second.revoked_at) == (InvitationRefusal.REVOKED, None)
    assert TraceLine.objects.filter(verb="revoked").count() == 1


@pytest.mark.parametrize("code", ["", "A" * 20, "钥匙", "\x00", "2" * 5000])
def test_a_code_that_nobody_gave_out_is_not_known(edition: Edition, unit: Organisation, ada: Person, now: datetime, code: str) -> None:
    invitations.invite(unit, edition, by=None, now=now)

    assert refusal(code, ada, now=now) == InvitationRefusal.UNKNOWN


def test_a_unit_that_does_not_take_part_gets_no_sheet_and_then_nobody_does(edition: Edition, unit: Organisation, now: datetime) -> None:
    other = some.organisation()

    with pytest.raises(invitations.InvitationRefused) as refused:
        invitations.hand_out([(unit, "A" * 20), (other, "B" * 20)], edition, by=None, now=now)

    assert (refused.value.reason, Invitation.objects.count()) == (InvitationRefusal.NOT_PARTNER, 0)


def test_a_colleague_comes_in_as_member_and_any_number_of_them_may_be_invited(
    edition: Edition, unit: Organisation, ada: Person, now: datetime
) -> None:
    boss = some.liaison(unit)
    codes = [invitations.invite_colleague(unit, edition, by=boss, now=now)[1] for _ in range(2)]
    liaison_code = invitations.invite_colleague(unit, edition, by=boss, now=now, is_liaison=True)[1]

    members = [invitations.use(code, some_people.person(), now=now) for code in (*codes, liaison_code)]

    assert [member.is_liaison for member in members] == [False, False, True]


def test_the_number_of_queries_does_not_grow_with_the_sheets(edition: Edition, now: datetime, django_assert_num_queries) -> None:
    for count in (1, 3):
        sheets = [(some.partner(), invitations.new_code()) for _ in range(count)]
        with django_assert_num_queries(6 + (1 if connection.features.has_select_for_update else 0)):
            invitations.hand_out(sheets, edition, by=None, now=now)


def test_the_database_holds_one_open_sheet_a_unit(edition: Edition, unit: Organisation, now: datetime) -> None:
    invitation, _ = invitations.invite(unit, edition, by=None, now=now)
    invitation.pk, invitation.code_digest = None, "other"

    with pytest.raises(IntegrityError), transaction.atomic():
        invitation.save(force_insert=True)
