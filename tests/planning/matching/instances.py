"""Problems for the tests: one plain pair, tiny ones of every kind, and one of a district's size."""

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from wucai.planning.matching.problem import Engagement, Need, Place, Problem, Resource, Weights
from wucai.planning.search import rng

CAMPUS: Place = (31_190_000, 121_310_000)
A_KILOMETRE_NORTH: Place = (31_198_993, 121_310_000)


def need(name: str = "n", **changes: Any) -> Need:
    """Ten units of care, on days 10 to 19."""
    return replace(Need(id=name, category="care", quantity=10, starts=10, ends=19), **changes)


def resource(name: str = "r", **changes: Any) -> Resource:
    """Ten units of care, on the same days, from a giver of the same name."""
    return replace(Resource(id=name, category="care", quantity=10, starts=10, ends=19, giver=f"giver of {name}"), **changes)


def problem(needs: list[Need], resources: list[Resource], **changes: Any) -> Problem:
    """Care serves care perfectly."""
    return Problem(**{"needs": tuple(needs), "resources": tuple(resources), "affinities": {("care", "care"): 100}, **changes})


@st.composite
def tiny_problems(draw: st.DrawFn, *, is_plain: bool = False) -> Problem:
    """Up to 3 needs and 2 resources of up to 2 units, small enough to try every matching; plain ones without `least` and lending."""
    windows = st.tuples(st.integers(0, 4), st.integers(0, 3)).map(lambda pair: {"starts": pair[0], "ends": sum(pair)})
    names = st.sampled_from(["", "a", "b"])
    places = st.sampled_from([None, CAMPUS, A_KILOMETRE_NORTH])
    needs = [
        need(
            f"n{at}",
            quantity=draw(st.integers(1, 2)),
            category=draw(st.sampled_from("xy")),
            asker=draw(names),
            place=draw(places),
            **draw(windows),
        )
        for at in range(draw(st.integers(0, 3)))
    ]
    resources = []
    for at in range(draw(st.integers(0, 2))):
        place = draw(places)
        resources.append(
            resource(
                f"r{at}",
                quantity=draw(st.integers(1, 2)),
                category=draw(st.sampled_from("xy")),
                giver=draw(st.sampled_from("abc")),
                place=place,
                radius_metres=draw(st.sampled_from([None, 500, 1_000])) if place else None,
                is_reusable=not is_plain and draw(st.booleans()),
                least=1 if is_plain else draw(st.integers(1, 2)),
                title=draw(st.sampled_from(["", "care of the old"])),
                **draw(windows),
            )
        )
    lent = [each.id for each in resources if each.is_reusable]
    engagements = [Engagement(name, 1, **draw(windows)) for name in lent if draw(st.booleans())]
    pairs = [(one.id, other.id) for one in needs for other in resources]
    affinities = draw(st.dictionaries(st.tuples(st.sampled_from("xy"), st.sampled_from("xy")), st.integers(0, 100), min_size=1))
    barred = draw(st.frozensets(st.sampled_from(pairs), max_size=1)) if pairs else frozenset()
    weights = Weights(load=draw(st.sampled_from([0, 40])))
    return problem(needs, resources, affinities=affinities, barred=barred, weights=weights, engagements=tuple(engagements))


def district(seed: int, *, needs: int = 1_199, resources: int = 1_452) -> Problem:
    """Needs and resources in the numbers that Minhang published in 2019; everything else about them is drawn at random.

    Twelve categories, 20 × 24 km, windows of up to two weeks for needs and six for resources, three in ten resources
    reusable, and as many of the larger ones given in twos or more.
    """
    chance = rng(seed, "district")
    words = ["医疗", "保障", "讲座", "翻译", "志愿", "场地", "车辆", "口罩", "物资", "培训", "宣传", "设备", "党课", "巡逻"]

    def drawn(low: int, high: int) -> int:
        return int(chance.integers(low, high))

    def anything() -> dict[str, Any]:
        return {
            "quantity": (1, 1, 2, 5, 10, 40)[drawn(0, 6)],
            "place": (31_100_000 + drawn(0, 180_000), 121_250_000 + drawn(0, 250_000)),
            "title": "".join(words[drawn(0, len(words))] for _ in range(3)),
        }

    affinities = {
        (f"asked {a}", f"offered {b}"): 100 if a == b else drawn(40, 100)
        for a in range(12)
        for b in range(12)
        if a == b or chance.random() < 0.15
    }
    asked, offered = [], []
    for at in range(needs):
        starts = drawn(0, 60)
        ends = starts + drawn(0, 14)
        asked.append(Need(f"N{at}", f"asked {drawn(0, 12)}", starts=starts, ends=ends, asker=f"unit {drawn(0, 700)}", **anything()))
    for at in range(resources):
        starts = drawn(0, 40)
        common = {"starts": starts, "ends": starts + drawn(5, 45), "giver": f"unit {drawn(0, 700)}", **anything()}
        radius = drawn(3_000, 15_000) if chance.random() < 0.6 else None
        least = 2 if common["quantity"] >= 5 and chance.random() < 0.3 else 1
        is_reusable = bool(chance.random() < 0.3)
        offered.append(Resource(f"R{at}", f"offered {drawn(0, 12)}", radius_metres=radius, least=least, is_reusable=is_reusable, **common))
    return problem(asked, offered, affinities=affinities)
