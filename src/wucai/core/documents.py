"""Documents: PDF from typst templates, tagged and named so that a screen reader can read them (PDF/UA-1).

A template lies among a room's templates and ends in `.typ`. What it shows reaches it as JSON and is never pasted into its text, so nothing
that somebody typed is read as markup; `core/letter.typ` is the plainest one:

    #import "/core/templates/core/document.typ": data, document
    #show: document.with(title: data.title)
    = #data.title

Every character is checked against the fonts: what no font can draw is refused with a sentence, never printed as a box.
"""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import typst
from django.conf import settings
from django.db import models
from django.template.utils import get_app_template_dirs
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wucai.core import clock
from wucai.core.refusals import Refused

PACKAGE = Path(__file__).resolve().parent.parent
# Simplified Chinese, sans first, as the font files name themselves: what we would rather have. Without them, any font that can is taken.
PREFERRED_FONTS = (
    *("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN", "HarmonyOS Sans SC", "MiSans", "PingFang SC"),
    *(
        "Hiragino Sans GB",
        "Microsoft YaHei",
        "WenQuanYi Micro Hei",
        "WenQuanYi Zen Hei",
        "Noto Serif CJK SC",
        "Source Han Serif SC",
        "SimSun",
    ),
)
_UNDRAWN = re.compile(r"the text `(\"(?:[^\"\\]|\\.)*\")` could not be displayed")
_UNDRAWN_NEVER = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


class DocumentRefusal(models.TextChoices):
    """Why a document is not made."""

    NO_CHINESE_FONT = (
        "no_chinese_font",
        _("No font for Chinese was found on this machine. Install one (for example Noto Sans CJK SC), then try again."),
    )
    NO_CHARACTER = "no_character", _("The text holds a character that cannot be printed, such as an emoji. Take it out, then try again.")


class DocumentRefused(Refused):
    """The document was not made, for a reason from DocumentRefusal."""


class NoChineseFont(DocumentRefused):
    """There is no font for Chinese. Better no poster than one of boxes."""


class CharacterMissing(DocumentRefused):
    """The fonts lack a character; `character` is the one."""

    def __init__(self, character: str) -> None:
        super().__init__(DocumentRefusal.NO_CHARACTER)
        self.character = character


def pdf(template: str, context: dict[str, Any]) -> bytes:
    """The document of the template (its path below a room's templates, ending in `.typ`), as PDF/UA-1 in the language in force.

    `context` holds what JSON can hold. The same context at the same moment of programme time gives the same bytes.
    Raises NoChineseFont, CharacterMissing; LookupError for a template that is not there.
    """
    path = _path(template)
    if not draws_chinese(settings.WUCAI_FONT_DIR):
        raise NoChineseFont(DocumentRefusal.NO_CHINESE_FONT)
    fonts = _fonts(settings.WUCAI_FONT_DIR)
    preferred = [name for name in PREFERRED_FONTS if name in fonts.families()][:1]
    given = {"data": _printable(context), "fonts": preferred, "language": _language()}
    inputs = {"given": json.dumps(given, ensure_ascii=False)}
    moment = int(clock.now().timestamp())
    try:
        return typst.compile(path, root=PACKAGE, font_paths=fonts, format="pdf", sys_inputs=inputs, pdf_standards="ua-1", timestamp=moment)
    except typst.TypstError as error:
        if undrawn := _UNDRAWN.search(error.message):
            raise CharacterMissing(_character(undrawn[1])) from error
        raise


@cache
def _fonts(folder: str) -> typst.Fonts:
    """The fonts of the folder where one is named, else those of the system: looked for once per process (0.2 s)."""
    return typst.Fonts(include_system_fonts=not folder, include_embedded_fonts=True, font_paths=[folder] if folder else [])


@cache
def draws_chinese(folder: str) -> bool:
    """Whether a word in Chinese can be drawn, found out by drawing it: PDF/UA-1 forbids what has no glyph."""
    word = '#set document(title: "-")\n#set text(lang: "zh")\n五彩'.encode()
    try:
        typst.compile(word, font_paths=_fonts(folder), format="pdf", pdf_standards="ua-1", timestamp=0)
    except typst.TypstError as error:
        if _UNDRAWN.search(error.message):
            return False
        raise
    return True


def _path(template: str) -> Path:
    folders = [Path(each).resolve() for each in get_app_template_dirs("templates")]
    for folder in folders:
        path = (folder / template).resolve()
        if path.suffix == ".typ" and path.is_file() and path.is_relative_to(folder) and path.is_relative_to(PACKAGE):
            return path
    raise LookupError(f"No room has a document template {template!r}.")


def _language() -> dict[str, str | None]:
    """What typst wants to hear: the language, and for Chinese the region that chooses the shapes of the characters."""
    language = translation.get_language() or settings.LANGUAGE_CODE
    return {"lang": "zh", "region": "CN"} if language.startswith("zh") else {"lang": language.split("-")[0], "region": None}


def _printable(value: Any) -> Any:
    """The same without the characters that draw nothing: controls, direction marks, halves of surrogate pairs."""
    if isinstance(value, str):
        return _UNDRAWN_NEVER.sub("", value)
    if isinstance(value, dict):
        return {key: _printable(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(each) for each in value]
    return str(value) if isinstance(value, Promise) else value


def _character(quoted: str) -> str:
    """The character in typst's quotation, where rarer ones are written as \\u{1f98c}."""
    inside = quoted[1:-1]
    escaped = re.fullmatch(r"\\u\{([0-9a-f]+)\}", inside)
    return chr(int(escaped[1], 16)) if escaped else inside
