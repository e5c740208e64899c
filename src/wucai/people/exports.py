"""Lists of people and sheets for units on their way out. Each leaves a line in the trace: who took what when."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wucai.core import clock, documents, qr, trace
from wucai.core.refusals import Refused
from wucai.core.spreadsheets import Limits, Value, comma_separated, workbook
from wucai.people.actions import invitations
from wucai.people.models import Message, Organisation, Person
from wucai.people.sheets import PEOPLE
from wucai.programme.models import Edition

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ExportRefusal(models.TextChoices):
    """Why a list is not made."""

    TOO_MANY = "too_many", _("There are more people than one workbook takes. Download the list as CSV instead.")


def people_workbook(edition: Edition, *, by: Person) -> bytes:
    """All people as a workbook that can be mended and uploaded again. Raises Refused when there are too many for one."""
    count = Person.objects.count()
    if count > Limits().rows:
        raise Refused(ExportRefusal.TOO_MANY)
    trace.record(by=by, verb="exported people", thing=edition, after={"form": "xlsx", "rows": count})
    return workbook(PEOPLE, _rows())


def people_csv(edition: Edition, *, by: Person) -> Iterator[bytes]:
    """All people as CSV, line by line, however many there are."""
    trace.record(by=by, verb="exported people", thing=edition, after={"form": "csv", "rows": Person.objects.count()})
    return comma_separated(PEOPLE, _rows())


def activation_sheets(edition: Edition, units: Sequence[Organisation], *, by: Person, now: datetime) -> bytes:
    """A page for each unit, with a code that lets in its liaison once, as one PDF. From here on these codes are good and earlier ones void.

    It is drawn first: when it cannot be, no earlier sheet is lost. Raises documents.DocumentRefused, InvitationRefused.
    """
    codes = [(unit, invitations.new_code()) for unit in units]
    until = invitations.good_until(edition, now=now)
    with translation.override("zh-hans"):
        title = gettext("Activation sheets")
    sheets = [_activation_sheet(edition, unit, code, until) for unit, code in codes]
    made = documents.pdf("people/sheets.typ", {"title": title, "sheets": sheets})
    invitations.hand_out(codes, edition, by=by, now=now)
    return made


def entry_address(code: str) -> str:
    """Where a code is used; without a language in it, so that each phone gets the one that it asks for."""
    return f"{settings.WUCAI_ORIGIN}/enter/{code}"


def plain_text(message: Message) -> str:
    """The message to copy into a chat group: both languages and where to open it."""
    chinese = f"【{message.title}】\n{message.text}"
    english = f"\n\n{message.title_en}\n{message.text_en}".rstrip()
    return f"{chinese}{english}\n\n{settings.WUCAI_ORIGIN}/me/messages/"


def _activation_sheet(edition: Edition, unit: Organisation, code: str, until: datetime) -> dict[str, Any]:
    address = entry_address(code)
    with translation.override("zh-hans"):
        chinese = {"edition": edition.name, "unit": unit.name, **_words(until)}
        alt = gettext("QR code that opens %(address)s") % {"address": f"{settings.WUCAI_ORIGIN}/enter/"}
    with translation.override("en"):
        english = {"edition": edition.name_en, "unit": unit.name_en, **_words(until)}
    spaced = " ".join(code[place : place + 4] for place in range(0, len(code), 4))
    told = {"zh": chinese, "en": english, "alt": alt, "spaced": spaced, "url": f"{settings.WUCAI_ORIGIN}/enter/".split("://", 1)[-1]}
    return {**told, "code": qr.svg(address, title=alt, error="q")}


def _words(until: datetime) -> dict[str, str]:
    """What is written on every sheet, in the language in force."""
    day = clock.local(until)
    return {
        "what": gettext("Activation sheet"),
        "scan": gettext("Scan with the phone of whoever speaks for the unit: log in or join, and you are its liaison."),
        "typed": gettext("Or open this address and type the code:"),
        "once": gettext("It lets in one person, once, until %(day)s %(time)s. Then hand it to nobody else.")
        % {"day": day.strftime("%Y-%m-%d"), "time": day.strftime("%H:%M")},
        "hotline": gettext("Service line %(number)s") % {"number": settings.WUCAI_HOTLINE},
    }


def _rows() -> Iterator[dict[str, Value]]:
    for person in Person.objects.order_by("pk").iterator(chunk_size=2000):
        yield {
            "name": person.name,
            "name_en": person.name_en,
            # Eleven digits, as people here write it; +86… would look like a formula in CSV.
            "phone": (person.phone or "").removeprefix("+86"),
            "email": person.email or "",
            "languages": tuple(person.languages),
            "number": person.number,
        }
