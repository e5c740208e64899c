"""Asking several people at once from the page of a gap: ticked, told, refused by name."""

from datetime import timedelta

import pytest
from django.utils.html import escape

from tests.factories import people, volunteering
from wucai.core import clock
from wucai.volunteering.actions import calls, signups
from wucai.volunteering.choices import Hold
from wucai.volunteering.models import Shift, Signup

pytestmark = pytest.mark.django_db
NOBODY = "Nobody is ticked. Tick at least one person."
STRANGER = "Somebody among these does not serve in this edition. Tick people from the list below."


@pytest.fixture
def shift(post):
    return volunteering.shift(post=post, seats=1)


@pytest.fixture
def folk(edition):
    return [volunteering.enrolment(edition).person for _ in range(4)]


def words(response):
    return response.content.decode()


def sent(desk, shift, numbers, **more):
    return desk.post(f"/en/desk/gaps/{shift.pk}/ask", {"who": numbers}, **more)


def ticked(text):
    return text.count("checked")


def numbers(folk):
    return [each.number for each in folk]


def test_as_many_are_ticked_as_seats_are_open_and_nobody_asked_for(desk, edition, post, folk):
    shift = volunteering.shift(post=post, seats=2)
    address = f"/en/desk/gaps/{shift.pk}/"

    text = words(desk.get(address))
    assert (ticked(text), text.count('name="who" value='), "2 seats are open." in text) == (2, 3, True)
    assert ("?more=1" in text, words(desk.get(f"{address}?more=1")).count('name="who" value=')) == (True, 4)

    calls.ask_several(shift, [people.person() for _ in range(3)], by=None, now=clock.now())
    assert ticked(words(desk.get(address))) == 0


def test_a_gap_of_many_seats_shows_as_many_people_and_never_more_than_may_be_asked(desk, edition, post):
    shift = volunteering.shift(post=post, seats=20)
    for _ in range(calls.MOST_AT_ONCE + 1):
        volunteering.enrolment(edition)

    text = words(desk.get(f"/en/desk/gaps/{shift.pk}/"))

    assert (ticked(text), "?more=1" in text) == (calls.MOST_AT_ONCE, False)


def test_more_than_the_seats_are_told_that_the_first_yes_has_it(desk, shift, folk, logged_in):
    response = sent(desk, shift, numbers(folk[:3]), follow=True)

    text = words(response)
    assert (response.redirect_chain, "3 people were asked. No seat is kept" in text) == ([(f"/en/desk/gaps/{shift.pk}/", 302)], True)
    assert (text.count("The first yes has the seat"), text.count("take-back")) == (3, 3)
    assert "others are, too: whoever says yes first has it" in words(logged_in(folk[0]).get("/en/me/shifts"))


def test_one_for_each_seat_is_told_that_it_is_kept(desk, shift, folk, logged_in):
    text = words(sent(desk, shift, numbers(folk[:1]), follow=True))

    assert ("1 person was asked. A seat is kept for them." in text, "The first yes has the seat" in text) == (True, False)
    assert "It is kept for you until you answer." in words(logged_in(folk[0]).get("/en/me/shifts"))


def test_the_yes_that_comes_too_late_gets_a_page_with_thanks(desk, shift, folk, logged_in):
    sent(desk, shift, numbers(folk[:2]))
    first, second = Signup.objects.order_by("pk")
    yes = logged_in(folk[0]).post(f"/me/signups/{first.pk}/accept")

    late = logged_in(folk[1]).post(f"/en/me/signups/{second.pk}/accept")

    assert (yes.status_code, late.status_code, "Thank you for being ready." in words(late)) == (302, 409, True)
    assert "Somebody else said yes first" in words(desk.get(f"/en/desk/gaps/{shift.pk}/"))


def test_a_question_that_keeps_no_seat_is_undone_and_says_nothing_of_a_seat(desk, shift, folk):
    sent(desk, shift, numbers(folk[:2]))

    text = words(desk.post(f"/en/desk/gaps/seats/{Signup.objects.first().pk}/take-back", follow=True))

    assert ("The question was taken back.<" in text, "the seat is free again" in text) == (True, False)


def test_whoever_cannot_be_asked_is_named_while_the_others_are(desk, post, shift, folk):
    volunteering.signup(volunteering.shift(post=volunteering.post(site=post.site, name="引导"), starts_at=shift.starts_at), folk[0])

    response = sent(desk, shift, numbers(folk[:2]), follow=True)

    told = escape(f"{folk[0].name_en} was not asked. This person is on another shift at that time.")
    assert (told in words(response), [each.person for each in Signup.objects.asked()]) == (True, [folk[1]])


def test_when_nobody_can_be_asked_the_page_says_why_and_keeps_the_ticks(desk, edition, post, folk):
    shift = volunteering.shift(post=post, seats=3)
    sent(desk, shift, numbers(folk[:1]))

    response = sent(desk, shift, numbers(folk[:1]))

    assert response.status_code == 409
    assert f"{folk[0].name_en} was not asked. This person is on that shift already." in words(response)
    assert Signup.objects.count() == 1


def test_a_shift_that_is_full_or_has_begun_asks_nobody(desk, shift, folk):
    volunteering.signup(shift)
    assert sent(desk, shift, numbers(folk[:2])).status_code == 409

    clock.set_now(shift.starts_at + timedelta(minutes=1))
    late = sent(desk, shift, numbers(folk[:2]))
    assert (late.status_code, words(late).count("That shift has already begun.")) == (409, 2)
    assert not Signup.objects.asked().exists()


def test_bad_forms_are_refused_with_the_field_named(desk, shift, folk):
    rubbish = ["", "x" * 5000, "<b>", "\x00", "0", "１２", "Robert'); DROP TABLE"]

    for who, sentence in (
        ([], NOBODY),
        *(([each], STRANGER) for each in rubbish[1:]),
        ([""], STRANGER),
        ([people.person().number], STRANGER),
        ([*numbers(folk), "nobody"], STRANGER),
    ):
        response = sent(desk, shift, who)
        assert (response.status_code, f'<a href="#id_who">Whom to ask: {sentence}' in words(response)) == (422, True), who
    assert not Signup.objects.exists()
    assert sent(desk, shift, numbers(folk)).status_code == 302


def test_more_people_than_are_asked_at_once_are_refused_and_ten_are_not(desk, edition, shift):
    crowd = numbers(volunteering.enrolment(edition).person for _ in range(calls.MOST_AT_ONCE + 1))

    refused = sent(desk, shift, crowd)

    assert (refused.status_code, "Ask 10 people at once at the most." in words(refused), Signup.objects.count()) == (422, True, 0)
    assert (sent(desk, shift, [*crowd[:-1], crowd[0]]).status_code, Signup.objects.count()) == (302, 10)


def test_a_form_that_is_sent_twice_asks_once(desk, post, folk):
    shift = volunteering.shift(post=post, seats=5)

    statuses = [sent(desk, shift, numbers(folk[:2])).status_code for _ in range(2)]

    assert (statuses, Signup.objects.count(), Shift.objects.get().taken) == ([302, 409], 2, 2)
    assert set(Signup.objects.values_list("hold", flat=True)) == {Hold.KEPT}


def test_nobody_else_may_ask(shift, folk, logged_in, client):
    for browser, status in ((client, 302), (logged_in(folk[0]), 403)):
        assert browser.post(f"/desk/gaps/{shift.pk}/ask", {"who": numbers(folk[1:2])}).status_code == status
    assert not Signup.objects.exists()


def test_where_nobody_can_be_asked_the_page_says_so(desk, edition, shift):
    text = words(desk.get(f"/en/desk/gaps/{shift.pk}/"))

    assert ("Nobody can be asked as things stand." in text, "0 people are enrolled and not on it." in text) == (True, True)
    assert ("Ask all who are ticked" in text, "What a seat costs" in text) == (False, False)


def test_the_page_tells_when_somebody_was_asked_and_what_they_said(desk, edition, post, shift, folk):
    later = volunteering.shift(post=post, seats=4, starts_at=clock.now() + timedelta(days=30))
    asked = [calls.ask(later, each, by=None, now=clock.now() - timedelta(days=days)) for days, each in enumerate(folk)]
    signups.accept_seat(asked[2], by=folk[2], now=clock.now())
    calls.take_back(asked[3], by=None, now=clock.now())

    text = words(desk.get(f"/en/desk/gaps/{shift.pk}/?more=1"))

    lines = [line.strip() for line in text.split('<p class="muted small">') if line.startswith("Was ")]
    assert [" ".join(line.split("<")[0].split()) for line in lines] == [
        "Was last asked 3 days ago. That question ended without a yes.",
        "Was last asked 2 days ago. Said yes to that.",
        "Was last asked yesterday. Has not answered yet.",
        "Was last asked today. Has not answered yet.",
    ]
