"""Every kind of list that a room reads, sent in every way that goes wrong: each row is told, and nothing is half written."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from tests.factories.imports import checked, counts, scope_of, work, written
from tests.factories.lists import example, filled, headers, numbers, world
from tests.factories.sheets import csv, xlsx
from wucai.core import importers, imports
from wucai.core.choices import ImportState, Verdict
from wucai.core.importers import Importer
from wucai.core.models import SheetImport
from wucai.core.spreadsheets import Limits, read
from wucai.people.models import Organisation, Person

pytestmark = pytest.mark.django_db
KINDS = [pytest.param(importer, id=importer.kind) for importer in importers.known()]
OFFICE = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(504)
LOCKED = OFFICE + "EncryptedPackage".encode("utf-16-le")
OLD = OFFICE + "Workbook".encode("utf-16-le")
WRITTEN = {Verdict.NEW, Verdict.CHANGED}
Setting = tuple[Person, Organisation]


@pytest.fixture
def setting() -> Setting:
    return world()


def rows_of_the_house() -> dict[str, int]:
    """How many rows each noun has; the ground's own (files, jobs, lists, traces) are left out."""
    rooms = [config for config in apps.get_app_configs() if config.name.startswith("wucai.") and config.label != "core"]
    return {model._meta.label: model._default_manager.count() for config in rooms for model in config.get_models()}


def faults(sent: SheetImport) -> list[tuple[int, list[str]]]:
    sheet = importers.named(sent.kind).sheet
    rows = sent.rows.filter(verdict=Verdict.REFUSED)
    return [(row.row, [problem.fault.code for problem in imports.problems_of(row, sheet)]) for row in rows]


def upload(client: Client, kind: str, data: bytes, name: str = "名单.xlsx") -> HttpResponse:
    return client.post(f"/en/desk/import/{kind}/", {"file": SimpleUploadedFile(name, data, "application/octet-stream")})


def test_every_room_with_lists_is_among_them() -> None:
    known = {importer.kind for importer in importers.known()}

    assert known >= {"people", "needs", "resources", "projects", "visits", "sites", "supplies", "shifts", "enrolments"}
    assert {importer.kind for importer in importers.known() if importer.unit_sheet} == {"needs", "resources"}


@pytest.mark.parametrize("importer", KINDS)
def test_the_example_of_the_template_is_sound_and_sent_twice_changes_nothing(importer: Importer, setting: Setting) -> None:
    boss, _unit = setting
    data = filled(importer, example(importer.sheet))

    first = written(data, by=boss, kind=importer.kind, name="名单.xlsx")
    before = rows_of_the_house()
    again = written(data, by=boss, kind=importer.kind, name="名单.xlsx")

    assert (first.state, faults(first), first.told) == (ImportState.DONE, [], 1)
    assert (counts(again), again.written, rows_of_the_house()) == ([0, 0, 1, 0, 0], 0, before)


WHOLE: dict[str, tuple[Callable[[Importer], bytes], str]] = {
    "other headers": (lambda importer: xlsx([["甲", "乙"], ["1", "2"]]), "These columns are missing:"),
    "no headers": (lambda importer: xlsx([example(importer.sheet)]), "These columns are missing:"),
    "no rows": (lambda importer: filled(importer), "There is no row below the headers."),
    "a hundred thousand rows": (
        lambda importer: csv(",".join(headers(importer.sheet)), *["x"] * 100_000),
        "There are more than 50000 rows.",
    ),
    "a password": (lambda importer: LOCKED, "This workbook is protected by a password."),
    "the old kind": (lambda importer: OLD, "This is a workbook of the old kind (.xls)."),
    "a picture": (lambda importer: b"\x89PNG\r\n\x1a\n" + bytes(99), "This is not a workbook."),
    "another program's file": (lambda importer: b"%PDF-1.7", "This is not a workbook."),
    "half a workbook": (lambda importer: filled(importer, example(importer.sheet))[:400], "This file is damaged"),
    "nothing": (lambda importer: b" ", "This file is empty."),
    "too many bytes": (lambda importer: b"a" * (Limits().file_bytes + 1), "This file is too big"),
    "a header twice": (
        lambda importer: xlsx([[*headers(importer.sheet), headers(importer.sheet)[0]], [*example(importer.sheet), "x"]]),
        "These columns are there twice:",
    ),
}


@pytest.mark.parametrize("importer", KINDS)
def test_what_is_no_list_of_this_kind_is_refused_at_once_with_its_field(importer: Importer, setting: Setting, client: Client) -> None:
    client.force_login(setting[0])
    before = rows_of_the_house()

    answers = {what: upload(client, importer.kind, make(importer)) for what, (make, _) in WHOLE.items()}

    told = {what: (answer.status_code, '<a href="#id_file">' in answer.content.decode()) for what, answer in answers.items()}
    assert told == dict.fromkeys(WHOLE, (422, True))
    assert [what for what, answer in answers.items() if WHOLE[what][1] not in answer.content.decode()] == []
    assert (SheetImport.objects.count(), rows_of_the_house()) == (0, before)


@pytest.mark.parametrize("importer", KINDS)
def test_the_template_of_another_list_is_told_by_its_name(importer: Importer, setting: Setting, client: Client) -> None:
    client.force_login(setting[0])
    other = next(each for each in importers.known() if each.kind != importer.kind)
    template = b"".join(client.get(f"/desk/import/{other.kind}/template.xlsx").streaming_content)

    answer = upload(client, importer.kind, template)

    assert (answer.status_code, f"This is the template of another list ({other.sheet.name})." in answer.content.decode()) == (422, True)


@pytest.mark.parametrize("importer", KINDS)
def test_text_where_a_number_or_a_day_belongs_is_refused_in_its_cell(importer: Importer, setting: Setting) -> None:
    keys = numbers(importer.sheet)
    rows = [example(importer.sheet, **{key: "两"}) for key in keys]

    sent = checked(filled(importer, *(rows or [example(importer.sheet)])), by=setting[0], kind=importer.kind, name="名单.xlsx")

    codes = {"integer": "not_a_number", "date": "not_a_date"}
    wrong = [(row, codes[importer.sheet.by_key[key].kind.value]) for row, key in enumerate(keys, start=2)]
    assert sent.told == max(len(rows), 1)
    assert [(row, code) for row, found in faults(sent) for code in found if code in codes.values()] == wrong


@pytest.mark.parametrize("importer", KINDS)
def test_formulas_errors_and_merged_cells_are_refused_row_by_row(importer: Importer, setting: Setting) -> None:
    rows = [example(importer.sheet) for _ in range(4)]
    rows[0][0], rows[1][0] = "=A1", "#N/A"
    before = rows_of_the_house()

    sent = checked(filled(importer, *rows, merged=["A4:A5"]), by=setting[0], kind=importer.kind, name="名单.xlsx")

    told = dict(faults(sent))
    assert (sent.told, rows_of_the_house()) == (4, before)
    assert [told[2][0], told[3][0], "merged" in told[4], "merged" in told[5]] == ["formula", "error_value", True, True]


@pytest.mark.parametrize("importer", KINDS)
def test_a_row_that_stands_there_twice_is_taken_once(importer: Importer, setting: Setting) -> None:
    sent = written(filled(importer, example(importer.sheet), example(importer.sheet)), by=setting[0], kind=importer.kind, name="名单.xlsx")

    assert (sent.told, [row for row, _ in faults(sent)]) == (2, [3])
    assert [code for _, codes in faults(sent) for code in codes][0] == "duplicate"


UNITS = [importer for importer in importers.known() if {"organisation", "lead"} & set(importer.sheet.by_key)]


@pytest.mark.parametrize("importer", UNITS, ids=lambda importer: importer.kind)
def test_a_unit_that_nobody_knows_is_refused_in_its_cell(importer: Importer, setting: Setting) -> None:
    key = next(iter({"organisation", "lead"} & set(importer.sheet.by_key)))
    before = rows_of_the_house()

    sent = written(filled(importer, example(importer.sheet, **{key: "没有的单位"})), by=setting[0], kind=importer.kind, name="名单.xlsx")

    problem = sent.rows.get().problems[0]
    assert (problem["header"], bool(problem["letter"]), bool(problem["fault"][2])) == (importer.sheet.by_key[key].header, True, True)
    assert (counts(sent), rows_of_the_house()) == ([0, 0, 0, 1, 0], before)


ODD = [
    "\u202e反",
    "😀" * 30,
    "'; DROP TABLE people_person; --",
    "{{7*7}}",
    "%s%n",
    "é" * 5000,
    "9" * 400,
    "-1",
    "0",
    "1e309",
    "NaN",
    "+1-1",
    "@a",
]


@pytest.mark.parametrize("importer", KINDS)
def test_odd_words_in_any_cell_are_told_or_taken_and_never_an_error(importer: Importer, setting: Setting) -> None:
    boss, _unit = setting
    rows = [example(importer.sheet, **{column.key: text}) for column in importer.sheet.columns for text in ODD]

    sent = written(filled(importer, *rows), by=boss, kind=importer.kind, name="名单.xlsx")

    assert (sent.state, sent.told, sent.job.state) == (ImportState.DONE, len(rows), "done")
    assert sent.written == sent.new + sent.changed


VALUES = [
    *ODD,
    "0001-01-01",
    "9999-12-31",
    "44140",
    "24:00",
    "3１．５",
    "1e-99999999999",
    "13900000000.0",
    "示例单位 ",
    "红、红",
    "；",
    "a\nb",
    "１２",
]


@pytest.mark.parametrize("importer", KINDS)
def test_whatever_one_cell_says_what_is_written_is_found_again_unchanged(importer: Importer, setting: Setting) -> None:
    scope = scope_of(setting[0])
    lines = [example(importer.sheet, **{column.key: text}) for column in importer.sheet.columns for text in VALUES]
    rows = [row for row in read(filled(importer, *lines), replace(importer.sheet, keys=())).rows() if not row.problems]

    again = []
    for row in rows:
        with transaction.atomic():
            importer.put([one for one in importer.judge(scope, True)([row]) if one.verdict in WRITTEN], scope)
            again += [one.verdict for one in importer.judge(scope, False)([row])]
            transaction.set_rollback(True)

    assert set(again) <= {Verdict.UNCHANGED, Verdict.REFUSED}


@pytest.mark.parametrize("importer", [each for each in importers.known() if each.unit_sheet is None], ids=lambda importer: importer.kind)
def test_no_unit_sends_a_list_that_is_the_coordinators(importer: Importer, setting: Setting) -> None:
    with pytest.raises(LookupError):
        checked(filled(importer, example(importer.sheet)), by=setting[0], kind=importer.kind, unit=setting[1])

    assert SheetImport.objects.count() == 0


def test_nothing_is_written_while_it_is_checked_only(setting: Setting) -> None:
    before = rows_of_the_house()

    for importer in importers.known():
        checked(filled(importer, example(importer.sheet)), by=setting[0], kind=importer.kind, name="名单.xlsx")
    work()

    assert rows_of_the_house() == before


def test_a_kind_that_no_room_reads_is_not_there(setting: Setting, client: Client) -> None:
    client.force_login(setting[0])

    answers: dict[str, Any] = {more: client.get(f"/desk/import/nothing/{more}").status_code for more in ("", "template.xlsx", "1/")}

    assert answers == dict.fromkeys(answers, 404)
