"""Every row is told: taken, refused with its place, blank, or the template's own example."""

from django.utils import translation

from tests.factories.sheets import VOLUNTEERS, csv, xlsx
from wucai.core.spreadsheets import CellProblem, Row, read, refusals


def rows(data: bytes) -> list[Row]:
    return list(read(data, VOLUNTEERS).rows())


def test_blank_rows_are_passed_over_and_counted() -> None:
    told = rows(xlsx([["姓名"], [], ["王小明"], [" "], [None], ["李雷"], [], []]))

    assert [(row.number, row.count, row.is_blank) for row in told] == [(2, 1, True), (3, 1, False), (4, 2, True), (6, 1, False)]


def test_a_row_that_has_only_columns_of_others_is_blank_to_us() -> None:
    told = rows(csv("姓名,备注", ",小计", "王小明,"))

    assert [(row.number, row.is_blank) for row in told] == [(2, True), (3, False)]


def test_all_faults_of_a_row_are_told_at_once_with_their_places() -> None:
    (row,) = rows(xlsx([["姓名", "年龄", "手机"], [None, "两", "123"]]))

    assert [(problem.row, problem.letter, problem.header, problem.value, problem.fault) for problem in row.problems] == [
        (2, "A", "姓名", "", refusals.REQUIRED),
        (2, "B", "年龄", "两", refusals.NOT_A_NUMBER),
        (2, "C", "手机", "123", refusals.NOT_A_PHONE),
    ]


def test_the_second_of_two_equal_rows_is_refused_and_names_the_first() -> None:
    told = rows(csv("姓名,手机", "王小明,13800000000", "李雷,13900000000", "王晓明,+86 138 0000 0000"))

    assert [[(problem.letter, problem.fault, dict(problem.details)) for problem in row.problems] for row in told] == [
        [],
        [],
        [("B", refusals.DUPLICATE, {"row": "2"})],
    ]


def test_equal_rows_on_two_sheets_are_refused_too() -> None:
    data = xlsx([["姓名", "手机"], ["王小明", "13800000000"]], name="一组", more={"二组": [["姓名", "手机"], ["王小明", "13800000000"]]})

    assert [dict(problem.details) for row in rows(data) for problem in row.problems] == [{"row": "一组!2"}]


def test_rows_without_a_key_are_not_taken_for_each_other() -> None:
    assert [row.problems for row in rows(csv("姓名,手机", "王小明,", "王小明,"))] == [(), ()]


def test_the_example_row_of_the_template_is_ignored() -> None:
    headers, example = "姓名,手机,年龄,日期,邮箱,颜色,语言,编号", "王小明,13800000000,30,2020-11-05,wang@example.org,红,中文、英文,#example"

    told = rows(csv(headers, example, "李雷,13900000000,,,,,,"))

    assert [(row.number, row.is_example) for row in told] == [(2, True), (3, False)]


def test_a_person_typed_over_the_example_row_is_not_lost() -> None:
    told = rows(csv("姓名,手机,编号", "韩梅梅,13700000000,#example"))

    assert [(row.is_example, dict(row.values)) for row in told] == [(False, {"name": "韩梅梅", "phone": "+8613700000000", "number": ""})]


def test_a_problem_speaks_the_readers_language_and_can_be_kept_without_the_value() -> None:
    (row,) = rows(csv("姓名,手机", "王小明,1380000"))
    (problem,) = row.problems

    kept = problem.kept()

    assert "1380000" not in repr(kept)
    assert CellProblem.from_kept(kept, sheet="", row=2, value="1380000") == problem
    with translation.override("en"):
        assert problem.message == "This is not a telephone number."
