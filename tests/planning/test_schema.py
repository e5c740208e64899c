"""Readers, writers and schemas from dataclasses: what files may hold, and how faults are told."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.planning.matching.instances import CAMPUS, need, problem, resource
from tests.planning.rostering.test_read import undescribed
from wucai.planning import reading, schema
from wucai.planning.docstrings import field_texts, first_paragraph
from wucai.planning.matching import read as matching
from wucai.planning.matching import write
from wucai.planning.problems import BadProblem
from wucai.planning.records import Shapes


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True)
class Thing:
    """A thing.

    name: what it is called. size: how large it is,
    in metres.

    | field  | meaning     |
    |--------|-------------|
    | colour | what it has |
    """

    name: str
    size: float = 1.0
    colour: Colour = Colour.RED
    marks: frozenset[str] = frozenset()
    found: Mapping[str, int | str] | None = None


THING = Shapes().record(Thing)


def test_docstrings_describe_classes_and_fields() -> None:
    assert first_paragraph(Thing) == "A thing."
    assert field_texts(Thing) == {"name": "What it is called.", "size": "How large it is, in metres.", "colour": "What it has"}


def test_a_value_of_every_shape_is_read_and_made_plain_again() -> None:
    plain = {"name": "名", "size": 2.5, "marks": ["a", "b"], "found": {"x": 1, "y": "z"}}

    thing = reading.read(THING, json.dumps(plain))

    assert thing == Thing("名", 2.5, Colour.RED, frozenset("ab"), {"x": 1, "y": "z"})
    assert THING.plain(thing) == plain


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('{"name": "a", "name": "b"}', "The file is not sound JSON: the key 'name' is there twice in one object."),
        ('{"name": "a", "size": NaN}', "The file is not JSON: NaN is no number there."),
        ('{"name": "a", "size": 1e999}', "size must be a number below 10³⁰⁹, not inf."),
        ('{"name": "\\ud800"}', "name holds half a character: '\\ud800'."),
        ('{"name": "a", "found": {"\\ud800": 1}}', "found['\\ud800'] holds half a character: '\\ud800'."),
        ('{"name": "a", "colour": "blue"}', "colour must be one of red, not 'blue'."),
        ('{"name": "a", "colour": []}', "colour must be one of red, not []."),
        ('{"name": "a", "found": {"x": null}}', "found.x must be a text, not None."),
        ('{"name": "a", "marks": {"b": 1}}', "marks must be a list, not {'b': 1}."),
        ('{"name": "a", "marks": ["b", "c", "b"]}', "marks[2] is 'b', which is there already."),
        (f'{{"name": "a", "size": {"9" * 400}}}', "size must be a number below 10³⁰⁹, not 9999"),
        ('{"name": "a", "found": {"x": 1.5}}', "found.x must be a text, not 1.5."),
        (f'{{"name": {"9" * 90}}}', f"name must be a text, not {'9' * 39}…."),
        (f'{{"name": {"9" * 5000}}}', "The file is not JSON: Exceeds the limit"),
        ("", "The file is not JSON: Expecting value"),
    ],
)
def test_what_does_not_fit_is_told_with_its_place(text: str, sentence: str) -> None:
    with pytest.raises(BadProblem, match=f"^{re.escape(sentence)}"):
        reading.read(THING, text)


def test_a_whole_number_may_be_written_as_json_likes() -> None:
    assert reading.read(THING, '{"name": "a", "size": 5, "found": {"x": 5.0, "y": 1e3}}') == Thing("a", 5.0, found={"x": 5, "y": 1000})


def test_a_file_that_is_not_utf_8_is_told_by_its_line() -> None:
    assert reading.decoded("\ufeff名".encode(), "a.csv") == "名"
    with pytest.raises(BadProblem, match=r"^a.csv: line 2 is not UTF-8; save the file as UTF-8"):
        reading.decoded("a\n名".encode("gbk"), "a.csv")


def test_a_type_that_no_file_can_hold_is_refused_when_the_shape_is_made() -> None:
    with pytest.raises(TypeError, match="No file can hold"):
        Shapes().of(complex)


def test_the_schema_of_matching_takes_what_is_written_and_tells_every_field() -> None:
    document = schema.document(matching.PROBLEM, "problem")
    Draft202012Validator.check_schema(document)
    described = problem([need(place=CAMPUS)], [resource(is_reusable=True)], barred=frozenset({("n", "r")}))
    plain: dict[str, Any] = json.loads(write.problem(described))

    assert list(Draft202012Validator(document).iter_errors(plain)) == []
    assert not Draft202012Validator(document).is_valid(plain | {"barred": [["n"]]})
    assert undescribed(matching.PROBLEM) + undescribed(matching.SOLUTION) == []


def test_an_affinity_that_is_there_twice_is_refused() -> None:
    rows = [{"need": "a", "resource": "b", "points": points} for points in (1, 2)]

    with pytest.raises(BadProblem, match=r"^affinities\[1\]: 'a' → 'b' is there twice."):
        matching.problem(json.dumps({"needs": [], "resources": [], "affinities": rows}))
