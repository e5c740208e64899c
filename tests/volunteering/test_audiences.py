"""Who gets a message that goes to a shift, a station or a colour."""

from datetime import timedelta

import pytest

from tests.factories import people, programme, volunteering
from wucai.core import clock
from wucai.people.queries import audience
from wucai.volunteering.actions import calls, signups

pytestmark = pytest.mark.django_db


@pytest.fixture
def shift():
    return volunteering.shift(seats=3)


def test_a_shift_a_station_and_a_colour_are_those_who_hold_seats_there(shift):
    ada = volunteering.signup(shift).person
    bo = calls.ask(shift, people.person(), by=None, now=clock.now()).person
    gone = volunteering.signup(shift)
    signups.withdraw(gone, by=gone.person, now=clock.now())
    elsewhere = volunteering.shift(post=volunteering.post(site=shift.post.site, name="引导"), starts_at=volunteering.tomorrow(14))
    cy = volunteering.signup(elsewhere).person
    edition, site = shift.post.site.edition, shift.post.site

    found = [audience(edition, kind, key) for kind, key in (("shift", str(shift.pk)), ("station", site.slug), ("colour", "red"))]

    assert [set(each.people) for each in found if each] == [{ada, bo}, {ada, bo, cy}, {ada, bo, cy}]


def test_shifts_that_are_over_are_left_out_at_a_station():
    past = volunteering.shift(starts_at=clock.now() - timedelta(hours=8))
    volunteering.signup(past, now=past.starts_at - timedelta(hours=1))

    found = audience(past.post.site.edition, "station", past.post.site.slug)

    assert found is not None
    assert found.people == ()


@pytest.mark.parametrize(
    ("kind", "key"), [("shift", "999999"), ("shift", "x"), ("shift", "９"), ("station", "nowhere"), ("colour", "pink"), ("", "")]
)
def test_what_is_not_there_has_no_audience(shift, kind, key):
    assert audience(shift.post.site.edition, kind, key) is None


def test_a_shift_of_another_edition_is_not_there(shift):
    assert audience(programme.edition(slug="other"), "shift", str(shift.pk)) is None
