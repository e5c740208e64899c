"""The bench's instances are what they say, and its peers are judged by the rules that they know."""

import json
from dataclasses import asdict, replace

import pytest

from bench import cities, festival, reasons, solving
from bench.fewest import fewest_open
from bench.peers import first_come, reading
from bench.processes import Failed, alone
from wucai.planning.rostering import explain
from wucai.planning.rostering.check import judge
from wucai.planning.rostering.problem import Problem
from wucai.planning.rostering.solution import Placement, Roster
from wucai.planning.rostering.solver import solve
from wucai.planning.search import Stop


def seats(problem: Problem) -> int:
    return sum(each.seats for each in problem.shifts)


def queue(problem: Problem) -> Roster:
    """First come, first served."""
    setting = reading.read(json.dumps(asdict(problem), default=sorted))
    placed, _ = first_come.solve(setting, 0, 1)
    return Roster(tuple(Placement(setting.folk[who].id, setting.duties[where].id) for who, where in placed))


@pytest.mark.parametrize(("size", "stations"), [(300, 6), (5_000, 6), (20_000, 24)])
def test_a_city_has_a_station_for_each_833_volunteers_and_seats_for_68_percent_of_what_they_take(size: int, stations: int) -> None:
    problem = cities.city(size, seed=1)

    assert len(problem.shifts) == 30 * 5 * stations
    assert seats(problem) == round(0.68 * sum(each.max_shifts for each in problem.volunteers))


@pytest.mark.parametrize("make", [cities.city, cities.lumpy, cities.tight, cities.ruled, cities.grouped])
def test_a_seed_decides_everything(make) -> None:
    assert make(200, seed=4) == make(200, seed=4)
    assert make(200, seed=4) != make(200, seed=5)


def test_the_seats_of_a_lumpy_city_are_85_percent_of_the_supply_in_all_and_of_each_scarce_qualification() -> None:
    problem = cities.lumpy(2_000, seed=1)

    supply = {each.id: min(each.max_shifts, len(each.windows)) for each in problem.volunteers}
    wanted = {name: sum(each.seats for each in problem.shifts if each.qualification == name) for name in cities.SCARCE}
    held = {name: sum(supply[each.id] for each in problem.volunteers if name in each.qualifications) for name in cities.SCARCE}
    assert seats(problem) == round(0.85 * sum(supply.values()))
    assert wanted == {name: round(0.85 * most) for name, most in held.items()}


def test_the_seats_of_a_tight_city_are_95_percent_of_what_rest_and_rows_of_days_allow_each() -> None:
    problem = cities.tight(1_000, seed=1)

    days = {each.id: (each.windows[0].ends - each.windows[0].starts) // cities.DAY for each in problem.volunteers}
    served = {each.id: days[each.id] - days[each.id] // (each.max_consecutive_days + 1) for each in problem.volunteers}
    supply = {each.id: min(each.max_shifts, served[each.id] * each.max_day_shifts) for each in problem.volunteers}
    assert seats(problem) == round(0.95 * sum(supply.values()))
    assert {each.ends - each.starts for each in problem.shifts} == {8 * 60}


def test_a_fifth_of_a_grouped_city_is_in_groups_of_two_to_twelve() -> None:
    problem = cities.grouped(1_000, seed=1)

    sizes = [len(each.members) for each in problem.groups]
    assert (min(sizes) >= 2, max(sizes) <= 12, 198 <= sum(sizes) <= 200) == (True, True, True)


def test_first_come_first_served_breaks_no_rule_of_a_city() -> None:
    problem = cities.city(300, seed=1)

    verdict = judge(problem, queue(problem))

    assert verdict.violations == ()
    assert verdict.unfilled < seats(problem) / 10


@pytest.mark.parametrize("make", [cities.city, cities.lumpy])
def test_no_roster_leaves_fewer_seats_open_than_the_bench_proves(make) -> None:
    problem = make(100, seed=1)

    found = solve(problem, stop=Stop(iterations=20))

    assert fewest_open(problem) <= found.unfilled <= fewest_open(problem) + 2


def test_one_in_a_hundred_does_not_come() -> None:
    problem = cities.city(300, seed=1)
    roster = queue(problem)

    gone = cities.absent(problem, roster, seed=2)

    assert len(gone) == round(0.01 * len(roster.placements))
    assert set(gone) <= set(roster.placements)


def test_the_festival_has_its_published_shifts_and_histogram(shared_data, monkeypatch) -> None:
    monkeypatch.setenv(festival.PLACE, str(shared_data))
    found = festival.folder()
    assert found is not None

    problem = festival.festival(found, seed=1)

    told = (len(problem.shifts), seats(problem), len(problem.volunteers), sum(each.max_shifts for each in problem.volunteers))
    assert told == (591, 1_372, 645, 697)


def test_without_its_files_there_is_no_festival(monkeypatch, tmp_path) -> None:
    monkeypatch.setenv(festival.PLACE, str(tmp_path))

    assert festival.folder() is None


def test_what_fails_in_a_process_of_its_own_is_told() -> None:
    with pytest.raises(Failed, match="there is no kind 'village'"):
        alone(solving.fewest_open, solving.Instance("village", 5, 1))


def test_a_change_that_is_too_small_or_larger_than_needed_is_refuted() -> None:
    problem = cities.city(300, seed=1)
    roster = queue(problem)
    roster = Roster(tuple(set(roster.placements) - set(cities.absent(problem, roster, seed=2))))
    case = reasons.OneByOne(problem, roster)

    told = [(each.shift, change) for each in explain.Explanation(problem, roster).remainder() for change in each.changes]
    where, change = next(each for each in told if each[1].code == "rest")

    assert [each for each in told if not reasons.holds(case, *each)] == []
    assert [reasons.holds(case, where, replace(change, amount=change.amount + more)) for more in (-1, 1)] == [False, False]
