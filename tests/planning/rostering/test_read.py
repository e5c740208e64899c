"""Rostering as JSON: whatever can be said is read back equal and keeps to the schema; every field tells what it means."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from wucai.planning import reading, schema, writing
from wucai.planning.records import Record
from wucai.planning.rostering.problem import Experience, Group, Pin, Problem, Shift, Volunteer, Way, Weights, Window
from wucai.planning.rostering.read import PROBLEM, SOLUTION, problem_from, roster_from
from wucai.planning.rostering.solution import Placement, Roster, Split, SplitReason
from wucai.planning.rostering.write import problem_text, roster_text

VALID = Draft202012Validator(schema.document(PROBLEM, "problem"))
VALID_ROSTER = Draft202012Validator(schema.document(SOLUTION, "roster"))

minutes = st.integers(-(10**6), 10**6)
spans = st.tuples(minutes, st.integers(1, 10**6)).map(lambda pair: (pair[0], sum(pair)))
names = st.text(st.characters(codec="utf-8"), min_size=1, max_size=6)
points = st.none() | st.tuples(st.integers(-90_000_000, 90_000_000), st.integers(-180_000_000, 180_000_000))
limits = st.none() | st.integers(0, 10**6)
volunteers = st.builds(
    Volunteer,
    id=names,
    windows=st.lists(st.builds(lambda span: Window(*span), spans), max_size=2).map(tuple),
    colours=st.lists(names, max_size=3, unique=True).map(tuple),
    qualifications=st.dictionaries(names, st.none() | minutes, max_size=2),
    languages=st.frozensets(names, max_size=2),
    home=points,
    max_shifts=st.integers(0, 9),
    max_minutes=limits,
    max_day_minutes=limits,
    max_week_minutes=limits,
    hours=st.none() | st.builds(lambda span: Window(*span), spans),
    experience=st.sampled_from(Experience),
)
shifts = st.builds(
    lambda span, **fields: Shift(starts=span[0], ends=span[1], **fields),
    span=spans,
    id=names,
    station=names,
    colour=names,
    seats=st.integers(3, 9),
    minimum=st.integers(0, 3),
    qualification=st.none() | names,
    language=st.none() | names,
    place=points,
    asks_leader=st.booleans(),
)


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    """Anything that a problem can say."""
    people = tuple(draw(st.lists(volunteers, max_size=3, unique_by=lambda each: each.id)))
    duties = tuple(draw(st.lists(shifts, max_size=3, unique_by=lambda each: each.id)))
    pairs = [Pin(who.id, where.id) for who in people for where in duties]
    some_pairs = st.lists(st.sampled_from(pairs), unique=True, max_size=2).map(tuple) if pairs else st.just(())
    return Problem(
        people,
        duties,
        pins=draw(some_pairs),
        weights=draw(st.builds(Weights, no_leader=st.integers(0, 99), moved=st.integers(0, 99))),
        day_minutes=draw(st.integers(1, 3000)),
        day_zero=draw(minutes),
        groups=(Group("组", tuple(each.id for each in people)),) if people and draw(st.booleans()) else (),
        ways=draw(st.builds(lambda first, second, long: (Way(first, second, long),), names, names, st.integers(0, 99))),
        minutes_per_km=draw(st.integers(0, 99)),
        previous=draw(some_pairs),
    )


@given(problems())
def test_every_problem_is_read_back_equal_and_keeps_to_the_schema(problem: Problem) -> None:
    text = problem_text(problem)

    assert problem_from(text) == problem
    assert list(VALID.iter_errors(json.loads(text))) == []


def test_a_roster_with_a_split_is_read_back_equal_and_keeps_to_the_schema() -> None:
    roster = Roster((Placement("甲", "s"),), (Split("g", SplitReason.NEVER_TOGETHER),))
    text = roster_text(roster)

    assert roster_from(text) == roster
    assert list(VALID_ROSTER.iter_errors(json.loads(text))) == []
    assert json.loads(text)["splits"] == [{"group": "g", "reason": "never_together"}]


def test_a_file_has_a_line_for_each_thing() -> None:
    roster = Roster((Placement("v1", "s1"), Placement("v2", "s1")))

    assert writing.written(SOLUTION, roster).splitlines() == [
        "{",
        ' "placements": [',
        '  {"volunteer": "v1", "shift": "s1"},',
        '  {"volunteer": "v2", "shift": "s1"}',
        " ]",
        "}",
    ]


def test_every_field_tells_what_it_means() -> None:
    assert undescribed(PROBLEM) + undescribed(SOLUTION) == []


def undescribed(record: Record) -> list[str]:
    """The properties of a schema without a description."""
    defined: dict[str, Any] = schema.document(record, "")["$defs"]
    return [f"{name}.{key}" for name, each in defined.items() for key, told in each["properties"].items() if not told.get("description")]


def test_the_schema_is_one_and_refuses_what_the_reader_refuses() -> None:
    Draft202012Validator.check_schema(VALID.schema)
    wrong = [
        {"volunteers": []},
        {"volunteers": [], "shifts": [], "speed": 1},
        {"volunteers": [{"id": 7}], "shifts": []},
        {"volunteers": [{"id": "v", "home": [31]}], "shifts": []},
        {"volunteers": [{"id": "v", "experience": "old"}], "shifts": []},
        {"volunteers": [{"id": "v", "hours": {"starts": 1}}], "shifts": []},
        {"volunteers": [], "shifts": [{"id": "s", "station": "a", "colour": "b", "starts": "8", "ends": 9, "seats": 1}]},
    ]

    assert [VALID.is_valid(each) for each in wrong] == [False] * len(wrong)
    assert reading.read(PROBLEM, '{"volunteers": [], "shifts": []}') == Problem((), ())
