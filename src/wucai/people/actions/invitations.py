"""Letting people into units: a code each, kept as a digest, good once and for some days."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from wucai.core import limits, trace
from wucai.core.refusals import Refused
from wucai.people import queries
from wucai.people.actions import organisations as units
from wucai.people.choices import InvitationKind, InvitationRefusal, PartnershipState
from wucai.people.models import Invitation, Membership, Organisation, Partnership, Person
from wucai.people.models.people import LETTERS
from wucai.programme.models import Edition
from wucai.programme.queries import rules

# Of 31 letters each, so 99 bits: nobody comes upon a good one by trying.
CODE_LETTERS = 20
_UNKNOWN_CODES = {"most": 20, "seconds": 900}


class InvitationRefused(Refused):
    """The code lets nobody in, or is not given out, for a reason from InvitationRefusal."""


class TooManyTries(InvitationRefused):
    """Whoever asks has guessed too often."""

    status = 429


def new_code() -> str:
    """A code drawn at random, without the letters that look alike."""
    return "".join(secrets.choice(LETTERS) for _ in range(CODE_LETTERS))


def good_until(edition: Edition, *, now: datetime) -> datetime:
    """When a code that is given out now expires."""
    return now + timedelta(days=rules(edition).invitation_days)


def invite(organisation: Organisation, edition: Edition, *, by: Person | None, now: datetime) -> tuple[Invitation, str]:
    """Give out an activation sheet for the unit and return it with its code, which is told this once. Raises InvitationRefused."""
    code = new_code()
    return hand_out([(organisation, code)], edition, by=by, now=now)[0], code


@transaction.atomic
def hand_out(sheets: Sequence[tuple[Organisation, str]], edition: Edition, *, by: Person | None, now: datetime) -> list[Invitation]:
    """Make these codes good for their units, one sheet a unit: an earlier one that nobody used is good no more.

    Raises InvitationRefused when one of the units does not take part.
    """
    units.lock([organisation for organisation, _code in sheets])
    mine = [organisation.pk for organisation, _code in sheets]
    taking_part = Partnership.objects.filter(edition=edition, organisation__in=mine, state=PartnershipState.ACCEPTED)
    if taking_part.count() != len(mine):
        raise InvitationRefused(InvitationRefusal.NOT_PARTNER)
    open_sheets = Invitation.objects.filter(organisation__in=mine, edition=edition, kind=InvitationKind.SHEET, used_at=None)
    open_sheets.filter(revoked_at=None).update(revoked_at=now)
    made = Invitation.objects.bulk_create(
        _made(organisation, edition, code, kind=InvitationKind.SHEET, is_liaison=True, now=now) for organisation, code in sheets
    )
    trace.record(by=by, verb="handed out sheets", thing=edition, after={"units": mine})
    return made


@transaction.atomic
def invite_colleague(
    organisation: Organisation, edition: Edition, *, by: Person, now: datetime, is_liaison: bool = False
) -> tuple[Invitation, str]:
    """Give out a code by which one colleague comes into the unit, as its liaison where told; the code is told this once."""
    code = new_code()
    invitation = _made(organisation, edition, code, kind=InvitationKind.COLLEAGUE, is_liaison=is_liaison, now=now)
    invitation.save()
    trace.record(by=by, verb="invited colleague", thing=organisation, after={"invitation": invitation.pk, "liaison": is_liaison})
    return invitation, code


def look_up(code: str, person: Person | None, *, asked_from: str, now: datetime) -> Invitation:
    """The invitation with this code, when it lets in this person (or, before a log-in, somebody).

    Codes that are not known are counted for where they come from, and after twenty in a quarter of an hour none is looked at from there.
    Raises InvitationRefused.
    """
    if limits.is_spent("unknown code", asked_from, **_UNKNOWN_CODES):
        raise TooManyTries(InvitationRefusal.TOO_MANY_TRIES)
    invitation = queries.invitation_called(code)
    if reason := queries.why_not_let_in(invitation, person, now=now):
        if reason == InvitationRefusal.UNKNOWN:
            limits.count("unknown code", asked_from, seconds=_UNKNOWN_CODES["seconds"])
        raise InvitationRefused(reason)
    assert invitation is not None
    return invitation


@transaction.atomic
def use(code: str, person: Person, *, now: datetime) -> Membership:
    """Let the person into the unit by this code: one person, once. Whoever used it already gets the same answer again.

    The conditional update is the claim: of two people at the same moment one changes the row. Raises InvitationRefused.
    """
    digest = queries.code_digest(code)
    free = Invitation.objects.filter(code_digest=digest, used_at=None, revoked_at=None, expires_at__gt=now)
    is_mine = bool(free.update(used_at=now, used_by=person))
    invitation = queries.invitation_called(code)
    if reason := queries.why_not_let_in(invitation, person, now=now):
        raise InvitationRefused(reason)
    assert invitation is not None
    if not is_mine:
        there = Membership.objects.filter(person=person, organisation=invitation.organisation, until=None).first()
        if there is None:
            raise InvitationRefused(InvitationRefusal.USED)
        return there
    trace.record(by=person, verb="used", thing=invitation)
    # Who applied is no longer needed once somebody of the unit is inside.
    for partnership in Partnership.objects.filter(organisation=invitation.organisation, edition=invitation.edition):
        if partnership.contact:
            Partnership.objects.filter(pk=partnership.pk).update(contact={})
    return units.join_unit(person, invitation.organisation, by=person, now=now, is_liaison=invitation.is_liaison)


@transaction.atomic
def revoke(invitation: Invitation, *, by: Person | None, now: datetime) -> None:
    """Take an invitation back before somebody uses it; said again, or too late, it changes nothing."""
    if Invitation.objects.filter(pk=invitation.pk, used_at=None, revoked_at=None).update(revoked_at=now):
        trace.record(by=by, verb="revoked", thing=invitation)


def _made(organisation: Organisation, edition: Edition, code: str, *, kind: InvitationKind, is_liaison: bool, now: datetime) -> Invitation:
    return Invitation(
        organisation=organisation,
        edition=edition,
        code_digest=queries.code_digest(code),
        kind=kind,
        is_liaison=is_liaison,
        made_at=now,
        expires_at=good_until(edition, now=now),
    )
