"""The first edition of an empty house."""

import pytest
from django.core.management import CommandError, call_command

from tests.factories import people
from wucai.people.models import Person, Role
from wucai.programme.models import Edition

pytestmark = pytest.mark.django_db
WORDS = {"name": "第九届", "coordinator": "王小明", "phone": "138 0000 0001", "starts": "2026-10-19", "ends": "2026-11-12"}


def open_house(**more):
    options = [f"--{name}={value}" for name, value in {**WORDS, **more}.items()]
    call_command("open_house", "minhang-2026", *options)


def test_an_edition_is_opened_and_its_coordinator_appointed_once(logged_in):
    for _ in range(2):
        open_house()

    [person] = Person.objects.all()
    assert [(role.person, role.edition.slug, role.kind) for role in Role.objects.all()] == [(person, "minhang-2026", "coordinator")]
    assert logged_in(person).get("/desk/").status_code == 200


@pytest.mark.parametrize(("more", "sentence"), [({"phone": "12"}, "--phone"), ({"ends": "2026-01-01"}, "--ends")])
def test_what_cannot_be_is_refused_and_nothing_is_half_open(more, sentence):
    with pytest.raises(CommandError, match=sentence):
        open_house(**more)

    assert (Edition.objects.count(), Person.objects.count()) == (0, 0)


def test_an_address_that_somebody_else_has_is_refused_with_a_sentence():
    people.person(email="ada@example.org")

    with pytest.raises(CommandError, match="--mail"):
        open_house(mail="ada@example.org")

    assert Edition.objects.count() == 0
