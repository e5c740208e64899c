"""Reasons: what they say in plain cases, and that none contradicts the judge."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.planning.matching.instances import A_KILOMETRE_NORTH, CAMPUS, need, problem, resource, tiny_problems
from wucai.planning.matching import explain
from wucai.planning.matching.check import judge
from wucai.planning.matching.explain import Code, Reason, Shortfall
from wucai.planning.matching.problem import Problem, Weights
from wucai.planning.matching.solution import Allocation, Matching
from wucai.planning.matching.solver import solve
from wucai.planning.search import Stop

NOTHING = Matching(())
AGAINST = {Code.NO_AFFINITY, Code.OWN, Code.DECLINED, Code.OUT_OF_RADIUS, Code.NO_COMMON_DAY, Code.TOO_FEW}


def told(reasons: tuple[Reason, ...]) -> dict[str, dict[str, Any]]:
    return {reason.code.value: dict(reason.values) for reason in reasons}


def matching(*allocations: tuple[str, str, int]) -> Matching:
    return Matching(tuple(Allocation(*each) for each in allocations))


def some_matching(tiny: Problem, iterations: int) -> Matching:
    """A matching that keeps the rules: a greedy one, one by flow, or the best."""
    found = solve(tiny, stop=Stop(iterations=iterations)).solution
    assert found is not None
    return found


def test_a_match_is_told_by_category_way_days_quantity_load_and_title() -> None:
    setting = problem(
        [need(place=CAMPUS, title="老人照护")],
        [resource(quantity=6, starts=12, place=A_KILOMETRE_NORTH, title="照护老人"), resource("s", giver="giver of r", quantity=2)],
        affinities={("care", "care"): 80},
    )

    reasons = explain.why(setting, matching(("n", "r", 6)), "n", "r")

    assert told(reasons) == {
        "affinity": {"points": 80, "of": 100, "category": "care"},
        "distance": {"metres": 1_000},
        "window": {"covered": 8, "days": 10},
        "covers": {"units": 6, "asked": 10},
        "load": {"giver": "giver of r", "given": 6, "offered": 8, "category": "care"},
        "titles": {"percent": 67},
    }


def test_what_is_not_known_of_the_way_is_said() -> None:
    reasons = told(explain.why(problem([need()], [resource()]), NOTHING, "n", "r"))

    assert (reasons["place_unknown"], reasons["could_cover"]) == ({}, {"units": 10, "asked": 10})
    assert "titles" not in reasons


@pytest.mark.parametrize(
    ("setting", "reason"),
    [
        (problem([need()], [resource(category="cure")]), Reason(Code.NO_AFFINITY, {"asked": "care", "offered": "cure"})),
        (problem([need(asker="a")], [resource(giver="a")]), Reason(Code.OWN, {"organisation": "a"})),
        (problem([need()], [resource()], barred=frozenset({("n", "r")})), Reason(Code.DECLINED, {})),
        (
            problem([need(place=CAMPUS)], [resource(place=A_KILOMETRE_NORTH, radius_metres=9)]),
            Reason(Code.OUT_OF_RADIUS, {"metres": 1_000, "radius": 9}),
        ),
        (problem([need()], [resource(starts=1, ends=9)]), Reason(Code.NO_COMMON_DAY, {"starts": 1, "ends": 9})),
        (problem([need()], [resource(least=11, quantity=20)]), Reason(Code.TOO_FEW, {"free": 10, "least": 11})),
    ],
)
def test_what_forbids_a_pair_is_told_alone_and_scores_nothing(setting: Problem, reason: Reason) -> None:
    assert explain.why(setting, NOTHING, "n", "r") == (reason,)
    assert explain.score(setting, "n", "r") == 0


def test_a_perfect_pair_scores_a_hundred_and_the_worst_one_point() -> None:
    perfect = problem([need(place=CAMPUS, title="照护")], [resource(place=CAMPUS, title="照护")])
    worst = problem(
        [need(place=CAMPUS, starts=0, ends=9_999)], [resource(place=(32_190_000, 121_310_000))], affinities={("care", "care"): 0}
    )
    indifferent = replace(perfect, weights=Weights(unmet=1, affinity=0, distance=0, window=0, load=0, similarity=0))

    assert [explain.score(each, "n", "r") for each in (perfect, worst, indifferent)] == [100, 1, 100]


def test_an_id_that_is_not_there_is_told() -> None:
    with pytest.raises(LookupError, match="no need n or no resource x"):
        explain.why(problem([need()], [resource()]), NOTHING, "n", "x")


@pytest.mark.parametrize(
    ("other", "second"),
    [
        ({"place": A_KILOMETRE_NORTH}, Reason(Code.FARTHER, {"metres": 1_000, "than": 0})),
        ({"category": "cure"}, Reason(Code.LESS_APT, {"points": 50, "than": 100})),
        ({"ends": 12}, Reason(Code.FEWER_DAYS, {"covered": 3, "than": 10})),
        ({"title": "rides"}, Reason(Code.LESS_ALIKE, {"percent": 0, "than": 100})),
        ({"giver": "busy"}, Reason(Code.BUSIER, {"giver": "busy", "given": 9, "offered": 19, "category": "care"})),
        ({}, Reason(Code.AS_GOOD, {})),
        ({"least": 9}, Reason(Code.AS_GOOD, {})),
        ({"least": 9, "quantity": 9, "id": "busy", "giver": "x"}, Reason(Code.TAKEN, {"by": "m", "units": 9})),
    ],
)
def test_the_next_best_says_why_it_came_second(other: dict[str, Any], second: Reason) -> None:
    plain = {"place": CAMPUS, "title": "care"}
    setting = problem(
        [need(**plain, quantity=9), need("m", quantity=9)],
        [
            resource("first", **plain, quantity=20),
            resource(**{"name": "second", **plain} | other),
            *([] if other.get("id") == "busy" else [resource("busy", quantity=9, giver="busy", least=9, starts=10)]),
        ],
        affinities={("care", "care"): 100, ("care", "cure"): 50},
    )
    found = matching(("n", "first", 9), ("m", "busy", 9))

    alternatives = {each.resource: each for each in explain.alternatives(setting, found, "n", 5)}

    name = other.get("id", "second")
    assert alternatives[name].second == second
    assert alternatives[name].score == explain.score(setting, "n", name)


def test_alternatives_come_best_first_and_no_more_than_asked() -> None:
    held = [resource("far", place=A_KILOMETRE_NORTH), resource("near", place=CAMPUS), resource("cure", category="cure")]
    setting = problem([need(place=CAMPUS)], [resource("chosen", place=CAMPUS), *held])

    found = explain.alternatives(setting, matching(("n", "chosen", 10)), "n", 5)

    assert [each.resource for each in found] == ["near", "far"]
    assert [each.resource for each in explain.alternatives(setting, matching(("n", "chosen", 10)), "n", 1)] == ["near"]


def test_of_ten_asked_and_six_given_four_are_missing_and_a_new_offer_would_close_it() -> None:
    setting = problem([need()], [resource(quantity=6)])

    (shortfall,) = explain.remainder(setting, matching(("n", "r", 6)))

    assert (shortfall.need, shortfall.asked, shortfall.open) == ("n", 10, 4)
    assert shortfall.closers == (Reason(Code.NEW_OFFER, {"category": "care", "units": 4}),)


def test_the_funnel_tells_where_resources_are_lost_and_the_closers_what_would_win_them() -> None:
    setting = problem(
        [need(asker="us", place=CAMPUS), need("rival", quantity=3)],
        [
            resource("cure", category="cure"),
            resource("own", giver="us"),
            resource("far", place=A_KILOMETRE_NORTH, radius_metres=400),
            resource("short", starts=1, ends=7, quantity=4),
            resource("boxes", least=12, quantity=50),
            resource("held", quantity=3),
            resource("idle", quantity=2),
            resource("spread", quantity=50, most=1),
        ],
    )

    shortfall, *others = explain.remainder(setting, matching(("rival", "held", 3)))

    assert others == []
    assert [(stage.name, stage.count) for stage in shortfall.funnel] == [
        ("category", 7),
        ("allowed", 6),
        ("radius", 5),
        ("window", 4),
        ("quantity", 3),
        ("free", 2),
    ]
    assert told(shortfall.closers) == {
        "free": {"resource": "idle", "units": 2},
        "lower_least": {"resource": "boxes", "least": 10, "now": 12, "units": 10},
        "higher_most": {"resource": "spread", "most": 10, "now": 1, "units": 10},
        "longer_window": {"resource": "short", "starts": 1, "ends": 19, "days": 12, "units": 4},
        "wider_radius": {"resource": "far", "metres": 1_000, "radius": 400, "units": 10},
        "yielded": {"resource": "held", "by": "rival", "units": 3},
        "new_offer": {"category": "care", "units": 10},
    }


def test_a_category_that_nothing_serves_is_told() -> None:
    (shortfall,) = explain.remainder(problem([need(category="cure")], [resource()]), NOTHING)

    assert shortfall.closers == (Reason(Code.NEW_AFFINITY, {"category": "cure"}),)
    assert [stage.count for stage in shortfall.funnel] == [0] * 6


@settings(max_examples=80, deadline=None)
@given(tiny_problems(), st.integers(0, 3))
def test_no_reason_contradicts_the_judge(tiny: Problem, iterations: int) -> None:
    found = some_matching(tiny, iterations)

    for asked in tiny.needs:
        for held in tiny.resources:
            reasons = explain.why(tiny, found, asked.id, held.id)
            is_forbidden = any(reason.code in AGAINST for reason in reasons)
            units = range(1, asked.quantity + 1)
            assert is_forbidden == all(judge(tiny, matching((asked.id, held.id, each))).violations for each in units)
            assert (explain.score(tiny, asked.id, held.id) == 0) == is_forbidden
            for reason in reasons:
                _hold_against_judge(tiny, found, Allocation(asked.id, held.id, 0), reason)


def _hold_against_judge(tiny: Problem, found: Matching, pair: Allocation, reason: Reason) -> None:
    others = tuple(each for each in found.allocations if each.need != pair.need)
    if reason.code is Code.COVERS:
        assert Allocation(pair.need, pair.resource, int(reason.values["units"])) in found.allocations
    if reason.code is Code.COULD_COVER:
        units = int(reason.values["units"])
        assert judge(tiny, Matching((*others, replace(pair, quantity=units)))).violations == ()
        assert judge(tiny, Matching((*others, replace(pair, quantity=units + 1)))).violations != ()
    if reason.code is Code.TAKEN:
        fewest = tiny.resource(pair.resource).least  # type: ignore[union-attr]  # it is one of the problem's
        assert Allocation(str(reason.values["by"]), pair.resource, int(reason.values["units"])) in others
        assert judge(tiny, Matching((*others, replace(pair, quantity=fewest)))).violations != ()


TERMS = {Code.FARTHER: "distance", Code.LESS_APT: "affinity", Code.FEWER_DAYS: "window", Code.LESS_ALIKE: "similarity"}


@settings(max_examples=80, deadline=None)
@given(tiny_problems(), st.integers(0, 3))
def test_why_an_alternative_came_second_is_what_the_judge_finds(tiny: Problem, iterations: int) -> None:
    found = some_matching(tiny, iterations)

    def unit_cost(each: Allocation, term: str) -> float:
        return judge(tiny, Matching((each,))).terms[term] / each.quantity

    for asked in tiny.needs:
        chosen = [each for each in found.allocations if each.need == asked.id]
        others = tuple(each for each in found.allocations if each.need != asked.id)
        for option in explain.alternatives(tiny, found, asked.id, 2):
            fewest = tiny.resource(option.resource).least  # type: ignore[union-attr]  # it is one of the problem's
            single = Allocation(asked.id, option.resource, fewest)
            assert judge(tiny, Matching((single,))).violations == ()
            assert option.resource not in {each.resource for each in chosen}
            if term := TERMS.get(option.second.code):
                assert unit_cost(single, term) > min(unit_cost(each, term) for each in chosen)
            is_taken = judge(tiny, Matching((*others, single))).violations != ()
            assert is_taken == (option.second.code is Code.TAKEN)


@settings(max_examples=80, deadline=None)
@given(tiny_problems(), st.integers(0, 3), st.integers(0, 3))
def test_what_would_close_it_does_close_it(tiny: Problem, iterations: int, dropped: int) -> None:
    found = Matching(some_matching(tiny, iterations).allocations[dropped:])

    for shortfall in explain.remainder(tiny, found):
        counts = [stage.count for stage in shortfall.funnel]
        assert counts == sorted(counts, reverse=True)
        assert shortfall.open == shortfall.asked - sum(each.quantity for each in found.allocations if each.need == shortfall.need)
        for closer in shortfall.closers:
            changed, better = _closed(tiny, found, shortfall, closer)
            assert judge(changed, better).violations == ()
            assert judge(changed, better).unmet <= judge(tiny, found).unmet - int(closer.values.get("units", 0)) + _yielded(found, closer)


def _yielded(found: Matching, closer: Reason) -> int:
    """What the other need loses."""
    lost = [each for each in found.allocations if (each.need, each.resource) == (closer.values.get("by"), closer.values.get("resource"))]
    return sum(each.quantity for each in lost)


def _closed(tiny: Problem, found: Matching, shortfall: Shortfall, closer: Reason) -> tuple[Problem, Matching]:
    """The problem and the matching after the change that the closer speaks of."""
    values = dict(closer.values)
    if closer.code is Code.NEW_AFFINITY:
        assert not any(asked == values["category"] for asked, _ in tiny.affinities)
        return tiny, found
    asked = tiny.need(shortfall.need)
    assert asked is not None
    if closer.code is Code.NEW_OFFER:
        new = resource("new", category=values["category"], quantity=values["units"], starts=asked.starts, ends=asked.ends, giver="new")
        changed = replace(tiny, resources=(*tiny.resources, new))
        return changed, Matching((*found.allocations, Allocation(asked.id, "new", int(values["units"]))))
    fields = {
        Code.LOWER_LEAST: {"least": "least"},
        Code.HIGHER_MOST: {"most": "most"},
        Code.LONGER_WINDOW: {"starts": "starts", "ends": "ends"},
        Code.WIDER_RADIUS: {"radius_metres": "metres"},
    }.get(closer.code, {})
    held = tiny.resource(str(values["resource"]))
    assert held is not None
    new = replace(held, **{name: values[value] for name, value in fields.items()})
    changed = replace(tiny, resources=tuple(new if each.id == held.id else each for each in tiny.resources))
    amounts = {(each.need, each.resource): each.quantity for each in found.allocations}
    amounts.pop((str(values.get("by")), held.id), None)
    amounts[asked.id, held.id] = amounts.get((asked.id, held.id), 0) + int(values["units"])
    return changed, Matching(tuple(Allocation(*pair, units) for pair, units in amounts.items()))
