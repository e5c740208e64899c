"""Units that apply by themselves, and the coordinator's answer."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from wucai.core import limits, outbox, trace
from wucai.people import queries
from wucai.people.actions import invitations
from wucai.people.actions.invitations import TooManyTries
from wucai.people.actions.organisations import UnitRefused, put_organisation
from wucai.people.choices import InvitationRefusal, PartnershipState, UnitRefusal
from wucai.people.models import Invitation, Partnership, Person
from wucai.programme.models import Edition

_APPLICATIONS = {"most": 5, "seconds": 3600}


@dataclass(frozen=True)
class Contact:
    """Who applies for the unit, and what they say: name, mobile number in E.164, a few words."""

    name: str
    phone: str
    said: str = ""


def apply(edition: Edition, *, name: str, kind: str, contact: Contact, now: datetime, asked_from: str = "") -> None:
    """Put down that a unit would like to take part; a coordinator looks at it.

    It gives no answer, so that nobody learns whether a unit is there already: of a unit that takes part, or waits, nothing is changed.
    From one place come at most five an hour. Raises TooManyTries.
    """
    if asked_from and limits.is_spent("application", asked_from, **_APPLICATIONS):
        raise TooManyTries(InvitationRefusal.TOO_MANY_APPLICATIONS)
    limits.count("application", asked_from, seconds=_APPLICATIONS["seconds"])
    try:
        _put_down(edition, name, kind, contact, now=now)
    except IntegrityError:
        # Somebody put a unit of this name down in the same moment: now it is there.
        _put_down(edition, name, kind, contact, now=now)


@transaction.atomic
def accept_partner(partnership: Partnership, *, by: Person, now: datetime, is_surrounding: bool = False) -> bool:
    """Let the unit in that applied. Whether its way in was sent to who applied; where text messages are not set up, print its sheet.

    Raises UnitRefused when the application was answered already.
    """
    _answer(partnership, PartnershipState.ACCEPTED, by=by, is_surrounding=is_surrounding)
    phone = partnership.contact.get("phone")
    if not phone or not outbox.is_set_up("sms"):
        return False
    invitation, code = invitations.invite(partnership.organisation, partnership.edition, by=by, now=now)
    outbox.post("sms", {"to": phone, "text": _way_in(partnership, code)}, key=f"invitation {invitation.pk}")
    return True


@transaction.atomic
def decline_partner(partnership: Partnership, *, by: Person, now: datetime) -> None:
    """Answer an application with no; who applied is forgotten. Raises UnitRefused when it was answered already."""
    _answer(partnership, PartnershipState.DECLINED, by=by, contact={})
    open_ones = Invitation.objects.filter(organisation=partnership.organisation, edition=partnership.edition, used_at=None, revoked_at=None)
    open_ones.update(revoked_at=now)


@transaction.atomic
def _put_down(edition: Edition, name: str, kind: str, contact: Contact, *, now: datetime) -> None:
    organisation = queries.organisation_called(name) or put_organisation(by=None, name=name, kind=kind)
    told = {"state": PartnershipState.APPLIED, "applied_at": now, "contact": asdict(contact)}
    partnership, is_new = Partnership.objects.get_or_create(organisation=organisation, edition=edition, defaults=told)
    again = Partnership.objects.filter(pk=partnership.pk, state=PartnershipState.DECLINED)
    if is_new or again.update(**told):
        trace.record(by=None, verb="applied", thing=partnership)


def _answer(partnership: Partnership, state: PartnershipState, *, by: Person, **more: object) -> None:
    waiting = Partnership.objects.filter(pk=partnership.pk, state=PartnershipState.APPLIED)
    if not waiting.update(state=state, **more):
        raise UnitRefused(UnitRefusal.NOT_APPLIED)
    trace.record(by=by, verb="answered application", thing=partnership, after={"state": state})


def _way_in(partnership: Partnership, code: str) -> str:
    """The text message, in Chinese: who applied told us no other language."""
    with translation.override(settings.LANGUAGE_CODE):
        told = {"unit": partnership.organisation.name, "address": f"{settings.WUCAI_ORIGIN}/enter/{code}"}
        return _("%(unit)s takes part in Wucai. Open %(address)s once to come in as its liaison. Pass it on to nobody else.") % told
