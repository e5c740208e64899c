"""Documents: what is typed stays text, what cannot be drawn is refused, and nobody sees boxes."""

import io
from datetime import UTC, datetime
from pathlib import Path

import pypdfium2
import pytest
import typst
from django.conf import LazySettings
from django.utils import translation

from wucai.core import clock, documents

pytestmark = pytest.mark.django_db


LETTER = "core/letter.typ"


def _letter(*paragraphs: str, title: str = "七宝老街") -> bytes:
    return documents.pdf(LETTER, {"title": title, "paragraphs": paragraphs})


def _text(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(io.BytesIO(pdf)) as document:
        return "".join(document[0].get_textpage().get_text_range().split())


@pytest.mark.parametrize(
    "name",
    [
        "七宝老街",
        "#strong[x]",
        "$a^2$",
        "*b*_c_`d`",
        '"quotes"',
        "\\",
        '#panic("x")',
        '")#read("/core/settings.py")',
        "= x",
        "//x",
        "@label<label>",
        "{}",
    ],
)
def test_what_is_typed_is_printed_and_never_read_as_markup(name: str) -> None:
    assert _text(_letter(name, title=name)) == name.replace(" ", "") * 2


def test_the_document_is_tagged_named_and_speaks_its_language() -> None:
    with translation.override("zh-hans"):
        pdf = _letter("特色", title="七宝老街")
    with pypdfium2.PdfDocument(io.BytesIO(pdf)) as document:
        title = document.get_metadata_value("Title")

    assert title == "七宝老街"
    assert [mark in pdf for mark in (b"pdfuaid", b"/MarkInfo", b"/Lang(zh-CN)")] == [True, True, True]


def test_the_language_is_that_of_the_reader() -> None:
    with translation.override("en"):
        pdf = _letter("Qibao", title="Qibao")

    assert b"/Lang(en)" in pdf


def test_the_document_is_dated_in_programme_time(settings: LazySettings) -> None:
    settings.WUCAI_MODE = "demo"
    clock.set_now(datetime(2020, 11, 5, 1, 30, tzinfo=UTC))
    with pypdfium2.PdfDocument(io.BytesIO(_letter("特色"))) as document:
        made = document.get_metadata_value("CreationDate")
    clock.forget()

    assert made[:12] == "D:2020110501"


def test_without_a_font_for_chinese_the_document_is_refused_with_a_sentence(settings: LazySettings, tmp_path: Path) -> None:
    settings.WUCAI_FONT_DIR = str(tmp_path)

    with pytest.raises(documents.NoChineseFont) as refused, translation.override("en"):
        _letter("七宝", title="Qibao")

    assert refused.value.reason == documents.DocumentRefusal.NO_CHINESE_FONT


def test_a_font_in_the_named_folder_is_enough(settings: LazySettings, tmp_path: Path) -> None:
    [font] = [font for font in typst.Fonts().fonts() if font.family == "Noto Sans CJK SC" and font.weight == 400][:1] or [None]
    if font is None:
        pytest.skip("Noto Sans CJK SC is not installed on this machine")
    (tmp_path / "only.ttc").symlink_to(str(font.path))
    settings.WUCAI_FONT_DIR = str(tmp_path)

    assert _text(_letter("七宝", title="老街")) == "老街七宝"


@pytest.mark.parametrize("character", ["🦄", "\U0001f469\u200d\U0001f692", "\U0001fae8"])
def test_a_character_that_no_font_draws_is_refused_by_name(character: str) -> None:
    with pytest.raises(documents.CharacterMissing) as refused:
        _letter(f"七宝{character}")

    assert refused.value.character[0] == character[0]
    assert refused.value.reason == documents.DocumentRefusal.NO_CHARACTER


def test_what_draws_nothing_is_left_out() -> None:
    assert _text(_letter("七\0宝\x07\u202e老\ud800街", title="a")) == "a七宝老街"


@pytest.mark.parametrize("name", ["nowhere.typ", "../settings.py", "core/base.html", "/etc/passwd", ""])
def test_a_template_that_is_not_there_or_not_ours_is_not_read(name: str) -> None:
    with pytest.raises(LookupError):
        documents.pdf(name, {})
