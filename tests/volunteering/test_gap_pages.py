"""Red gaps: seen, explained, asked for, answered, undone."""

from datetime import timedelta

import pytest

from tests.factories import people, programme, volunteering
from wucai.core import clock
from wucai.volunteering.actions import signups
from wucai.volunteering.choices import Origin, RosterState
from wucai.volunteering.models import Roster, Shift, Signup
from wucai.volunteering.queries import gap_lines

pytestmark = pytest.mark.django_db


def words(response):
    return response.content.decode()


def test_a_gap_is_a_seat_that_nobody_has_accepted(edition, post):
    shift = volunteering.shift(post=post, seats=3)
    volunteering.signup(shift)
    full = volunteering.shift(post=volunteering.post(site=post.site, name="引导"), seats=1)
    volunteering.signup(full)
    Signup.objects.create(
        key="5c0ff1ce-0000-4000-8000-000000000009", person=people.person(), shift=shift, created_at=clock.now(), origin="call"
    )
    Shift.objects.filter(pk=shift.pk).update(taken=2)

    [line] = gap_lines.gaps(edition, now=clock.now(), within=timedelta(days=3))

    assert (line.shift, line.short, line.asked, line.open_seats) == (shift, 2, 1, 1)


def test_before_the_first_roster_the_list_says_so_and_what_to_do(desk, post):
    volunteering.shift(post=post, starts_at=clock.now() + timedelta(days=5))

    soon, later = (words(desk.get(f"/en/desk/gaps/{query}")) for query in ("", "?show=all"))

    told = ["1 shift is to come, and nobody has been asked yet.", 'href="/en/desk/roster/"', "No shift begins in the next 36 hours."]
    assert [sentence in soon for sentence in [*told, "has been accepted"]] == [True, True, True, False]
    assert [sentence in later for sentence in told] == [True, True, False]
    assert told[0] in words(desk.get("/en/desk/"))


def test_a_proposed_roster_is_named_until_it_is_published(desk, edition, post):
    shift = volunteering.shift(post=post, seats=1)
    day = clock.local(shift.starts_at).date()
    Roster.objects.create(edition=edition, state=RosterState.PROPOSED, first_on=day, last_on=day, asked_at=clock.now())

    roster = Roster.objects.get()
    assert f'href="/en/desk/roster/{roster.pk}/">Open the proposal' in words(desk.get("/en/desk/gaps/"))

    volunteering.signup(shift)
    assert [text in words(desk.get("/en/desk/gaps/")) for text in ("Open the proposal", "No gap in the next 36 hours.")] == [False, True]
    assert "nobody has been asked" not in words(desk.get("/en/desk/"))


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_database_equally_often_for_one_gap_and_three(desk, post, django_assert_num_queries, count):
    for number in range(count):
        volunteering.shift(post=post, starts_at=volunteering.tomorrow(8 + 4 * number))

    desk.get("/desk/gaps/")  # templates are read and the clock is known
    with django_assert_num_queries(7):  # session, person, edition, role in it, gaps, whether anybody has a seat, and if not the roster
        assert words(desk.get("/desk/gaps/?show=all")).count("chip is-danger") == count


def test_the_page_of_a_gap_says_why_and_whom_to_ask(desk, edition, post):
    shift = volunteering.shift(post=post, seats=1)
    folk = [volunteering.enrolment(edition, people.person(name=f"候选{number}"), colours=["red"]).person for number in range(4)]
    volunteering.enrolment(edition, times=[(shift.ends_at, shift.ends_at + timedelta(hours=4))])

    text = words(desk.get(f"/desk/gaps/{shift.pk}/", headers={"accept-language": "en"}))

    asked = [person for person in folk if f"/desk/gaps/{shift.pk}/ask/{person.number}" in text]
    assert (len(asked), "5 people are enrolled and not on it." in text, "4 of them have time then." in text) == (3, True, True)
    assert (text.count("Wishes this colour (Red), as wish 1."), text.count("Has no other shift.")) == (3, 3)


@pytest.mark.parametrize("count", [1, 3, 10])
def test_the_page_of_a_gap_asks_equally_often_for_one_candidate_three_and_ten(desk, edition, post, django_assert_num_queries, count):
    shift = volunteering.shift(post=post, seats=2)
    for _ in range(count):
        volunteering.enrolment(edition)

    desk.get(f"/desk/gaps/{shift.pk}/")  # templates are read and the clock is known
    with django_assert_num_queries(18):
        assert words(desk.get(f"/desk/gaps/{shift.pk}/")).count(f"/desk/gaps/{shift.pk}/ask/") == min(3, count)
    with django_assert_num_queries(18):
        assert words(desk.get(f"/desk/gaps/{shift.pk}/?more=1")).count(f"/desk/gaps/{shift.pk}/ask/") == count


def test_somebody_is_asked_answers_and_the_gap_closes(desk, edition, post):
    shift = volunteering.shift(post=post, seats=1)
    ada = volunteering.enrolment(edition).person

    response = desk.post(f"/desk/gaps/{shift.pk}/ask/{ada.number}")

    signup = Signup.objects.get()
    assert (response.status_code, signup.person, signup.origin, signup.is_asked) == (302, ada, Origin.CALL, True)
    fragment = desk.get(f"/desk/gaps/{shift.pk}/", headers={"hx-request": "true"})
    assert ("<html" in words(fragment), "every 3s" in words(fragment), "take-back" in words(fragment)) == (False, True, True)
    signups.accept_seat(signup, by=ada, now=clock.now())
    fragment = desk.get(f"/desk/gaps/{shift.pk}/", headers={"hx-request": "true"})
    assert ("every 3s" in words(fragment), "take-back" in words(fragment), "chip is-ok" in words(fragment)) == (False, True, True)
    assert gap_lines.gaps(edition, now=clock.now(), within=timedelta(days=3)) == []


def test_a_question_is_undone(desk, edition, post):
    shift = volunteering.shift(post=post, seats=1)
    ada = volunteering.enrolment(edition).person
    desk.post(f"/desk/gaps/{shift.pk}/ask/{ada.number}")
    signup = Signup.objects.get()

    response = desk.post(f"/desk/gaps/seats/{signup.pk}/take-back")

    signup.refresh_from_db()
    assert (response.status_code, signup.is_withdrawn, Shift.objects.get().taken) == (302, True, 0)
    assert desk.post(f"/desk/gaps/seats/{signup.pk}/take-back").status_code == 409


def test_a_yes_is_undone_while_the_page_offers_it_and_refused_afterwards(desk, edition, post):
    shift = volunteering.shift(post=post, seats=1)
    ada = volunteering.enrolment(edition).person
    desk.post(f"/desk/gaps/{shift.pk}/ask/{ada.number}")
    signup = signups.accept_seat(Signup.objects.get(), by=ada, now=clock.now() - timedelta(minutes=11))
    address = f"/desk/gaps/seats/{signup.pk}/take-back"

    assert ("take-back" in words(desk.get(f"/desk/gaps/{shift.pk}/")), desk.post(address).status_code) == (False, 409)

    Signup.objects.update(accepted_at=clock.now())
    assert ("take-back" in words(desk.get(f"/desk/gaps/{shift.pk}/")), desk.post(f"/en{address}").status_code) == (True, 302)
    assert (Shift.objects.get().taken, "need not come" in words(desk.get(f"/en/desk/gaps/{shift.pk}/"))) == (0, True)


def test_whoever_said_no_is_not_proposed_again(desk, edition, post):
    shift = volunteering.shift(post=post, seats=1)
    ada, bo = (volunteering.enrolment(edition).person for _ in range(2))
    desk.post(f"/desk/gaps/{shift.pk}/ask/{ada.number}")
    signups.decline_seat(Signup.objects.get(), by=ada, now=clock.now())

    text = words(desk.get(f"/desk/gaps/{shift.pk}/"))

    assert [f"/ask/{person.number}" in text for person in (ada, bo)] == [False, True]


def test_asking_twice_is_refused_with_a_page_that_says_why(desk, edition, post):
    shift = volunteering.shift(post=post, seats=1)
    ada, bo = (volunteering.enrolment(edition).person for _ in range(2))
    desk.post(f"/desk/gaps/{shift.pk}/ask/{ada.number}")

    response = desk.post(f"/desk/gaps/{shift.pk}/ask/{bo.number}")

    assert (response.status_code, Shift.objects.get().taken) == (409, 1)


def test_gaps_are_for_coordinators_of_the_edition(edition, post, logged_in, client):
    shift, ada = volunteering.shift(post=post), volunteering.enrolment(edition).person
    other = programme.edition(slug="other", starts_on="2019-01-01", ends_on="2019-12-31")
    stranger = logged_in(people.coordinator(other))

    for browser, expected in ((client, 302), (logged_in(ada), 403), (stranger, 403)):
        statuses = {browser.get(address).status_code for address in ("/desk/gaps/", f"/desk/gaps/{shift.pk}/", "/desk/people-serving/")}
        statuses |= {browser.post(f"/desk/gaps/{shift.pk}/ask/{ada.number}").status_code}
        assert statuses == {expected}
    assert Signup.objects.count() == 0


def test_what_is_not_there_is_404(desk, edition, post):
    shift = volunteering.shift(post=post)

    assert desk.get("/desk/gaps/999999/").status_code == 404
    assert desk.post(f"/desk/gaps/{shift.pk}/ask/{people.person().number}").status_code == 404
    assert desk.post("/desk/gaps/seats/999999/take-back").status_code == 404


def test_the_volunteer_says_yes_or_no_on_their_own_page(edition, post, logged_in, desk):
    shifts = [volunteering.shift(post=post, seats=1, starts_at=volunteering.tomorrow(hour)) for hour in (8, 12)]
    ada = volunteering.enrolment(edition).person
    for shift in shifts:
        desk.post(f"/desk/gaps/{shift.pk}/ask/{ada.number}")
    yes, no = Signup.objects.order_by("shift__starts_at")
    browser = logged_in(ada)

    answers = [browser.post(f"/me/signups/{yes.pk}/accept"), browser.post(f"/me/signups/{no.pk}/decline")]

    assert [answer.headers["Location"] for answer in answers] == ["/me/", "/me/"]
    assert [signup.shift for signup in Signup.objects.accepted()] == [shifts[0]]
    assert logged_in(people.person()).post(f"/me/signups/{yes.pk}/accept").status_code == 404
    assert browser.post(f"/me/signups/{no.pk}/accept").status_code == 409
