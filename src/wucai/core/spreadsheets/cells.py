"""One cell, read as its column says: the value, or the fault that is in it."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any, TypeAlias

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from wucai.core import phones
from wucai.core.spreadsheets import refusals
from wucai.core.spreadsheets.columns import Column, Kind
from wucai.core.spreadsheets.grids import Form, RawCell
from wucai.core.spreadsheets.refusals import Fault

Value: TypeAlias = str | int | date | tuple[str, ...] | None

_UNWRITABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_SCIENTIFIC = re.compile(r"[+-]?\d(\.\d+)?[eE]\+?\d+")
_WHOLE = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.0+)?|[+-]?\d+(\.0+)?")
_DAY = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})|(\d{4})年(\d{1,2})月(\d{1,2})日?")
_DAY_OF_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})")
_MIDNIGHT = re.compile(r"[ T]0{1,2}:00(:00)?$")
_BETWEEN = re.compile(r"[、,，;；/\n]+")
# What phones and chats put around a number that is copied: byte order and direction marks, joiners, spaces of no width.
_INVISIBLE = "\ufeff\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069"
# A mobile number that a program took for a fraction: 13800000000.0.
_PHONE_AS_FRACTION = re.compile(r"^(\d{11,13})\.0+\Z")
_LARGEST = 2**53
_LAST_SERIAL = 2_958_465  # 9999-12-31


class CellFault(Exception):
    """There is a fault in the cell; `details` fill its sentences."""

    def __init__(self, fault: Fault, **details: Any) -> None:
        super().__init__(fault.code)
        self.fault = fault
        self.details: Mapping[str, Any] = details


def read(cell: RawCell | None, column: Column) -> Value:
    """The value of the cell: text (empty when there is none), number, day, or the keys of choices. Raises CellFault."""
    if cell is None:
        return _nothing(column)
    if cell.form is Form.FORMULA:
        raise CellFault(refusals.FORMULA)
    if cell.form is Form.ERROR:
        raise CellFault(refusals.ERROR_VALUE)
    text = clean(cell.text)
    if not text:
        return _nothing(column)
    if len(text) > column.max_length:
        raise CellFault(refusals.TOO_LONG, most=column.max_length)
    return _READERS[column.kind](text, cell.form, column)


def clean(text: str) -> str:
    """The text without the characters that no database and no workbook can hold, and without space around it."""
    if text.isprintable():
        return text.strip()
    return _UNWRITABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip().strip(_INVISIBLE).strip()


def _nothing(column: Column) -> Value:
    if column.required:
        raise CellFault(refusals.REQUIRED)
    return {Kind.INTEGER: None, Kind.DATE: None, Kind.MULTI: ()}.get(column.kind, "")


def _narrow(text: str) -> str:
    """Full-width digits, letters and signs as the usual ones."""
    return unicodedata.normalize("NFKC", text).strip()


def _text(text: str, form: Form, column: Column) -> str:
    if form is Form.NUMBER and _SCIENTIFIC.fullmatch(text):
        raise CellFault(refusals.SHORTENED)
    return text


def _integer(text: str, form: Form, column: Column) -> int:
    written = _narrow(text)
    if _SCIENTIFIC.fullmatch(written):
        raise CellFault(refusals.SHORTENED)
    if form is Form.DATE or not _WHOLE.fullmatch(written):
        raise CellFault(refusals.NOT_A_NUMBER)
    number = int(written.replace(",", "").partition(".")[0])
    if abs(number) > _LARGEST:
        raise CellFault(refusals.NOT_A_NUMBER)
    return number


def _date(text: str, form: Form, column: Column) -> date:
    written = _MIDNIGHT.sub("", _narrow(text))
    if found := _DAY.fullmatch(written) or _DAY_OF_DIGITS.fullmatch(written):
        year, month, day = (int(part) for part in found.groups() if part and part.isdecimal())
        return _day(year, month, day)
    serial = _day_from_serial(int(written)) if form is Form.NUMBER and written.isdecimal() else None
    if serial is None:
        raise CellFault(refusals.NOT_A_DATE)
    return serial


def _day(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise CellFault(refusals.NOT_A_DATE) from None


def _day_from_serial(serial: int) -> date | None:
    """The day that Excel counts so, or None. Day 60 is its 29 February 1900, which never was."""
    if not 1 <= serial <= _LAST_SERIAL or serial == 60:
        return None
    return date(1899, 12, 30 if serial > 60 else 31) + timedelta(days=serial)


def _phone(text: str, form: Form, column: Column) -> str:
    if _SCIENTIFIC.fullmatch(_narrow(text)):
        raise CellFault(refusals.SHORTENED)
    try:
        return phones.normalised(_PHONE_AS_FRACTION.sub(r"\1", _narrow(text)))
    except ValueError:
        raise CellFault(refusals.NOT_A_PHONE) from None


def _email(text: str, form: Form, column: Column) -> str:
    address = _narrow(text).lower().removeprefix("mailto:")
    try:
        validate_email(address)
    except ValidationError:
        raise CellFault(refusals.NOT_AN_EMAIL) from None
    return address


def _choice(text: str, form: Form, column: Column) -> str:
    if chosen := column.choice(text):
        return chosen.key
    raise CellFault(refusals.UNKNOWN_CHOICE, choices=[[choice.label, choice.label_en] for choice in column.choices])


def _multi(text: str, form: Form, column: Column) -> tuple[str, ...]:
    words = [word.strip() for word in _BETWEEN.split(text) if word.strip()]
    found = [_choice(word, form, column) for word in words] if column.choices else words
    return tuple(dict.fromkeys(found))


_READERS: dict[Kind, Callable[[str, Form, Column], Value]] = {
    Kind.TEXT: _text,
    Kind.INTEGER: _integer,
    Kind.DATE: _date,
    Kind.PHONE: _phone,
    Kind.EMAIL: _email,
    Kind.CHOICE: _choice,
    Kind.MULTI: _multi,
}
