"""Why somebody is not among those to be asked: by name or number, in sentences."""

from datetime import timedelta

import pytest

from tests.factories import people, programme, volunteering
from wucai.volunteering.actions import enrolments
from wucai.volunteering.models import Signup

pytestmark = pytest.mark.django_db


@pytest.fixture
def shift(post):
    return volunteering.shift(post=post, seats=1)


def words(response):
    return response.content.decode()


def told(desk, shift, who):
    return desk.get(f"/en/desk/gaps/{shift.pk}/why-not", {"who": who})


def test_whoever_could_serve_is_told_with_what_speaks_for_them_and_can_be_asked(desk, edition, shift):
    ada = volunteering.enrolment(edition, people.person(name="艾达", name_en="Ada"), colours=["red"]).person

    answers = [words(told(desk, shift, who)) for who in (ada.number, ada.number.lower(), "艾达", "ada")]

    for text in answers:
        sentences = (
            "Nothing keeps this person from the shift, and a seat is open.",
            "Was never asked.",
            "Wishes this colour (Red), as wish 1.",
        )
        assert [each in text for each in sentences] == [True] * 3
        assert f'action="/en/desk/gaps/{shift.pk}/ask/{ada.number}"' in text
    assert desk.post(f"/en/desk/gaps/{shift.pk}/ask/{ada.number}").status_code == 302
    assert "Is on this shift already, or was asked for it." in words(told(desk, shift, ada.number))


def test_what_keeps_somebody_is_told_and_they_may_be_asked_where_no_rule_forbids_it(desk, edition, shift):
    busy, able = (volunteering.enrolment(edition, times=[(shift.ends_at, shift.ends_at + timedelta(hours=2))]).person for _ in range(2))
    volunteering.signup(volunteering.shift(post=volunteering.post(site=shift.post.site, name="引导"), starts_at=shift.starts_at), busy)

    texts = [words(told(desk, shift, each.number)) for each in (able, busy)]

    assert ["Has not offered any time then." in text for text in texts] == [True, True]
    assert ["Has another shift at that time." in text for text in texts] == [False, True]
    assert ["You may ask all the same" in text for text in texts] == [True, False]


def test_what_is_lacking_is_named(desk, edition, post):
    docent = enrolments.put_qualification(edition, by=None, key="docent", name="讲解员专训", name_en="Docent course")
    shift = volunteering.shift(post=volunteering.post(site=post.site, name="陪同", qualification=docent, language="fr"))
    ada = volunteering.enrolment(edition, times=[(shift.starts_at + timedelta(minutes=90), shift.ends_at)]).person

    text = words(told(desk, shift, ada.number))

    sentences = (
        "Does not have the qualification: Docent course.",
        "Does not speak French.",
        "Has some time then, but not all: 1 h 30 min lacks.",
    )
    assert [each in text for each in sentences] == [True] * 3


def test_of_several_one_is_chosen(desk, edition, shift):
    folk = [volunteering.enrolment(edition, people.person(name=f"王{number}")).person for number in range(10)]

    text = words(told(desk, shift, "王"))

    assert (text.count('href="?who='), "There are more of them" in text) == (9, True)
    assert words(told(desk, shift, folk[3].name)).count("Nothing keeps this person") == 1


@pytest.mark.parametrize("who", ["", " ", "x" * 61, "\x00", "nobody", "１２３", "<script>"])
def test_what_names_nobody_is_refused_with_the_field_named(desk, edition, shift, who):
    volunteering.enrolment(edition)

    response = told(desk, shift, who)

    assert (response.status_code, '<a href="#id_who">Name or number: ' in words(response)) == (422, True)
    assert desk.get(f"/en/desk/gaps/{shift.pk}/why-not").status_code == 200


def test_a_shift_that_has_begun_has_nothing_to_tell(desk, edition, post):
    shift = volunteering.shift(post=post, starts_at=volunteering.tomorrow() - timedelta(days=2))
    ada = volunteering.enrolment(edition).person

    assert "There is nothing to say" in words(told(desk, shift, ada.number))


@pytest.mark.parametrize("count", [1, 3])
def test_the_answer_asks_the_database_equally_often_however_many_serve(desk, edition, shift, django_assert_num_queries, count):
    folk = [volunteering.enrolment(edition).person for _ in range(count)]

    told(desk, shift, folk[0].number)  # templates are read and the clock is known
    with django_assert_num_queries(18):
        assert told(desk, shift, folk[0].number).status_code == 200


def test_only_coordinators_of_the_edition_are_told(edition, shift, logged_in, client):
    ada = volunteering.enrolment(edition).person
    other = programme.edition(slug="other", starts_on="2019-01-01", ends_on="2019-12-31")

    for browser, status in ((client, 302), (logged_in(ada), 403), (logged_in(people.coordinator(other)), 403)):
        assert told(browser, shift, ada.number).status_code == status
    assert Signup.objects.count() == 0
