"""Telling the liaisons of units, in both languages, what became of their lines and what waits for their answer."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from wucai.core.language import said
from wucai.exchange.models import Match, Need, Resource
from wucai.people import queries as people
from wucai.people.actions import messages
from wucai.people.choices import AudienceKind, Channel, MessageKind
from wucai.people.models import Organisation, Person
from wucai.programme.models import Edition

_PROPOSED_TITLE = _("Matches wait for your answer")
_PROPOSED_TEXT = _("New matches proposed for %(unit)s: %(count)s. Each is told with its reasons; it stands once both sides have said yes.")
_STANDS_TITLE = _("A match stands")
_STANDS_TEXT = _("Both sides have said yes: %(resource)s (%(giver)s) for %(need)s (%(asker)s), quantity %(quantity)s.")
_ENDED_TITLE = _("A match does not come about")
_ENDED_TEXT = _(
    "%(resource)s (%(giver)s) for %(need)s (%(asker)s), quantity %(quantity)s: a side said no or took it back, or the need was met first."
)
_LISTED_TITLE = _("Your line is on the list")
_LISTED_TEXT = _("%(line)s was verified and stands on the list. It can be matched now.")
_UNLISTED_TITLE = _("Your line is not on the list")
_UNLISTED_TEXT = _("%(line)s was not put on the list, or was taken off it. You can change it and send it again.")
_WHY = _("The coordinator wrote: %(why)s")
Words = dict[str, Mapping[str, Any]]


def tell_of_proposals(edition: Edition, proposed: Sequence[Match], *, by: Person | None, now: datetime) -> None:
    """Tell each unit once how many new proposals wait for it."""
    sides = [match.need.organisation for match in proposed] + [match.resource.organisation for match in proposed]
    counts = Counter(unit.pk for unit in sides)
    for unit in {unit.pk: unit for unit in sides}.values():
        told = {"count": str(counts[unit.pk])}
        words: Words = {language: {**told, "unit": said(unit, language=language)} for language in ("zh-hans", "en")}
        _tell(edition, unit, [(_PROPOSED_TITLE, _PROPOSED_TEXT)], words, by=by, now=now)


def tell_that_it_stands(match: Match, *, by: Person | None, now: datetime) -> None:
    """Tell both units that both have said yes."""
    for unit in (match.need.organisation, match.resource.organisation):
        _tell(match.need.edition, unit, [(_STANDS_TITLE, _STANDS_TEXT)], _of_match(match), by=by, now=now)


def tell_that_it_ended(match: Match, *, by: Person | None, now: datetime) -> None:
    """Tell the units whose yes came to nothing."""
    answered = [(match.need_accepted_at, match.need.organisation), (match.resource_accepted_at, match.resource.organisation)]
    for unit in (unit for yes, unit in answered if yes is not None):
        _tell(match.need.edition, unit, [(_ENDED_TITLE, _ENDED_TEXT)], _of_match(match), by=by, now=now)


def tell_of_listing(item: Need | Resource, *, is_listed: bool, why: str = "", by: Person | None, now: datetime) -> None:
    """Tell the unit whether its line was put on the list, and why not."""
    words: Words = {
        language: {"line": f"{item.code} {said(item, 'title', language=language)}", "why": why} for language in ("zh-hans", "en")
    }
    sentences = [(_LISTED_TITLE, _LISTED_TEXT)] if is_listed else [(_UNLISTED_TITLE, _UNLISTED_TEXT), *([("", _WHY)] if why else [])]
    _tell(item.edition, item.organisation, sentences, words, by=by, now=now)


def _tell(
    edition: Edition, unit: Organisation, sentences: Sequence[tuple[str, str]], words: Words, *, by: Person | None, now: datetime
) -> None:
    """One message to all who speak for the unit; nothing where nobody does yet."""
    liaisons = [person for person in people.liaisons_of(unit) if person.is_active]
    if not liaisons:
        return
    title, title_en = (_text([sentences[0][0]], words, language) for language in ("zh-hans", "en"))
    text, text_en = (_text([sentence for _title, sentence in sentences], words, language) for language in ("zh-hans", "en"))
    messages.send(
        edition,
        by=by,
        people=liaisons,
        now=now,
        channels=[Channel.MAIL],
        kind=MessageKind.NOTICE,
        audience=AudienceKind.TEAM,
        audience_id=unit.slug,
        audience_name=unit.name,
        audience_name_en=unit.name_en,
        title=title,
        title_en=title_en,
        text=text,
        text_en=text_en,
        link=f"/unit/{unit.slug}/",
        is_demo=unit.is_demo,
    )


def _text(sentences: Sequence[str], words: Words, language: str) -> str:
    with translation.override(language):
        return " ".join(gettext(sentence) % words[language] for sentence in sentences)  # marked where they are written down


def _of_match(match: Match) -> Words:
    return {
        language: {
            "need": f"{match.need.code} {said(match.need, 'title', language=language)}",
            "resource": f"{match.resource.code} {said(match.resource, 'title', language=language)}",
            "asker": said(match.need.organisation, language=language),
            "giver": said(match.resource.organisation, language=language),
            "quantity": str(match.quantity),
        }
        for language in ("zh-hans", "en")
    }
