"""Texts that a spreadsheet program would run as a formula: made harmless on the way out, given back unchanged on the way in.

A mark is added in front of what begins like a formula, and also in front of what begins with the mark and then like one: so each text
has exactly one written form, and export followed by import changes nothing.
"""

import re

# = + - @ tab and carriage return (OWASP, CSV injection), line feed, and the full-width forms that Chinese and Japanese Excel take as well.
_DANGEROUS = r"[=+\-@\t\r\n＝＋－＠]"
_LIKE_A_FORMULA = re.compile(rf"'*{_DANGEROUS}")
_MARKED = re.compile(rf"'+{_DANGEROUS}")


def is_like_a_formula(text: str) -> bool:
    """Whether a spreadsheet program might run this text."""
    return bool(_LIKE_A_FORMULA.match(text))


def guarded(text: str) -> str:
    """The text as it is written into CSV: never one that would be run."""
    return f"'{text}" if _LIKE_A_FORMULA.match(text) else text


def marked(text: str) -> str:
    """The text as it is written into a workbook's string cell, where only what looks marked already needs a mark."""
    return f"'{text}" if _MARKED.match(text) else text


def unguarded(text: str) -> str:
    """The text that was meant: takes off what `guarded` or `marked` put on."""
    return text[1:] if _MARKED.match(text) else text
