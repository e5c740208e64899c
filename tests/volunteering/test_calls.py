"""Asking somebody to fill a gap: a seat is kept until they answer, and the question can be taken back."""

from datetime import timedelta
from uuid import uuid4

import pytest

from tests.factories import people, volunteering
from wucai.core import clock
from wucai.core.models import TraceLine
from wucai.people.models import Message, Notice
from wucai.volunteering.actions import attendance, calls, enrolments, signups
from wucai.volunteering.choices import Origin, PlacingRefusal, Refusal
from wucai.volunteering.models import Shift, Signup
from wucai.volunteering.signals import seats_asked

pytestmark = pytest.mark.django_db


@pytest.fixture
def shift():
    return volunteering.shift(seats=1)


def called(shift, person=None):
    return calls.ask(shift, person or people.person(), by=None, now=clock.now())


def refusal(act):
    with pytest.raises((calls.PlacingRefused, signups.SignupRefused)) as refused:
        act()
    return refused.value.reason


def taken(shift):
    return Shift.objects.get(pk=shift.pk).taken


def test_a_seat_is_kept_for_whoever_is_asked_and_counts_only_when_they_say_yes(shift):
    ada = people.person()

    signup = called(shift, ada)

    assert (signup.origin, signup.is_asked, taken(shift), Signup.objects.accepted().count()) == (Origin.CALL, True, 1, 0)
    accepted = signups.accept_seat(signup, by=ada, now=clock.now())
    assert (accepted.is_asked, Signup.objects.accepted().get().person, taken(shift)) == (False, ada, 1)


def test_whoever_is_asked_is_told_in_both_languages(shift):
    ada = people.person()

    called(shift, ada)

    message = Message.objects.get()
    assert [notice.person for notice in Notice.objects.all()] == [ada]
    assert (shift.post.site.name in message.title, "seat is kept" in message.text_en, message.link) == (True, True, "/me/")


def test_news_of_the_question_goes_up_in_the_same_transaction(shift):
    heard = []

    def listener(sender, signups, now, **more):
        heard.extend(signups)

    seats_asked.connect(listener)
    try:
        signup = called(shift)
    finally:
        seats_asked.disconnect(listener)

    assert heard == [signup]


def test_saying_yes_twice_is_saying_it_once(shift):
    signup = called(shift)

    for _ in range(2):
        signups.accept_seat(signup, by=signup.person, now=clock.now())

    assert TraceLine.objects.filter(verb="accepted").count() == 1


def test_saying_no_frees_the_seat(shift):
    signup = called(shift)

    signups.decline_seat(signup, by=signup.person, now=clock.now())

    assert (taken(shift), refusal(lambda: signups.accept_seat(signup, by=signup.person, now=clock.now()))) == (0, Refusal.NOT_ASKED)


def test_a_yes_after_the_shift_is_over_comes_too_late(shift):
    signup = called(shift)

    assert refusal(lambda: signups.accept_seat(signup, by=signup.person, now=shift.ends_at)) == Refusal.STARTED


def test_the_question_can_be_taken_back_until_it_is_answered(shift):
    signup = called(shift)

    assert calls.take_back(signup, by=None, now=clock.now()).is_withdrawn

    assert (taken(shift), Message.objects.count()) == (0, 1)
    assert refusal(lambda: calls.take_back(signup, by=None, now=clock.now())) == PlacingRefusal.NOT_ASKED
    assert taken(shift) == 0


def test_a_yes_can_be_undone_for_ten_minutes_and_the_volunteer_is_told(shift):
    ada, boss, begun = people.person(), people.person(), clock.now()
    signup = signups.accept_seat(called(shift, ada), by=ada, now=begun)

    undone = calls.take_back(signup, by=boss, now=begun + timedelta(minutes=9, seconds=59))

    assert (undone.is_withdrawn, taken(shift)) == (True, 0)
    message = Message.objects.latest("pk")
    assert [notice.person for notice in message.notices.all()] == [ada]
    assert ("You need not come" in message.title_en, "Thank you" in message.text_en, message.link) == (True, True, "/me/")
    line = TraceLine.objects.get(verb="took the question back")
    assert (line.actor_id, line.subject_id) == (boss.pk, str(shift.pk))


def test_after_ten_minutes_a_yes_is_a_promise(shift):
    begun = clock.now()
    signup = called(shift)
    signups.accept_seat(signup, by=signup.person, now=begun)

    assert refusal(lambda: calls.take_back(signup, by=None, now=begun + timedelta(minutes=10))) == PlacingRefusal.TOO_LATE
    assert (taken(shift), Signup.objects.accepted().count(), Message.objects.count()) == (1, 1, 1)


def test_no_yes_is_undone_once_the_shift_has_begun(shift):
    signup = called(shift)
    signups.accept_seat(signup, by=signup.person, now=shift.starts_at - timedelta(minutes=1))

    assert refusal(lambda: calls.take_back(signup, by=None, now=shift.starts_at)) == PlacingRefusal.TOO_LATE
    assert taken(shift) == 1


def test_whoever_is_checked_in_stays(shift):
    signup = called(shift)
    early = shift.starts_at - timedelta(minutes=5)
    signups.accept_seat(signup, by=signup.person, now=early)
    attendance.check_in_by_keeper(signup, by=None, now=early)

    assert refusal(lambda: calls.take_back(signup, by=None, now=early)) == PlacingRefusal.TOO_LATE
    assert taken(shift) == 1


def test_a_seat_that_somebody_took_by_themselves_is_nobodys_to_undo(shift):
    own = volunteering.signup(shift)

    assert refusal(lambda: calls.take_back(own, by=None, now=clock.now())) == PlacingRefusal.NOT_ASKED
    assert taken(shift) == 1


def test_a_full_shift_asks_nobody(shift):
    called(shift)

    assert refusal(lambda: called(shift)) == PlacingRefusal.FULL
    assert (taken(shift), Signup.objects.count()) == (1, 1)


def test_the_rules_of_a_sign_up_hold_for_a_call():
    docent = enrolments.put_qualification(volunteering.post().site.edition, by=None, key="docent", name="讲解员专训")
    shift = volunteering.shift(seats=5)
    ada = volunteering.signup(shift).person
    clashing = volunteering.shift(post=volunteering.post(name="引导"), starts_at=shift.starts_at + timedelta(hours=1))
    asking = volunteering.shift(post=volunteering.post(name="陪同", qualification=docent), starts_at=shift.starts_at)
    speaking = volunteering.shift(post=volunteering.post(name="翻译", language="fr"), starts_at=shift.starts_at)

    reasons = [refusal(lambda: called(shift, ada)), refusal(lambda: called(clashing, ada))]
    reasons += [refusal(lambda each=each: called(each)) for each in (asking, speaking)]
    reasons.append(refusal(lambda: calls.ask(shift, people.person(), by=None, now=shift.starts_at)))

    assert reasons == [
        PlacingRefusal.ALREADY,
        PlacingRefusal.CLASHES,
        PlacingRefusal.NOT_QUALIFIED,
        PlacingRefusal.LANGUAGE,
        PlacingRefusal.STARTED,
    ]


def test_too_little_rest_is_the_coordinators_to_judge():
    ada, post = people.person(), volunteering.post()
    volunteering.signup(volunteering.shift(post=post, starts_at=volunteering.tomorrow(18)), ada)
    early = volunteering.shift(post=post, starts_at=volunteering.tomorrow(18) + timedelta(hours=13))

    assert refusal(lambda: signups.sign_up(ada, early, key=uuid4(), now=clock.now())) == Refusal.REST
    assert called(early, ada).is_asked
