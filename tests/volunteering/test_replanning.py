"""A roster worked out anew: unanswered questions may be moved, yeses never; the proposal beside what stands; publishing it."""

from datetime import timedelta

import pytest

from tests.factories import imports, people, places, volunteering
from wucai.core import clock
from wucai.people.models import Notice
from wucai.volunteering.actions import enrolments, placements, rosters, signups
from wucai.volunteering.choices import ChangeKind, RosterRefusal, RosterState
from wucai.volunteering.models import Placement, Recall, Roster, Shift, Signup
from wucai.volunteering.queries import board, comparison

pytestmark = pytest.mark.django_db


@pytest.fixture
def docent(edition):
    return enrolments.put_qualification(edition, by=None, key="docent", name="讲解员专训")


def day():
    return clock.local(volunteering.tomorrow()).date()


def worked_out(edition, **more):
    roster = rosters.ask_for_roster(edition, by=None, first_on=day(), last_on=day(), now=clock.now(), **more)
    imports.work()
    roster.refresh_from_db()
    return roster


def publish(roster):
    return rosters.publish(roster, by=None, now=clock.now())


def seats():
    """Who stands where, by their keys."""
    return set(Signup.objects.standing().values_list("person", "shift"))


@pytest.fixture
def asked(edition, post, docent):
    """Ada, the only docent, and Cy are asked for a shift that anybody could take; then Bo comes, and a shift that only a docent can."""
    easy = volunteering.shift(post=post, seats=2)
    ada, cy = (volunteering.enrolment(edition).person for _ in range(2))
    enrolments.qualify(ada, docent, by=None, since_on=clock.today())
    publish(worked_out(edition))
    bo = volunteering.enrolment(edition).person
    hard = volunteering.shift(post=volunteering.post(site=post.site, name="陪同", qualification=docent), seats=1)
    return ada, bo, cy, easy, hard


def test_who_was_asked_stays_unless_the_coordinator_allows_the_move(edition, asked):
    ada, bo, cy, easy, hard = asked

    kept, moved = worked_out(edition), worked_out(edition, may_move=True)

    assert (kept.unfilled, kept.placements.count(), Recall.objects.filter(roster=kept).count()) == (1, 0, 0)
    assert (moved.unfilled, set(moved.placements.values_list("person", "shift"))) == (0, {(ada.pk, hard.pk), (bo.pk, easy.pk)})
    assert list(Recall.objects.values_list("roster", "signup__person", "signup__shift")) == [(moved.pk, ada.pk, easy.pk)]
    assert (moved.terms["moved"], seats()) == (20, {(ada.pk, easy.pk), (cy.pk, easy.pk)})


def test_whoever_said_yes_is_never_moved(edition, asked):
    ada, _bo, _cy, easy, _hard = asked
    signups.accept_seat(Signup.objects.get(person=ada), by=ada, now=clock.now())

    roster = worked_out(edition, may_move=True)

    assert (roster.unfilled, roster.placements.count(), Recall.objects.count()) == (1, 0, 0)


def test_publishing_takes_back_keeps_and_asks_in_one(edition, asked):
    ada, bo, cy, easy, hard = asked
    of_cy = Signup.objects.get(person=cy)
    Notice.objects.all().delete()
    roster = worked_out(edition, may_move=True)

    told = publish(roster)

    assert told == rosters.Published(asked=2, refused=0, taken_back=1)
    assert seats() == {(ada.pk, hard.pk), (bo.pk, easy.pk), (cy.pk, easy.pk)}
    assert {(each.pk, each.taken) for each in Shift.objects.all()} == {(easy.pk, 2), (hard.pk, 1)}
    assert (Signup.objects.get(person=cy), of_cy.is_asked) == (of_cy, True)
    assert Signup.objects.get(person=ada, shift=easy).withdrawn_at is not None
    heard = {
        person: list(Notice.objects.filter(person=person).order_by("pk").values_list("message__title_en", flat=True))
        for person in asked[:3]
    }
    assert heard == {
        ada: [f"{easy.post.site.name_en} does not wait for your answer any more", "The roster asks for you"],
        bo: ["The roster asks for you"],
        cy: [],
    }


def test_a_yes_that_came_after_the_proposal_stands(edition, asked):
    ada, _bo, cy, easy, hard = asked
    roster = worked_out(edition, may_move=True)
    signups.accept_seat(Signup.objects.get(person=ada), by=ada, now=clock.now())

    told = publish(roster)

    assert told == rosters.Published(asked=0, refused=2, taken_back=0)
    assert seats() == {(ada.pk, easy.pk), (cy.pk, easy.pk)}
    assert {tuple(each.reasons[-1][1].items()) for each in roster.placements.all()} == {(("reason", "clashes"),), (("reason", "full"),)}


def test_a_no_that_came_after_the_proposal_frees_its_seat_once(edition, asked):
    ada, bo, cy, easy, hard = asked
    roster = worked_out(edition, may_move=True)
    signups.decline_seat(Signup.objects.get(person=ada), by=ada, now=clock.now())

    told = publish(roster)

    assert told == rosters.Published(asked=2, refused=0, taken_back=0)
    assert {(each.pk, each.taken) for each in Shift.objects.all()} == {(easy.pk, 2), (hard.pk, 1)}


def test_a_question_is_not_taken_back_once_the_shift_has_begun(edition, asked):
    ada, _bo, cy, easy, _hard = asked
    roster = worked_out(edition, may_move=True)

    told = rosters.publish(roster, by=None, now=easy.starts_at)

    assert (told, seats()) == (rosters.Published(asked=0, refused=2, taken_back=0), {(ada.pk, easy.pk), (cy.pk, easy.pk)})


def test_a_dropped_proposal_takes_nothing_back_and_a_published_one_nothing_twice(edition, asked):
    first, second = worked_out(edition, may_move=True), worked_out(edition, may_move=True)
    before = seats()
    rosters.drop(first, by=None)
    assert seats() == before

    publish(second)

    for roster in (first, second):
        with pytest.raises(rosters.RosterRefused) as refused:
            publish(roster)
        assert refused.value.reason == RosterRefusal.NOT_PROPOSED
    assert Signup.objects.filter(withdrawn_at__isnull=False).count() == 1


def test_two_proposals_for_the_same_days_never_oversell(edition, asked):
    first, second = worked_out(edition, may_move=True), worked_out(edition, may_move=True)

    told = publish(first), publish(second)

    assert told == (rosters.Published(asked=2, refused=0, taken_back=1), rosters.Published(asked=0, refused=2, taken_back=0))
    assert all(each.taken == Signup.objects.standing().filter(shift=each).count() for each in Shift.objects.all())


def test_full_days_have_nothing_to_fill_but_something_to_move(edition, post):
    volunteering.shift(post=post, seats=1)
    volunteering.enrolment(edition)
    publish(worked_out(edition))

    with pytest.raises(rosters.RosterRefused) as refused:
        worked_out(edition)

    assert refused.value.reason == RosterRefusal.NO_SHIFTS
    assert worked_out(edition, may_move=True).state == RosterState.PROPOSED


def test_the_board_shows_whose_question_goes_and_counts_the_seat_as_free(edition, asked):
    ada, bo, cy, easy, hard = asked
    roster = worked_out(edition, may_move=True)

    shown = {line.shift: line for line in board.board(roster, day()).shifts}

    told = {shift: {(chip.person, chip.is_recalled, chip.placement is not None) for chip in line.chips} for shift, line in shown.items()}
    assert told == {easy: {(ada, True, False), (cy, False, False), (bo, False, True)}, hard: {(ada, False, True)}}
    assert {shift: line.open_seats for shift, line in shown.items()} == {easy: 0, hard: 0}


def test_whoever_is_put_back_by_hand_keeps_the_question(edition, asked):
    ada, bo, cy, easy, hard = asked
    roster = worked_out(edition, may_move=True)
    placements.remove(roster.placements.get(person=bo), by=None)

    placements.move(roster.placements.get(person=ada), easy, by=None, now=clock.now())
    told = publish(roster)

    assert (told, seats()) == (rosters.Published(asked=0, refused=1, taken_back=0), {(ada.pk, easy.pk), (cy.pk, easy.pk)})


def test_the_proposal_beside_what_stands():
    """By hand: 18,000 millionths of a degree of latitude are 0.018 · 111,195 m = 2,002 m; two of the four seats are that far away."""
    home = {"latitude_e6": 31_190_000, "longitude_e6": 121_310_000}
    red = volunteering.post(site=places.station(**home))
    blue = volunteering.post(site=places.station(**{**home, "latitude_e6": 31_208_000}))
    edition = red.site.edition
    early, late = volunteering.shift(post=red, seats=2), volunteering.shift(post=blue, seats=3, starts_at=volunteering.tomorrow(14))
    ada, bo, cy = (volunteering.enrolment(edition, colours=wish, **home).person for wish in (["red"], ["blue", "red"], []))
    roster = Roster.objects.create(
        edition=edition, state=RosterState.PROPOSED, first_on=day(), last_on=day(), asked_at=clock.now(), may_move=True
    )
    volunteering.signup(early, ada)
    moves = Signup.objects.create(key="0" * 32, person=bo, shift=early, created_at=clock.now(), origin="roster")
    Shift.objects.filter(pk=early.pk).update(taken=2)
    Recall.objects.create(roster=roster, signup=moves)
    for person, shift in ((ada, late), (bo, late), (cy, early)):
        Placement.objects.create(roster=roster, person=person, shift=shift)

    told = comparison.compared(roster, now=clock.now())

    assert told.before == comparison.Figures(open_seats=3, people=2, seats=2, wishes=2, wishes_met=1, metres=0, most=1)
    assert told.after == comparison.Figures(open_seats=1, people=3, seats=4, wishes=3, wishes_met=2, metres=1001, most=2)
    assert [(each.kind, each.person_id, each.gives_up, each.takes) for each in told.changes] == [
        (ChangeKind.MOVED, bo.pk, early, late),
        (ChangeKind.NEW, cy.pk, None, early),
        (ChangeKind.MORE, ada.pk, None, late),
    ]
    assert (told.kept, told.asked, told.taken_back, told.before.load, told.after.load) == (1, 3, 1, "1.0", "1.3")
    assert comparison.compared(roster, now=late.starts_at).before == comparison.Figures(0, 0, 0, 0, 0, None, 0)


def test_the_page_says_what_to_do_and_who_moves(desk, edition, asked):
    ada, _bo, _cy, easy, _hard = asked
    roster = worked_out(edition, may_move=True)

    page = desk.get(f"/en/desk/roster/{roster.pk}/")

    text = page.content.decode()
    assert (page.context["comparison"].taken_back, page.context["is_unfolded"]) == (1, True)
    assert "Unanswered questions that it takes back: 1." in text
    assert [kind for kind, _count in page.context["comparison"].counts] == [ChangeKind.MOVED, ChangeKind.NEW]
    desk.post(f"/en/desk/roster/{roster.pk}/publish")
    assert "1 question that nobody had answered was taken back." in desk.get(f"/en/desk/roster/{roster.pk}/").content.decode()


def test_a_proposal_that_changes_nothing_says_so(desk, edition, asked):
    roster = worked_out(edition)

    text = desk.get(f"/en/desk/roster/{roster.pk}/").content.decode()

    assert ("This proposal changes nothing." in text, 'id="changes"' in text) == (True, False)


def test_long_lists_of_changes_are_folded_and_paged(desk, edition, post, asked):
    shift = volunteering.shift(post=post, seats=30, starts_at=volunteering.tomorrow(14))
    roster = Roster.objects.create(edition=edition, state=RosterState.PROPOSED, first_on=day(), last_on=day(), asked_at=clock.now())
    for _ in range(25):
        Placement.objects.create(roster=roster, person=people.person(), shift=shift)

    first, second = (desk.get(f"/desk/roster/{roster.pk}/{query}") for query in ("", "?page=2"))

    assert [(len(page.context["changes"]), page.context["is_unfolded"]) for page in (first, second)] == [(20, False), (5, True)]


@pytest.mark.parametrize("count", [1, 3])
def test_a_comparison_asks_the_database_equally_often_for_one_person_and_three(edition, post, django_assert_num_queries, count):
    roster = Roster.objects.create(edition=edition, state=RosterState.PROPOSED, first_on=day(), last_on=day(), asked_at=clock.now())
    for number in range(count):
        shift = volunteering.shift(post=post, starts_at=volunteering.tomorrow(8 + 4 * number))
        Placement.objects.create(roster=roster, person=volunteering.enrolment(edition).person, shift=shift)

    with django_assert_num_queries(7):
        told = comparison.compared(roster, now=clock.now())
        assert len(comparison.people_of(roster, told.changes)) == count


@pytest.mark.parametrize("count", [1, 3])
def test_publishing_asks_equally_often_for_one_person_and_three(edition, post, django_assert_max_num_queries, count):
    shift = volunteering.shift(post=post, seats=count)
    for _ in range(count):
        volunteering.enrolment(edition)
    publish(worked_out(edition))
    roster = Roster.objects.create(edition=edition, state=RosterState.PROPOSED, first_on=day(), last_on=day(), asked_at=clock.now())
    Recall.objects.bulk_create([Recall(roster=roster, signup=each) for each in Signup.objects.all()])

    with django_assert_max_num_queries(30):
        assert publish(roster).taken_back == count
    shift.refresh_from_db()
    assert (shift.taken, seats()) == (0, set())


def test_the_form_takes_how_long_and_what_may_move(desk, edition, post):
    volunteering.shift(post=post)
    days = {"first_on": day().isoformat(), "last_on": day().isoformat()}

    statuses = [desk.post("/desk/roster/", {**days, "seconds": seconds, "may_move": "on"}).status_code for seconds in ("60", "", "7", "x")]

    assert statuses == [302, 302, 422, 422]
    assert set(Roster.objects.values_list("seconds_allowed", "may_move")) == {(60, True), (4, True)}


def test_a_roster_for_tomorrow_leaves_other_days_alone(edition, asked, post):
    ada, *_others = asked
    volunteering.signup(volunteering.shift(post=post, starts_at=volunteering.tomorrow() + timedelta(days=2)), ada)

    roster = worked_out(edition, may_move=True)

    assert comparison.compared(roster, now=clock.now()).before.seats == 2
