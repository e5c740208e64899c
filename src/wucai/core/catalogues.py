"""Catalogues of words without GNU gettext: extract from Python and templates, check, compile.

msgids are English, so English needs no catalogue. `.mo` files are built where they are needed and never committed.
"""

import os
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation import templatize

# What marks a text for translation; Babel hands over all arguments of the call, and `extracted` knows which is which.
_MARKS = dict.fromkeys(("_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy", "npgettext"))
LOCALES = ("zh_Hans",)


def path_of(locale: str) -> Path:
    """Where the locale's catalogue is kept."""
    return Path(settings.PACKAGE) / "locale" / locale / "LC_MESSAGES" / "django.po"


def compile_all() -> None:
    """Make each `.mo` whose `.po` is newer, or that is not there; whole or not at all, since others may make it at the same time."""
    for locale in LOCALES:
        source = path_of(locale)
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            out = BytesIO()
            write_mo(out, read(locale))
            fresh = target.with_suffix(f".{os.getpid()}.fresh")
            fresh.write_bytes(out.getvalue())
            fresh.replace(target)


def read(locale: str) -> Catalog:
    """The catalogue as it stands."""
    with path_of(locale).open("rb") as source:
        return read_po(source, locale=locale)


def extracted() -> Catalog:
    """Every text marked for translation in our own code and templates."""
    catalog = Catalog(project="Wucai", charset="utf-8", header_comment="# Words of Wucai.")
    root = Path(settings.PACKAGE)
    for path in sorted([*root.rglob("*.py"), *root.rglob("*.html"), *root.rglob("*.txt")]):
        where = path.relative_to(root).as_posix()
        for _line, function, messages, comments in _found(path):
            told = [each for each in messages if isinstance(each, str)]
            context, ids = (told[0], told[1:]) if "pgettext" in function else (None, told)
            if ids:
                catalog.add(
                    tuple(ids[:2]) if function.startswith(("n", "np")) else ids[0],
                    None,
                    [(where, 1)],
                    auto_comments=comments,
                    context=context,
                )
    return catalog


def problems(locale: str) -> list[str]:
    """What is missing, fuzzy, superfluous or has other placeholders than its English; empty when the catalogue is complete."""
    wanted, have = extracted(), read(locale)
    told = []
    for message in wanted:
        if message.id and not _is_translated(have.get(message.id, message.context)):
            told.append(f"missing: {message.id!r} ({message.locations[0][0]})")
    for message in have:
        if not message.id:
            continue
        if message.fuzzy:
            told.append(f"fuzzy: {message.id!r}")
        if wanted.get(message.id, message.context) is None and message.auto_comments != ["library"]:
            told.append(f"superfluous: {message.id!r}")
        told += [f"{error}: {message.id!r}" for error in message.check(have)]
    return told


def update(locale: str) -> None:
    """Bring the catalogue up to date: new texts appear untranslated, those no longer used go."""
    catalog = read(locale)
    kept = {(message.id, message.context): message for message in catalog if message.auto_comments == ["library"]}
    catalog.update(extracted(), no_fuzzy_matching=True)
    for message in kept.values():
        catalog[message.id] = message
    catalog.obsolete.clear()
    with path_of(locale).open("wb") as out:
        write_po(out, catalog, width=120, sort_output=True, omit_header=False, include_lineno=False)


def _is_translated(message: Message | None) -> bool:
    if message is None:
        return False
    return all(message.string) if isinstance(message.string, list | tuple) else bool(message.string)


def _found(path: Path) -> Iterator[tuple[int, str, Sequence[str | None], list[str]]]:
    """What Babel's Python extractor finds; a template is first turned into what looks like Python by Django itself."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # Each line by itself: what is left of the template's indentation would not be Python.
        text = "\n".join(line.strip() for line in templatize(text, origin=str(path)).splitlines())
    for line, function, messages, comments in extract_python(BytesIO(text.encode()), _MARKS, [], {"encoding": "utf-8"}):
        yield line, str(function or ""), [messages] if isinstance(messages, str) else list(messages or ()), list(comments or ())
