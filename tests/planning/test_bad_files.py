"""One value of a sound file is replaced by anything: it is read, or refused in a sentence, and nothing else happens."""

import csv
import io
import json
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.planning.matching import instances
from tests.planning.test_sheets import AFFINITIES, NEEDS, RESOURCES, SHIFTS, VOLUNTEERS
from wucai.planning import reading, sheets
from wucai.planning.matching import read as matching
from wucai.planning.matching import sheets as matching_sheets
from wucai.planning.matching import write
from wucai.planning.problems import BadProblem
from wucai.planning.records import Record
from wucai.planning.rostering import read as rostering
from wucai.planning.rostering import sheets as rostering_sheets

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
        )
    )
)
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
    sound, record = data.draw(st.sampled_from([(ROSTERING, rostering.PROBLEM), (MATCHING, matching.PROBLEM)]))
    given_plain = deepcopy(sound)
    container, step = data.draw(st.sampled_from(list(places(given_plain))))
    container[step] = value

    assert is_read_or_refused(record, json.dumps(given_plain))


def is_read_or_refused(record: Record, text: str) -> bool:
    try:
        return isinstance(reading.read(record, text), record.kind)
    except BadProblem as refused:
        return str(refused).endswith(".") and "\n" not in str(refused)


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
