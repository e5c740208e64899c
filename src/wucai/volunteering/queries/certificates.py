"""What was certified, and whether a number is genuine."""

import unicodedata
from dataclasses import dataclass

from wucai.core import limits
from wucai.core.refusals import Refused
from wucai.people.models import Person
from wucai.programme.models import Edition
from wucai.programme.queries import rules
from wucai.volunteering.choices import CertificateEnd, CertificateRefusal, HoursState
from wucai.volunteering.models import Certificate, HoursEntry
from wucai.volunteering.queries.hours import Total, total_in

# So often a minute may be asked from one address: a person never needs it, and a machine would need ten thousand years for all numbers.
_TRIES, _TRIES_SECONDS = 30, 60


@dataclass(frozen=True)
class CertifiableLine:
    """One edition as it stands for a person: what is confirmed, what it takes, and the certificate that stands."""

    edition: Edition
    total: Total
    least_minutes: int
    certificate: Certificate | None

    @property
    def is_enough(self) -> bool:
        """Whether a certificate may be issued."""
        return self.total.minutes >= self.least_minutes

    @property
    def is_up_to_date(self) -> bool:
        """Whether the certificate that stands tells all there is."""
        return self.certificate is not None and told(self.certificate) == self.total

    @property
    def may_issue(self) -> bool:
        """Whether asking for a certificate would bring a new one."""
        return self.is_enough and not self.is_up_to_date


def certificates_of(person: Person) -> list[Certificate]:
    """Everything that was certified to the person, the last first."""
    return list(Certificate.objects.filter(person=person).select_related("edition"))


def standing_certificate(person: Person, edition: Edition) -> Certificate | None:
    """The certificate of the edition that is valid now."""
    return Certificate.objects.filter(person=person, edition=edition, revoked_at=None).first()


def certifiable(person: Person) -> list[CertifiableLine]:
    """The editions in which the person has confirmed hours, the last first, with what could be certified; two queries."""
    served = HoursEntry.objects.filter(person=person, state=HoursState.CONFIRMED).select_related("shift__post__site__edition")
    by_edition: dict[Edition, list[HoursEntry]] = {}
    for entry in served.order_by("-shift__post__site__edition__starts_on", "shift__starts_at"):
        by_edition.setdefault(entry.shift.post.site.edition, []).append(entry)
    standing = {each.edition_id: each for each in Certificate.objects.filter(person=person, revoked_at=None)}
    return [
        CertifiableLine(edition, total_in(entries), rules(edition).certificate_least_minutes, standing.get(edition.pk))
        for edition, entries in by_edition.items()
    ]


def told(certificate: Certificate) -> Total:
    """What the certificate says, to be compared with what there is."""
    return Total(certificate.minutes, certificate.shifts, certificate.first_on, certificate.last_on)


def numbered(number: str, *, asker: str) -> Certificate | None:
    """The certificate with this number, however it is written; None when there is none. For anybody, so it is asked so often and no more.

    Raises Refused for one address that asks too often.
    """
    if limits.count("verify", asker, seconds=_TRIES_SECONDS) > _TRIES:
        raise Refused(CertificateRefusal.TOO_MANY_TRIES)
    return Certificate.objects.filter(number=normal_number(number)).select_related("edition").first()


def normal_number(number: str) -> str:
    """The number as we write it, WC2020-ABCDEFGH: without blanks, in capitals, with its dash."""
    bare = "".join(sign for sign in unicodedata.normalize("NFKC", number).upper() if sign.isascii() and sign.isalnum())[:20]
    return f"{bare[:6]}-{bare[6:]}" if len(bare) > 6 else bare


def ending(certificate: Certificate) -> str:
    """Why the certificate ended, as anybody may know it: our own reasons in words, nothing of what a person wrote."""
    known = {end.value: str(end.label) for end in CertificateEnd}
    return known.get(certificate.revoked_why, "")
