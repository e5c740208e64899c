"""How few seats can stay open in any roster: a largest flow, written for the bench and of no use to the solver.

Volunteer (shifts in all) → day (shifts a day) → time (one shift) → what is asked for at that time (its seats). Left out are rest, days in a
row, overlaps of different times, minutes, groups: so no roster fills more.
"""

from collections import defaultdict

import numpy as np
from ortools.graph.python import max_flow

from wucai.planning.rostering.problem import Problem, Volunteer

Asked = tuple[str | None, str | None]


def fewest_open(problem: Problem) -> int:
    """No roster leaves fewer seats open."""
    pools: dict[tuple[int, int], dict[Asked, int]] = defaultdict(lambda: defaultdict(int))
    for shift in problem.shifts:
        pools[shift.starts, shift.ends][shift.qualification, shift.language] += shift.seats
    tails, heads, most = [], [], []

    def join(tail: int, head: int, capacity: int) -> None:
        tails.append(tail)
        heads.append(head)
        most.append(capacity)

    source, sink, nodes = 0, 1, 2
    at: dict[tuple[tuple[int, int], Asked], int] = {}
    for time, kinds in pools.items():
        for asked, seats in kinds.items():
            at[time, asked] = nodes
            join(nodes, sink, seats)
            nodes += 1
    for who in problem.volunteers:
        own, nodes = nodes, nodes + 1
        join(source, own, who.max_shifts)
        days: dict[int, int] = {}
        for time in _free(who, pools):
            day = (time[0] - problem.day_zero) // problem.day_minutes
            if day not in days:
                days[day], nodes = nodes, nodes + 1
                join(own, days[day], who.max_day_shifts)
            turn, nodes = nodes, nodes + 1
            join(days[day], turn, 1)
            for asked in pools[time]:
                if is_able(who, asked, time[1]):
                    join(turn, at[time, asked], 1)
    network = max_flow.SimpleMaxFlow()
    network.add_arcs_with_capacity(np.array(tails), np.array(heads), np.array(most))
    network.solve(source, sink)
    return sum(shift.seats for shift in problem.shifts) - int(network.optimal_flow())


def is_able(who: Volunteer, asked: Asked, ends: int) -> bool:
    """Whether the volunteer brings qualification and language for what ends then."""
    qualification, language = asked
    if language is not None and language not in who.languages:
        return False
    if qualification is None:
        return True
    until = who.qualifications.get(qualification, -1)
    return until is None or until >= ends


def _free(who: Volunteer, times: dict[tuple[int, int], dict[Asked, int]]) -> list[tuple[int, int]]:
    return [(starts, ends) for starts, ends in times if any(each.starts <= starts and ends <= each.ends for each in who.windows)]
