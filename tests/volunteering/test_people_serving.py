"""The people who serve, as a coordinator looks through them."""

import pytest

from tests.factories import people, volunteering
from wucai.core import clock
from wucai.people.models import Organisation
from wucai.volunteering.actions import enrolments
from wucai.volunteering.choices import HoursKind, HoursState
from wucai.volunteering.models import HoursEntry

pytestmark = pytest.mark.django_db


def shown(desk, query=""):
    text = desk.get(f"/desk/people-serving/{query}").content.decode()
    return [line.split('">')[1].split("<")[0] for line in text.split('<th scope="row">')[1:]]


def served(person, shift, minutes, state=HoursState.CONFIRMED):
    HoursEntry.objects.create(
        person=person, shift=shift, kind=HoursKind.RECORDED, state=state, minutes=minutes, recorded_at=clock.now(), settled_at=clock.now()
    )


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_database_equally_often_for_one_and_three(desk, edition, django_assert_num_queries, count):
    for _ in range(count):
        volunteering.enrolment(edition, organisation=Organisation.objects.first())

    shown(desk)  # templates are read and the clock is known
    with django_assert_num_queries(8):
        assert len(shown(desk)) == count


def test_people_are_found_by_colour_unit_hours_and_name(desk, edition, post):
    east = Organisation.objects.create(slug="east", kind="street", name="东街道")
    ada = volunteering.enrolment(edition, people.person(name="王安", name_en="Wang An"), colours=["red"], organisation=east).person
    bo = volunteering.enrolment(edition, people.person(name="李白"), colours=["blue"]).person
    volunteering.enrolment(edition, people.person(name="周全"))
    shift = volunteering.shift(post=post)
    served(ada, shift, 480)
    served(bo, shift, 480, HoursState.TO_CONFIRM)

    assert shown(desk) == ["李白", "王安", "周全"]
    assert shown(desk, "?colour=red") == ["王安", "周全"]
    assert shown(desk, f"?unit={east.pk}") == ["王安"]
    assert shown(desk, "?hours=480") == ["王安"]
    assert [shown(desk, f"?name={name}") for name in ("白", "wang", ada.number.lower(), "nobody")] == [["李白"], ["王安"], ["王安"], []]


@pytest.mark.parametrize("query", ["?colour=pink", "?unit=x", "?hours=-1", "?page=999", "?name=%00", "?unit=9" + "9" * 30])
def test_what_is_no_choice_is_as_if_it_had_not_been_asked(desk, edition, query):
    volunteering.enrolment(edition)

    assert desk.get(f"/desk/people-serving/{query}").status_code == 200


def test_a_profile_tells_what_somebody_told_and_does_with_the_telephone_masked(desk, edition, post):
    ada = volunteering.enrolment(edition, people.person(phone="13800000001", languages=["en"]), colours=["red"]).person
    docent = enrolments.put_qualification(edition, by=None, key="docent", name="讲解员专训", name_en="Docent training")
    enrolments.qualify(ada, docent, by=None, since_on=clock.today())
    volunteering.signup(volunteering.shift(post=post), ada)

    text = desk.get(f"/desk/people-serving/{ada.number}/", headers={"accept-language": "en"}).content.decode()

    assert [word in text for word in ("Docent training", "English", "Docent", "13800000001")] == [True, True, True, False]


def test_somebody_who_does_not_serve_here_is_not_there(desk):
    assert desk.get(f"/desk/people-serving/{people.person().number}/").status_code == 404
