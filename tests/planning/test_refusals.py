"""What the command does not take: each wrong file and each wrong call, with the sentence that it gets, in full."""

import json
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from contextlib import suppress
from copy import deepcopy
from pathlib import Path
from typing import Any

import psutil
import pytest

from bench.cities import lumpy
from tests.planning.test_bad_files import MATCHING, ROSTERING
from tests.planning.test_command import environment, run, saved
from tests.planning.test_sheets import AFFINITIES, NEEDS, RESOURCES, SHIFTS, VOLUNTEERS
from wucai.planning import command, places
from wucai.planning.problems import BadProblem
from wucai.planning.rostering.write import problem_text

SHEETS = {
    "rostering": {"volunteers": VOLUNTEERS, "shifts": SHIFTS},
    "matching": {"needs": NEEDS, "resources": RESOURCES, "affinities": AFFINITIES},
}
COUNT = "must be a whole number from 0 to 1099511627776, not"
SHIFT_COLUMNS = "id,station,colour,starts,ends,seats"
GONE = object()
Refused = Callable[..., str]


@pytest.fixture
def refused(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Refused:
    """The sentence that a call gets which ends with exit code 2, in one line, with nothing written."""
    monkeypatch.chdir(tmp_path)

    def call(*words: str) -> str:
        code = command.main(words)
        out, err = capsys.readouterr()
        assert (code, out, err.count("\n"), err[:16], err[-2:]) == (2, "", 1, "wucai.planning: ", ".\n")
        return err[16:-1]

    return call


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        ("volunteers.0.windows.0.ends", 0, "volunteers[0].windows[0]: A window: ends is 0, which is not after its starts, 0."),
        ("volunteers.0.hours.ends", -5, "volunteers[0].hours: A window: ends is -5, which is not after its starts, 0."),
        ("volunteers.1.max_minutes", -1, f"volunteers[1]: Volunteer 'v2': max_minutes {COUNT} -1."),
        ("shifts.0.seats", -1, f"shifts[0]: Shift 's1': seats {COUNT} -1."),
        ("shifts.0.seats", 2**70, f"shifts[0]: Shift 's1': seats {COUNT} {2**70}."),
        ("shifts.0.seats", 1.5, "shifts[0].seats must be a whole number, not 1.5."),
        ("shifts.0.seats", "2", "shifts[0].seats must be a whole number, not '2'."),
        ("shifts.0.seats", None, "shifts[0].seats must be a whole number, not None."),
        ("shifts.0.seats", GONE, "shifts[0].seats is missing."),
        ("shifts.0.seats", float("nan"), "The file is not JSON: NaN is no number there."),
        ("shifts.0.seats", float("inf"), "The file is not JSON: Infinity is no number there."),
        ("shifts.0.ends", -1, "shifts[0]: Shift 's1': ends is -1, which is not after its starts, 0."),
        ("shifts.0.minimum", 3, "shifts[0]: Shift 's1': minimum is 3, which is more than its 2 seats."),
        ("shifts.0.place", [91_000_000, 0],
         "shifts[0]: Shift 's1': place (latitude) must be a whole number from -90000000 to 90000000, not 91000000."),
        ("shifts.0.id", "", "shifts[0]: Shift '': id must be a text that is not empty."),
        ("volunteers.1.id", "v1", "Problem: ids of volunteers must be distinct; 'v1' is there twice."),
        ("volunteers.1.languages", ["zh", "zh"], "volunteers[1].languages[1] is 'zh', which is there already."),
        ("volunteers.1.experience", "old", "volunteers[1].experience must be one of newcomer, experienced, leader, not 'old'."),
        ("pins.0.volunteer", "nobody", "Problem: pins names the volunteer 'nobody', which is not there."),
        ("pins.0.shift", "a\nb", "Problem: pins names the shift 'a\\nb', which is not there."),
        ("groups.0.members", [], "groups[0]: Group 'g': members must name somebody."),
        ("groups.0.members", ["nobody"], "Group 'g': members names the volunteer 'nobody', which is not there."),
        ("ways.0.minutes", -3, f"ways[0]: Way 'a' – 'b': minutes {COUNT} -3."),
        ("weights.moved", 100_001, "weights: Weights: moved must be a whole number from 0 to 100000, not 100001."),
        ("weights.speed", 1, "weights.speed is not known; known are unfilled, below_minimum, colour_rank, other_colour, per_km, "
         "extra_shift, no_leader, newcomers_alone, moved."),
        ("day_minutes", 0, "Problem: day_minutes must be a whole number from 1 to 1099511627776, not 0."),
        ("volunteers", {}, "volunteers must be a list, not {}."),
        ("volunteers", GONE, "volunteers is missing."),
    ],
)  # fmt: skip
def test_a_wrong_value_in_a_rostering_file_is_told_by_id_and_field(refused: Refused, path: str, value: Any, told: str) -> None:
    Path("a.json").write_text(json.dumps(altered(ROSTERING, path, value)))

    assert refused("rostering", "a.json") == f"a.json: {told}"


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        ("needs.0.quantity", 0, "needs[0]: Need 'n': quantity is a whole number from 1 to 1000000000, not 0."),
        ("needs.0.quantity", 2**70, f"needs[0]: Need 'n': quantity is a whole number from 1 to 1000000000, not {2**70}."),
        ("needs.0.starts", -1, "needs[0]: Need 'n': starts is a whole number from 0 to 1000000000, not -1."),
        ("needs.0.ends", 0, "needs[0]: Need 'n': ends on day 0, before it starts on day 10."),
        ("needs.0.id", "a\nb", "barred names the need 'n', which is not there."),
        ("needs.0.id", "", "needs[0]: Need '': id is empty."),
        ("needs.0.title", 7, "needs[0].title must be a text, not 7."),
        ("resources.0.least", 0, "resources[0]: Resource 'r': least is a whole number from 1 to 1000000000000, not 0."),
        ("resources.0.place", None, "resources[0]: Resource 'r': a radius_metres needs a place to be measured from."),
        ("resources.0.giver", GONE, "resources[0].giver is missing."),
        ("affinities.0.points", 101, "affinities[0]: Affinity 'care' → 'care': points is a whole number from 0 to 100, not 101."),
        ("barred", [["n", "x"]], "barred names the resource 'x', which is not there."),
        ("barred", [["n", "r"], ["n", "r"]], "barred[1] is ('n', 'r'), which is there already."),
        ("engagements.0.resource", "a\nb", "Engagement of 'a\\nb': resource is no reusable resource of this problem."),
        ("engagements.0.ends", 1, "engagements[0]: Engagement of 'r': ends on day 1, before it starts on day 2."),
        ("weights.unmet", 1, "weights: Weights: unmet is 1, but a match may cost 500: it would never be made."),
        ("speed", 1, "speed is not known; known are needs, resources, affinities, barred, weights, engagements."),
    ],
)  # fmt: skip
def test_a_wrong_value_in_a_matching_file_is_told_by_id_and_field(refused: Refused, path: str, value: Any, told: str) -> None:
    Path("a.json").write_text(json.dumps(altered(MATCHING, path, value)))

    assert refused("matching", "a.json") == f"a.json: {told}"


def altered(sound: Any, path: str, value: Any) -> Any:
    """The sound problem with another value, or none, at a place such as `shifts.0.seats`."""
    plain = deepcopy(sound)
    *steps, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    inner = plain
    for step in steps:
        inner = inner[step]
    if value is GONE:
        del inner[last]
    else:
        inner[last] = value
    return plain


@pytest.mark.parametrize(
    ("order", "file", "content", "told"),
    [
        ("rostering", "shifts", f"{SHIFT_COLUMNS}\ns,a,red,2020-11-05 09:00,2020-11-05 09:00,1\n",
         ", row 2, column ends is 2020-11-05 09:00, which is not after its starts, 2020-11-05 09:00."),
        ("rostering", "shifts", f"{SHIFT_COLUMNS}\ns,a,red,2020-11-05 09:00,2020-11-05 10:00,-1\n",
         f", row 2: Shift 's': seats {COUNT} -1."),
        ("rostering", "volunteers", "id\nv\nv\n", ", row 3, column id: 'v' is there already, in row 2."),
        ("rostering", "volunteers", "id,age\nv,9\n",
         ": the column 'age' is not known; known are id, windows, colours, qualifications, languages, home_latitude, "
         "home_longitude, max_shifts, max_minutes, min_rest_minutes, max_consecutive_days, max_day_shifts, max_day_minutes, "
         "max_week_minutes, hours, experience."),
        ("rostering", "volunteers", "id,max_shifts\nv,NaN\n", ", row 2, column max_shifts must be a whole number, not 'NaN'."),
        ("rostering", "volunteers", "id,languages\nv,zh;zh\n", ", row 2, column languages is 'zh', which is there already."),
        ("rostering", "volunteers", "id,windows\nv,9999-12-31 00:00/9999-12-31 24:00\n",
         ", row 2, column windows is '9999-12-31 24:00', the end of all days; 23:59 is the last minute."),
        ("rostering", "volunteers", "", ": the column id is missing."),
        ("rostering", "pins", "volunteer,shift\nnobody,s1\n", ", row 2, column volunteer: 'nobody' is not in volunteers.csv."),
        ("rostering", "pin", "volunteer,shift\n",
         " is not known; known are volunteers.csv, shifts.csv, pins.csv, groups.csv, ways.csv, previous.csv, settings.csv."),
        ("matching", "barred", "need,resource\nn,nothing\n", ", row 2, column resource: 'nothing' is not in resources.csv."),
        ("matching", "affinities", "need,resource\na,b\n", ": the column points is missing."),
        ("matching", "settings", "name,value\nunmet,many\n", ", row 2, column value must be a whole number, not 'many'."),
    ],
)  # fmt: skip
def test_a_wrong_sheet_is_told_by_row_and_column(refused: Refused, order: str, file: str, content: str, told: str) -> None:
    saved(Path("in"), SHEETS[order] | {file: content})

    assert refused(order, "in") == f"in: {file}.csv{told}"


UTF_8 = "is not UTF-8; save the file as UTF-8 (in a spreadsheet: “CSV UTF-8”)."


@pytest.mark.parametrize("order", ["rostering", "matching"])
def test_a_file_that_is_none_is_told_by_its_name(refused: Refused, order: str) -> None:
    first = next(iter(SHEETS[order]))
    Path("empty.json").write_bytes(b"")
    Path("binary.json").write_bytes(b"\x89PNG\r\n\x1a\n\x00\xff")
    Path("folder").mkdir()
    Path("folder.json").mkdir()
    Path("chinese").mkdir()
    for name, text in SHEETS[order].items():
        Path("chinese", f"{name}.csv").write_bytes(text.removeprefix("\ufeff").replace("\n", "\n中文\n", 1).encode("gb18030"))

    assert refused(order, "empty.json") == "empty.json: The file is not JSON: Expecting value: line 1 column 1 (char 0)."
    assert refused(order, "binary.json") == f"binary.json: line 1 {UTF_8}"
    assert refused(order, "folder") == f"folder: {first}.csv is missing."
    assert refused(order, "folder.json") == f"folder.json: {first}.csv is missing."
    assert refused(order, "chinese").startswith(f"chinese: {first}.csv: line ")
    assert refused(order, "chinese").endswith(UTF_8)
    assert refused(order, "no\nwhere.json") == "no\\nwhere.json: there is no such file."
    assert refused(order, "empty.json/a.json") == "empty.json/a.json: Not a directory."
    assert refused(order, "a" * 300) == f"{'a' * 300}: File name too long."
    assert refused(order, "") == f"argument FILE: the name is empty; see python -m wucai.planning {order} --help."


def test_an_archive_that_is_damaged_anywhere_is_refused_or_read(refused: Refused) -> None:
    with zipfile.ZipFile("sound.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in SHEETS["rostering"].items():
            archive.writestr(f"{name}.csv", text)
    sound = Path("sound.zip").read_bytes()

    for place in range(0, len(sound), 7):
        Path("damaged.zip").write_bytes(sound[:place] + bytes([sound[place] ^ 0x55]) + sound[place + 1 :])
        assert is_read_or_refused("damaged.zip")
    Path("cut.zip").write_bytes(sound[: len(sound) // 2])
    assert refused("rostering", "cut.zip") == "cut.zip: it is no .zip that can be read (File is not a zip file)."


def is_read_or_refused(archive: str) -> bool:
    try:
        return len(places.tables_of(archive)) <= 2
    except BadProblem as refused:
        return str(refused).startswith(f"{archive}: ")


def test_an_archive_packed_in_another_way_is_refused(refused: Refused) -> None:
    with zipfile.ZipFile("a.zip", "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("needs.csv", NEEDS)

    assert refused("matching", "a.zip") == "a.zip: needs.csv is packed in another way than programs do by themselves; pack it anew."


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--seconds", "nan"), "argument --seconds: 'nan' is no number of seconds from 0"),
        (("--seconds", "inf"), "argument --seconds: 'inf' is no number of seconds from 0"),
        (("--seconds", ""), "argument --seconds: '' is no number of seconds from 0"),
        (("--seed", "1.5"), "argument --seed: '1.5' is no whole number from 0 to 2147483647"),
        (("--seed", "2147483648"), "argument --seed: '2147483648' is no whole number from 0 to 2147483647"),
        (("--seed", "9" * 5000), f"argument --seed: '{'9' * 5000}' is no whole number from 0 to 2147483647"),
        (("--tries", "1001"), "argument --tries: '1001' is no whole number from 1 to 1000"),
        (("--workers", "0"), "argument --workers: '0' is no whole number from 1 to 1000"),
        (("--workers", "2", "--scheduler", "tcp://a:1"), "argument --scheduler: not allowed with argument --workers"),
        (("--out", ""), "argument --out: the name is empty"),
    ],
)  # fmt: skip
def test_a_wrong_word_is_told(refused: Refused, words: tuple[str, ...], told: str) -> None:
    assert refused("rostering", "a.json", *words) == f"{told}; see python -m wucai.planning rostering --help."


def test_where_no_answer_can_be_written_nobody_waits_for_one(refused: Refused, tmp_path: Path) -> None:
    Path("a.json").write_text(json.dumps(ROSTERING))
    Path("taken").write_text("a file")

    assert refused("rostering", "a.json", "--out", "no/b.json") == f"--out no/b.json: {tmp_path}/no is no folder that can be written to."
    assert refused("rostering", "a.json", "--out", "a.json/b") == f"--out a.json/b: {tmp_path}/a.json is no folder that can be written to."
    assert refused("rostering", "a.json", "--out", "taken") == (
        "--out taken: it is a file, but a name without a suffix stands for a folder."
    )
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a.json", "taken"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
def test_what_is_no_file_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_text(json.dumps(ROSTERING))
    link = tmp_path / "link.json"
    link.symlink_to(tmp_path / "target.json")

    assert run("rostering", file, "--quiet", "--out", "/dev/null") == (0, "", "")
    assert run("rostering", file, "--quiet", "--out", "/dev/full") == (
        2,
        "",
        "wucai.planning: --out /dev/full: the answer cannot be written: No space left on device.\n",
    )
    assert run("rostering", file, "--quiet", "--out", link) == (0, "", "")
    assert (Path("/dev/null").is_char_device(), link.is_symlink(), (tmp_path / "target.json").is_file()) == (True, True, True)


@pytest.mark.parametrize(
    ("redirected", "expected"),
    [
        ("rostering - <&-", (2, "wucai.planning: the standard input is closed.\n")),
        ("rostering a.json >&-", (2, "wucai.planning: the standard output is closed; name a file with --out.\n")),
        ("schema rostering >&-", (2, "wucai.planning: the standard output is closed; name a file with --out.\n")),
        ("rostering a.json --quiet >/dev/full",
         (2, "wucai.planning: the answer cannot be written to the standard output: No space left on device.\n")),
        ("rostering a.json --quiet --out b.json <&- >&-", (0, "")),
        ("rostering a.json --out c.json 2>&-", (0, "")),
        ("rostering nowhere.json 2>&-", (2, "")),
        ("rostering a.json --out d.json 2>/dev/full", (0, "")),
    ],
)  # fmt: skip
def test_streams_that_are_closed_or_full_are_told_or_done_without(tmp_path: Path, redirected: str, expected: tuple[int, str]) -> None:
    (tmp_path / "a.json").write_text(json.dumps(ROSTERING))
    line = f"{sys.executable} -W error -m wucai.planning {redirected}"

    done = subprocess.run(["sh", "-c", line], cwd=tmp_path, env=environment(), capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == expected


@pytest.mark.parametrize("words", [["rostering", "a.json", "--quiet"], ["schema", "rostering"]])
def test_when_nobody_reads_the_answer_it_ends_without_a_trace(tmp_path: Path, words: list[str]) -> None:
    (tmp_path / "a.json").write_text(json.dumps(ROSTERING))
    line = [sys.executable, "-m", "wucai.planning", *words]

    with subprocess.Popen(line, cwd=tmp_path, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        told = process.stderr.read()

    assert (process.returncode, told) == (141, "")


def test_tries_whose_workers_are_killed_are_told_as_lost(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_text(problem_text(lumpy(3000, seed=1)), encoding="utf-8")
    line = [sys.executable, "-m", "wucai.planning", "rostering", str(file), "--tries", "2", "--workers", "2", "--quiet"]

    with subprocess.Popen(line, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        while process.poll() is None:
            with suppress(psutil.NoSuchProcess):  # it ended, or was killed a moment ago
                for child in psutil.Process(process.pid).children():
                    if "spawn_main" in " ".join(child.cmdline()):
                        child.kill()
            time.sleep(0.01)
        out, err = process.communicate()

    assert (process.returncode, out) == (2, "")
    assert err == "wucai.planning: the tries are lost: A worker died (exit code -9). Its shard has now cost 2 and is not tried again.\n"


def test_neither_help_nor_a_refusal_loads_a_solver(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"volunteers": [{"id": "v", "max_shifts": -1}], "shifts": []}')
    (tmp_path / "b.json").write_text('{"needs": [{"id": "n"}], "resources": [], "affinities": []}')
    program = """
import sys
from wucai.planning import command, places
from wucai.planning.problems import BadProblem
heavy = {"numpy", "ortools", "highspy", "scipy", "dask", "distributed", "pandas"}
for words in (["rostering", "a.json"], ["matching", "b.json"], ["rostering", "--help"]):
    try:
        command.main(words)
    except SystemExit:
        pass
    print(sorted(heavy & set(sys.modules)), file=sys.stderr)
"""

    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, env=environment(), capture_output=True, text=True, check=True)

    assert done.stderr.splitlines()[1::2] + done.stderr.splitlines()[-1:] == ["[]", "[]", "[]"]
