"""One value of a sound file is replaced by anything: it is read, or refused in a sentence, as the schema says, and nothing else happens."""

import csv
import io
import json
from collections.abc import Iterator
from copy import deepcopy
from itertools import islice
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from tests.planning.matching import instances
from tests.planning.test_sheets import AFFINITIES, NEEDS, RESOURCES, SHIFTS, VOLUNTEERS
from wucai.planning import reading, schema, sheets
from wucai.planning.matching import read as matching
from wucai.planning.matching import sheets as matching_sheets
from wucai.planning.matching import write
from wucai.planning.matching.problem import Engagement, Weights
from wucai.planning.problems import BadProblem
from wucai.planning.records import Record
from wucai.planning.rostering import read as rostering
from wucai.planning.rostering import sheets as rostering_sheets
from wucai.planning.shapes import Fault

ROSTERING: dict[str, Any] = {
    "volunteers": [
        {
            "id": "v1",
            "windows": [{"starts": 0, "ends": 9}],
            "qualifications": {"aid": 5},
            "home": [1, 2],
            "hours": {"starts": 0, "ends": 9},
        },
        {"id": "v2", "colours": ["red"], "languages": ["zh"], "max_minutes": None, "experience": "leader"},
    ],
    "shifts": [{"id": "s1", "station": "a", "colour": "red", "starts": 0, "ends": 9, "seats": 2, "place": [1, 2], "asks_leader": True}],
    "pins": [{"volunteer": "v1", "shift": "s1"}],
    "previous": [{"volunteer": "v2", "shift": "s1"}],
    "groups": [{"id": "g", "members": ["v1", "v2"]}],
    "ways": [{"first": "a", "second": "b", "minutes": 3}],
    "weights": {"moved": 3},
    "day_minutes": 1440,
}
MATCHING: dict[str, Any] = json.loads(
    write.problem(
        instances.problem(
            [instances.need(place=instances.CAMPUS, title="a")],
            [instances.resource(is_reusable=True, place=instances.CAMPUS, radius_metres=3)],
            barred=frozenset({("n", "r")}),
            engagements=(Engagement("r", 1, 2, 3),),
            weights=Weights(unmet=900),
        )
    )
)
SOUND = {"rostering": (ROSTERING, rostering.PROBLEM), "matching": (MATCHING, matching.PROBLEM)}
SHEETS = {
    rostering_sheets: {"volunteers": VOLUNTEERS, "shifts": SHIFTS, "groups": "id,members\ng,v2\n", "settings": "name,value\nper_km,2\n"},
    matching_sheets: {"needs": NEEDS, "resources": RESOURCES, "affinities": AFFINITIES, "barred": "need,resource\nn,r\n"},
}
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4) | st.sampled_from([2**40, -(2**63), 10**30, "v1", "s1"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)
cells = st.text(max_size=12) | st.sampled_from(
    ["NaN", "1e9", "-1", "2020-02-30", "9999-12-31 24:00", "0001-01-01 00:00", "=1", "/", ";", "a=b=c"]
)


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Each container in a value with each key or position in it."""
    steps = value.keys() if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for step in steps:
        yield value, step
        yield from places(value[step])


@given(st.data(), anything)
def test_any_value_in_any_place_of_the_json_is_read_or_refused(data: st.DataObject, value: Any) -> None:
    sound, record = SOUND[data.draw(st.sampled_from(sorted(SOUND)))]
    given_plain = deepcopy(sound)
    container, step = data.draw(st.sampled_from(list(places(given_plain))))
    container[step] = value

    assert is_read_or_refused(record, json.dumps(given_plain))


def is_read_or_refused(record: Record[Any], text: str) -> bool:
    try:
        return isinstance(reading.read(record, text), record.kind)
    except BadProblem as refused:
        return str(refused).endswith(".") and "\n" not in str(refused)


VALUES: list[Any] = [
    -1,
    0,
    5,
    5.0,
    1.5,
    2**70,
    -(2**63),
    1e300,
    "x",
    "",
    "v1",
    None,
    True,
    False,
    [],
    {},
    [[]],
    [1, 2],
    ["x", "x"],
    {"a": 1},
]


def altered(sound: Any) -> Iterator[Any]:
    """The value with each place in it replaced by each of VALUES, left out, and put there twice."""
    for number in range(sum(1 for _ in places(sound))):
        for change in range(len(VALUES) + 2):
            plain = deepcopy(sound)
            container, step = next(islice(places(plain), number, None))
            if change < len(VALUES):
                container[step] = VALUES[change]
            elif change == len(VALUES):
                del container[step]
            elif isinstance(container, list):
                container.insert(step, deepcopy(container[step]))
            yield plain


@pytest.mark.parametrize("name", SOUND)
def test_the_schema_takes_exactly_what_the_reader_takes_in_shape(name: str) -> None:
    sound, record = SOUND[name]
    takes = Draft202012Validator(schema.document(record, name)).is_valid

    differing = [plain for plain in altered(sound) if takes(plain) != fits(record, plain)]

    assert takes(sound)
    assert differing == []


def fits(record: Record[Any], plain: Any) -> bool:
    """Whether nothing is wrong with its shape: what the dataclasses refuse (ranges, references) no schema tells."""
    try:
        return record.read(plain) is not None
    except Fault as fault:
        return fault.is_whole


@given(st.data(), cells)
def test_any_text_in_any_cell_of_the_sheets_is_read_or_refused(data: st.DataObject, text: str) -> None:
    module, sound = data.draw(st.sampled_from(list(SHEETS.items())))
    name = data.draw(st.sampled_from(list(sound)))
    table = list(csv.reader(io.StringIO(sound[name].removeprefix("\ufeff"))))
    row = data.draw(st.sampled_from([row for row in table if row]))
    row[data.draw(st.integers(0, len(row) - 1))] = text
    files = {f"{other}.csv": content.encode() for other, content in sound.items()} | {f"{name}.csv": saved(table)}

    assert are_read_or_refused(module.FORM, files)


def are_read_or_refused(form: sheets.Form, files: dict[str, bytes]) -> bool:
    try:
        return isinstance(sheets.problem_from(form, files)[0], form.problem.kind)
    except BadProblem as refused:
        return str(refused).endswith(".") and "\n" not in str(refused)


def saved(table: list[list[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(table)
    return text.getvalue().encode()
