"""Search in Chinese and in everything else, the same on both databases and with no extension of either.

Text is folded (width, case, accents) and cut into tokens here, so that neither database's idea of a word matters. Chinese, Japanese and
Korean are cut into pairs of characters, with the last character of a run alone; a single character is asked as the beginning of a pair and
so is found anywhere. Other words are found whole, the last one by its beginning, as somebody is still typing it. All tokens must be found.

What matches is ordered by a rule that needs no statistics, so that the order is the same on both databases and from day to day: text that
begins with what was typed, then text that holds it, then the rest; among equals the shorter text, then the lower id.
"""

import re
import unicodedata
from collections.abc import Mapping

from django.db import connection, transaction
from django.db.models import Case, IntegerField, Min, Value, When
from django.db.models.functions import Length, StrIndex

from wucai.core.models import SearchEntry

# What is kept of one text, and asked of one query; PostgreSQL takes 1 MB of lexemes a row and 2 KB a lexeme.
MOST_CHARACTERS = 20_000
MOST_TYPED = 200
LONGEST_WORD = 40
_AT_ONCE = 500

_PAIRED = "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U000323af"
_RUN = re.compile(rf"([{_PAIRED}]+)|((?:(?![{_PAIRED}])[^\W_])+)")
_ACCENTS = re.compile("[\u0300-\u036f]")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def put(kind: str, subject_id: int, texts: Mapping[str, str]) -> None:
    """Let the thing be found by these texts, one for each language code, and by no others. Blank texts are left out."""
    put_many(kind, {subject_id: texts})


def put_many(kind: str, subjects: Mapping[int, Mapping[str, str]]) -> None:
    """The same for many things of a kind at once, in three statements for each few hundred."""
    subject_ids = list(subjects)
    with transaction.atomic():
        for start in range(0, len(subject_ids), _AT_ONCE):
            _put(kind, {subject_id: subjects[subject_id] for subject_id in subject_ids[start : start + _AT_ONCE]})


def drop(kind: str, subject_id: int) -> None:
    """Let the thing be found no more."""
    SearchEntry.objects.filter(kind=kind, subject_id=subject_id).delete()


def find(kind: str, query: str, limit: int = 20) -> list[int]:
    """Ids of the things of this kind that hold all that was typed, best first; none for a query without a letter or digit.

    Whatever is typed, nothing is raised.
    """
    typed = fold(query[:MOST_TYPED])
    if not (asked := _asked(typed)):
        return []
    place = StrIndex("text", Value(typed))
    entries = SearchEntry.objects.filter(kind=kind, grams__matches=_expression(asked)).annotate(place=place)
    nearness = Case(When(place=1, then=0), When(place__gt=1, then=1), default=2, output_field=IntegerField())
    ranked = entries.values("subject_id").annotate(nearest=Min(nearness), shortest=Min(Length("text")))
    return list(ranked.order_by("nearest", "shortest", "subject_id").values_list("subject_id", flat=True)[:limit])


def fold(text: str) -> str:
    """The form in which texts meet: full and half width, capital and small, with accent and without, one blank between words."""
    plain = unicodedata.normalize("NFKD", _UNSTORABLE.sub("", text)).casefold()
    return " ".join(unicodedata.normalize("NFKC", _ACCENTS.sub("", plain)).casefold().split())


def grams(text: str) -> str:
    """The tokens under which a text is found, one blank between."""
    return " ".join(tokens(fold(text)))


def tokens(folded: str) -> list[str]:
    """Each token of a folded text once, in order of appearance."""
    found: dict[str, None] = {}
    for run in _RUN.finditer(folded):
        if run[1]:
            found.update(dict.fromkeys(_pairs(run[1])))
            found[run[1][-1]] = None
        else:
            found[run[2][:LONGEST_WORD]] = None
    return list(found)


def _put(kind: str, subjects: Mapping[int, Mapping[str, str]]) -> None:
    entries = [
        SearchEntry(kind=kind, subject_id=subject_id, language=language, text=folded, grams=" ".join(tokens(folded)))
        for subject_id, texts in subjects.items()
        for language, text in texts.items()
        if (folded := fold(text)[:MOST_CHARACTERS])
    ]
    written = {(entry.subject_id, entry.language) for entry in entries}
    before = SearchEntry.objects.filter(kind=kind, subject_id__in=list(subjects))
    stale = [pk for pk, *name in before.values_list("pk", "subject_id", "language") if tuple(name) not in written]
    if stale:
        SearchEntry.objects.filter(pk__in=stale).delete()
    unique, changed = ["kind", "subject_id", "language"], ["text", "grams"]
    SearchEntry.objects.bulk_create(entries, update_conflicts=True, unique_fields=unique, update_fields=changed)


def _pairs(run: str) -> list[str]:
    return [run[place : place + 2] for place in range(len(run) - 1)]


def _asked(typed: str) -> list[tuple[str, bool]]:
    """The tokens that must be found, each with whether its beginning is enough."""
    runs = list(_RUN.finditer(typed))
    asked: dict[tuple[str, bool], None] = {}
    for run in runs:
        if not run[1]:
            asked[run[2][:LONGEST_WORD], run is runs[-1]] = None
        elif len(run[1]) == 1:
            asked[run[1], True] = None
        else:
            asked.update(dict.fromkeys((pair, False) for pair in _pairs(run[1])))
    return list(asked)


def _expression(asked: list[tuple[str, bool]]) -> str:
    """In the query language of the database; tokens hold letters and digits only, so the quotes need no escaping."""
    if connection.vendor == "postgresql":
        return " & ".join(f"'{token}'{':*' if begins else ''}" for token, begins in asked)
    return " AND ".join(f'"{token}"{"*" if begins else ""}' for token, begins in asked)
