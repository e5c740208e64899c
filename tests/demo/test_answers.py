"""The demo answers: whoever is called to fill a gap says yes after a few seconds, by the worker that every house has."""

import time

from tests import houses
from tests.demo.test_lived_in_morning import asked, morning

__all__ = ["morning"]
CALL = """
    from wucai.core import clock
    from wucai.demo.days import person
    from wucai.demo.personas import is_played
    from wucai.programme.queries import edition_called
    from wucai.volunteering import planner
    from wucai.volunteering.actions import calls
    from wucai.volunteering.queries import gap_lines
    now = clock.now()
    shifts = [line.shift for line in gap_lines.gaps(edition_called("minhang-2020"), now=now) if line.open_seats]
    pairs = [(shift, each.person) for shift in shifts for each in planner.explain_gap(shift, now=now).candidates]
    willing = [(shift, who) for shift, who in pairs if who.pk % 3 and not is_played(who)]
    signup = calls.ask(*willing[0], by=person("13800000004"), now=now)
    told = [signup.pk, signup.is_asked]
"""
LOOK = """
    from wucai.volunteering.queries.rosters import signup_numbered
    signup = signup_numbered({})
    told = "accepted" if signup.accepted_at else "asked" if signup.is_asked else "declined"
"""


def test_whoever_is_called_accepts_once_the_worker_comes_to_it(morning: houses.House) -> None:
    signup, is_asked = asked(morning, CALL)
    assert (is_asked, asked(morning, LOOK.format(signup))) == (True, "asked")

    morning.worker()

    assert awaited(morning, LOOK.format(signup)) == "accepted"


def awaited(house: houses.House, code: str) -> object:
    """What the code leaves in `told` once it is no longer "asked"; after two minutes it is taken as it is."""
    until = time.monotonic() + 120
    while (told := asked(house, code)) == "asked" and time.monotonic() < until:
        time.sleep(0.5)
    return told
