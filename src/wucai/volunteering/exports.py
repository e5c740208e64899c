"""What leaves the room: certificates, sign-in sheets and duty lists, calendars."""

from collections.abc import Iterable
from datetime import date, datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import get_script_prefix, reverse
from django.utils.dateformat import format as formatted
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from icalendar import Calendar, Event, vGeo, vText

from wucai.core import clock, documents, qr, trace
from wucai.core.language import said
from wucai.core.refusals import Refused
from wucai.core.templatetags.wucai import minutes as in_words
from wucai.people.models import Person
from wucai.places.models import Site
from wucai.volunteering import queries
from wucai.volunteering.choices import CertificateRefusal, HoursKind
from wucai.volunteering.models import CalendarFeed, Certificate, HoursEntry, Shift, Signup

# Empty lines for those who come without being on the list.
_BLANK_ROWS = 4


def certificate_pdf(certificate: Certificate) -> bytes:
    """The certificate in the reader's language: person, service, issuer, number, and a code by which anybody can ask whether it is genuine.

    Raises Refused for one that does not stand, documents.DocumentRefused.
    """
    if not certificate.stands:
        raise Refused(CertificateRefusal.REVOKED)
    served = queries.confirmed_of(certificate.person, certificate.edition, until=certificate.issued_at)
    address = _public_address("volunteering:verify_number", certificate.number)
    alt = _("QR code that opens %(address)s") % {"address": address}
    told = {
        "title": _("Certificate of volunteer service"),
        "demo": _("Demo data: this is no genuine certificate.") if _is_demo(certificate) else "",
        "blocks": [*_person_and_service(certificate), _issuer(certificate), _numbering(certificate, served)],
        "table": {"head": _content_head(), "rows": _content(served)},
        "code": qr.svg(address, title=alt, error="m"),
        "alt": alt,
        "scan": _("Scan to check this certificate, or type its number at %(address)s")
        % {"address": _public_address("volunteering:verify").split("://", 1)[-1]},
        "sign": [_("Seal of the issuer"), _("Person in charge (signature)"), _("Handled by (signature)")],
    }
    return documents.pdf("volunteering/certificate.typ", told)


def sign_in_sheet(site: Site, day: date) -> bytes:
    """The station's sheet of one day as PDF, to sign by hand: who is awaited on each shift, and empty lines for who comes besides.

    Raises documents.DocumentRefused.
    """
    shifts = [_sheet_block(shift, crew) for shift, crew in queries.crews_on(site, day)]
    told = {
        "title": _("Sign-in sheet"),
        "place": said(site),
        "day": _day(day),
        "head": [_("No."), _("Name"), _("Came at"), _("Left at"), _("Signature")],
        "shifts": shifts or [{"title": _("Without a shift"), "names": [], "blank": 20}],
        "note": _("Enter these times in the system afterwards, with the reason “signed on paper”. The way to the station does not count."),
    }
    return documents.pdf("volunteering/sign_in_sheet.typ", told)


def duty_list(site: Site, day: date, *, by: Person) -> list[tuple[Shift, list[Signup]]]:
    """Each shift of the day with its people, whose telephones stand on the list: each look leaves a line in the trace."""
    crews = queries.crews_on(site, day)
    count = sum(len(crew) for _shift, crew in crews)
    trace.record(by=by, verb="looked at telephones", thing=site, after={"day": day.isoformat(), "rows": count})
    return crews


def calendar(feed: CalendarFeed, *, now: datetime) -> bytes:
    """The person's shifts for a calendar, without anybody's name or telephone. What was given back is told as cancelled."""
    told = Calendar()
    told.add("prodid", "-//Wucai//volunteering//EN")
    told.add("version", "2.0")
    told.add("method", "PUBLISH")
    told.add("x-wr-calname", _("My volunteer shifts"))
    told.add("x-wr-timezone", "Asia/Shanghai")
    told.add("refresh-interval;value=duration", "PT1H")
    told.add("x-published-ttl", "PT1H")
    for seat in queries.seats_in_feed(feed.person, now=now):
        told.add_component(_event(seat))
    return bytes(told.to_ical())


def _event(seat: Signup) -> Event:
    """One seat. Its address in the calendar is the wish's key, so that an answer changes the entry and makes no second one."""
    shift, post, site = seat.shift, seat.shift.post, seat.shift.post.site
    event = Event()
    event.add("uid", f"{seat.key}@{urlsplit(settings.WUCAI_ORIGIN).hostname}")
    event.add("dtstamp", seat.withdrawn_at or seat.accepted_at or seat.created_at)
    event.add("dtstart", shift.starts_at)
    event.add("dtend", shift.ends_at)
    event.add("sequence", 2 if seat.is_withdrawn else 0 if seat.is_asked else 1)
    event.add("status", "CANCELLED" if seat.is_withdrawn else "TENTATIVE" if seat.is_asked else "CONFIRMED")
    event.add("summary", _("%(post)s at %(station)s") % {"post": said(post), "station": said(site)})
    event.add("location", vText(", ".join(filter(None, [said(site), said(site, "address"), said(post, "assembly")]))))
    event.add("geo", vGeo((site.latitude_e6 / 1_000_000, site.longitude_e6 / 1_000_000)))
    event.add("description", "\n".join(_notes(seat)))
    event.add("url", _public_address("volunteering:shift", shift.pk))
    return event


def _notes(seat: Signup) -> Iterable[str]:
    post = seat.shift.post
    if seat.is_asked:
        yield _("You were asked for this shift and have not answered yet.")
    if said(post, "bring"):
        yield _("Bring: %(things)s") % {"things": said(post, "bring")}
    yield _("Please note: %(risks)s") % {"risks": said(post, "risks")}


def _person_and_service(certificate: Certificate) -> list[dict[str, object]]:
    """The first two blocks: who, and how much. The volunteer number stands for the identity card's, which the house does not keep."""
    person, edition = certificate.person, certificate.edition
    who = [[_("Name"), person.name], [_("Name in Latin letters"), person.name_en], [_("Volunteer number"), person.number]]
    period = _("%(first)s to %(last)s") % {"first": _day(certificate.first_on), "last": _day(certificate.last_on)}
    service = [
        [_("Programme"), said(edition)],
        [_("Period"), period],
        [_("Shifts served"), str(certificate.shifts)],
        [_("Time served"), _("%(hours)s (%(minutes)s minutes)") % {"hours": in_words(certificate.minutes), "minutes": certificate.minutes}],
    ]
    return [{"title": _("The volunteer"), "rows": [row for row in who if row[1]]}, {"title": _("Service rendered"), "rows": service}]


def _issuer(certificate: Certificate) -> dict[str, object]:
    """Issuer and contact; seal and names are put by hand, since whoever certifies answers for it."""
    rows = [
        [_("Issued for"), said(certificate.edition)],
        [_("Contact"), _("Service line %(number)s") % {"number": settings.WUCAI_HOTLINE}],
    ]
    return {"title": _("Issuer"), "rows": rows}


def _numbering(certificate: Certificate, served: list[HoursEntry]) -> dict[str, object]:
    made_up = sum(entry.minutes for entry in served if entry.kind == HoursKind.MADE_UP)
    rows = [[_("Number"), certificate.number], [_("Day of issue"), _day(clock.local(certificate.issued_at).date())]]
    remark = _("Time is counted from check-in to check-out by the system's clock, without the way there, and was confirmed by the station.")
    if made_up:
        rows.append([_("Added by hand"), in_words(made_up)])
    return {"title": _("Certificate"), "rows": [*rows, [_("Remarks"), remark]]}


def _content_head() -> list[str]:
    return [_("Post"), _("Station"), _("Shifts"), _("Time")]


def _content(served: list[HoursEntry]) -> list[list[str]]:
    """What was done, one line a post."""
    by_post: dict[int, list[HoursEntry]] = {}
    for entry in served:
        by_post.setdefault(entry.shift.post_id, []).append(entry)
    return [
        [said(same[0].shift.post), said(same[0].shift.post.site), str(len(same)), str(in_words(sum(entry.minutes for entry in same)))]
        for same in by_post.values()
    ]


def _sheet_block(shift: Shift, seats: list[Signup]) -> dict[str, object]:
    begin, end = (formatted(clock.local(at), "H:i") for at in (shift.starts_at, shift.ends_at))
    colour = said(shift.post.colour)
    title = _("%(begin)s–%(end)s · %(post)s (%(colour)s)") % {"begin": begin, "end": end, "post": said(shift.post), "colour": colour}
    return {"title": title, "names": [seat.person.name for seat in seats], "blank": max(0, shift.seats - len(seats)) + _BLANK_ROWS}


def _is_demo(certificate: Certificate) -> bool:
    return certificate.edition.is_demo or settings.WUCAI_MODE == "demo"


def _day(day: date) -> str:
    return formatted(day, pgettext("date format with year", "j F Y"))


def _public_address(name: str, *args: object) -> str:
    """The whole address without a language in it, so that each reader's phone gets the language it asks for."""
    return settings.WUCAI_ORIGIN + reverse(name, args=args).removeprefix(get_script_prefix().rstrip("/"))
