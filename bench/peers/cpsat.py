"""Plain CP-SAT: one Boolean for each volunteer on each shift, every rule and every cost said once, and the solver's own search."""

from collections import defaultdict
from itertools import combinations

from ortools.sat.python import cp_model

from bench.peers.reading import Duty, Folk, Setting, clash, ended_after, run

WORKERS = 2


def solve(setting: Setting, seconds: float, seed: int) -> tuple[list[tuple[int, int]], str]:
    """What CP-SAT has after so many seconds on two workers; building the model is not counted.

    Left to itself it spends the first 28 of 30 seconds on presolving 500 volunteers. So it probes nothing and begins with an empty roster.
    """
    model = cp_model.CpModel()
    takes: dict[tuple[int, int], cp_model.IntVar] = {}
    crews: dict[int, list[cp_model.IntVar]] = defaultdict(list)
    costs: list[cp_model.LinearExpr] = []
    for one in setting.folk:
        mine = {where: model.new_bool_var("") for where in one.points}
        for where, taken in mine.items():
            takes[one.number, where] = taken
            crews[where].append(taken)
            if one.points[where]:
                costs.append(one.points[where] * taken)
        _keep_rules(model, one, setting, mine)
        costs += _extra(model, one, setting.extra_shift, list(mine.values()))
    for duty in setting.duties:
        open_seats = model.new_int_var(0, duty.seats, "")
        short = model.new_int_var(0, duty.minimum, "")
        model.add(sum(crews[duty.number]) + open_seats == duty.seats)
        model.add(short >= open_seats - (duty.seats - duty.minimum))
        costs += [setting.unfilled * open_seats, setting.below_minimum * short]
        model.add_hint(open_seats, duty.seats)
        model.add_hint(short, duty.minimum)
    for taken in takes.values():
        model.add_hint(taken, 0)
    model.minimize(cp_model.LinearExpr.sum(costs))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = WORKERS
    solver.parameters.random_seed = seed
    solver.parameters.cp_model_probing_level = 0
    with ended_after(seconds, solver.stop_search):
        status = solver.solve(model)
    told = f"{solver.status_name(status).lower()}, its bound {solver.best_objective_bound:,.0f}, {len(takes):,} Booleans"
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return [], told
    return [pair for pair, taken in takes.items() if solver.boolean_value(taken)], told


def _keep_rules(model: cp_model.CpModel, one: Folk, setting: Setting, mine: dict[int, cp_model.IntVar]) -> None:
    """Shifts in all and a day, overlap and rest, days in a row."""
    by_slot: dict[tuple[int, int], list[int]] = defaultdict(list)
    by_day: dict[int, list[cp_model.IntVar]] = defaultdict(list)
    for where, taken in mine.items():
        duty = setting.duties[where]
        by_slot[duty.starts, duty.ends].append(where)
        by_day[duty.day].append(taken)
    model.add(sum(mine.values()) <= one.max_shifts)
    for slot in by_slot.values():
        model.add_at_most_one(mine[where] for where in slot)
    for first, second in combinations(by_slot.values(), 2):
        if clash(_first(setting, first), _first(setting, second), one.rest):
            model.add_at_most_one(mine[where] for where in (*first, *second))
    works = {}
    for day, duties in by_day.items():
        model.add(sum(duties) <= one.max_day_shifts)
        works[day] = model.new_bool_var("")
        model.add_hint(works[day], 0)
        model.add_max_equality(works[day], duties)
    for day in works:
        row = [works[each] for each in range(day, day + one.max_days + 1) if each in works]
        if len(row) > one.max_days:
            model.add(sum(row) <= one.max_days)


def _extra(model: cp_model.CpModel, one: Folk, weight: int, mine: list[cp_model.IntVar]) -> list[cp_model.LinearExpr]:
    """The second shift costs the weight, the third twice it, …"""
    further = [model.new_bool_var("") for _ in range(1, one.max_shifts)]
    for each in further:
        model.add_hint(each, 0)
    if mine and further:
        model.add(sum(mine) <= 1 + sum(further))
    return [weight * number * each for number, each in enumerate(further, 1)]


def _first(setting: Setting, slot: list[int]) -> Duty:
    return setting.duties[slot[0]]


if __name__ == "__main__":
    run(solve)
