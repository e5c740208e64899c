"""Telling people, in both languages, that a seat is kept for them until they say yes or no."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.utils import translation
from django.utils.dateformat import format as formatted
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_noop as _

from wucai.core import clock, outbox
from wucai.core.language import said
from wucai.people.actions import messages
from wucai.people.choices import AudienceKind, Channel, MessageKind
from wucai.people.models import Person
from wucai.volunteering.models import Roster, Shift

_CALL_TITLE = _("Can you help at %(site)s?")
_CALL_TEXT = _("%(post)s at %(site)s, %(starts)s to %(ends)s. A seat is kept for you: please say yes or no.")
_FIRST_COME_TEXT = _(
    "%(post)s at %(site)s, %(starts)s to %(ends)s. Several people were asked: whoever says yes first has the seat. Please say yes or no."
)
_OUTRUN_TITLE = _("You need not answer: %(site)s has found somebody")
_OUTRUN_TEXT = _("%(post)s at %(site)s, %(starts)s to %(ends)s: others said yes first, and every seat is taken. Thank you for your time.")
_UNDONE_TITLE = _("You need not come to %(site)s")
_UNDONE_TEXT = _(
    "%(post)s at %(site)s, %(starts)s to %(ends)s: the coordinator has taken the question back to which you said yes, and your seat is "
    "free again. Thank you for having been ready to help."
)
_TAKEN_BACK_TITLE = _("%(site)s does not wait for your answer any more")
_TAKEN_BACK_TEXT = _(
    "%(post)s at %(site)s, %(starts)s to %(ends)s: the roster was worked out anew, and the seat that was kept for you until your answer is "
    "no longer kept. If you are asked for another one, it stands on your page."
)
_ROSTER_TITLE = _("The roster asks for you")
_ROSTER_TEXT = _("Seats are kept for you from %(first)s to %(last)s. Please say yes or no to each; nobody serves without having said yes.")
_ROSTER_NAME = _("Roster %(first)s to %(last)s")
# Where people answer.
_LINK = "/me/"


def tell_one(shift: Shift, person: Person, *, by: Person | None, now: datetime) -> None:
    """Tell somebody who is called to fill a gap, by every way that is set up: it may be a matter of minutes."""
    _tell(shift, [person], _CALL_TITLE, _CALL_TEXT, by=by, now=now, **_to(person))


def tell_first_come(shift: Shift, people: Sequence[Person], *, by: Person | None, now: datetime) -> None:
    """Tell people who are called together: one message, a notice each, by the same ways."""
    _tell(shift, people, _CALL_TITLE, _FIRST_COME_TEXT, by=by, now=now, **_on(shift))


def tell_several(shift: Shift, people: Sequence[Person], *, by: Person | None, now: datetime) -> None:
    """Tell people for each of whom a seat is kept: one message, a notice each, by the same ways."""
    _tell(shift, people, _CALL_TITLE, _CALL_TEXT, by=by, now=now, **_on(shift))


def tell_outrun(shift: Shift, people: Sequence[Person], *, now: datetime) -> None:
    """Tell those who have not answered that others said yes first: one message, a notice each."""
    _tell(shift, people, _OUTRUN_TITLE, _OUTRUN_TEXT, by=None, now=now, **_on(shift))


def tell_undone(shift: Shift, person: Person, *, by: Person | None, now: datetime) -> None:
    """Tell somebody who had said yes that they need not come, by the same ways."""
    _tell(shift, [person], _UNDONE_TITLE, _UNDONE_TEXT, by=by, now=now, **_to(person))


def tell_taken_back(shift: Shift, people: Sequence[Person], *, by: Person | None, now: datetime) -> None:
    """Tell those who were asked and have not answered that a new roster keeps this seat for them no more: one message, a notice each."""
    _tell(shift, people, _TAKEN_BACK_TITLE, _TAKEN_BACK_TEXT, by=by, now=now, **_on(shift))


def _tell(shift: Shift, people: Sequence[Person], title: str, text: str, *, by: Person | None, now: datetime, **audience: Any) -> None:
    chinese, english = _of_shift(shift, "zh-hans"), _of_shift(shift, "en")
    _send(
        shift.post.site.edition,
        people,
        by=by,
        now=now,
        kind=MessageKind.CALL,
        is_demo=shift.post.is_demo,
        **audience,
        **_both("title", title, chinese, english),
        **_both("text", text, chinese, english),
    )


def _to(person: Person) -> dict[str, Any]:
    """One person as a message's audience."""
    names = {"audience_name": person.name, "audience_name_en": person.name_en}
    return {"audience": AudienceKind.PERSON, "audience_id": person.number, **names}


def _on(shift: Shift) -> dict[str, Any]:
    """Those of a shift as a message's audience."""
    names = {"audience_name": shift.post.name, "audience_name_en": said(shift.post, language="en")}
    return {"audience": AudienceKind.SHIFT, "audience_id": str(shift.pk), **names}


def tell_all(roster: Roster, people: Sequence[Person], *, by: Person | None, now: datetime) -> None:
    """Tell everybody whom a roster asks: one message, a notice each."""
    chinese, english = _of_days(roster, "zh-hans"), _of_days(roster, "en")
    _send(
        roster.edition,
        people,
        by=by,
        now=now,
        kind=MessageKind.CALL,
        audience=AudienceKind.SHIFT,
        audience_id=f"roster-{roster.pk}",
        is_demo=roster.edition.is_demo,
        **_both("audience_name", _ROSTER_NAME, chinese, english),
        **_both("title", _ROSTER_TITLE, chinese, english),
        **_both("text", _ROSTER_TEXT, chinese, english),
    )


def _send(edition: Any, people: Sequence[Person], *, by: Person | None, now: datetime, **told: Any) -> None:
    ways = [Channel.MAIL, *([Channel.SMS] if outbox.is_set_up("sms") else [])]
    if any(person.is_active for person in people):
        messages.send(edition, by=by, people=people, now=now, channels=ways, link=_LINK, **told)


def _both(key: str, words: str, chinese: Mapping[str, str], english: Mapping[str, str]) -> dict[str, str]:
    """The same sentence for the row's two columns."""
    with translation.override("zh-hans"):
        told = gettext(words) % chinese  # marked where it is written down
    with translation.override("en"):
        return {key: told, f"{key}_en": gettext(words) % english}  # as above


def _of_shift(shift: Shift, language: str) -> dict[str, str]:
    site, post = shift.post.site, shift.post
    with translation.override(language):
        starts = formatted(clock.local(shift.starts_at), pgettext("date format", "D j M, H:i"))
        ends = formatted(clock.local(shift.ends_at), pgettext("date format", "H:i"))
    return {"site": said(site, language=language), "post": said(post, language=language), "starts": starts, "ends": ends}


def _of_days(roster: Roster, language: str) -> dict[str, str]:
    def told(day: date) -> str:
        return formatted(day, pgettext("date format", "D j M"))

    with translation.override(language):
        return {"first": told(roster.first_on), "last": told(roster.last_on)}
