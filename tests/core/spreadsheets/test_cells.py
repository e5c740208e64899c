"""One cell, read as its column says."""

from datetime import date

import pytest

from tests.factories.sheets import VOLUNTEERS
from wucai.core.spreadsheets import refusals
from wucai.core.spreadsheets.cells import CellFault, read
from wucai.core.spreadsheets.grids import Form, RawCell


def value(key: str, text: str, form: Form = Form.TEXT) -> object:
    return read(RawCell(text, form), VOLUNTEERS.by_key[key])


def fault(key: str, text: str, form: Form = Form.TEXT) -> refusals.Fault:
    with pytest.raises(CellFault) as caught:
        value(key, text, form)
    return caught.value.fault


@pytest.mark.parametrize("text", ["40", " 40 ", "４０", "40.0", "+40"])
def test_a_whole_number_is_read_however_it_is_written(text: str) -> None:
    assert value("age", text) == 40


def test_a_number_with_thousands_is_read() -> None:
    assert value("age", "1,234,567") == 1_234_567


@pytest.mark.parametrize("text", ["两", "40人", "4 0", "40.5", "1,23", "--1", "0x28", "٤٠٪", "-"])
def test_text_where_a_number_belongs_is_a_fault(text: str) -> None:
    assert fault("age", text) is refusals.NOT_A_NUMBER


def test_a_day_where_a_number_belongs_is_a_fault() -> None:
    assert fault("age", "2020-11-05", Form.DATE) is refusals.NOT_A_NUMBER


@pytest.mark.parametrize(
    "text",
    ["2020-11-05", "2020/11/5", "2020.11.5", "2020年11月5日", "２０２０年１１月５日", "20201105", "2020-11-05 00:00:00", "2020/11/5 0:00"],
)
def test_a_day_is_read_however_it_is_written(text: str) -> None:
    assert value("day", text) == date(2020, 11, 5)


def test_a_day_is_read_from_the_number_that_excel_keeps() -> None:
    assert value("day", "44140", Form.NUMBER) == date(2020, 11, 5)


@pytest.mark.parametrize("text", ["11/5/2020", "5.11.20", "2020-13-01", "2020-02-30", "2020-11/05", "明天", "44140", "2020-11-05 09:00"])
def test_what_is_no_day_or_could_be_two_is_a_fault(text: str) -> None:
    assert fault("day", text) is refusals.NOT_A_DATE


@pytest.mark.parametrize("serial", ["0", "60", "3000000", "44140.5", "-1"])
def test_numbers_that_are_no_day_are_a_fault(serial: str) -> None:
    assert fault("day", serial, Form.NUMBER) is refusals.NOT_A_DATE


@pytest.mark.parametrize(
    "text", ["13800000000", "138 0000 0000", "138-0000-0000", "+86 13800000000", "008613800000000", "１３８００００００００"]
)
def test_a_mobile_number_is_read_however_it_is_written(text: str) -> None:
    assert value("phone", text) == "+8613800000000"


def test_a_mobile_number_that_excel_took_for_a_number_is_read() -> None:
    assert value("phone", "13800000000", Form.NUMBER) == "+8613800000000"


@pytest.mark.parametrize("text", ["1.38E+10", "1.38e10", "1.3800000000E+10"])
def test_a_mobile_number_whose_digits_excel_has_lost_is_a_fault_of_its_own(text: str) -> None:
    assert fault("phone", text) is refusals.SHORTENED


def test_what_is_no_mobile_number_is_a_fault() -> None:
    assert fault("phone", "12345") is refusals.NOT_A_PHONE


def test_a_long_number_in_a_text_column_has_lost_its_end_and_is_a_fault() -> None:
    assert fault("name", "3.10101199003071E+17", Form.NUMBER) is refusals.SHORTENED


@pytest.mark.parametrize("text", ["Wang@Example.org", "ｗａｎｇ＠example.org", " wang@example.org "])
def test_an_address_is_read_however_it_is_written(text: str) -> None:
    assert value("mail", text) == "wang@example.org"


def test_what_is_no_address_is_a_fault() -> None:
    assert fault("mail", "wang at example.org") is refusals.NOT_AN_EMAIL


@pytest.mark.parametrize("text", ["红", "红色", "red", "RED ", "ｒｅｄ"])
def test_a_choice_is_read_in_either_language(text: str) -> None:
    assert value("colour", text) == "red"


def test_a_word_that_is_not_among_the_choices_is_a_fault_that_names_them() -> None:
    with pytest.raises(CellFault) as caught:
        value("colour", "绿")

    assert caught.value.fault is refusals.UNKNOWN_CHOICE
    assert caught.value.details == {"choices": [["红", "red"], ["蓝", "blue"]]}


@pytest.mark.parametrize(
    "text", ["中文、英语", "中文,English", "中文，英文", "中文;英文", "中文；英文", "中文/英文", "中文\n英文", "中文、英文、中文"]
)
def test_several_values_in_one_cell_are_told_apart(text: str) -> None:
    assert value("languages", text) == ("zh", "en")


def test_a_formula_and_an_error_of_excel_are_faults_whatever_they_show() -> None:
    assert fault("name", "王小明", Form.FORMULA) is refusals.FORMULA
    assert fault("name", "#N/A", Form.ERROR) is refusals.ERROR_VALUE


def test_an_empty_cell_is_a_fault_only_where_it_is_needed() -> None:
    assert fault("name", " \u3000 ") is refusals.REQUIRED
    assert [read(None, VOLUNTEERS.by_key[key]) for key in ("phone", "age", "day", "languages")] == ["", None, None, ()]


def test_a_text_longer_than_its_column_is_a_fault() -> None:
    assert value("name", "王" * 60) == "王" * 60
    assert fault("name", "王" * 61) is refusals.TOO_LONG


def test_characters_that_no_database_holds_are_left_out() -> None:
    assert value("name", "\u200b王\x00小\x07明\ufffe\r\n李\ud800") == "王小明\n李"


@pytest.mark.parametrize("text", ["\u202d13800000000\u202c", "\u200b138 0000 0000\ufeff", "13800000000.0", "１３８００００００００"])
def test_a_mobile_number_that_was_copied_from_a_phone_or_written_as_a_fraction_is_read(text: str) -> None:
    assert value("phone", text) == "+8613800000000"
