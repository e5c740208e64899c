"""Asking several people at once to fill a gap: a seat for each where there are enough, else the first yes has it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from tests.factories import people, volunteering
from wucai.core import clock
from wucai.core.models import TraceLine
from wucai.people.models import Message, Notice
from wucai.volunteering import queries
from wucai.volunteering.actions import calls, signups
from wucai.volunteering.choices import Hold, Origin, PlacingRefusal, Refusal
from wucai.volunteering.models import Shift, Signup
from wucai.volunteering.queries import gap_lines
from wucai.volunteering.signals import seats_asked

pytestmark = pytest.mark.django_db


@pytest.fixture
def folk():
    return [people.person() for _ in range(3)]


@pytest.fixture
def shift(post):
    return volunteering.shift(post=post, seats=1)


def asked(shift, folk, by=None):
    return calls.ask_several(shift, folk, by=by, now=clock.now())


def says_yes(signup):
    return signups.accept_seat(signup, by=signup.person, now=clock.now())


def refusal(act):
    with pytest.raises((calls.PlacingRefused, signups.SignupRefused)) as refused:
        act()
    return refused.value.reason


def stands(shift):
    shift.refresh_from_db()
    holds = Signup.objects.filter(shift=shift).order_by("pk")
    return shift.taken, [(each.hold, each.is_asked, each.accepted_at is not None) for each in holds]


def test_where_there_are_seats_enough_each_has_one_kept(post, folk):
    shift, boss = volunteering.shift(post=post, seats=4), people.person()

    called = asked(shift, folk, by=boss)

    assert (called.keeps_seats, called.refused, [each.person for each in called.signups]) == (True, (), folk)
    assert stands(shift) == (3, [(Hold.KEPT, True, False)] * 3)
    line = TraceLine.objects.get(verb="asked")
    assert (line.actor_id, line.after) == (boss.pk, {"signups": [each.pk for each in called.signups], "seats_kept": True})
    message = Message.objects.get()
    assert ([each.person for each in message.notices.order_by("pk")], "kept for you" in message.text_en) == (folk, True)


def test_where_they_are_more_than_the_seats_none_is_kept(shift, folk):
    called = asked(shift, folk)

    assert (called.keeps_seats, stands(shift)) == (False, (0, [(Hold.FIRST_COME, True, False)] * 3))
    message = Message.objects.get()
    assert (message.notices.count(), "whoever says yes first" in message.text_en, message.link) == (3, True, "/me/")
    line = gap_lines.gap_of(shift)
    assert (line.short, line.asked, line.called, line.open_seats, line.waiting, line.urgency) == (1, 0, 3, 1, 3, "warn")


def test_the_first_yes_has_the_seat_and_the_others_are_told(shift, folk):
    first, second, third = asked(shift, folk).signups

    accepted = says_yes(second)

    assert (accepted.person, accepted.hold, accepted.is_asked) == (folk[1], Hold.KEPT, False)
    assert stands(shift) == (1, [(Hold.OUTRUN, False, False), (Hold.KEPT, False, True), (Hold.OUTRUN, False, False)])
    told = Message.objects.latest("pk")
    assert {each.person for each in told.notices.all()} == {folk[0], folk[2]}
    assert ("You need not answer" in told.title_en, "Thank you" in told.text_en) == (True, True)
    assert [refusal(lambda each=each: says_yes(each)) for each in (first, third)] == [Refusal.OUTRUN] * 2
    assert says_yes(second).pk == second.pk
    assert TraceLine.objects.get(verb="ended questions").after == {"signups": [first.pk, third.pk]}


def test_questions_stand_as_long_as_a_seat_is_open(post, folk):
    shift = volunteering.shift(post=post, seats=2)
    first, second, third = asked(shift, folk).signups

    says_yes(first)
    assert stands(shift)[1][1:] == [(Hold.FIRST_COME, True, False)] * 2
    says_yes(third)

    assert stands(shift) == (2, [(Hold.KEPT, False, True), (Hold.OUTRUN, False, False), (Hold.KEPT, False, True)])


def test_a_yes_after_a_stranger_took_the_seat_is_refused_kindly_and_ends_the_question(shift, folk):
    first, *_others = asked(shift, folk).signups
    volunteering.signup(shift)

    reason = refusal(lambda: says_yes(first))

    first.refresh_from_db()
    assert (reason, first.hold, first.is_withdrawn, Shift.objects.get().taken) == (Refusal.OUTRUN, Hold.OUTRUN, True, 1)


@pytest.mark.parametrize("answer", ["no", "taken back"])
def test_a_question_that_keeps_no_seat_gives_none_back(post, folk, answer):
    shift = volunteering.shift(post=post, seats=2)
    volunteering.signup(shift)
    first, *_others = asked(shift, folk).signups

    if answer == "no":
        signups.decline_seat(first, by=first.person, now=clock.now())
    else:
        calls.take_back(first, by=None, now=clock.now())

    first.refresh_from_db()
    assert (first.is_withdrawn, first.hold, Shift.objects.get().taken) == (True, Hold.FIRST_COME, 1)


def test_a_yes_that_came_first_is_undone_as_any_other(shift, folk):
    first, *_others = asked(shift, folk).signups
    says_yes(first)

    calls.take_back(first, by=None, now=clock.now())

    assert stands(shift)[0] == 0
    assert asked(shift, folk[1:]).refused == ()


def test_whoever_may_not_be_asked_is_named_and_the_others_are_asked(post, folk):
    shift = volunteering.shift(post=post, seats=3)
    volunteering.signup(volunteering.shift(post=volunteering.post(site=post.site, name="引导"), starts_at=shift.starts_at), folk[0])
    volunteering.signup(shift, folk[1])

    called = asked(shift, folk)

    assert called.refused == ((folk[0], PlacingRefusal.CLASHES), (folk[1], PlacingRefusal.ALREADY))
    assert ([each.person for each in called.signups], called.keeps_seats, Shift.objects.get(pk=shift.pk).taken) == ([folk[2]], True, 2)
    assert asked(shift, folk).signups == ()
    assert TraceLine.objects.filter(verb="asked").count() == 1


def test_a_full_shift_and_too_many_people_are_refused_and_nobody_is_asked(shift, folk):
    volunteering.signup(shift)
    assert refusal(lambda: asked(shift, folk)) == PlacingRefusal.FULL

    crowd = [people.person() for _ in range(calls.MOST_AT_ONCE + 1)]
    other = volunteering.shift(post=shift.post, starts_at=volunteering.tomorrow(14))
    assert refusal(lambda: asked(other, crowd)) == PlacingRefusal.TOO_MANY
    assert (Signup.objects.filter(origin=Origin.CALL).count(), Notice.objects.count()) == (0, 0)
    assert len(asked(other, crowd[:-1]).signups) == calls.MOST_AT_ONCE


def test_news_of_all_questions_go_up_together(shift, folk):
    heard = []

    def listener(sender, signups, now, **more):
        heard.append(list(signups))

    seats_asked.connect(listener)
    try:
        called = asked(shift, folk)
    finally:
        seats_asked.disconnect(listener)

    assert heard == [list(called.signups)]


def test_a_question_without_a_seat_counts_for_no_figure_and_is_moved_by_no_roster(shift, folk, edition):
    asked(shift, folk)
    day = clock.local(shift.starts_at).date()

    assert (queries.seats_published(edition), queries.seats_accepted(edition)) == (0, 0)
    assert queries.rosters.movable(edition, day, day, now=clock.now()).count() == 0
    calls.ask(shift, people.person(), by=None, now=clock.now())
    assert (queries.seats_published(edition), queries.rosters.movable(edition, day, day, now=clock.now()).count()) == (1, 1)


def test_no_row_says_yes_without_a_seat_or_is_outrun_and_stands(shift):
    call = {"person": people.person(), "shift": shift, "created_at": clock.now(), "origin": Origin.CALL}
    wrong = [{"hold": Hold.FIRST_COME, "accepted_at": clock.now()}, {"hold": Hold.OUTRUN}, {"hold": "else"}]
    wrong.append({"hold": Hold.FIRST_COME, "origin": Origin.ROSTER})

    for each in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            Signup.objects.create(key=uuid4(), **{**call, **each})
    assert Signup.objects.create(key=uuid4(), **call, hold=Hold.FIRST_COME).is_first_come


def test_a_first_yes_after_the_shift_is_over_comes_too_late(shift, folk):
    first, *_others = asked(shift, folk).signups

    assert refusal(lambda: signups.accept_seat(first, by=first.person, now=shift.ends_at + timedelta(minutes=1))) == Refusal.STARTED
    assert stands(shift)[0] == 0
