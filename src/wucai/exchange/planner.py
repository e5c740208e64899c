"""The three lists as a matching problem, and its answers as proposals and reasons. Reads rows, never writes one.

Rows are known to the planner by their keys. In reasons that leave this file stand names in both languages for keys and days for ordinals,
so that a kept reason stays readable whatever becomes of the row; `queries.reasons` makes sentences of them.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from wucai.exchange import queries
from wucai.exchange.choices import MatchState, NeedState, ResourceState
from wucai.exchange.models import Affinity, Match, Need, Resource
from wucai.people.models import Organisation
from wucai.places.models import Site
from wucai.planning.matching import explain
from wucai.planning.matching import problem as asked
from wucai.planning.matching.solution import Allocation, Matching
from wucai.planning.search import Stop
from wucai.programme.models import Edition

# A person waits for it; at the size of the demo it takes a few hundredths of a second.
SECONDS = 1.0
_ALTERNATIVES = 5
Told = tuple[str, dict[str, Any]]


@dataclass(frozen=True)
class Proposal:
    """So much of a resource for a need, by their keys; how well they fit, 1 to 100 (0 for what only a person would propose), and why."""

    need_id: int
    resource_id: int
    quantity: int
    score: int
    reasons: tuple[Told, ...]
    is_demo: bool = False


@dataclass(frozen=True)
class Option:
    """A resource that could serve a need and does not, how well it fits, and why it came second."""

    resource: Resource
    score: int
    units: int
    why: Told

    @property
    def sentence(self) -> str:
        """Why it came second, in the reader's language."""
        return queries.sentence(*self.why)


@dataclass(frozen=True)
class Shortfall:
    """What of a need is neither covered nor proposed: how many resources passed each stage on the way to it, and what would close it."""

    open: int
    funnel: tuple[tuple[str, int], ...]
    closers: tuple[Told, ...]

    @property
    def stages(self) -> list[tuple[Any, int]]:
        """The stages in the reader's language, each with how many resources passed it."""
        return [(queries.STAGES[name], count) for name, count in self.funnel]

    @property
    def sentences(self) -> list[str]:
        """What would close it, in the reader's language."""
        return [queries.sentence(*closer) for closer in self.closers]


@dataclass(frozen=True)
class Explanation:
    """What else there is for a need, and what it lacks; None when all of it is covered or proposed."""

    options: tuple[Option, ...]
    shortfall: Shortfall | None


def propose_matches(edition: Edition) -> list[Proposal]:
    """What could meet the needs that are listed and not yet covered, from what is listed and not yet promised; sought for SECONDS at most.

    Accepted matches, proposals that a side has answered and those made by hand stand: what they hold is not given twice.
    """
    from wucai.planning.matching import solver  # OR-Tools costs 88 MB in each process that imports it

    board = _Board(edition)
    problem = _problem_of_rest(board)
    result = solver.solve(problem, stop=Stop(seconds=SECONDS))
    assert result.solution is not None  # it always has one, if only a greedy one
    if result.violations:
        raise RuntimeError(f"The planner broke a rule: {'; '.join(result.violations)}")
    return [_proposal(board, problem, result.solution, each) for each in result.solution.allocations]


def explain_need(need: Need) -> Explanation:
    """What else there is for the need beside its standing matches, and what would close what it still lacks."""
    board = _Board(need.edition)
    if str(need.pk) not in board.needs:
        return Explanation((), None)
    problem, matching = _problem_as_it_stands(board, {need.pk})
    found = explain.alternatives(problem, matching, str(need.pk), _ALTERNATIVES)
    options = [
        Option(board.resources[each.resource], each.score, _units(board, need, each.resource), _told(board, each.second)) for each in found
    ]
    lacking = [each for each in explain.remainder(problem, matching) if each.need == str(need.pk)]
    return Explanation(tuple(options), _shortfall(board, lacking[0]) if lacking else None)


def explain_rest(edition: Edition, *, most: int) -> list[tuple[Need, Shortfall]]:
    """The needs of which most is neither covered nor proposed, and what would close each; no more than `most` of them."""
    board = _Board(edition)
    held = Counter[int]()
    for match in board.standing:
        held[match.need_id] += match.quantity
    lacking = [need for need in board.needs.values() if need.quantity > held[need.pk]]
    lacking.sort(key=lambda need: (held[need.pk] / need.quantity, need.pk))
    problem, matching = _problem_as_it_stands(board, {need.pk for need in lacking[:most]})
    told = {each.need: each for each in explain.remainder(problem, matching)}
    return [(need, _shortfall(board, told[str(need.pk)])) for need in lacking[:most] if str(need.pk) in told]


def judge_pair(need: Need, resource: Resource, quantity: int) -> tuple[int, tuple[Told, ...]]:
    """How well a pair fits that a person chose, and what speaks for it; where a rule speaks against it, 0 and every such rule."""
    board = _Board(need.edition)
    problem, matching = _problem_as_it_stands(board, {need.pk})
    chosen = Matching((*matching.allocations, Allocation(str(need.pk), str(resource.pk), quantity)))
    pair = (str(need.pk), str(resource.pk))
    return explain.score(problem, *pair), tuple(_told(board, reason) for reason in explain.why(problem, chosen, *pair))


class _Board:
    """What stands on the lists of an edition, read once, by keys as text."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.needs = {str(need.pk): need for need in queries.needs_of(edition, states=[NeedState.LISTED, NeedState.MET])}
        self.resources = {str(each.pk): each for each in queries.resources_of(edition, states=[ResourceState.LISTED])}
        self.standing = [
            match
            for match in queries.matches_of(edition=edition).filter(state__in=[MatchState.PROPOSED, MatchState.ACCEPTED])
            if str(match.need_id) in self.needs and str(match.resource_id) in self.resources
        ]

    @cached_property
    def affinities(self) -> dict[tuple[str, str], int]:
        """By the keys of both classes, unit by unit: ten vehicles are not met by ten bottles. A person may still propose such a pair."""
        rows = Affinity.objects.filter(need_category__edition=self.edition)
        units = {each.unit for each in self.needs.values()} & {each.unit for each in self.resources.values()}
        return {
            (_class(need, unit), _class(resource, unit)): points
            for need, resource, points in rows.values_list("need_category_id", "resource_category_id", "points")
            for unit in units
        }

    @cached_property
    def declined(self) -> frozenset[tuple[str, str]]:
        """Pairs to which somebody said no."""
        rows = Match.objects.filter(need__edition=self.edition, state=MatchState.DECLINED)
        return frozenset((str(need), str(resource)) for need, resource in rows.values_list("need_id", "resource_id"))

    @cached_property
    def names(self) -> dict[str, dict[str, Any]]:
        """What to call a class and a unit, by its key."""
        items: Sequence[Need | Resource] = [*self.needs.values(), *self.resources.values()]
        return {
            "category": {_class(item.category_id, item.unit): item.category for item in items},
            "organisation": {str(item.organisation_id): item.organisation for item in items},
        }


def _problem_of_rest(board: _Board) -> asked.Problem:
    """What is still lacking and what is still free, with all that stands taken off."""
    held = [match for match in board.standing if match.state == MatchState.ACCEPTED or _is_kept(match)]
    promised = [match for match in held if match.state == MatchState.PROPOSED]
    to_needs = Counter[int]()
    of_resources = Counter[int]()
    for match in promised:
        to_needs[match.need_id] += match.quantity
        of_resources[match.resource_id] += match.quantity
    needs = [_need(need, need.open_quantity - to_needs[need.pk]) for need in board.needs.values()]
    resources = [
        _resource(each, each.free_quantity - (0 if each.is_reusable else of_resources[each.pk])) for each in board.resources.values()
    ]
    pairs = frozenset((str(match.need_id), str(match.resource_id)) for match in held)
    return asked.Problem(
        needs=tuple(need for need in needs if need is not None),
        resources=tuple(resource for resource in resources if resource is not None),
        affinities=board.affinities,
        barred=board.declined | pairs,
        engagements=tuple(_engagements(held)),
    )


def _problem_as_it_stands(board: _Board, needs_asked: Collection[int]) -> tuple[asked.Problem, Matching]:
    """These needs and everything at hand at full quantity, with all standing matches; other needs ask only for what they hold."""
    held = Counter[int]()
    for match in board.standing:
        held[match.need_id] += match.quantity
    needs = [_need(each, max(each.quantity, held[each.pk]) if each.pk in needs_asked else held[each.pk]) for each in board.needs.values()]
    resources = [_resource(each, each.quantity) for each in board.resources.values()]
    problem = asked.Problem(
        needs=tuple(each for each in needs if each is not None),
        resources=tuple(each for each in resources if each is not None),
        affinities=board.affinities,
        barred=board.declined,
    )
    return problem, Matching(tuple(Allocation(str(match.need_id), str(match.resource_id), match.quantity) for match in board.standing))


def _is_kept(match: Match) -> bool:
    """Whether an open proposal stays whatever the plan says: a side has answered, or a person made it."""
    return bool(match.need_accepted_at or match.resource_accepted_at or queries.is_by_hand(match))


def _need(need: Need, quantity: int) -> asked.Need | None:
    if quantity < 1 or (need.state == NeedState.MET and need.open_quantity):
        return None
    return asked.Need(
        id=str(need.pk),
        category=_class(need.category_id, need.unit),
        quantity=quantity,
        starts=need.starts_on.toordinal(),
        ends=need.ends_on.toordinal(),
        place=_place(need.site),
        title=need.title,
        asker=str(need.organisation_id),
    )


def _resource(resource: Resource, quantity: int) -> asked.Resource | None:
    if quantity < 1:
        return None
    return asked.Resource(
        id=str(resource.pk),
        category=_class(resource.category_id, resource.unit),
        quantity=quantity,
        starts=resource.starts_on.toordinal(),
        ends=resource.ends_on.toordinal(),
        giver=str(resource.organisation_id),
        place=_place(resource.site),
        radius_metres=resource.radius_metres,
        is_reusable=resource.is_reusable,
        title=resource.title,
    )


def _class(category_id: int, unit: str) -> str:
    """What the solver takes for a class: ours, counted in one unit."""
    return f"{category_id} {unit}"


def _engagements(held: Iterable[Match]) -> Iterable[asked.Engagement]:
    """On which days reusable resources are out already."""
    for match in held:
        first = max(match.need.starts_on, match.resource.starts_on).toordinal()
        last = min(match.need.ends_on, match.resource.ends_on).toordinal()
        if match.resource.is_reusable and first <= last:
            yield asked.Engagement(str(match.resource_id), match.quantity, first, last)


def _place(site: Site | None) -> asked.Place | None:
    return (site.latitude_e6, site.longitude_e6) if site else None


def _proposal(board: _Board, problem: asked.Problem, matching: Matching, allocation: Allocation) -> Proposal:
    need, resource = board.needs[allocation.need], board.resources[allocation.resource]
    reasons = explain.why(problem, matching, allocation.need, allocation.resource)
    return Proposal(
        need_id=need.pk,
        resource_id=resource.pk,
        quantity=allocation.quantity,
        score=explain.score(problem, allocation.need, allocation.resource),
        reasons=tuple(_told(board, reason) for reason in reasons),
        is_demo=need.is_demo or resource.is_demo,
    )


def _units(board: _Board, need: Need, resource_id: str) -> int:
    """How many units a person could propose by hand; what others are only proposed counts as free."""
    return min(need.open_quantity, board.resources[resource_id].free_quantity)


def _shortfall(board: _Board, lacking: explain.Shortfall) -> Shortfall:
    stages = tuple((stage.name, stage.count) for stage in lacking.funnel)
    return Shortfall(lacking.open, stages, tuple(_told(board, closer) for closer in lacking.closers))


def _told(board: _Board, reason: explain.Reason) -> Told:
    values: dict[str, Any] = {}
    for name, value in reason.values.items():
        values |= _named(board, name, value)
    return str(reason.code), values


def _named(board: _Board, name: str, value: int | str) -> Mapping[str, Any]:
    """A value as it is kept: a name in both languages for a key, a day for an ordinal, anything else as it is."""
    if name in ("starts", "ends"):
        return {name: date.fromordinal(int(value)).isoformat()}
    if not isinstance(value, str):
        return {name: value}
    if name in ("giver", "organisation"):
        unit: Organisation = board.names["organisation"][value]
        return {name: unit.name, f"{name}_en": unit.name_en}
    if name in ("by", "resource"):
        item: Need | Resource = (board.needs if name == "by" else board.resources)[value]
        return {name: f"{item.code} {item.title}", f"{name}_en": f"{item.code} {item.title_en}" if item.title_en else ""}
    category = board.names["category"][value]
    return {name: category.name, f"{name}_en": category.name_en}
