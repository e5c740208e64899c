"""Problems from spreadsheets, and answers into them. What is wrong is told by file, row and column."""

import csv
import io
from datetime import date
from typing import Any

import pytest

from wucai.planning import sheets
from wucai.planning.matching.problem import Need, Resource
from wucai.planning.matching.sheets import FORM as MATCHING
from wucai.planning.problems import BadProblem
from wucai.planning.rostering.problem import Experience, Group, Pin, Problem, Way, Weights, Window
from wucai.planning.rostering.sheets import FORM as ROSTERING

VOLUNTEERS = """\ufeffid,windows,colours,qualifications,languages,max_shifts,hours,experience,home_latitude,home_longitude
王小明,2020-11-05 08:00/2020-11-05 20:00;2020-11-06 8:00/2020-11-06 24:00,a;b,a=2020-11-30 23:59;b,zh；en,3,6:00/22:00,leader,31.112,121.381
v2,2020-11-05 08:00/2020-11-05 20:00,,,,,,,,
"""
SHIFTS = """id,station,colour,starts,ends,seats,minimum,asks_leader
s1,A,green,2020-11-05 09:00,2020-11-05 13:00,2,1,yes

s2,A,red,2020/11/6 9:00,2020-11-06 24:00,1,,否
"""
MONDAY = (date(2020, 11, 2).toordinal() - 1) * 1440
"""The week in which the shifts lie, as minutes since the first Monday of the calendar."""


def rostering(**files: str) -> tuple[Problem, Any]:
    """The problem in the sheets; a file of this name replaces the sound one."""
    texts = {"volunteers": VOLUNTEERS, "shifts": SHIFTS} | files
    return sheets.problem_from(ROSTERING, {f"{name}.csv": text.encode() for name, text in texts.items()})


def test_a_folder_of_sheets_is_a_problem_of_rostering() -> None:
    problem, clock = rostering(
        pins="volunteer,shift\nv2,s1\n",
        groups="id,members\ng,王小明;v2\n",
        ways="first,second,minutes\nA,B,12\n",
        settings="name,value\nper_km,2\nminutes_per_km,4\nmoved,7\n",
    )

    wang, second = problem.volunteers
    day = 3 * 1440
    assert clock.base == MONDAY
    assert wang.id == "王小明"
    assert wang.windows == (Window(day + 480, day + 1200), Window(day + 1440 + 480, day + 2880))
    assert wang.colours == ("a", "b")
    assert wang.qualifications == {"a": 28 * 1440 + 1439, "b": None}
    assert wang.languages == {"zh", "en"}
    assert wang.home == (31_112_000, 121_381_000)
    assert (wang.max_shifts, wang.hours, wang.experience) == (3, Window(360, 1320), Experience.LEADER)
    assert (second.colours, second.max_shifts, second.home) == ((), 5, None)
    assert [(each.starts, each.ends, each.seats, each.minimum, each.asks_leader) for each in problem.shifts] == [
        (day + 540, day + 780, 2, 1, True),
        (day + 1440 + 540, day + 2880, 1, 0, False),
    ]
    assert problem.pins == (Pin("v2", "s1"),)
    assert problem.groups == (Group("g", ("王小明", "v2")),)
    assert problem.ways == (Way("A", "B", 12),)
    assert (problem.weights, problem.minutes_per_km) == (Weights(per_km=2, moved=7), 4)


def test_whole_minutes_are_taken_as_they_are() -> None:
    problem, clock = rostering(volunteers="id,windows\nv,480/1200\n", shifts="id,station,colour,starts,ends,seats\ns,A,red,-5,780,1\n")

    assert (problem.volunteers[0].windows, problem.shifts[0].starts) == ((Window(480, 1200),), -5)
    assert clock.text(780) == "780"


HEAD = "id,station,colour,starts,ends,seats\n"


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ({"volunteer": "id\nv\n"}, "volunteer.csv is not known; known are volunteers.csv, shifts.csv,"),
        ({"volunteers": ""}, "volunteers.csv: the column id is missing."),
        ({"volunteers": "name\nv\n"}, "volunteers.csv: the column 'name' is not known; known are id, windows,"),
        ({"volunteers": "id,id\nv,v\n"}, "volunteers.csv: the column 'id' is there twice."),
        ({"volunteers": "id\nv1\nv1\n"}, "volunteers.csv, row 3, column id: 'v1' is there already, in row 2."),
        ({"volunteers": "id\nv1,x\n"}, "volunteers.csv, row 2: 2 cells, but the header has 1 columns."),
        ({"volunteers": 'id\n"v1\n'}, "volunteers.csv, row 2: unexpected end of data."),
        ({"volunteers": "id,max_shifts\nv1,many\n"}, "volunteers.csv, row 2, column max_shifts must be a whole number, not 'many'."),
        ({"volunteers": "id,max_shifts\nv1,NaN\n"}, "volunteers.csv, row 2, column max_shifts must be a whole number, not 'NaN'."),
        ({"volunteers": f"id,max_shifts\nv1,{'9' * 30}\n"}, "volunteers.csv, row 2, column max_shifts must be a whole number"),
        (
            {"volunteers": f"id,max_shifts\nv1,{'9' * 18}\n"},
            "volunteers.csv, row 2: Volunteer 'v1': max_shifts must be a whole number from 0",
        ),
        ({"volunteers": "id,max_shifts\nv1,-1\n"}, "volunteers.csv, row 2: Volunteer 'v1': max_shifts must be a whole number from 0"),
        ({"volunteers": "id,max_shifts\n,1\n"}, "volunteers.csv, row 2, column id is missing."),
        (
            {"volunteers": "id,experience\nv1,old\n"},
            "volunteers.csv, row 2, column experience must be one of newcomer, experienced, leader",
        ),
        ({"volunteers": "id,hours\nv1,6-22\n"}, "volunteers.csv, row 2, column hours must be two times with / between, not '6-22'."),
        (
            {"volunteers": "id,hours\nv1,22:00/06:00\n"},
            "volunteers.csv, row 2, column hours is '22:00/06:00', which ends before it begins.",
        ),
        ({"volunteers": "id,hours\nv1,6/late\n"}, "volunteers.csv, row 2, column hours must be a time of the day like 08:00, not 'late'."),
        (
            {"volunteers": "id,home_latitude,home_longitude\nv1,31,\n"},
            "volunteers.csv, row 2, column home_latitude and home_longitude is half a place",
        ),
        (
            {"volunteers": "id,home_latitude,home_longitude\nv1,NaN,1\n"},
            "volunteers.csv, row 2, column home_latitude and home_longitude must be degrees like 31.112, not 'NaN'.",
        ),
        (
            {"volunteers": "id,home_latitude,home_longitude\nv1,121,31\n"},
            "volunteers.csv, row 2: Volunteer 'v1': home (latitude) must be a whole number from -90000000",
        ),
        (
            {"volunteers": "id,windows\nv1,480/1200\n"},
            "shifts.csv, row 2, column starts is '2020-11-05 09:00': dates and whole numbers are both",
        ),
        (
            {"shifts": HEAD + "s,A,red,2020-11-05 13:00,2020-11-05 09:00,1\n"},
            "shifts.csv, row 2, column ends is 2020-11-05 09:00, which is not after",
        ),
        (
            {"shifts": HEAD + "s,A,red,2020-11-31 13:00,2020-12-05 09:00,1\n"},
            "shifts.csv, row 2, column starts is '2020-11-31 13:00', which no calendar",
        ),
        (
            {"shifts": HEAD + "s,A,red,2020-11-05,2020-11-06 09:00,1\n"},
            "shifts.csv, row 2, column starts must be a time like 2020-11-06 08:00",
        ),
        ({"shifts": HEAD + "s,A,red,2020-11-05 25:00,2020-11-06 09:00,1\n"}, "shifts.csv, row 2, column starts must be a time like"),
        ({"shifts": HEAD + "s,,red,2020-11-05 08:00,2020-11-05 09:00,1\n"}, "shifts.csv, row 2, column station is missing."),
        ({"pins": "volunteer,shift\nv9,s1\n"}, "pins.csv, row 2, column volunteer: 'v9' is not in volunteers.csv."),
        ({"pins": "volunteer,shift\nv2,\n"}, "pins.csv, row 2, column shift is missing."),
        ({"groups": "id,members\ng,v2;v9\n"}, "groups.csv, row 2, column members: 'v9' is not in volunteers.csv."),
        ({"settings": "name,value\nspeed,1\n"}, "settings.csv, row 2, column name: 'speed' is not known; known are unfilled,"),
        ({"settings": "name,value\nper_km,1\nper_km,1\n"}, "settings.csv, row 3, column name: 'per_km' is there twice."),
        ({"settings": "name,value\nper_km,fast\n"}, "settings.csv, row 2, column value must be a whole number, not 'fast'."),
        ({"settings": "name,value\nper_km,-1\n"}, "settings.csv: Weights: per_km must be a whole number from 0"),
    ],
)
def test_what_is_wrong_is_told_by_file_row_and_column(files: dict[str, str], sentence: str) -> None:
    with pytest.raises(BadProblem) as refused:
        rostering(**files)

    assert str(refused.value)[: len(sentence)] == sentence


def test_a_sheet_that_is_not_there_or_not_utf_8_is_told() -> None:
    with pytest.raises(BadProblem, match=r"^shifts.csv is missing.$"):
        sheets.problem_from(ROSTERING, {"volunteers.csv": b"id\n"})
    with pytest.raises(BadProblem, match=r"^volunteers.csv: line 2 is not UTF-8"):
        sheets.problem_from(ROSTERING, {"volunteers.csv": "id\n王\n".encode("gb18030"), "shifts.csv": SHIFTS.encode()})


def test_nobody_and_nothing_is_a_problem_too() -> None:
    problem, _ = rostering(volunteers="id\n", shifts=HEAD)

    assert (problem.volunteers, problem.shifts) == ((), ())


NEEDS = "id,category,quantity,starts,ends,place_latitude,place_longitude,asker\nn,医疗,3,2020-11-05,2020-11-08,31.1,121.3,会展中心\n"
RESOURCES = "id,category,quantity,starts,ends,giver,is_reusable\nr,医疗保障,5,2020-11-01,2020-11-30,=cmd,yes\n"
AFFINITIES = "need,resource,points\n医疗,医疗保障,90\n"


def matching(**files: str) -> tuple[Any, Any]:
    texts = {"needs": NEEDS, "resources": RESOURCES, "affinities": AFFINITIES} | files
    return sheets.problem_from(MATCHING, {f"{name}.csv": text.encode() for name, text in texts.items()})


def test_a_folder_of_sheets_is_a_problem_of_matching() -> None:
    problem, clock = matching(barred="need,resource\nn,r\n", engagements="resource,quantity,starts,ends\nr,1,2020-11-05,2020-11-05\n")

    day = date(2020, 11, 5).toordinal()
    assert problem.needs == (Need("n", "医疗", 3, day, day + 3, (31_100_000, 121_300_000), asker="会展中心"),)
    assert problem.resources == (Resource("r", "医疗保障", 5, day - 4, day + 25, "=cmd", is_reusable=True),)
    assert dict(problem.affinities) == {("医疗", "医疗保障"): 90}
    assert problem.barred == {("n", "r")}
    assert [(each.resource, each.starts) for each in problem.engagements] == [("r", day)]
    assert clock.text(day) == "2020-11-05"


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        (
            {"needs": NEEDS.replace("2020-11-08", "2020-11-04")},
            "needs.csv, row 2, column ends is 2020-11-04, which is not after its starts, 2020-11-05.",
        ),
        ({"needs": NEEDS.replace("2020-11-05", "2020-11-05 08:00")}, "needs.csv, row 2, column starts must be a date like 2020-11-06"),
        ({"needs": NEEDS.replace(",3,", ",0,")}, "needs.csv, row 2: Need 'n': quantity is a whole number from 1"),
        ({"affinities": "need,resource,points\na,b,1\na,b,2\n"}, "affinities.csv, row 3: 'a' → 'b' is there twice."),
        ({"affinities": "need,resource,points\na,b,\n"}, "affinities.csv, row 2, column points is missing."),
        ({"barred": "need,resource\nn,\n"}, "barred.csv, row 2, column resource is missing."),
        (
            {"engagements": "resource,quantity,starts,ends\nx,1,2020-11-05,2020-11-05\n"},
            "engagements.csv, row 2, column resource: 'x' is not in",
        ),
        ({"settings": "name,value\nunmet,1\n"}, "settings.csv: Weights: unmet is 1"),
    ],
)
def test_what_is_wrong_in_matching_is_told_likewise(files: dict[str, str], sentence: str) -> None:
    with pytest.raises(BadProblem) as refused:
        matching(**files)

    assert str(refused.value)[: len(sentence)] == sentence


def test_an_answer_is_told_in_the_times_of_the_sheets_and_runs_no_formula() -> None:
    problem, clock = rostering()
    shortfalls = [
        {"shift": "s2", "open_seats": 1, "funnel": [{"code": "available", "volunteers": 2}], "prices": {"seat": 3}, "is_proved": True}
    ]

    files = sheets.answer_files(
        ROSTERING, problem, {"solution": {"placements": [{"volunteer": "王小明", "shift": "s1"}]}, "remainder": shortfalls}, clock
    )

    assert rows(files["placements.csv"]) == [
        ["volunteer", "shift", "station", "colour", "starts", "ends"],
        ["王小明", "s1", "A", "green", "2020-11-05 09:00", "2020-11-05 13:00"],
    ]
    assert rows(files["remainder.csv"]) == [
        ["shift", "open_seats", "funnel", "prices", "is_proved"],
        ["s2", "1", "available 2", "seat 3", "yes"],
    ]
    described, days = matching()
    given = [{"need": "n", "resource": "r", "quantity": 3}]
    allocated = sheets.answer_files(MATCHING, described, {"solution": {"allocations": given}, "remainder": []}, days)
    assert rows(allocated["allocations.csv"])[1] == ["n", "r", "3", "", "会展中心", "'=cmd"]


def rows(content: bytes) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf"), "spreadsheet programs know UTF-8 by its mark"
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
