"""Lists of who belongs to which unit: the people must be here, and a liaison stays one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import organisations as some
from tests.factories import people as some_people
from tests.factories import programme as some_programme
from tests.factories.imports import checked, counts, scope_of, written
from wucai.core import imports
from wucai.core.choices import Verdict
from wucai.core.models import SheetImport
from wucai.core.spreadsheets import Row
from wucai.people import queries
from wucai.people.imports import MembersJudge
from wucai.people.models import Membership, Organisation, Person
from wucai.people.sheets import MEMBERS

pytestmark = pytest.mark.django_db
KIND = "members"


@pytest.fixture
def boss() -> Person:
    return some_people.coordinator(some_programme.edition())


@pytest.fixture
def unit(boss: Person) -> Organisation:
    return some.partner(name="中国银行", aliases=["中行"])


def csv(*lines: str) -> bytes:
    return "\r\n".join(["手机,单位,联络员", *lines]).encode()


def faults(sent: SheetImport) -> list[tuple[int, str, str]]:
    rows = sent.rows.filter(verdict=Verdict.REFUSED)
    return [(row.row, problem.fault.code, problem.header) for row in rows for problem in imports.problems_of(row, MEMBERS)]


def test_people_come_into_units_and_the_same_file_twice_changes_nothing(boss: Person, unit: Organisation) -> None:
    ada, bob = some_people.person(phone="13811110001"), some_people.person(phone="13811110002")
    data = csv("13811110001,中行,是", "138 1111 0002,中国银行,")

    first, again = (written(data, by=boss, kind=KIND) for _ in range(2))

    assert (counts(first), counts(again)) == ([2, 0, 0, 0, 0], [0, 0, 2, 0, 0])
    assert [(member.person, member.is_liaison) for member in queries.members_of(unit)] == [(ada, True), (bob, False)]


def test_a_member_becomes_liaison_and_none_stops_being_one(boss: Person, unit: Organisation) -> None:
    some.member(unit, some_people.person(phone="13811110001"))
    some.member(unit, some_people.person(phone="13811110002"), is_liaison=True)

    sent = written(csv("13811110001,中行,是", "13811110002,中行,否"), by=boss, kind=KIND)

    assert (counts(sent), faults(sent)) == ([0, 1, 0, 1, 0], [(3, "stays_liaison", "联络员")])
    assert Membership.objects.filter(is_liaison=True).count() == 2


def test_rows_that_cannot_be_right_are_refused_with_their_cell(boss: Person, unit: Organisation) -> None:
    some_people.person(phone="13811110001")

    sent = checked(
        csv("13811119999,中行,", "13811110001,谁,", "138,中行,", "13811110001,中国银行,", "13811110001,中行,是"), by=boss, kind=KIND
    )

    assert faults(sent) == [
        (2, "unknown_person", "手机"),
        (3, "unknown_unit", "单位"),
        (4, "not_a_phone", "手机"),
        (6, "duplicate", ""),
    ]


def test_a_unit_learns_nothing_of_who_is_here(boss: Person, unit: Organisation) -> None:
    some_people.person(phone="13811110001")
    rows = [Row("a", 1, {"phone": phone, "organisation": "中行"}) for phone in ("+8613811110001", "+8613811119999")]

    told = [[problem.fault.code for problem in one.problems] for one in MembersJudge(scope_of(boss, unit))(rows)]

    assert told == [["by_invitation"], ["by_invitation"]]


def test_the_number_of_queries_does_not_grow_with_the_rows(boss: Person, unit: Organisation) -> None:
    scope = scope_of(boss)

    def queries_for(count: int) -> int:
        folk = [some_people.person() for _ in range(count)]
        rows = [Row("a", number, {"phone": person.phone, "organisation": "中行"}) for number, person in enumerate(folk)]
        with CaptureQueriesContext(connection) as captured:
            MembersJudge(scope)(rows)
        return len(captured)

    assert queries_for(1) == queries_for(3) == 4
