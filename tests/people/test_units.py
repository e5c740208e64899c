"""Units: put by name, part of an edition, with members and liaisons; counted along their tree."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404

from tests.factories import organisations as some
from tests.factories import people as some_people
from tests.factories import programme as some_programme
from wucai.core import clock
from wucai.core.models import TraceLine
from wucai.people import access, queries
from wucai.people.actions import organisations, people
from wucai.people.choices import OrganisationKind, RoleKind, UnitRefusal
from wucai.people.models import Membership, Organisation, OrganisationAlias, Partnership
from wucai.programme.models import Edition

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition() -> Edition:
    return some_programme.edition()


def verbs() -> list[str]:
    return list(TraceLine.objects.order_by("pk").values_list("verb", flat=True))


def test_a_unit_is_put_once_a_name_and_gets_a_short_name_from_its_sound() -> None:
    first = organisations.put_organisation(by=None, name=" 七宝镇 ", kind=OrganisationKind.STREET, name_en="Qibao")
    again = organisations.put_organisation(by=None, name="七宝镇", kind=OrganisationKind.STREET, name_en="Qibao")

    assert (first, first.name, first.slug, first.name_en) == (again, "七宝镇", "qi-bao-zhen", "Qibao")
    assert verbs() == ["entered"]


def test_two_units_that_sound_alike_have_different_short_names() -> None:
    slugs = [organisations.put_organisation(by=None, name=name, kind="team").slug for name in ("心怡", "新一", "!!!")]

    assert slugs == ["xin-yi", "xin-yi-2", "unit"]


def test_what_is_told_anew_is_changed_and_traced_and_what_is_not_told_stays() -> None:
    unit = some.organisation(name="甲", name_en="One", kind="team")

    organisations.put_organisation(by=None, slug=unit.slug, name="乙", kind="studio")

    unit.refresh_from_db()
    assert (unit.name, unit.name_en, unit.kind) == ("乙", "One", "studio")
    assert TraceLine.objects.last().after == {"fields": ["kind", "name"]}


def test_a_unit_is_found_by_its_names_in_lists_in_one_go(django_assert_num_queries) -> None:
    bank = some.organisation(name="中国银行", name_en="Bank of China", aliases=["中行"])
    other = some.organisation(name="申沃公司", name_en="")

    with django_assert_num_queries(2):
        found = queries.organisations_called(["中行", " 中国银行", "Bank of China", "申沃公司", "谁", ""])

    assert found == {"中行": bank, " 中国银行": bank, "Bank of China": bank, "申沃公司": other}
    assert (queries.organisation_called("中行"), queries.organisation_called("谁"), queries.organisation_called(" ")) == (bank, None, None)


@pytest.mark.parametrize(("name", "aliases"), [("中行", []), ("甲", ["中国银行"]), ("甲", ["中行"])])
def test_a_name_that_another_unit_has_is_refused(name: str, aliases: list[str]) -> None:
    some.organisation(name="中国银行", aliases=["中行"])

    with pytest.raises(organisations.UnitRefused) as refused:
        organisations.put_organisation(by=None, name=name, kind="team", aliases=aliases)

    assert (refused.value.reason, Organisation.objects.count()) == (UnitRefusal.NAME_TAKEN, 1)


def test_aliases_are_added_once_and_stay() -> None:
    unit = some.organisation(name="中国银行", aliases=["中行", "中行", "中国银行"])
    organisations.put_organisation(by=None, name="中国银行", kind="area_unit", aliases=["中银"])

    assert list(OrganisationAlias.objects.filter(organisation=unit).values_list("name", flat=True)) == ["中行", "中银"]


def test_a_unit_cannot_stand_below_itself() -> None:
    top = some.organisation()
    middle = some.organisation(parent=top)
    low = some.organisation(parent=middle)

    for parent in (top, low):
        with pytest.raises(organisations.UnitRefused) as refused:
            organisations.put_organisation(by=None, slug=top.slug, name=top.name, kind=top.kind, parent=parent)
        assert refused.value.reason == UnitRefusal.PARENT_CYCLE
    with pytest.raises(IntegrityError), transaction.atomic():
        Organisation.objects.filter(pk=top.pk).update(parent=top)


def test_figures_roll_up_along_the_tree() -> None:
    top = some.organisation()
    middle, other = some.organisation(parent=top), some.organisation(parent=top)
    low = some.organisation(parent=middle)

    assert queries.descendants(top) == [top.pk, middle.pk, other.pk, low.pk]
    assert queries.descendants(low) == [low.pk]


def test_units_take_part_once_and_are_counted(edition: Edition) -> None:
    now = clock.now()
    units = [some.organisation() for _ in range(3)]
    for unit, is_surrounding in ((units[0], True), (units[1], False), (units[1], False)):
        organisations.take_part(unit, edition, by=None, now=now, is_surrounding=is_surrounding)
    other = some_programme.edition(slug="other")
    organisations.take_part(units[2], other, by=None, now=now)

    assert (queries.units(edition), queries.surrounding_units(edition), queries.units(other)) == (2, 1, 1)
    assert list(queries.organisations_of(edition)) == units[:2]
    assert [part.organisation for part in queries.partners_like(edition, show="surrounding")] == [units[0]]
    assert verbs().count("took in") == 3
    assert list(queries.organisations_of(None)) == []


def test_taking_part_again_changes_where_the_unit_stands_and_nothing_else(edition: Edition) -> None:
    unit = some.partner()
    first = Partnership.objects.get()

    changed = organisations.take_part(unit, edition, by=None, now=clock.now() + timedelta(days=1), is_surrounding=True)

    assert (changed.pk, changed.is_surrounding, changed.applied_at) == (first.pk, True, first.applied_at)


def test_a_person_belongs_to_a_unit_once_and_a_liaison_stays_one() -> None:
    unit, ada = some.organisation(), some_people.person()

    first = some.member(unit, ada)
    more = [some.member(unit, ada, is_liaison=True), some.member(unit, ada)]

    assert [(each.pk, each.is_liaison) for each in (first, *more)] == [(first.pk, False), (first.pk, True), (first.pk, True)]
    assert (queries.liaisons_of(unit), queries.liaison_units(ada)) == ([ada], [unit])
    assert verbs().count("joined unit") == 2


def test_who_left_belongs_no_more_and_may_come_again() -> None:
    unit = some.organisation()
    some.liaison(unit)
    bob = some.liaison(unit)
    later = clock.now() + timedelta(hours=1)

    for _ in range(2):
        organisations.leave_unit(bob, unit, by=None, now=later)

    assert (queries.liaison_units(bob), verbs().count("left unit")) == ([], 1)
    organisations.join_unit(bob, unit, by=None, now=later)
    assert list(Membership.objects.filter(person=bob).values_list("is_liaison", flat=True).order_by("pk")) == [True, False]


def test_the_last_liaison_stays() -> None:
    unit = some.organisation()
    ada = some.liaison(unit)
    some.member(unit)

    with pytest.raises(organisations.UnitRefused) as refused:
        organisations.leave_unit(ada, unit, by=ada, now=clock.now())

    assert (refused.value.reason, queries.liaisons_of(unit)) == (UnitRefusal.LAST_LIAISON, [ada])


def test_not_entered_are_those_without_a_liaison(edition: Edition) -> None:
    entered, with_member, empty = some.partner(), some.partner(), some.partner()
    some.liaison(entered)
    some.member(with_member)
    some.organisation()

    assert list(queries.not_entered(edition)) == [with_member, empty]
    assert [(each.organisation, each.members, each.liaisons) for each in queries.partners(edition)] == [
        (entered, 1, 1),
        (with_member, 1, 0),
        (empty, 0, 0),
    ]


def test_a_unit_is_seen_by_its_liaison_and_by_nobody_else(edition: Edition) -> None:
    unit, other = some.partner(), some.partner()
    ada, bob = some.liaison(unit), some.member(unit).person
    gone = some.liaison(unit)
    organisations.leave_unit(gone, unit, by=None, now=clock.now())

    assert access.unit_of(ada, unit.slug) == unit
    for person, slug in ((ada, other.slug), (ada, "nowhere"), (bob, unit.slug), (gone, unit.slug), (some_people.person(), unit.slug)):
        with pytest.raises(Http404):
            access.unit_of(person, slug)
    with pytest.raises(PermissionDenied):
        access.unit_of(AnonymousUser(), unit.slug)


def test_the_edition_is_led_by_its_leaders_and_coordinators(edition: Edition) -> None:
    leader = some_people.person()
    people.appoint(leader, RoleKind.LEADER, edition, by=None)

    assert [access.edition_led_by(person) for person in (leader, some_people.coordinator(edition))] == [edition, edition]
    for visitor in (some_people.person(), AnonymousUser()):
        with pytest.raises(PermissionDenied):
            access.edition_led_by(visitor)
