"""What dataclasses say about themselves: docstrings as the source of the descriptions in schemas and tables."""

from __future__ import annotations

import inspect
import re
from dataclasses import fields
from typing import Any


def first_paragraph(kind: type[Any]) -> str:
    """What the class is, in a line."""
    return _on_one_line((inspect.getdoc(kind) or "").split("\n\n")[0])


def field_texts(kind: type[Any]) -> dict[str, str]:
    """What each field means, as far as the docstring tells: after `name:` at the start of a line or sentence, or in a table's row."""
    text = inspect.getdoc(kind) or ""
    names = "|".join(re.escape(each.name) for each in fields(kind))
    found = {name: _on_one_line(told) for name, told in re.findall(rf"^\|\s*({names})\s*\|\s*(.*?)\s*\|", text, re.MULTILINE)}
    marks = list(re.finditer(rf"(?:^|(?<=\. ))({names}): ", text, re.MULTILINE))
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    for mark, end in zip(marks, ends, strict=False):
        found[mark.group(1)] = _on_one_line(text[mark.end() : end].split("\n\n")[0])
    return found


def _on_one_line(text: str) -> str:
    told = " ".join(text.split())
    return told[:1].upper() + told[1:]
