"""What a matching problem is, and what it refuses to be."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.planning.matching.instances import CAMPUS, need, problem, resource
from wucai.planning.matching.problem import BadProblem, Engagement, Weights


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: need("n7", quantity=0), "Need 'n7': quantity is a whole number from 1"),
        (lambda: need("n7", quantity=2.5), "Need 'n7': quantity is a whole number from 1"),
        (lambda: need("n7", quantity=True), "Need 'n7': quantity is a whole number from 1"),
        (lambda: need("n7", category=""), "Need 'n7': category is empty"),
        (lambda: need(""), "Need '': id is empty"),
        (lambda: need(7), "Need 7: id must be a text, not 7"),
        (lambda: need("n\n7", quantity=0), r"Need 'n\\n7': quantity"),
        (lambda: need("n7", asker=None), "Need 'n7': asker must be a text, not None"),
        (lambda: resource("r7", giver=None), "Resource 'r7': giver must be a text, not None"),
        (lambda: need("n7", ends=9), "Need 'n7': ends on day 9, before it starts on day 10"),
        (lambda: need("n7", place=(91_000_000, 0)), "Need 'n7': place is a whole number from -90000000 to 90000000"),
        (lambda: need("n7", place=(31.2, 121.3)), "Need 'n7': place is a whole number"),
        (lambda: need("n7", place=(1, 2, 3)), "Need 'n7': place is a pair"),
        (lambda: resource("r7", least=0), "Resource 'r7': least is a whole number from 1"),
        (lambda: resource("r7", least=3, most=2), "Resource 'r7': most is a whole number from 3"),
        (lambda: resource("r7", quantity=-5), "Resource 'r7': quantity is a whole number from 1"),
        (lambda: resource("r7", starts=-1), "Resource 'r7': starts is a whole number from 0"),
        (lambda: resource("r7", radius_metres=5), "Resource 'r7': a radius_metres needs a place"),
        (lambda: resource("r7", radius_metres=-1, place=CAMPUS), "Resource 'r7': radius_metres is a whole number from 0"),
        (lambda: Engagement("r7", 0, 1, 2), "Engagement of 'r7': quantity is a whole number from 1"),
        (lambda: Engagement("r7", 1, 3, 2), "Engagement of 'r7': ends on day 2, before"),
        (lambda: Weights(load=-1), "Weights: load is a whole number from 0"),
        (lambda: Weights(unmet=500), "Weights: unmet is 500, but a match may cost 500"),
        (lambda: problem([need("n7"), need("n7")], []), "Need 'n7': id stands twice"),
        (lambda: problem([], [resource("r7"), resource("r7")]), "Resource 'r7': id stands twice"),
        (lambda: problem([], [], affinities={("care", "cure"): 101}), "Affinity 'care' → 'cure': points is a whole number from 0 to 100"),
        (lambda: problem([], [], engagements=(Engagement("r7", 1, 1, 2),)), "Engagement of 'r7': resource is no reusable"),
        (lambda: problem([], [resource("r7")], engagements=(Engagement("r7", 1, 1, 2),)), "Engagement of 'r7': resource is no reusable"),
    ],
)
def test_nonsense_is_refused_with_the_thing_and_the_field(make: Callable[[], Any], sentence: str) -> None:
    with pytest.raises(BadProblem, match=sentence):
        make()


def test_what_was_declined_may_be_gone_by_now() -> None:
    assert problem([need()], [resource()], barred=frozenset({("gone", "r")})).need("gone") is None
