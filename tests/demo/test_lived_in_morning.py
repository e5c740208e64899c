"""The demo as `./wucai demo` loads it: through the importers, to the published totals, to nine in the morning."""

import json
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import houses

PUBLISHED = {
    "units": 31,
    "surrounding_units": 15,
    "needs": 10,
    "resources": 55,
    "resource_categories": 12,
    "resources_from_surrounding": 19,
    "stations": 6,
    "relay_stations": 15,
    "youth_projects": 60,
    "projects": 11,
}


@pytest.fixture
def morning(demo_house: houses.House, tmp_path: Path) -> Iterator[houses.House]:
    """A copy of the demo."""
    with houses.copied(demo_house, tmp_path / "morning") as mine:
        yield mine


def test_the_published_totals_hold(morning: houses.House) -> None:
    counted = figures(morning)

    assert {name: counted[name] for name in PUBLISHED} == PUBLISHED


def test_the_figures_that_have_no_source_are_there_and_fit_together(morning: houses.House) -> None:
    counted = figures(morning)

    assert counted["volunteers"] == 2_000
    assert counted["seats_required"] - counted["seats_published"] == 4
    assert counted["needs_met"] == 4
    assert 0 <= counted["roster_gap"] < 0.02  # 0.001 where four seconds are not shared with others
    assert 0 < counted["seats_accepted"] < counted["seats_published"]
    assert counted["hours_confirmed"] > 2_000
    assert counted["visitors_served"] > 5_000


def test_each_thing_of_the_morning_is_there_once(morning: houses.House) -> None:
    assert asked(
        morning,
        """
        from wucai.core import clock
        from wucai.exchange.queries import need_called
        from wucai.insight.queries import day
        from wucai.places.queries import loans_out
        from wucai.programme.queries import edition_called
        edition = edition_called("minhang-2020")
        today = day(edition, now=clock.now())
        [lost] = [incident for incident in today.closed if incident.kind == "lost_child"]
        told = {
            "gaps": today.gaps,
            "shifts short": len(today.short),
            "low": [(supply.name, supply.site.slug) for supply in today.low],
            "out": [loan.supply.name for loan in loans_out(edition)],
            "minutes until the child was found": (lost.closed_at - lost.opened_at).seconds // 60,
            "waiting": sorted((line.is_matter, getattr(line.thing, "kind")) for line in today.waiting),
            "covered": need_called(edition, "N04").percent_covered,
        }
        """,
    ) == {
        "gaps": 4,
        "shifts short": 4,
        "low": [["口罩", "railway"]],
        "out": ["轮椅"],
        "minutes until the child was found": 11,
        "waiting": [[False, "facility"], [True, "major"], [True, "urgent"]],
        "covered": 60,
    }


def test_loading_again_keeps_what_was_done_and_afresh_undoes_it(morning: houses.House) -> None:
    before = figures(morning)
    morning.python(
        "from wucai.volunteering.actions import calls, signups\n"
        "from wucai.core import clock\n"
        "from wucai.people.queries import with_phone\n"
        "person = with_phone('13800000001')\n"
        "from wucai.volunteering.queries import seats_of\n"
        "seat = seats_of(person)[-1]\n"
        "signups.withdraw(seat, by=person, now=clock.now())\n"
    ).wait(60)

    morning.manage("load_demo")
    assert figures(morning)["seats_accepted"] == before["seats_accepted"] - 1

    morning.manage("load_demo", "--afresh")
    assert figures(morning) == before


def test_the_clock_goes_on_to_noon_and_back_to_the_same_morning(morning: houses.House) -> None:
    before = figures(morning)
    code = "from wucai.core import clock\nfrom wucai.demo import morning\nmorning.go_to({!r})\n"
    code += "told = clock.local(clock.now()).strftime('%d %H:%M')"

    assert asked(morning, code.format("noon")) == "06 12:00"
    noon = figures(morning)
    assert asked(morning, code.format("morning")) == "06 09:00"

    assert noon["visitors_served"] > before["visitors_served"]
    assert figures(morning) == before


def figures(house: houses.House) -> dict[str, float]:
    """What `./wucai manage figures` prints."""
    return dict(json.loads(house.manage("figures", "minhang-2020", "--json")))


def asked(house: houses.House, code: str) -> object:
    """What this code leaves in `told`, said in the house."""
    process = house.python(f"{textwrap.dedent(code)}\nimport json; print(json.dumps(told))")
    output, _ = process.communicate(timeout=120)
    assert process.returncode == 0
    return json.loads(output)
