"""Files that other people made (../shared/data): corner cases of CSV with the right answers, a volunteers' list, naughty texts."""

import json
from pathlib import Path

import pytest

from tests.factories.sheets import NOTES
from wucai.core.spreadsheets import Column, Kind, Limits, Sheet, Value, comma_separated, read, workbook
from wucai.core.spreadsheets.cells import clean
from wucai.core.spreadsheets.reading import open_grids

DATA = Path(__file__).parents[4] / "shared" / "data"
pytestmark = pytest.mark.skipif(not DATA.exists(), reason="../shared/data is not beside the repository")
SPECTRUM = [
    "comma_in_quotes",
    "empty",
    "empty_crlf",
    "escaped_quotes",
    "json",
    "newlines",
    "newlines_crlf",
    "quotes_and_newlines",
    "simple",
    "simple_crlf",
    "utf8",
]


@pytest.mark.parametrize("name", SPECTRUM)
def test_the_corner_cases_of_csv_have_the_right_answers(name: str) -> None:
    headers, *rows = list(open_grids((DATA / "csv-spectrum" / "csvs" / f"{name}.csv").read_bytes(), Limits())[0].rows())
    # The copies in ../shared/data have lost the carriage returns of the originals.
    answers = json.loads((DATA / "csv-spectrum" / "json" / f"{name}.json").read_text("utf-8").replace("\\r\\n", "\\n"))

    found = [{header.text: row.cells[index].text if index in row.cells else "" for index, header in headers.cells.items()} for row in rows]

    assert found == answers


def test_a_real_list_of_volunteers_is_read_whole() -> None:
    sheet = Sheet(
        "volunteers",
        "志愿者",
        "Volunteers",
        (
            Column("first", "名", "First Name", required=True),
            Column("last", "姓", "Last Name", required=True),
            Column("born", "出生日期", "DOB", Kind.DATE),
            Column("mail", "邮箱", "Email", Kind.EMAIL),
            Column("phone", "手机", "Mobile Phone", Kind.PHONE),
            Column("skills", "技能", "Skills", Kind.MULTI),
        ),
        (("mail",),),
    )
    table = read((DATA / "people-sample" / "historic__RLP__Demo__volunteers.csv").read_bytes(), sheet)

    rows = list(table.rows())

    assert len(rows) == 100
    faults = {(problem.header, problem.fault.code) for row in rows for problem in row.problems}
    assert faults == {("手机", "not_a_phone")}  # 0178-4001370: a German number without its country code
    assert rows[0].values["first"] == "Ngọc"
    assert rows[2].values["last"] == "Öztürk"
    assert rows[2].values["skills"] == ("Fahrzeug zur Verfügung", "Computer & Internet")


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_every_naughty_text_survives_the_way_out_and_in(form: str) -> None:
    texts = json.loads((DATA / "naughty-strings" / "blns.json").read_text("utf-8"))
    rows: list[dict[str, Value]] = [{"text": f"{text}"} for text in texts if clean(text)]
    data = workbook(NOTES, rows) if form == "xlsx" else b"".join(comma_separated(NOTES, rows))

    found = [row.values["text"] for row in read(data, NOTES_REQUIRED).rows() if not row.is_blank]

    assert found == [clean(str(row["text"])) for row in rows]
    assert len(found) > 490


NOTES_REQUIRED = Sheet(NOTES.name, NOTES.title, NOTES.title_en, (Column("text", "内容", "Text", required=True, max_length=40_000),), ())
