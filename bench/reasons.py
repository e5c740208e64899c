"""Reasons for open seats: how long they take, and how many the independent check refutes."""

from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import Path
from time import process_time
from typing import Any

from bench import cities
from bench.solving import Instance, roster_in
from wucai.planning.rostering import check, explain
from wucai.planning.rostering.problem import Problem, Shift, Volunteer, Window
from wucai.planning.rostering.solution import Placement, Roster
from wucai.planning.search import rng

PUT_TO_THE_CHECK = 5
"""Of so many shifts the check is asked about every volunteer, one after the other."""


@dataclass(frozen=True)
class Explained:
    """How long, and what came of holding the claims against the check."""

    shifts: int
    seats: int
    milliseconds: float
    claims: int
    refuted: tuple[str, ...]
    unchecked: int


class OneByOne:
    """Problem and roster cut down to one volunteer at a time, which is all that the check needs for a claim about them."""

    def __init__(self, problem: Problem, roster: Roster) -> None:
        self.problem = problem
        self.shifts = {each.id: each for each in problem.shifts}
        self.volunteers = {each.id: each for each in problem.volunteers}
        self.held: dict[str, list[str]] = defaultdict(list)
        for placement in roster.placements:
            self.held[placement.volunteer].append(placement.shift)

    def takes(self, who: Volunteer, where: str) -> bool:
        """Whether the check lets the volunteer serve on this shift, too."""
        names = [*self.held[who.id], where]
        duties = tuple(replace(self.shifts[name], seats=max(1, self.shifts[name].seats)) for name in names)
        small = replace(self.problem, volunteers=(who,), shifts=duties, pins=(), groups=(), previous=())
        return not check.judge(small, Roster(tuple(Placement(who.id, name) for name in names))).violations


def explained(instance: Instance, kept: Path) -> Explained:
    """Explain all open seats of a roster from which 1 % of the placements were taken, and hold the claims against the check."""
    problem, roster = instance.make(), roster_in(kept)
    gone = set(cities.absent(problem, roster, seed=instance.seed))
    roster = Roster(tuple(each for each in roster.placements if each not in gone))
    before = process_time()
    shortfalls = explain.Explanation(problem, roster).remainder()
    spent = process_time() - before
    bench = OneByOne(problem, roster)
    seats, in_truth = sum(each.open_seats for each in shortfalls), check.judge(problem, roster).unfilled
    verdicts: dict[str, bool | None] = {f"{seats} open seats, the check says {in_truth}": seats == in_truth}
    for each in shortfalls:
        verdicts |= {f"{each.shift}: {change}": holds(bench, each.shift, change) for change in each.changes}
    chosen = rng(instance.seed, "reasons").permutation(len(shortfalls))[:PUT_TO_THE_CHECK].tolist()
    for each in (shortfalls[at] for at in chosen):
        verdicts |= _of_the_whole(bench, roster, each)
        able = sum(each.shift not in bench.held[who.id] and bench.takes(who, each.shift) for who in problem.volunteers)
        verdicts[f"{each.shift}: {each.funnel[-1]}, the check says {able}"] = each.funnel[-1].volunteers == able
    refuted = [claim for claim, is_true in verdicts.items() if is_true is False]
    unchecked = sum(is_true is None for is_true in verdicts.values())
    return Explained(len(shortfalls), seats, 1000 * spent, len(verdicts) - unchecked, tuple(refuted), unchecked)


def _of_the_whole(bench: OneByOne, roster: Roster, told: explain.Shortfall) -> dict[str, bool | None]:
    """Whether price and chain cost what they say, break no rule, and fill what they say: the whole roster is judged before and after."""
    offers: list[tuple[object, set[Placement], set[Placement], int, bool]] = []
    if told.price:
        gone = {Placement(told.price.volunteer, told.price.gives_up)} if told.price.gives_up else set[Placement]()
        offers.append((told.price, {Placement(told.price.volunteer, told.shift)}, gone, told.price.points, not gone))
    if told.chain and not any(move.is_pinned for move in told.chain.moves):
        taken = {Placement(move.volunteer, move.takes) for move in told.chain.moves}
        left = {Placement(move.volunteer, move.gives_up) for move in told.chain.moves if move.gives_up}
        offers.append((told.chain, taken, left, told.chain.points, True))
    before = check.judge(bench.problem, roster)
    weights = bench.problem.weights
    saved = weights.unfilled + (weights.below_minimum if told.below_minimum else 0)
    verdicts: dict[str, bool | None] = {}
    for claim, taken, gone, points, is_filled in offers:
        after = check.judge(bench.problem, Roster(tuple(sorted(set(roster.placements) - gone | taken))))
        grows = after.objective - before.objective + saved
        is_true = not after.violations and grows == points and after.unfilled == before.unfilled - is_filled
        verdicts[f"{told.shift}: {claim}, the check says {grows:g} points, {after.unfilled - before.unfilled} open"] = is_true
    return verdicts


def holds(bench: OneByOne, where: str, change: explain.Change) -> bool | None:
    """Whether the volunteer can serve once the change is made, and not with one less of it; None for a change that is not known here."""
    who, shift = bench.volunteers[change.volunteer], bench.shifts[where]
    eased = _eased(who, shift, change.code, change.amount)
    if eased is None:
        return None
    nearly = who if change.amount == 1 else _eased(who, shift, change.code, change.amount - 1)
    is_least = change.code == "ask" or nearly is None or not bench.takes(nearly, where)
    return bench.takes(eased, where) and is_least


def _eased(who: Volunteer, shift: Shift, code: str, amount: int) -> Volunteer | None:
    """The volunteer after the change."""
    changes: dict[str, dict[str, Any]] = {
        "ask": {},
        "shifts": {"max_shifts": who.max_shifts + amount},
        "minutes": {"max_minutes": (who.max_minutes or 0) + amount},
        "day_shifts": {"max_day_shifts": who.max_day_shifts + amount},
        "days": {"max_consecutive_days": who.max_consecutive_days + amount},
        "rest": {"min_rest_minutes": max(0, who.min_rest_minutes - amount)},
        "available": {"windows": tuple(Window(each.starts - amount, each.ends + amount) for each in who.windows)},
        "language": {"languages": who.languages | {shift.language or ""}},
        "qualified": {"qualifications": {**who.qualifications, shift.qualification or "": None}},
    }
    return replace(who, **changes[code]) if code in changes else None
