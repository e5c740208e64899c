"""Certificates: issued of what is confirmed, ended when it is not so any more."""

import secrets
from datetime import datetime

from django.db import transaction

from wucai.core import trace
from wucai.core.refusals import Refused
from wucai.people.actions import people
from wucai.people.models import Person
from wucai.programme.models import Edition
from wucai.programme.queries import rules
from wucai.volunteering.choices import CertificateEnd, CertificateRefusal
from wucai.volunteering.models import Certificate, HoursEntry
from wucai.volunteering.queries.certificates import standing_certificate, told
from wucai.volunteering.queries.hours import confirmed_of, total_in

# No 0, O, 1, I, L: a number is read from paper and typed. Eight of them: whoever guesses a thousand a second finds none in a lifetime.
_LETTERS, _LENGTH = "23456789ABCDEFGHJKMNPQRSTUVWXYZ", 8


class CertificateRefused(Refused):
    """No certificate was issued or ended, for a reason from CertificateRefusal."""


@transaction.atomic
def issue(person: Person, edition: Edition, *, by: Person | None, now: datetime) -> Certificate:
    """Certify the person's confirmed hours of the edition under a new number; the one that stood before is replaced.

    While nothing was added, the certificate that stands is the answer. Raises CertificateRefused for too few confirmed hours.
    """
    people.lock(person)
    total = total_in(confirmed_of(person, edition, until=now))
    if total.minutes < max(1, rules(edition).certificate_least_minutes) or total.first_on is None or total.last_on is None:
        raise CertificateRefused(CertificateRefusal.TOO_FEW)
    standing = standing_certificate(person, edition)
    if standing and told(standing) == total:
        return standing
    if standing:
        _end(standing, by=by, why=CertificateEnd.REPLACED, now=now)
    certificate = Certificate.objects.create(
        number=_number(edition),
        person=person,
        edition=edition,
        minutes=total.minutes,
        shifts=total.shifts,
        first_on=total.first_on,
        last_on=total.last_on,
        issued_at=now,
    )
    trace.record(by=by, verb="issued", thing=certificate, after={"minutes": total.minutes, "shifts": total.shifts})
    return certificate


@transaction.atomic
def revoke(certificate: Certificate, *, by: Person | None, why: str, now: datetime) -> Certificate:
    """End a certificate, with the reason; its number then says so to whoever asks. Said again, it changes nothing.

    Raises CertificateRefused without a reason.
    """
    people.lock(certificate.person)
    row = Certificate.objects.get(pk=certificate.pk)
    if not row.stands:
        return row
    if not why.strip():
        raise CertificateRefused(CertificateRefusal.NO_REASON)
    return _end(row, by=by, why=why.strip()[:200], now=now)


def end_for(entry: HoursEntry, *, by: Person | None, now: datetime) -> None:
    """Hours that were confirmed are void: a certificate that told of them ends. The caller holds the person's row."""
    standing = standing_certificate(entry.person, entry.shift.post.site.edition)
    if standing:
        _end(standing, by=by, why=CertificateEnd.HOURS_VOID, now=now)


def _end(certificate: Certificate, *, by: Person | None, why: str, now: datetime) -> Certificate:
    certificate.revoked_at, certificate.revoked_why = now, str(why)
    certificate.save(update_fields=["revoked_at", "revoked_why"])
    trace.record(by=by, verb="revoked", thing=certificate, after={"number": certificate.number})
    return certificate


def _number(edition: Edition) -> str:
    """WC2020-ABCDEFGH, drawn at random; the unique column stands behind it."""
    return f"WC{edition.starts_on.year}-{''.join(secrets.choice(_LETTERS) for _ in range(_LENGTH))}"
