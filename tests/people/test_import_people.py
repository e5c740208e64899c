"""A list of people: every row told, nothing written before the word, and nothing twice."""

import io
from collections.abc import Sequence
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from tests.factories import people, programme
from tests.factories.imports import HEADERS, checked, counts, many_people, people_csv, scope_of, started, work, written
from tests.factories.sheets import xlsx
from wucai.core import files, importers, imports, jobs
from wucai.core.choices import ImportRefusal, ImportState, Verdict
from wucai.core.imports import Judged
from wucai.core.models import Job, SheetImport, StagedRow, TraceLine
from wucai.core.spreadsheets import template
from wucai.desks import exports as desk_exports
from wucai.people import exports
from wucai.people.actions import imports as actions
from wucai.people.actions import people as roles
from wucai.people.choices import RoleKind
from wucai.people.imports import PeopleJudge
from wucai.people.models import Person
from wucai.people.sheets import PEOPLE
from wucai.programme.models import Edition

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition() -> Edition:
    return programme.edition()


@pytest.fixture
def boss(edition: Edition) -> Person:
    return people.coordinator(edition, name="统筹", phone="13000000001")


def faults(sent: SheetImport) -> list[tuple[int, list[str]]]:
    rows = sent.rows.filter(verdict=Verdict.REFUSED)
    return [(row.row, [problem.fault.code for problem in imports.problems_of(row, PEOPLE)]) for row in rows]


def facts(person: Person) -> list[Any]:
    return [person.name, person.name_en, person.phone, person.email, person.languages]


def test_every_row_of_the_file_is_told(boss: Person) -> None:
    ada = people.person(name="王小明", name_en="", phone="13800000000", email="ming@example.org", languages=["zh"])
    people.person(name="李雷", name_en="Li Lei", phone="13900000000")
    data = people_csv(
        "王小明,Wang Xiaoming,13800000000,,英文、中文,",  # changed
        "李雷,,13900000000,,,",  # unchanged
        ",,,,,",  # blank
        "韩梅梅,,13700000000,,,",  # new
        "无名氏,,,,,",  # refused: no contact
        "林涛,,138,,,",  # refused: no phone number
    )

    sent = checked(data, by=boss)

    assert (sent.state, counts(sent), sent.told) == (ImportState.CHECKED, [1, 1, 1, 2, 1], 6)
    assert faults(sent) == [(6, ["no_contact"]), (7, ["not_a_phone"])]
    changed = sent.rows.get(verdict=Verdict.CHANGED)
    assert (changed.subject_id, changed.before, changed.after) == (
        ada.pk,
        {"name_en": "", "languages": ["zh"]},
        {"name_en": "Wang Xiaoming", "languages": ["en", "zh"]},
    )


def test_nothing_is_written_before_the_word_and_all_of_it_afterwards(boss: Person) -> None:
    ada = people.person(name="王小明", phone="13800000000", email="ming@example.org")
    sent = checked(people_csv("王明,,13800000000,,,", "韩梅梅,Han Meimei,13700000000,Han@Example.org,中文、日语,"), by=boss)
    assert Person.objects.count() == 2

    importers.confirm(sent, by=boss)
    work()

    sent.refresh_from_db()
    assert (sent.state, sent.written) == (ImportState.DONE, 2)
    ada.refresh_from_db()
    assert (ada.name, ada.pinyin, ada.email) == ("王明", "wang ming", "ming@example.org")
    han = Person.objects.get(email="han@example.org")
    assert facts(han) == ["韩梅梅", "Han Meimei", "+8613700000000", "han@example.org", ["zh", "ja"]]
    assert (han.pinyin, han.has_usable_password(), han.is_phone_verified) == ("han mei mei", False, False)


def test_the_same_file_twice_changes_nothing(boss: Person) -> None:
    data = many_people(30)
    written(data, by=boss)
    before = {person.pk: facts(person) for person in Person.objects.all()}

    again = written(data, by=boss)

    assert counts(again) == [0, 0, 30, 0, 0]
    assert (again.state, again.written) == (ImportState.DONE, 0)
    assert {person.pk: facts(person) for person in Person.objects.all()} == before


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_what_is_exported_and_imported_again_changes_nothing(form: str, boss: Person, edition: Edition) -> None:
    people.person(name="=1+1", name_en="+plus", phone="+4915112345678", email="a@example.org", languages=["en", "zh"])
    people.person(name="无手机", phone="", email="b@example.org", languages=["csl"])
    data = exports.people_workbook(edition, by=boss) if form == "xlsx" else b"".join(exports.people_csv(edition, by=boss))

    sent = checked(data, by=boss, name=f"people.{form}")

    assert counts(sent) == [0, 0, 3, 0, 0]


def test_a_person_is_known_by_number_else_by_phone_else_by_address(boss: Person) -> None:
    one = people.person(name="甲", phone="13800000001")
    people.person(name="乙", phone="13800000002")
    people.person(name="丙", phone="", email="c@example.org")
    data = people_csv(f"甲甲,,13900000009,,,{one.number}", "乙乙,,138 0000 0002,,,", "丙丙,,,C@example.org,,")

    sent = checked(data, by=boss)

    rows = [(row.verdict, row.before, row.after) for row in sent.rows.all()]
    assert rows == [
        (Verdict.CHANGED, {"name": "甲", "phone": "+8613800000001"}, {"name": "甲甲", "phone": "+8613900000009"}),
        (Verdict.CHANGED, {"name": "乙"}, {"name": "乙乙"}),
        (Verdict.CHANGED, {"name": "丙"}, {"name": "丙丙"}),
    ]


def test_a_phone_or_address_of_somebody_else_is_refused(boss: Person) -> None:
    one = people.person(name="甲", phone="13800000001")
    people.person(name="乙", phone="13800000002", email="b@example.org")

    sent = checked(people_csv(f"甲,,13800000002,,,{one.number}", "甲,,13800000001,b@example.org,,", "丁,,,,,NOBODY9999"), by=boss)

    assert faults(sent) == [(2, ["taken"]), (3, ["taken"]), (4, ["unknown_number"])]


@pytest.mark.parametrize(
    ("line", "header"),
    [("领导,,13800000009,,,{}", "手机"), ("领导,,,boss@example.org,,{}", "邮箱"), ("领导,,13800000001,b@c.cn,,", "邮箱")],
)
def test_with_what_a_leader_logs_in_is_changed_by_no_list_of_somebody_else(boss: Person, edition: Edition, line: str, header: str) -> None:
    leader = people.person(name="领导", phone="13800000001")
    roles.appoint(leader, RoleKind.LEADER, edition, by=None)

    sent = written(people_csv(line.format(leader.number), f"统筹,,13000000002,,,{boss.number}"), by=boss)

    leader.refresh_from_db()
    boss.refresh_from_db()
    [problem] = imports.problems_of(sent.rows.get(verdict=Verdict.REFUSED), PEOPLE)
    assert (problem.fault.code, problem.header) == ("holds_office", header)
    assert (leader.phone, leader.email, boss.phone) == ("+8613800000001", None, "+8613000000002")


def test_two_rows_that_mean_the_same_person_are_told(boss: Person) -> None:
    people.person(name="甲", phone="13800000001", email="a@example.org")

    sent = checked(people_csv("甲甲,,13800000001,,,", "甲甲甲,,,a@example.org,,"), by=boss)

    assert (counts(sent), faults(sent)) == ([0, 1, 0, 1, 0], [(3, ["duplicate"])])


def test_an_empty_cell_leaves_what_is_known_and_a_column_that_is_missing_too(boss: Person) -> None:
    ada = people.person(name="甲", name_en="Jia", phone="13800000001", email="a@example.org", languages=["zh"])

    written(xlsx([["姓名", "手机"], ["甲甲", 13800000001]]), by=boss)

    ada.refresh_from_db()
    assert facts(ada) == ["甲甲", "Jia", "+8613800000001", "a@example.org", ["zh"]]


def test_a_phone_that_changes_must_be_proved_anew(boss: Person) -> None:
    ada = people.person(name="甲", phone="13800000001")

    written(people_csv(f"甲,,13900000001,,,{ada.number}"), by=boss)

    ada.refresh_from_db()
    assert (ada.phone, ada.is_phone_verified) == ("+8613900000001", False)
    assert list(Person.objects.with_phone("13900000001")) == [ada]
    assert list(Person.objects.with_phone("13800000001")) == []


def test_confirming_twice_writes_once(boss: Person) -> None:
    sent = checked(many_people(3), by=boss)

    importers.confirm(sent, by=boss)
    importers.confirm(sent, by=boss)
    work()
    importers.confirm(sent, by=boss)

    assert Job.objects.filter(name="core.write_list").count() == 1
    assert Person.objects.count() == 4


def test_a_list_that_was_not_checked_cannot_be_confirmed(boss: Person) -> None:
    sent = started(many_people(3), by=boss)

    with pytest.raises(imports.ImportRefused) as caught:
        importers.confirm(sent, by=boss)

    assert caught.value.reason == ImportRefusal.NOT_CHECKED


def test_what_changed_since_the_check_is_not_overwritten(boss: Person) -> None:
    ada = people.person(name="甲", phone="13800000001")
    bea = people.person(name="乙", phone="13800000002")
    sent = checked(people_csv("甲甲,,13800000001,,,", "乙乙,,13800000002,,,", "丙,,13800000003,,,"), by=boss)
    Person.objects.filter(pk=ada.pk).update(name="另名")
    Person.objects.filter(pk=bea.pk).update(name="乙乙")
    people.person(name="先来", phone="13800000003")

    importers.confirm(sent, by=boss)
    work()

    sent.refresh_from_db()
    assert (sent.state, sent.written, counts(sent)) == (ImportState.DONE, 0, [0, 0, 1, 2, 0])
    assert faults(sent) == [(2, ["changed_meanwhile"]), (4, ["changed_meanwhile"])]
    assert list(Person.objects.order_by("pk").values_list("name", flat=True)) == ["统筹", "另名", "乙乙", "先来"]


def test_stopped_before_its_turn_nothing_is_checked(boss: Person) -> None:
    sent = started(many_people(3), by=boss)

    importers.stop(sent, by=boss)
    work()

    sent.refresh_from_db()
    assert (sent.state, sent.rows.count(), sent.may_go_on) == (ImportState.STOPPED, 0, False)


def test_stopped_in_the_middle_it_keeps_what_is_written_and_goes_on_later(boss: Person) -> None:
    sent = checked(many_people(35), by=boss)
    importers.confirm(sent, by=boss)
    run = jobs.claim("tester")
    assert run is not None

    def stop_in_the_second(judged: Sequence[Judged]) -> None:
        actions.put(judged, scope_of(boss))
        if judged[0].row.number == 12:
            importers.stop(sent, by=boss)

    with pytest.raises(jobs.Stopped):
        imports.write(run, sent.pk, PeopleJudge(scope_of(boss), True), stop_in_the_second, batch=10)
    sent.refresh_from_db()
    assert (sent.state, sent.written, sent.may_go_on) == (ImportState.STOPPED, 20, True)
    assert Person.objects.count() == 21

    Job.objects.update(state="stopped")
    importers.confirm(sent, by=boss)
    work()

    sent.refresh_from_db()
    assert (sent.state, sent.written, Person.objects.count()) == (ImportState.DONE, 35, 36)


def test_a_list_that_is_over_cannot_be_stopped(boss: Person) -> None:
    sent = written(many_people(1), by=boss)

    with pytest.raises(imports.ImportRefused) as caught:
        importers.stop(sent, by=boss)

    assert caught.value.reason == ImportRefusal.OVER


def test_a_check_that_is_done_again_after_a_killed_worker_tells_each_row_once(boss: Person) -> None:
    sent = started(many_people(3), by=boss)
    run = jobs.claim("first")
    assert run is not None
    SheetImport.objects.update(state=ImportState.CHECKING)
    StagedRow.objects.create(sheet_import=sent, position=1, row=2, verdict=Verdict.NEW)
    Job.objects.update(state="waiting", worker="")

    work()

    sent.refresh_from_db()
    assert (sent.state, counts(sent), sent.rows.count()) == (ImportState.CHECKED, [3, 0, 0, 0, 0], 3)


def test_a_worker_that_was_thought_dead_writes_nothing_more(boss: Person) -> None:
    sent = checked(many_people(3), by=boss)
    importers.confirm(sent, by=boss)
    run = jobs.claim("first")
    assert run is not None
    Job.objects.filter(pk=run.job_id).update(worker="second")

    with pytest.raises(jobs.Lost):
        imports.write(run, sent.pk, PeopleJudge(scope_of(boss), True), lambda judged: actions.put(judged, scope_of(boss)))

    assert Person.objects.count() == 1


def test_the_refused_rows_come_back_marked_in_the_senders_own_file(boss: Person) -> None:
    sent = checked(xlsx([["姓名", "手机"], ["甲", "138"], ["乙", "13800000002"]]), by=boss, name="我的名单.xlsx")

    name, data = desk_exports.marked_file(sent, by=boss)

    page = load_workbook(io.BytesIO(data)).worksheets[0]
    assert name.startswith("我的名单-")
    assert str(page["B2"].fill.fgColor.rgb).endswith("FFC7CE")
    assert page["B2"].comment is not None
    assert [page["C1"].value, bool(page["C2"].value), page["C3"].value] == ["问题 / Problem", True, None]


def test_personal_values_lie_sealed_and_the_trace_tells_none(boss: Person) -> None:
    sent = written(people_csv("韩梅梅,,13712345678,mei@example.org,,", "林涛,,1371234,,,"), by=boss)

    with connection.cursor() as cursor:
        cursor.execute("SELECT payload, problems FROM core_stagedrow")
        rows = [bytes(payload) + str(problems).encode() for payload, problems in cursor.fetchall()]
    assert [secret in row for row in rows for secret in (b"1371234", "韩梅梅".encode(), b"mei@")] == [False] * 6
    lines = list(TraceLine.objects.filter(subject_kind="core.SheetImport", subject_id=str(sent.pk)).order_by("pk"))
    assert [(line.verb, line.actor_id) for line in lines] == [(verb, boss.pk) for verb in ("uploaded list", "confirmed list", "wrote list")]
    assert lines[-1].after == {"new": 1, "changed": 0, "to": 1, "subjects": []}


def test_an_export_leaves_a_line_in_the_trace(boss: Person, edition: Edition) -> None:
    exports.people_workbook(edition, by=boss)

    line = TraceLine.objects.get(verb="exported people")
    assert (line.actor_id, line.after) == (boss.pk, {"form": "xlsx", "rows": 1})


def test_judging_and_writing_take_a_few_queries_however_many_rows_there_are(boss: Person) -> None:
    for number in range(200):
        people.person(name=f"旧{number}", phone=f"136{number:08}")

    def few(count: int) -> int:
        lines = [f"新{number},,136{number:08},,," for number in range(count)]
        lines += [f"人{count}-{number},,135{count:04}{number:04},,," for number in range(count)]
        sent = checked(people_csv(*lines), by=boss)
        importers.confirm(sent, by=boss)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            work()
        return len([query for query in captured.captured_queries if "people_person" in query["sql"] and "SELECT" in query["sql"][:6]])

    assert few(1) == few(100)


def test_a_file_that_only_the_worker_finds_out_is_refused_with_its_reason(boss: Person) -> None:
    sent = checked(b"%PDF-1.7", by=boss)

    assert (sent.state, sent.refusal, bool(imports.refusal_sentence(sent))) == (ImportState.REFUSED, "not_a_sheet", True)


def test_rows_are_forgotten_on_time_and_the_counts_stay(boss: Person) -> None:
    sent = written(many_people(3), by=boss)

    assert imports.forget(before=sent.created_at) == 0
    assert imports.forget(before=sent.created_at + imports.KEPT_FOR) == 3
    sent.refresh_from_db()
    assert counts(sent) == [3, 0, 0, 0, 0]


def test_the_template_is_read_by_the_importer_when_it_is_filled_in(boss: Person) -> None:
    book = load_workbook(io.BytesIO(template(PEOPLE)))
    page = book.worksheets[0]
    assert [cell.value for cell in page[1]] == ["姓名*", *HEADERS.split(",")[1:]]
    page["A3"], page["C3"] = "李雷", "13900000000"
    filled = io.BytesIO()
    book.save(filled)

    sent = checked(filled.getvalue(), by=boss, name="people.xlsx")

    assert counts(sent) == [1, 0, 0, 0, 1]
    assert files.read(sent.file) == filled.getvalue() if sent.file else False
