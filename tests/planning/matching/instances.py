"""Problems for the tests: one plain pair, and tiny ones of every kind. One of a district's size is in `bench.districts`."""

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from wucai.planning.matching.problem import Engagement, Need, Place, Problem, Resource, Weights

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
        place, least = draw(places), 1 if is_plain else draw(st.integers(1, 2))
        resources.append(
            resource(
                f"r{at}",
                quantity=draw(st.integers(1, 2)),
                category=draw(st.sampled_from("xy")),
                giver=draw(st.sampled_from("abc")),
                place=place,
                radius_metres=draw(st.sampled_from([None, 500, 1_000])) if place else None,
                is_reusable=not is_plain and draw(st.booleans()),
                least=least,
                most=draw(st.sampled_from([None, least])),
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
