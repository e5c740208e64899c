"""JSON both ways: what is written is read back; what cannot be read is told by its field."""

import json
from typing import Any

import pytest
from hypothesis import given, settings

from tests.planning.matching.instances import CAMPUS, need, problem, resource, tiny_problems
from wucai.planning.matching import read, write
from wucai.planning.matching.problem import BadProblem, Problem
from wucai.planning.matching.solution import Allocation, Matching

SOUND: dict[str, Any] = json.loads(write.problem(problem([need(place=CAMPUS)], [resource(is_reusable=True)])))


def parts(described: Problem) -> tuple[Any, ...]:
    return (
        described.needs,
        described.resources,
        described.affinities,
        described.barred,
        described.weights,
        described.engagements,
    )


@settings(max_examples=60, deadline=None)
@given(tiny_problems())
def test_what_is_written_is_read_back(tiny: Problem) -> None:
    again = read.problem(write.problem(tiny))

    assert parts(again) == parts(tiny)
    assert write.problem(again) == write.problem(tiny)


def test_what_is_barred_and_gone_is_not_written() -> None:
    gone = frozenset({("n", "r"), ("n", "gone"), ("gone", "r")})

    written = write.problem(problem([need()], [resource()], barred=gone))

    assert read.problem(written).barred == {("n", "r")}


def test_a_matching_is_read_back() -> None:
    found = Matching((Allocation("需求", "资源", 3),))

    assert read.matching(write.matching(found)) == found
    assert "需求" in write.matching(found)


def test_what_has_a_default_may_be_left_out() -> None:
    short = {
        "needs": [{"id": "n", "category": "care", "quantity": 10, "starts": 10, "ends": 19}],
        "resources": [{"id": "r", "category": "care", "quantity": 10, "starts": 10, "ends": 19, "giver": "giver of r"}],
        "affinities": [{"need": "care", "resource": "care", "points": 100}],
    }

    assert parts(read.problem(json.dumps(short))) == parts(problem([need()], [resource()]))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"needs": 3}, "needs must be a list, not 3"),
        ({"needs": [3]}, r"needs\[0\] must be an object with id, .*, not 3"),
        ({"needs": [{"id": "n"}]}, r"needs\[0\].category is missing"),
        ({"needs": [SOUND["needs"][0] | {"size": 1}]}, r"needs\[0\].size is not known"),
        ({"needs": [SOUND["needs"][0] | {"quantity": "ten"}]}, r"needs\[0\].quantity must be a whole number, not 'ten'"),
        ({"needs": [SOUND["needs"][0] | {"quantity": True}]}, r"needs\[0\].quantity must be a whole number, not True"),
        ({"needs": [SOUND["needs"][0] | {"quantity": 0}]}, r"needs\[0\]: Need 'n': quantity is a whole number"),
        ({"needs": [SOUND["needs"][0] | {"place": "here"}]}, r"needs\[0\].place must be a list of 2, not 'here'"),
        ({"needs": [SOUND["needs"][0] | {"place": ["a", "b"]}]}, r"needs\[0\].place\[0\] must be a whole number, not 'a'"),
        ({"resources": [SOUND["resources"][0] | {"is_reusable": 1}]}, r"resources\[0\].is_reusable must be true or false, not 1"),
        (
            {"resources": [SOUND["resources"][0] | {"radius_metres": "far"}]},
            r"resources\[0\].radius_metres must be a whole number, not 'far'",
        ),
        ({"affinities": [["care", "care", 1]]}, r"affinities\[0\] must be an object with need, resource, points"),
        ({"affinities": [{"need": "a", "resource": "b", "points": 200}]}, "Affinity 'a' → 'b': points"),
        ({"barred": [["n"]]}, r"barred\[0\] must be a list of 2"),
        ({"weights": {"unmet": 1}}, "weights: Weights: unmet is 1"),
        ({"engagements": [{"resource": "r", "quantity": 1, "starts": 2, "ends": 1}]}, r"engagements\[0\]: Engagement of 'r': ends"),
        ({"speed": 1}, "speed is not known; known are needs"),
    ],
)
def test_what_cannot_be_read_is_told_by_its_field(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(BadProblem, match=sentence):
        read.problem(json.dumps(SOUND | changes))


def test_what_is_no_json_is_told() -> None:
    with pytest.raises(BadProblem, match="The file is not JSON"):
        read.problem("{")
    with pytest.raises(BadProblem, match="The file must be an object with allocations"):
        read.matching("[]")
