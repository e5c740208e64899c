"""Rosters on the desk: asked for, looked at on the board, moved by hand, undone, published."""

from datetime import timedelta

import pytest

from tests.factories import imports, places, programme, volunteering
from wucai.core import clock
from wucai.volunteering.actions import enrolments, placements, rosters
from wucai.volunteering.actions.calls import PlacingRefused
from wucai.volunteering.choices import PlacingRefusal, RosterRefusal, RosterState
from wucai.volunteering.models import Placement, Roster, Shift, Signup
from wucai.volunteering.queries import board

pytestmark = pytest.mark.django_db
HTMX = {"hx-request": "true"}


@pytest.fixture
def site():
    return places.station(number=1)


@pytest.fixture
def post(site):
    return volunteering.post(site=site)


@pytest.fixture
def edition(site):
    return site.edition


@pytest.fixture
def morning(post):
    return volunteering.shift(post=post, seats=2)


@pytest.fixture
def noon(post):
    return volunteering.shift(post=post, seats=2, starts_at=volunteering.tomorrow(12))


def day():
    return clock.local(volunteering.tomorrow()).date()


def empty_roster(edition):
    return Roster.objects.create(edition=edition, state=RosterState.PROPOSED, first_on=day(), last_on=day(), asked_at=clock.now())


def placed(edition, shift, person=None):
    roster = Roster.objects.filter(edition=edition).first() or empty_roster(edition)
    somebody = person or volunteering.enrolment(edition).person
    return Placement.objects.create(roster=roster, shift=shift, person=somebody, reasons=[["only_shift", {}]])


def words(response):
    return response.content.decode()


def test_a_roster_is_asked_for_watched_and_seen(desk, edition, morning):
    volunteering.enrolment(edition)

    response = desk.post("/desk/roster/", {"first_on": day().isoformat(), "last_on": day().isoformat()})

    roster = Roster.objects.get()
    address = f"/desk/roster/{roster.pk}/"
    assert (response.status_code, response.headers["Location"]) == (302, address)
    assert "every 1s" in words(desk.get(address))
    assert ("<html" in words(fragment := desk.get(address, headers=HTMX)), "every 1s" in words(fragment)) == (False, True)
    imports.work()
    assert desk.get(address, headers=HTMX).headers["HX-Refresh"] == "true"
    assert words(desk.get(address)).count("data-move=") == 1
    assert str(roster.pk) in words(desk.get("/desk/roster/"))


@pytest.mark.parametrize(
    ("first", "last", "named"),
    [
        ("", "2020-11-05", "first_on"),
        ("2020-11-06", "2020-11-05", "last_on"),
        ("2020-01-01", "2020-12-31", "last_on"),
        ("x", "y", "first_on"),
        ("9999-12-31", "9999-12-31", "last_on"),
        ("2090-01-01", "2090-01-02", "last_on"),
    ],
)
def test_days_that_cannot_be_are_refused_with_the_field_named(desk, first, last, named):
    response = desk.post("/desk/roster/", {"first_on": first, "last_on": last})

    assert (response.status_code, f'href="#id_{named}"' in words(response), Roster.objects.count()) == (422, True, 0)


def test_days_with_nothing_to_fill_are_refused_with_a_sentence(desk):
    response = desk.post("/en/desk/roster/", {"first_on": day().isoformat(), "last_on": day().isoformat()})

    assert (response.status_code, Roster.objects.count()) == (409, 0)
    assert [text in words(response) for text in ("No shift with an open seat is still to come", f'value="{day().isoformat()}"')] == [
        True,
        True,
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_the_board_asks_the_database_equally_often_for_one_name_and_three(
    desk, edition, post, morning, noon, django_assert_num_queries, count
):
    volunteering.signup(noon)
    placement = placed(edition, morning)
    for number in range(count - 1):
        placed(edition, volunteering.shift(post=volunteering.post(site=places.station(number=2 + number, edition=edition))))

    desk.get(f"/desk/roster/{placement.roster_id}/")  # templates are read and the clock is known
    with django_assert_num_queries(19):
        assert words(desk.get(f"/desk/roster/{placement.roster_id}/")).count("data-move=") == count


def test_the_board_shows_times_down_and_stations_across(edition, site, morning, noon):
    other = places.station(number=2, edition=edition)
    there = volunteering.shift(post=volunteering.post(site=other))
    ada = volunteering.signup(noon).person
    placement = placed(edition, morning)

    shown = board.board(placement.roster, day())

    assert [each.number for each in shown.sites] == [1, 2]
    assert [[[line.shift for line in cell.shifts] for cell in row.cells] for row in shown.rows] == [[[morning], [there]], [[noon], []]]
    assert [[chip.person for chip in line.chips] for line in shown.shifts] == [[placement.person], [], [ada]]
    assert shown.open_seats == 1 + 2 + 1


def test_a_name_is_moved_and_moved_back(desk, edition, morning, noon):
    placement = placed(edition, morning)

    response = desk.post(f"/desk/roster/placements/{placement.pk}/move/{noon.pk}")

    placement.refresh_from_db()
    assert (placement.shift, [code for code, _values in placement.reasons]) == (noon, ["by_hand"])
    page = desk.get(response.headers["Location"].split("#")[0])
    undo = f"/desk/roster/placements/{placement.pk}/move/{morning.pk}"
    assert undo in words(page)
    desk.post(undo)
    placement.refresh_from_db()
    assert (placement.shift, placement.reasons) == (morning, [["only_shift", {}]])


def test_a_name_is_taken_off_and_put_back(desk, edition, morning):
    placement = placed(edition, morning)

    response = desk.post(f"/desk/roster/placements/{placement.pk}/remove")

    assert Placement.objects.count() == 0
    undo = f"/desk/roster/{placement.roster_id}/place/{morning.pk}/{placement.person.number}"
    assert undo in words(desk.get(response.headers["Location"]))
    desk.post(undo)
    assert [(each.person, each.shift) for each in Placement.objects.all()] == [(placement.person, morning)]


@pytest.mark.parametrize(
    "step", ["moved=1&before=" + "9" * 5000, "moved=x&before=1", "removed=%E4%B8%AD%E6%96%87&before=1", "moved=²&before=²"]
)
def test_an_address_with_a_step_that_cannot_be_shows_the_board_and_nothing_to_undo(desk, edition, morning, step):
    roster = placed(edition, morning).roster

    page = desk.get(f"/en/desk/roster/{roster.pk}/?{step}")

    assert (page.status_code, "undo" in page.context, page.context["undo"]) == (200, True, "")


def test_whoever_was_taken_off_meanwhile_is_moved_no_more(edition, morning, noon):
    placement = placed(edition, morning)
    placements.remove(placement, by=None)

    with pytest.raises(rosters.RosterRefused) as refused:
        placements.move(placement, noon, by=None, now=clock.now())

    assert refused.value.reason == RosterRefusal.TAKEN_OFF


def test_a_move_against_a_rule_is_refused_and_changes_nothing(edition, morning, noon):
    placement = placed(edition, morning)
    overlapping = volunteering.shift(post=volunteering.post(site=morning.post.site, name="引导"), starts_at=volunteering.tomorrow(10))
    docent = enrolments.put_qualification(edition, by=None, key="docent", name="讲解员专训")
    asking = volunteering.shift(post=volunteering.post(site=morning.post.site, name="陪同", qualification=docent))
    placed(edition, noon, placement.person)
    placed(
        edition,
        full := volunteering.shift(
            post=volunteering.post(site=morning.post.site, name="咨询"), seats=1, starts_at=volunteering.tomorrow(16)
        ),
    )

    def reason(shift, **more):
        with pytest.raises(PlacingRefused) as refused:
            placements.move(placement, shift, by=None, now=more.get("now", clock.now()))
        return refused.value.reason

    assert [reason(noon), reason(overlapping), reason(asking), reason(full), reason(noon, now=noon.starts_at)] == [
        PlacingRefusal.ALREADY,
        PlacingRefusal.CLASHES,
        PlacingRefusal.NOT_QUALIFIED,
        PlacingRefusal.FULL,
        PlacingRefusal.STARTED,
    ]
    placement.refresh_from_db()
    assert placement.shift == morning
    offered = {move.shift: move.refusal for move in board.moves(placement, now=clock.now())}
    assert [offered.get(shift, "here") for shift in (morning, noon, overlapping, asking, full)] == [
        "here",
        PlacingRefusal.ALREADY,
        PlacingRefusal.CLASHES,
        PlacingRefusal.NOT_QUALIFIED,
        PlacingRefusal.FULL,
    ]


def test_a_shift_beyond_the_days_of_the_roster_is_refused(edition, post, morning):
    placement = placed(edition, morning)
    later = volunteering.shift(post=post, starts_at=volunteering.tomorrow() + timedelta(days=1))

    with pytest.raises(rosters.RosterRefused) as refused:
        placements.move(placement, later, by=None, now=clock.now())

    assert refused.value.reason == RosterRefusal.ELSEWHERE


def test_too_little_rest_and_a_time_nobody_offered_are_shown_and_left_to_the_coordinator(edition, post, morning, noon):
    ada = volunteering.enrolment(edition, times=[(morning.starts_at, morning.ends_at)]).person
    placement = placed(edition, morning, ada)
    placements.move(placement, noon, by=None, now=clock.now())
    bo = volunteering.enrolment(edition).person
    volunteering.signup(
        volunteering.shift(post=post, starts_at=morning.starts_at - timedelta(hours=10)), bo, now=clock.now() - timedelta(days=1)
    )
    placed(edition, morning, bo)

    warnings = {chip.person: chip.warning for line in board.board(placement.roster, day()).shifts for chip in line.chips}

    assert (warnings[ada], warnings[bo]) == ("no_time", "rest")


@pytest.mark.parametrize(("way", "expected"), [("down", "noon"), ("right", "east"), ("up", None), ("left", None)])
def test_an_arrow_moves_to_the_next_station_or_time(desk, edition, site, morning, noon, way, expected):
    targets = {"noon": noon, "east": volunteering.shift(post=volunteering.post(site=places.station(number=2, edition=edition)))}
    placement = placed(edition, morning)

    response = desk.post(f"/desk/roster/placements/{placement.pk}/move", {"direction": way})

    placement.refresh_from_db()
    assert (response.status_code, placement.shift) == ((302, targets[expected]) if expected else (409, morning))


def test_an_arrow_prefers_the_same_post_then_the_same_colour(edition, site, morning, noon):
    placement = placed(edition, morning)
    other = volunteering.shift(post=volunteering.post(site=site, name="引导"), starts_at=noon.starts_at)

    assert board.neighbours(placement, "down") == [noon, other]


def test_the_page_of_a_name_says_why_and_offers_only_what_is_possible(desk, edition, morning, noon):
    placement = placed(edition, morning)
    full = volunteering.shift(post=volunteering.post(site=morning.post.site, name="引导"), seats=0, starts_at=volunteering.tomorrow(16))

    text = words(desk.get(f"/desk/roster/placements/{placement.pk}/", headers={"accept-language": "en"}))

    offered = [shift for shift in (morning, noon, full) if f"/move/{shift.pk}" in text]
    assert ("Has no other shift." in text, offered, "All seats on that shift are taken." in text) == (True, [noon], True)


def test_publishing_from_the_board_asks_and_tells_who_could_not_be_asked(desk, edition, morning):
    ada, bo = placed(edition, morning).person, placed(edition, morning).person
    roster = Roster.objects.get()
    volunteering.signup(morning, bo)

    response = desk.post(f"/desk/roster/{roster.pk}/publish")

    roster.refresh_from_db()
    asked = Signup.objects.get(origin="roster")
    page = words(desk.get(f"/desk/roster/{roster.pk}/", headers={"accept-language": "en"}))
    assert (response.status_code, roster.state, asked.person) == (302, RosterState.PUBLISHED, ada)
    assert ("This person is on that shift already." in page, "data-move=" in page) == (True, False)
    assert desk.post(f"/desk/roster/{roster.pk}/publish").status_code == 409


def test_a_published_roster_is_moved_no_more(desk, edition, morning, noon):
    placement = placed(edition, morning)
    desk.post(f"/desk/roster/{placement.roster_id}/publish")

    statuses = [desk.post(f"/desk/roster/placements/{placement.pk}/{what}").status_code for what in (f"move/{noon.pk}", "remove")]

    assert (statuses, Placement.objects.get().shift) == ([409, 409], morning)


def test_a_proposal_is_dropped_and_one_that_waits_is_stopped(desk, edition, morning):
    volunteering.enrolment(edition)
    desk.post("/desk/roster/", {"first_on": day().isoformat(), "last_on": day().isoformat()})
    roster = Roster.objects.get()

    assert desk.post(f"/desk/roster/{roster.pk}/stop").status_code == 302
    roster.refresh_from_db()
    assert roster.state == RosterState.DROPPED
    assert desk.get(f"/desk/roster/{roster.pk}/").status_code == 200
    assert desk.post(f"/desk/roster/{roster.pk}/drop").status_code == 409


def test_rosters_are_for_coordinators_of_their_edition(edition, morning, logged_in, client):
    placement = placed(edition, morning)
    pages = [f"/desk/roster/{placement.roster_id}/", "/desk/roster/", f"/desk/roster/placements/{placement.pk}/"]
    deeds = [f"/desk/roster/{placement.roster_id}/publish", f"/desk/roster/placements/{placement.pk}/remove"]

    for browser, expected in ((client, 302), (logged_in(placement.person), 403)):
        assert {browser.get(page).status_code for page in pages} | {browser.post(deed).status_code for deed in deeds} == {expected}
    assert Placement.objects.count() == 1


def test_a_roster_of_another_edition_is_not_there(desk, edition, morning):
    other = programme.edition(slug="other", starts_on="2019-01-01", ends_on="2019-12-31")
    roster = empty_roster(other)

    assert desk.get(f"/desk/roster/{roster.pk}/").status_code == 404


def test_looking_changes_nothing(desk, edition, morning):
    placement = placed(edition, morning)

    for address in (f"/desk/roster/{placement.roster_id}/publish", f"/desk/roster/placements/{placement.pk}/remove"):
        assert desk.get(address).status_code == 405
    assert Shift.objects.get().taken == 0
