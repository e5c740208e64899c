"""Why a resource serves a need, and why another came second."""

from __future__ import annotations

from dataclasses import dataclass

from wucai.planning.matching.explain.facts import Code, Given, Pair, Reason, obstacles, points
from wucai.planning.matching.problem import Problem, Resource
from wucai.planning.matching.solution import Matching

ALIKE_PERCENT = 30
"""From here on it is worth saying that titles are alike."""


@dataclass(frozen=True)
class Alternative:
    """A resource that may serve the need and does not, how good it would be, and why it came second."""

    resource: str
    score: int
    second: Reason


def score(problem: Problem, need_id: str, resource_id: str) -> int:
    """How well the two fit, for display: 100 is perfect, 1 the worst that is allowed, 0 is not allowed."""
    pair = Pair.of(problem, need_id, resource_id)
    if obstacles(problem, pair):
        return 0
    worst = problem.weights.worst_pair
    return max(1, round(100 * (1 - sum(points(problem, pair).values()) / worst))) if worst else 100


def why(problem: Problem, matching: Matching, need_id: str, resource_id: str) -> tuple[Reason, ...]:
    """What speaks for the pair; or, where a rule forbids it, every rule that does.

    Raises LookupError for ids that the problem does not have.
    """
    pair = Pair.of(problem, need_id, resource_id)
    if against := obstacles(problem, pair):
        return against
    affinity = problem.affinities[pair.need.category, pair.resource.category]
    percent = round(100 * pair.alike)
    given = Given(problem, matching)
    return (
        Reason(Code.AFFINITY, {"points": affinity, "of": 100, "category": pair.resource.category}),
        Reason(Code.PLACE_UNKNOWN, {}) if pair.metres is None else Reason(Code.DISTANCE, {"metres": pair.metres}),
        Reason(Code.WINDOW, {"covered": pair.covered, "days": pair.need.days}),
        _coverage(given, pair),
        _load(given, pair.resource),
        *([Reason(Code.TITLES, {"percent": percent})] if percent >= ALIKE_PERCENT else []),
    )


def alternatives(problem: Problem, matching: Matching, need_id: str, count: int) -> tuple[Alternative, ...]:
    """The best-fitting resources that may serve the need and do not, the best first, and why each came second."""
    serving = {each.resource for each in matching.allocations if each.need == need_id}
    others = [Pair.of(problem, need_id, each.id) for each in problem.resources if each.id not in serving]
    allowed = [pair for pair in others if not obstacles(problem, pair)]
    allowed.sort(key=lambda pair: (sum(points(problem, pair).values()), pair.resource.id))
    chosen = [Pair.of(problem, need_id, each) for each in sorted(serving)]
    given = Given(problem, matching)
    return tuple(
        Alternative(pair.resource.id, score(problem, need_id, pair.resource.id), _second(problem, given, pair, chosen))
        for pair in allowed[:count]
    )


def _coverage(given: Given, pair: Pair) -> Reason:
    need, resource = pair.need, pair.resource
    if units := given.to(pair):
        return Reason(Code.COVERS, {"units": units, "asked": need.quantity})
    units = min(need.quantity, given.free(pair))
    if units >= resource.least:
        return Reason(Code.COULD_COVER, {"units": units, "asked": need.quantity})
    return _taken(given, pair)


def _taken(given: Given, pair: Pair) -> Reason:
    rival = given.holder(pair)
    assert rival is not None  # without the others it has enough, or the pair were forbidden
    return Reason(Code.TAKEN, {"by": rival.need, "units": rival.quantity})


def _load(given: Given, resource: Resource, code: Code = Code.LOAD) -> Reason:
    units, offered = given.load(resource)
    return Reason(code, {"giver": resource.giver, "given": units, "offered": offered, "category": resource.category})


def _second(problem: Problem, given: Given, pair: Pair, chosen: list[Pair]) -> Reason:
    """Why the pair was not chosen: what it lacks, or by how much the dearest of the chosen is better."""
    if min(pair.need.quantity, given.free(pair)) < pair.resource.least:
        return _taken(given, pair)
    if not chosen:
        return Reason(Code.AS_GOOD, {})
    mine = points(problem, pair)
    best = max(chosen, key=lambda each: (sum(points(problem, each).values()), each.resource.id))
    theirs = points(problem, best)
    if sum(mine.values()) > sum(theirs.values()):
        worst = max(mine, key=lambda code: mine[code] - theirs[code])
        return _lags(problem, worst, pair, best)
    (mine_given, mine_offered), (their_given, their_offered) = given.load(pair.resource), given.load(best.resource)
    is_busier = mine_given * their_offered > their_given * mine_offered
    return _load(given, pair.resource, Code.BUSIER) if is_busier else Reason(Code.AS_GOOD, {})


def _lags(problem: Problem, code: Code, pair: Pair, best: Pair) -> Reason:
    asked = pair.need.category
    told: dict[Code, tuple[str, int, int]] = {
        Code.FARTHER: ("metres", pair.metres or 0, best.metres or 0),
        Code.LESS_APT: ("points", problem.affinities[asked, pair.resource.category], problem.affinities[asked, best.resource.category]),
        Code.FEWER_DAYS: ("covered", pair.covered, best.covered),
        Code.LESS_ALIKE: ("percent", round(100 * pair.alike), round(100 * best.alike)),
    }
    name, here, there = told[code]
    if here == there:  # less than can be told in whole numbers
        return Reason(Code.AS_GOOD, {})
    if code is Code.FARTHER and best.metres is None:
        return Reason(code, {name: here})
    return Reason(code, {name: here, "than": there})
