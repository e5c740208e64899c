"""Problems that are none, and problems as JSON."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given

from tests.planning.rostering.tiny import problems, roster, shift, volunteer
from wucai.planning.rostering.problem import BadProblem, Pin, Problem, Weights, Window
from wucai.planning.rostering.read import problem_from, roster_from
from wucai.planning.rostering.solver import solve
from wucai.planning.rostering.write import problem_text, roster_text


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: Window(5, 5), "A window: ends is 5, which is not after its starts, 5."),
        (lambda: Window(5, 6.5), "A window: ends must be a whole number"),  # type: ignore[arg-type]  # the mistake that is tested
        (lambda: volunteer(""), "Volunteer '': id must be a text"),
        (lambda: volunteer("a", max_shifts=-1), "Volunteer 'a': max_shifts must be a whole number from 0"),
        (lambda: volunteer("a", max_minutes=-1), "Volunteer 'a': max_minutes"),
        (lambda: volunteer("a", min_rest_minutes=True), "Volunteer 'a': min_rest_minutes"),
        (lambda: volunteer("a", max_consecutive_days=0), "Volunteer 'a': max_consecutive_days"),
        (lambda: volunteer("a", max_day_shifts=0), "Volunteer 'a': max_day_shifts"),
        (lambda: volunteer("a", qualifications={"first aid": "soon"}), r"Volunteer 'a': qualifications\['first aid'\]"),
        (lambda: volunteer("a", colours=("red", "red")), "Volunteer 'a': colours must be distinct; 'red' is there twice."),
        (lambda: volunteer("a", home=(91_000_000, 0)), r"Volunteer 'a': home \(latitude\)"),
        (lambda: volunteer("a", home=(31_000_000,)), "Volunteer 'a': home must be latitude and longitude"),
        (lambda: shift("x", ends=0), "Shift 'x': ends is 0, which is not after its starts, 540."),
        (lambda: shift("x", seats=-1), "Shift 'x': seats"),
        (lambda: shift("x", seats=2, minimum=3), "Shift 'x': minimum is 3, which is more than its 2 seats."),
        (lambda: shift("x", language=""), "Shift 'x': language must be a name"),
        (lambda: shift("x", place=(0, 181_000_000)), r"Shift 'x': place \(longitude\)"),
        (lambda: Weights(per_km=-1), "Weights: per_km must be a whole number from 0 to 100000"),
        (lambda: Problem((volunteer(), volunteer()), ()), "Problem: ids of volunteers must be distinct; 'v' is there twice."),
        (lambda: Problem((), (shift(), shift())), "Problem: ids of shifts must be distinct; 's' is there twice."),
        (lambda: Problem((volunteer(),), (shift(),), (Pin("v", "s"),) * 2), "Problem: pins must be distinct"),
        (lambda: Problem((volunteer(),), (), (Pin("v", "x"),)), "Problem: pins names the shift 'x', which is not there."),
        (lambda: Problem((), (shift(),), (Pin("x", "s"),)), "Problem: pins names the volunteer 'x', which is not there."),
        (lambda: Problem((), (), day_minutes=0), "Problem: day_minutes"),
    ],
)
def test_nonsense_is_refused_with_its_id_and_field(make: Callable[[], object], sentence: str) -> None:
    with pytest.raises(BadProblem, match=f"^{sentence}"):
        make()


@given(problems())
def test_what_is_written_is_read_back_equal(problem: Problem) -> None:
    assert problem_from(problem_text(problem)) == problem
    found = solve(problem).solution
    assert found is not None
    assert roster_from(roster_text(found)) == found


def test_the_file_leaves_out_what_has_its_default_value() -> None:
    problem = Problem((volunteer(qualifications={}, languages=frozenset(), windows=()),), (shift(),), weights=Weights(per_km=2))

    assert json.loads(problem_text(problem)) == {
        "volunteers": [{"id": "v"}],
        "shifts": [{"id": "s", "station": "a", "colour": "green", "starts": 540, "ends": 780, "seats": 2}],
        "weights": {"per_km": 2},
    }
    assert json.loads(roster_text(roster(("v", "s")))) == {"placements": [{"volunteer": "v", "shift": "s"}]}


def file(**changes: Any) -> str:
    """A sound file with the given changes to its only volunteer."""
    return json.dumps({"volunteers": [{"id": "v"} | changes], "shifts": []})


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{", "The file is not JSON"),
        ("[" * 100_000, "The file is not JSON"),
        ("[]", "The file must be an object with volunteers, shifts"),
        ("{}", "volunteers is missing."),
        ('{"shifts": [], "volunteers": {}}', "volunteers must be a list"),
        (file(id=7), r"volunteers\[0\].id must be a text, not 7."),
        (file(max_shift=7), r"volunteers\[0\].max_shift is not known"),
        (file(max_shifts=2.5), r"volunteers\[0\].max_shifts must be a whole number, not 2.5."),
        (file(max_shifts=-1), r"volunteers\[0\]: Volunteer 'v': max_shifts"),
        (file(max_shifts=None), r"volunteers\[0\].max_shifts"),
        (file(windows=[{"starts": 1}]), r"volunteers\[0\].windows\[0\].ends is missing."),
        (file(windows=[{"starts": 1, "ends": 1}]), r"volunteers\[0\].windows\[0\]: A window: ends is 1"),
        (file(qualifications=["first aid"]), r"volunteers\[0\].qualifications must be an object"),
        (file(qualifications={"first aid": True}), r"volunteers\[0\].qualifications.first aid must be a whole number"),
        (file(languages="zh"), r"volunteers\[0\].languages must be a list"),
        (file(home=[31]), r"volunteers\[0\].home must be a list of 2, not \[31\]."),
        ('{"volunteers": [], "shifts": [], "pins": [{"volunteer": "v", "shift": "s"}]}', "Problem: pins names the volunteer 'v'"),
    ],
)
def test_a_file_that_is_no_problem_is_refused_with_the_place_in_it(text: str, sentence: str) -> None:
    with pytest.raises(BadProblem, match=f"^{sentence}"):
        problem_from(text)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('{"placements": [{"volunteer": "v"}]}', r"placements\[0\].shift is missing."),
        ('{"placements": [3]}', r"placements\[0\] must be an object with volunteer, shift, not 3."),
        ('{"shifts": []}', "shifts is not known; known are placements, splits."),
        ('{"splits": [{"group": "g", "reason": "x"}]}', r"splits\[0\].reason must be one of too_large, never_together, not 'x'."),
    ],
)
def test_a_file_that_is_no_roster_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(BadProblem, match=f"^{sentence}"):
        roster_from(text)
