"""The command, as a shell runs it: an answer to every file, and a sentence instead of a trace."""

import json
import os
import signal
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from bench.cities import lumpy
from tests.planning.matching import instances
from tests.planning.rostering.tiny import shift, volunteer
from tests.planning.test_sheets import AFFINITIES, NEEDS, RESOURCES, SHIFTS, VOLUNTEERS, rows
from wucai.planning import command
from wucai.planning.matching import write
from wucai.planning.rostering import check
from wucai.planning.rostering.problem import Problem, Window
from wucai.planning.rostering.read import problem_from, roster_from
from wucai.planning.rostering.write import problem_text

SRC = Path(command.__file__).parents[2]
SMALL = Problem((volunteer("甲"), volunteer("乙", max_shifts=1)), (shift("s1"), shift("s2", hour=14, minimum=1, language="de")))


def run(*words: str | Path, given: bytes = b"") -> tuple[int, str, str]:
    """What a shell would see: the exit code, the standard output, the standard error."""
    line = [sys.executable, "-W", "error", "-m", "wucai.planning", *map(str, words)]
    done = subprocess.run(line, input=given, capture_output=True, env=environment(), check=False)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def environment() -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(SRC)}


def schema_of(problem: str, file: str) -> Draft202012Validator:
    code, out, _ = run("schema", problem, file)
    assert code == 0
    return Draft202012Validator(json.loads(out))


def saved(folder: Path, texts: Mapping[str, str]) -> Path:
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def test_a_roster_comes_out_with_bound_terms_and_what_stayed_open(tmp_path: Path) -> None:
    file = tmp_path / "problem.json"
    file.write_text(problem_text(SMALL), encoding="utf-8")

    code, out, err = run("rostering", file, "--seconds", "20", "--seed", "7")

    answer = json.loads(out)
    roster = roster_from(json.dumps(answer["solution"]))
    verdict = check.judge(SMALL, roster)
    assert code == 0
    assert list(schema_of("rostering", "answer").iter_errors(answer)) == []
    assert (answer["status"], answer["stopped"], answer["seed"]) == ("optimal", None, 7)
    assert (answer["objective"], answer["terms"], answer["violations"]) == (verdict.objective, dict(verdict.terms), [])
    assert (answer["unfilled"], [each["shift"] for each in answer["remainder"]]) == (2, ["s2"])
    assert answer["gap"] == pytest.approx(0)
    assert answer["bound"] is not None
    assert answer["bound_source"]
    assert f"objective {verdict.objective:,.0f}  bound {answer['bound']:,.0f}  gap 0.00%" in err.splitlines()[-1]


def test_a_matching_comes_out_of_the_standard_input() -> None:
    problem = instances.problem([instances.need()], [instances.resource(quantity=4)])

    code, out, err = run("matching", "-", "--quiet", given=b"\xef\xbb\xbf" + write.problem(problem).encode())

    answer = json.loads(out)
    assert (code, err) == (0, "")
    assert list(schema_of("matching", "answer").iter_errors(answer)) == []
    assert answer["solution"] == {"allocations": [{"need": "n", "resource": "r", "quantity": 4}]}
    assert (answer["unfilled"], answer["remainder"][0]["need"]) == (6, "n")


def test_a_folder_of_sheets_comes_back_as_one(tmp_path: Path) -> None:
    folder = saved(tmp_path / "in", {"volunteers": VOLUNTEERS, "shifts": SHIFTS})

    code, out, err = run("rostering", folder, "--out", tmp_path / "out")

    placements = rows((tmp_path / "out" / "placements.csv").read_bytes())
    summary = (tmp_path / "out" / "summary.txt").read_text(encoding="utf-8")
    remainder = rows((tmp_path / "out" / "remainder.csv").read_bytes())
    assert (code, out) == (0, "")
    assert remainder[0] == ["shift", "open_seats", "below_minimum", "funnel", "elsewhere", "changes", "price", "chain"]
    assert ["v2", "s1", "A", "green", "2020-11-05 09:00", "2020-11-05 13:00"] in placements
    assert summary.splitlines()[0].startswith("rostering: ")
    assert "bound" in summary
    # The answer may lie beside the question: it is passed over when that is read again.
    assert run("rostering", folder, "--out", folder)[0] == 0
    assert run("rostering", folder, "--out", folder)[0] == 0


def test_an_archive_of_sheets_comes_back_as_one(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "in.zip", "w") as archive:
        for name, text in {"needs": NEEDS, "resources": RESOURCES, "affinities": AFFINITIES}.items():
            archive.writestr(f"2020/{name}.csv", text)
        archive.writestr("__MACOSX/2020/._needs.csv", b"\0")

    code, _, _ = run("matching", tmp_path / "in.zip", "--out", tmp_path / "out.zip")

    with zipfile.ZipFile(tmp_path / "out.zip") as archive:
        assert sorted(archive.namelist()) == ["allocations.csv", "remainder.csv", "summary.txt"]
        assert rows(archive.read("allocations.csv"))[1][:3] == ["n", "r", "3"]
    assert code == 0


def test_nobody_is_an_answer_and_not_an_error() -> None:
    empty = json.loads(run("rostering", "-", given=b'{"volunteers": [], "shifts": []}')[1])
    alone = Problem((), (shift(),))
    code, out, _ = run("rostering", "-", given=problem_text(alone).encode())

    assert (empty["solution"], empty["objective"]) == ({}, 0)
    assert (code, json.loads(out)["unfilled"]) == (0, 2)


@pytest.mark.parametrize(
    ("words", "given", "told"),
    [
        ((), "", "the following arguments are required: rostering|matching|schema"),
        (("roster",), "", "argument rostering|matching|schema: invalid choice: 'roster'"),
        (("rostering", "-", "--seconds", "nan"), "", "argument --seconds: 'nan' is no number of seconds from 0"),
        (("rostering", "-", "--seconds", "-1"), "", "argument --seconds: '-1' is no number of seconds from 0"),
        (("rostering", "-", "--seconds", "soon"), "", "argument --seconds: 'soon' is no number of seconds from 0"),
        (("rostering", "-", "--seed", "-1"), "", "argument --seed: '-1' is no whole number from 0 to 2147483647"),
        (("rostering", "nowhere.json"), "", "nowhere.json: there is no such file."),
        (("rostering", "nowhere.zip"), "", "nowhere.zip: there is no such file."),
        (("rostering", "a\0b.json"), "", "a\\x00b.json: embedded null byte."),
        (("rostering", "-", "--out", "no/where/a.json"), "", "--out no/where/a.json: "),
        (("rostering", "-"), "", "the standard input: The file is not JSON: Expecting value"),
        (("rostering", "-"), "[" * 100_000, "the standard input: The file is not JSON: "),
        (("rostering", "-"), "[]", "the standard input: The file must be an object with volunteers, shifts"),
        (("rostering", "-"), '{"volunteers": [], "shifts": [], "speed": 1}', "the standard input: speed is not known; known"),
        (("rostering", "-"), '{"volunteers": [{"id": "v", "max_shifts": NaN}], "shifts": []}', "the standard input: The file is not"),
        (("rostering", "-"), '{"volunteers": [{"id": "v"}, {"id": "v"}], "shifts": []}', "the standard input: Problem: ids of volunteers"),
        (("rostering", "-"), '{"volunteers": [{"id": "v", "max_shifts": 1.5}], "shifts": []}', "the standard input: volunteers[0].max_sh"),
        (("matching", "-"), '{"needs": []}', "the standard input: resources is missing."),
    ],
)  # fmt: skip
def test_a_wrong_call_or_file_is_refused_in_one_sentence(
    words: tuple[str, ...], given: str, told: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "stdin", type("Given", (), {"buffer": Bytes(given.encode())}))

    code = command.main(words)

    out, err = capsys.readouterr()
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith(f"wucai.planning: {told}")


class Bytes:
    """A standard input that holds these bytes."""

    def __init__(self, content: bytes) -> None:
        self.content = content

    def read(self) -> bytes:
        return self.content


def test_a_shift_that_ends_before_it_begins_is_refused_by_a_real_process_without_a_trace(tmp_path: Path) -> None:
    wrong: dict[str, Any] = {"id": "s", "station": "a", "colour": "red", "starts": 9, "ends": 8, "seats": 1}
    file = tmp_path / "a.json"
    file.write_text(json.dumps({"volunteers": [], "shifts": [wrong]}))
    broken = tmp_path / "a.zip"
    broken.write_bytes(b"PK no more")
    sheet = saved(tmp_path / "sheets", {"volunteers": "id\nv\n", "shifts": "id,station,colour,starts,ends,seats\ns,a,red,9,8,1\n"})

    assert run("rostering", file) == (
        2,
        "",
        f"wucai.planning: {file}: shifts[0]: Shift 's': ends is 8, which is not after its starts, 9.\n",
    )
    assert run("rostering", broken)[::2] == (2, f"wucai.planning: {broken}: it is no .zip that can be read (File is not a zip file).\n")
    assert run("rostering", sheet) == (
        2,
        "",
        f"wucai.planning: {sheet}: shifts.csv, row 2, column ends is 8, which is not after its starts, 9.\n",
    )


def test_huge_numbers_are_refused_or_solved() -> None:
    much = 2**40
    huge = shift("s", seats=much)
    late = shift("late", starts=much - 10, ends=much)
    people = (volunteer("v", windows=(Window(-much, much),), max_shifts=much, max_minutes=much),)

    for problem in (Problem(people, (huge,)), Problem(people, (late, shift("early", starts=-much, ends=10 - much)))):
        code, out, err = run("rostering", "-", "--seconds", "20", "--quiet", given=problem_text(problem).encode())
        assert "Traceback" not in err
        assert code == 0 or (code, err.count("\n")) == (2, 1)
        assert code == 2 or json.loads(out)["violations"] == []


def test_ctrl_c_asks_the_search_to_stop_and_the_best_so_far_is_written(tmp_path: Path) -> None:
    file, out = tmp_path / "crowd.json", tmp_path / "out.json"
    file.write_text(problem_text(lumpy(3000, seed=1)), encoding="utf-8")  # takes seconds, but hears at every step
    line = [sys.executable, "-m", "wucai.planning", "rostering", str(file), "--out", str(out)]

    with subprocess.Popen(line, stderr=subprocess.PIPE, env=environment()) as process:
        assert process.stderr is not None
        first = process.stderr.readline()
        process.send_signal(signal.SIGINT)
        rest = process.stderr.read().decode()

    answer = json.loads(out.read_text(encoding="utf-8"))
    assert first.split()[1] == b"s"
    assert "Traceback" not in rest
    assert (process.returncode, answer["stopped"], answer["violations"]) == (130, "asked", [])
    assert check.judge(problem_from(file.read_text(encoding="utf-8")), roster_from(json.dumps(answer["solution"]))).violations == ()
    assert sorted(each.name for each in tmp_path.iterdir()) == ["crowd.json", "out.json"]


@pytest.mark.parametrize("more", [[], ["--workers", "2"]])
def test_the_best_of_several_tries_is_no_dearer_than_the_first(tmp_path: Path, more: list[str]) -> None:
    file = tmp_path / "problem.json"
    file.write_text(problem_text(lumpy(60, seed=1)), encoding="utf-8")

    one, several = (run("rostering", file, "--quiet", *words) for words in ([], ["--tries", "3", *more]))

    assert (one[0], several[0], several[2]) == (0, 0, "")
    first, best = json.loads(one[1]), json.loads(several[1])
    assert (best["objective"] <= first["objective"], best["bound"] >= first["bound"], best["violations"]) == (True, True, [])


def test_each_try_has_so_many_seconds(tmp_path: Path) -> None:
    file = tmp_path / "problem.json"
    file.write_text(problem_text(lumpy(60, seed=1)), encoding="utf-8")

    code, out, err = run("rostering", file, "--tries", "3", "--seconds", "0.01")

    answer = json.loads(out)
    assert (code, answer["stopped"], answer["violations"]) == (0, "time", [])
    assert [line.split()[2] for line in err.splitlines()] == ["tries"] * 3


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--tries", "0"], "'0' is no whole number from 1 to 1000"),
        (["--scheduler", "nowhere"], "'nowhere' is no address such as tcp://10.0.0.5:8786"),
    ],
)
def test_tries_that_cannot_be_made_are_told(tmp_path: Path, words: list[str], told: str) -> None:
    file = tmp_path / "problem.json"
    file.write_text(problem_text(SMALL), encoding="utf-8")

    code, out, err = run("rostering", file, "--quiet", *words)

    assert (code, out, told in err, "Traceback" in err) == (2, "", True, False)
