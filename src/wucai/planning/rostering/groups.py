"""Groups that serve together: which of them can, what they cost as one, and on which shifts they go.

A group is placed before everybody else, by CP-SAT, as one volunteer who takes several seats. What a seat is worth comes from the large
flow, in which the members go one by one, but each only where all could go, and each for an equal part of what the whole group costs
(`Bound`): no roster that keeps the groups together costs less, so that the flow's bound holds for them, too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from wucai.planning.flow import Amounts, Ids
from wucai.planning.rostering.held import Held
from wucai.planning.rostering.prices import Whole
from wucai.planning.rostering.solution import Split, SplitReason
from wucai.planning.rostering.tables import Mask, Pairs, Tables
from wucai.planning.search import Stop, child_seed

if TYPE_CHECKING:
    from ortools.sat.python.cp_model import CpModel, IntVar

WORK = 8.0
"""Deterministic time for CP-SAT, in its unit: some ten seconds."""
LIMITS = ("max_shifts", "max_minutes", "max_day_minutes", "max_week_minutes", "max_days", "max_day_shifts")
CHEAPEST = 12
"""So many shifts of each slot are looked at for each group: the cheapest, what a seat is worth taken off."""


@dataclass(frozen=True, eq=False)
class Crew:
    """A group by numbers: its members, the shifts on which all of them could serve beside what is pinned, and whether anything is."""

    group: str
    members: Ids
    shifts: Ids
    has_pins: bool


@dataclass(frozen=True, eq=False)
class Crews:
    """The groups that can serve together, and those that cannot, with the reason."""

    together: tuple[Crew, ...]
    splits: tuple[Split, ...]


class Bound(Tables):
    """The tables of a problem in which the members of crews may serve on certain shifts only, and as one."""

    def __init__(self, tables: Tables, crews: Sequence[Crew], shifts: Sequence[Ids]) -> None:
        """Let the members of each crew serve on these shifts alone, each for an equal part of what the whole crew costs there.

        The parts add up to what the members cost by themselves, so that whole crews cost the same here and in `tables`. A crew of which
        somebody is pinned joins them in part: its members keep their own costs and limits.
        """
        self.__dict__.update(tables.__dict__)
        self._crew_of = np.full(len(tables.people), -1, dtype=np.int32)
        self._allowed = np.zeros((len(crews) + 1, len(tables.duties)), dtype=np.bool_)
        self._allowed[-1] = True
        for number, crew in enumerate(crews):
            self._crew_of[crew.members] = number
            self._allowed[number, shifts[number]] = True
        alike = [crew.members for crew in crews if not crew.has_pins]
        for name in LIMITS:
            limit = getattr(tables, name).copy()
            for members in alike:
                limit[members] = limit[members].min()
            setattr(self, name, limit)
        self._prices = self._prices.shared_out(alike)

    def able_between(self, people: Whole, shifts: Whole) -> Mask:
        """As in `Tables`, and whether the crew may go there."""
        able: Mask = super().able_between(people, shifts)
        is_bound = np.flatnonzero(self._crew_of[people] >= 0)
        able[is_bound] &= self._allowed[np.ix_(self._crew_of[people[is_bound]], shifts)]
        return able

    def fits(self, pairs: Pairs) -> Mask:
        """As in `Tables`, and whether the crew may go there."""
        return super().fits(pairs) & self._allowed[self._crew_of[pairs.volunteers], pairs.shifts]


def crews_of(tables: Tables, pinned: Held) -> Crews:
    """Every group of the problem, with the shifts on which it could serve. Seats pinned for others are not there for it."""
    together, splits = [], []
    number_of = {each.id: number for number, each in enumerate(tables.people)}
    members_of = [np.array(sorted(number_of[member] for member in group.members), dtype=np.int32) for group in tables.problem.groups]
    free = _free_slots(tables, members_of)
    for group, members, slots in zip(tables.problem.groups, members_of, free, strict=True):
        theirs = np.bincount(_shifts_of(pinned, members), minlength=len(tables.duties))
        is_large = tables.seats - pinned.crews + theirs >= len(members)
        likely = is_large & (slots[tables.slots] | (theirs > 0))
        shifts = _shifts_for_all(tables, pinned, members, np.flatnonzero(likely).astype(np.int32))
        if len(shifts):
            together.append(Crew(group.id, members, shifts, has_pins=bool(theirs.any())))
        else:
            splits.append(Split(group.id, SplitReason.NEVER_TOGETHER if is_large.any() else SplitReason.TOO_LARGE))
    return Crews(tuple(together), tuple(splits))


def placed(pinned: Held, crews: Crews, worth: Amounts, *, seed: int, stop: Stop) -> Pairs:
    """The placements of all groups that go anywhere, beside what is pinned: whole groups only, every rule kept.

    worth: what one more volunteer saves on each shift, in points. Returns none when the stop is set before CP-SAT has found any.
    """
    options = [_cheapest(pinned, crew, worth) for crew in crews.together]
    chosen = _chosen(pinned, crews, options, seed=seed, stop=stop)
    return _put_down(pinned, [(crew, shift) for crew, shifts in zip(crews.together, chosen, strict=True) for shift in shifts])


def whole(pinned: Held, crews: Crews, started: Pairs) -> Pairs:
    """What groups hold in another roster where all members are there, as far as it keeps every rule beside what is pinned."""
    keys = started.keys
    wanted = [
        (crew, shift)
        for crew in crews.together
        for shift in np.unique(started.shifts[started.volunteers == crew.members[0]]).tolist()
        if shift in crew.shifts and np.isin(_everyone(crew, shift).keys, keys).all()
    ]
    return _put_down(pinned, wanted)


def _put_down(pinned: Held, wanted: list[tuple[Crew, int]]) -> Pairs:
    """One crew on one shift after the other, the largest first, where it still fits and has seats."""
    held = pinned
    for crew, shift in sorted(wanted, key=lambda each: -len(each[0].members)):
        everyone = _everyone(crew, shift)
        joining = everyone[~np.isin(everyone.keys, held.pairs.keys)]
        if held.admits(joining).all() and len(joining) <= held.open_seats[shift]:
            held = Held(held.tables, held.pairs + joining)
    return held.pairs[~np.isin(held.pairs.keys, pinned.pairs.keys)]


@dataclass(frozen=True, eq=False)
class _Options:
    """The shifts looked at for one crew, how many seats it takes there beside its pins, and what that costs, seats' worth taken off."""

    shifts: Ids
    joining: Amounts
    costs: Amounts


def _cheapest(pinned: Held, crew: Crew, worth: Amounts) -> _Options:
    """Of each slot the cheapest."""
    tables, size, count = pinned.tables, len(crew.members), len(crew.shifts)
    pairs = Pairs(np.tile(crew.members, count), np.repeat(crew.shifts, size))
    is_new = ~np.isin(pairs.keys, pinned.pairs.keys)
    points = np.where(is_new, tables.points(pairs) - worth[pairs.shifts], 0).reshape(count, size).sum(axis=1)
    order = np.lexsort((points, tables.slots[crew.shifts]))
    slots = tables.slots[crew.shifts[order]]
    rank = np.arange(count) - np.searchsorted(slots, slots)
    kept = order[rank < CHEAPEST]
    return _Options(crew.shifts[kept], is_new.reshape(count, size).sum(axis=1)[kept], points[kept])


def _chosen(pinned: Held, crews: Crews, options: list[_Options], *, seed: int, stop: Stop) -> list[list[int]]:
    """For each crew its shifts, cheapest for all crews together as far as CP-SAT gets."""
    from ortools.sat.python import cp_model  # costs 45 MB: only where there are groups

    if stop.is_set() or not crews.together:
        return [[] for _ in crews.together]
    model = cp_model.CpModel()
    takes = [[model.new_bool_var("") for _ in each.shifts] for each in options]
    terms: list[tuple[IntVar, int]] = []
    for crew, mine, variables in zip(crews.together, options, takes, strict=True):
        terms += list(zip(variables, mine.costs.tolist(), strict=True))
        terms += _bound_together(model, pinned, crew, mine, variables)
    _share_seats(model, pinned, options, takes)
    model.minimize(cp_model.LinearExpr.weighted_sum([each for each, _ in terms], [price for _, price in terms]))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = child_seed(seed, "groups")
    solver.parameters.max_deterministic_time = WORK
    solver.parameters.max_time_in_seconds = max(0.1, min(4 * WORK, stop.seconds_left()))
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return [[] for _ in crews.together]
    return [
        [shift for shift, take in zip(mine.shifts.tolist(), variables, strict=True) if solver.value(take)]
        for mine, variables in zip(options, takes, strict=True)
    ]


def _share_seats(model: CpModel, pinned: Held, options: list[_Options], takes: list[list[IntVar]]) -> None:
    """No more joining than seats that are open."""
    by_shift: dict[int, list[tuple[IntVar, int]]] = {}
    for mine, variables in zip(options, takes, strict=True):
        for shift, joining, take in zip(mine.shifts.tolist(), mine.joining.tolist(), variables, strict=True):
            by_shift.setdefault(shift, []).append((take, joining))
    for shift, wanted in by_shift.items():
        room = int(pinned.open_seats[shift])
        if sum(joining for _, joining in wanted) > room:
            model.add(sum(take * joining for take, joining in wanted) <= room)


def _bound_together(model: CpModel, pinned: Held, crew: Crew, mine: _Options, takes: list[IntVar]) -> list[tuple[IntVar, int]]:
    """What the shifts of one crew must be to each other, slot by slot; the load that it climbs, and what each step of it costs.

    Ways between stations, and what is pinned, are looked at when the crew is put down.
    """
    tables = pinned.tables
    slots = sorted(set(tables.slots[mine.shifts].tolist()))
    serves = {slot: model.new_bool_var("") for slot in slots}
    for slot in slots:
        model.add(sum(take for take, at in zip(takes, tables.slots[mine.shifts].tolist(), strict=True) if at == slot) == serves[slot])
    firsts = {slot: int(tables.slot_firsts[slot]) for slot in slots}
    rest = int(tables.rest[crew.members].max())
    for one, other in combinations(slots, 2):
        pause = int(tables.starts[firsts[other]] - tables.ends[firsts[one]])
        if pause < (0 if tables.days[firsts[one]] == tables.days[firsts[other]] else rest):
            model.add_at_most_one(serves[one], serves[other])
    left = int((tables.max_shifts[crew.members] - pinned.shifts[crew.members]).min())
    most = max(0, min(left, len(slots)))
    minutes_left = int((tables.max_minutes[crew.members] - pinned.minutes[crew.members]).min())
    model.add(sum(serves.values()) <= most)
    lengths = {slot: int(tables.minutes[firsts[slot]]) for slot in slots}
    if sum(lengths.values()) > minutes_left:
        model.add(sum(lengths[slot] * serves[slot] for slot in slots) <= max(0, minutes_left))
    _bound_days(model, tables, crew, serves, firsts)
    steps = [model.new_bool_var("") for _ in range(most)]
    model.add(sum(steps) == sum(serves.values()))
    extra, held = tables.problem.weights.extra_shift, int(pinned.shifts[crew.members].sum())
    return [(step, extra * (held + number * len(crew.members))) for number, step in enumerate(steps)]


def _bound_days(model: CpModel, tables: Tables, crew: Crew, serves: dict[int, IntVar], firsts: dict[int, int]) -> None:
    """So many shifts a day, so many days in a row."""
    by_day: dict[int, list[IntVar]] = {}
    for slot, variable in serves.items():
        by_day.setdefault(int(tables.days[firsts[slot]]), []).append(variable)
    most, longest = int(tables.max_day_shifts[crew.members].min()), int(tables.max_days[crew.members].min())
    is_on = {}
    for day, variables in by_day.items():
        model.add(sum(variables) <= most)
        is_on[day] = model.new_bool_var("")
        model.add_max_equality(is_on[day], variables)
    for day in by_day:
        row = [is_on[each] for each in range(day, day + longest + 1) if each in is_on]
        if len(row) > longest:
            model.add(sum(row) <= longest)


def _everyone(crew: Crew, shift: int) -> Pairs:
    return Pairs(crew.members, np.full(len(crew.members), shift, dtype=np.int32))


def _shifts_of(held: Held, members: Ids) -> Ids:
    return held.pairs.shifts[np.isin(held.pairs.volunteers, members)]


def _free_slots(tables: Tables, members_of: list[Ids]) -> Mask:
    """For each group whether all its members are free in each slot."""
    free = np.zeros((len(members_of), len(tables.slot_firsts) - 1), dtype=np.bool_)
    for slot in range(free.shape[1]):
        is_free = np.zeros(len(tables.people), dtype=np.bool_)
        is_free[tables.free_in(slot)] = True
        free[:, slot] = [bool(is_free[members].all()) for members in members_of]
    return free


def _shifts_for_all(tables: Tables, pinned: Held, members: Ids, shifts: Ids) -> Ids:
    """The shifts that each of the members could take beside their pins, or is pinned to."""
    pairs = Pairs(np.tile(members, len(shifts)), np.repeat(shifts, len(members)))
    able = (tables.fits(pairs) & pinned.admits(pairs)) | np.isin(pairs.keys, pinned.pairs.keys)
    return shifts[able.reshape(len(shifts), len(members)).all(axis=1)]
