"""Cells of both lists: texts, and numbers within their bounds."""

from django.utils.translation import gettext_noop as _

from wucai.core.judging import Wrong
from wucai.core.spreadsheets import Fault, Row

OUT_OF_RANGE = Fault("out_of_range", _("This number is too small or too large."), _("Write a number from %(least)s to %(most)s."))


def texts(row: Row, *keys: str) -> dict[str, str]:
    """The columns of these keys in which something stands."""
    return {key: str(row.values[key]).strip() for key in keys if row.values.get(key)}


def number(row: Row, key: str, *, least: int, most: int) -> dict[str, int]:
    """The number under its key, nothing for an empty cell. Raises Wrong outside the range."""
    value = row.values.get(key)
    if value is None or value == "":
        return {}
    if not isinstance(value, int) or not least <= value <= most:
        raise Wrong(key, OUT_OF_RANGE, least=least, most=most)
    return {key: value}
