"""The judge: each rule is broken on purpose, and each term is reckoned by hand."""

from dataclasses import replace
from typing import Any

import pytest

from tests.planning.matching.instances import A_KILOMETRE_NORTH, CAMPUS, need, problem, resource
from wucai.planning.matching.check import judge
from wucai.planning.matching.problem import Engagement, Problem, Weights
from wucai.planning.matching.solution import Allocation, Matching

SOUND = problem([need()], [resource()])
LENT = resource(is_reusable=True)
EARLY, LATE, ACROSS = need("early", ends=14), need("late", starts=15), need("across", starts=14, ends=15)


def matching(*allocations: tuple[str, str, int]) -> Matching:
    return Matching(tuple(Allocation(*each) for each in allocations))


def test_a_sound_match_costs_only_what_it_must() -> None:
    verdict = judge(SOUND, matching(("n", "r", 10)))

    assert verdict.violations == ()
    assert verdict.unmet == 0
    assert verdict.terms == {"unmet": 0, "affinity": 0, "distance": 0, "window": 0, "load": 40, "similarity": 20}


@pytest.mark.parametrize(
    ("broken", "allocations", "sentence"),
    [
        (SOUND, [("x", "r", 1)], "x ← r: there is no such need."),
        (SOUND, [("n", "x", 1)], "n ← x: there is no such resource."),
        (SOUND, [("n", "r", 1), ("n", "r", 2)], "n ← r: allocated 2 times; one allocation holds all."),
        (SOUND, [("n", "r", 0)], "n ← r: 0 units, but at least 1 are handed out."),
        (SOUND, [("n", "r", -3)], "n ← r: -3 units, but at least 1 are handed out."),
        (problem([need()], [resource(category="cure")]), [("n", "r", 1)], "n ← r: cure does not serve care."),
        (problem([need()], [resource(starts=20, ends=21)]), [("n", "r", 1)], "n ← r: they share no day."),
        (
            problem([need(place=CAMPUS)], [resource(place=A_KILOMETRE_NORTH, radius_metres=999)]),
            [("n", "r", 1)],
            "n ← r: 1000 m away, beyond the radius of 999 m.",
        ),
        (problem([need(asker="hospital")], [resource(giver="hospital")]), [("n", "r", 1)], "n ← r: hospital would give to itself."),
        (problem([need()], [resource()], barred=frozenset({("n", "r")})), [("n", "r", 1)], "n ← r: was declined before."),
        (problem([need()], [resource(least=5)]), [("n", "r", 4)], "n ← r: 4 units, but at least 5 are handed out."),
        (problem([need()], [resource(most=3)]), [("n", "r", 4)], "n ← r: 4 units, but at most 3 are handed out."),
        (problem([need()], [resource(), resource("s")]), [("n", "r", 6), ("n", "s", 5)], "Need n: gets 11 units, asks 10."),
        (problem([need(), need("m")], [resource()]), [("n", "r", 6), ("m", "r", 5)], "Resource r: gives 11 units, has 10."),
        (
            problem([EARLY, LATE, ACROSS], [LENT]),
            [("early", "r", 6), ("late", "r", 6), ("across", "r", 5)],
            "Resource r: 11 units are out on day 14, there are 10.",
        ),
        (
            problem([need()], [LENT], engagements=(Engagement("r", 4, 18, 30),)),
            [("n", "r", 7)],
            "Resource r: 11 units are out on day 18, there are 10.",
        ),
    ],
)
def test_every_broken_rule_is_told(broken: Problem, allocations: list[tuple[str, str, int]], sentence: str) -> None:
    assert judge(broken, matching(*allocations)).violations == (sentence,)


@pytest.mark.parametrize(
    ("kept", "allocations"),
    [
        (problem([need(place=CAMPUS)], [resource(place=A_KILOMETRE_NORTH, radius_metres=1_000)]), [("n", "r", 1)]),
        (problem([need()], [resource(place=CAMPUS, radius_metres=1)]), [("n", "r", 1)]),
        (problem([need(asker="")], [resource(giver="")]), [("n", "r", 1)]),
        (problem([need()], [resource(least=5)]), [("n", "r", 5)]),
        (problem([need(), need("m")], [resource(most=5)]), [("n", "r", 5), ("m", "r", 5)]),
        (problem([need()], [resource(starts=19, ends=30)]), [("n", "r", 10)]),
        (problem([EARLY, LATE], [LENT]), [("early", "r", 10), ("late", "r", 10)]),
        (problem([EARLY, LATE, ACROSS], [LENT]), [("early", "r", 6), ("late", "r", 6), ("across", "r", 4)]),
        (problem([need()], [LENT], engagements=(Engagement("r", 4, 18, 30),)), [("n", "r", 6)]),
        (problem([need()], [LENT], engagements=(Engagement("r", 10, 20, 30),)), [("n", "r", 10)]),
    ],
)
def test_what_just_keeps_a_rule_is_not_blamed(kept: Problem, allocations: list[tuple[str, str, int]]) -> None:
    assert judge(kept, matching(*allocations)).violations == ()


@pytest.mark.parametrize(
    ("term", "changed", "points"),
    [
        ("affinity", {"affinities": {("care", "care"): 30}}, 70 * 0.4),
        ("distance", {"resources": (resource(place=A_KILOMETRE_NORTH),)}, 2 * 0.4),
        ("distance", {"resources": (resource(place=(32_190_000, 121_310_000)),)}, 100 * 0.4),
        ("window", {"resources": (resource(starts=13, ends=17),)}, 100 * 0.4),
        ("similarity", {"resources": (resource(title="老人照护"),)}, 20 * (1 - 4 / 6) * 0.4),
        ("load", {"resources": (resource(quantity=8),)}, 40 * 0.8 * 0.5**2),
        ("load", {"resources": (resource(quantity=5), resource("s", giver="giver of r", quantity=3))}, 40 * 0.8 * 0.5**2),
        ("unmet", {"resources": (resource(),)}, 1_000 * 0.6),
    ],
)
def test_each_term_is_reckoned_by_the_share_of_the_need(term: str, changed: dict[str, Any], points: float) -> None:
    setting = problem([need(place=CAMPUS, title="老人照顾")], [resource(place=CAMPUS, title="老人照顾")])

    verdict = judge(replace(setting, **changed), matching(("n", "r", 4)))

    assert verdict.terms[term] == pytest.approx(points, abs=0.01)
    assert verdict.unmet == 6


def test_the_load_of_a_giver_is_straight_between_eighths_and_grows_beyond_all() -> None:
    setting = problem([need(quantity=16)], [resource(quantity=16), resource("s", quantity=4, is_reusable=True)])

    def load(name: str, units: int) -> float:
        return judge(setting, matching(("n", name, units))).terms["load"]

    assert [load("r", units) for units in (2, 4, 16)] == [40 * (units / 16) ** 2 for units in (2, 4, 16)]
    assert load("r", 3) == (load("r", 2) + load("r", 4)) / 2
    assert load("s", 6) - load("s", 5) == load("s", 5) - load("s", 4) == 2 * 40 / 16


def test_no_weight_no_cost() -> None:
    weights = Weights(unmet=1, affinity=0, distance=0, window=0, load=0, similarity=0)

    verdict = judge(replace(SOUND, weights=weights), matching(("n", "r", 10)))

    assert sum(verdict.terms.values()) == 0
