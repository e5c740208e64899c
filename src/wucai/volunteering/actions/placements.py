"""Changing a proposal by hand, on the board: the rules are asked again, the coordinator decides what rules leave open."""

from datetime import datetime
from typing import Any

from django.db import transaction

from wucai.core import trace
from wucai.people.models import Person
from wucai.volunteering.actions.calls import PlacingRefused
from wucai.volunteering.actions.rosters import RosterRefused
from wucai.volunteering.choices import RosterRefusal, RosterState
from wucai.volunteering.models import Placement, Roster, Shift
from wucai.volunteering.queries import rosters as queries


@transaction.atomic
def place(roster: Roster, person: Person, shift: Shift, *, by: Person | None, now: datetime) -> Placement:
    """Propose the person for the shift, by hand; once however often it is said.

    Raises PlacingRefused for a rule, RosterRefused for a shift beyond the roster's days or a roster that is no proposal.
    """
    _require_open(roster)
    if there := Placement.objects.filter(roster=roster, shift=shift, person=person).first():
        return there
    _require_fits(roster, person, shift, without=None, now=now)
    placement = Placement.objects.create(roster=roster, shift=shift, person=person, reasons=[["by_hand", {}]])
    trace.record(by=by, verb="placed", thing=roster, after={"person": person.pk, "shift": shift.pk})
    return placement


@transaction.atomic
def move(placement: Placement, shift: Shift, *, by: Person | None, now: datetime) -> Placement:
    """Propose the person for this shift instead. Moved back, a placement has its first reasons again.

    Raises as `place` does, and RosterRefused for a placement that somebody has taken off meanwhile.
    """
    _require_open(placement.roster)
    there = Placement.objects.select_related("roster", "person").filter(pk=placement.pk).first()
    if there is None:
        raise RosterRefused(RosterRefusal.TAKEN_OFF)
    placement = there
    if placement.shift_id == shift.pk:
        return placement
    _require_fits(placement.roster, placement.person, shift, without=placement, now=now)
    before = placement.shift_id
    placement.reasons = _reasons_at(placement, shift)
    placement.shift = shift
    Placement.objects.filter(pk=placement.pk).update(shift=shift, reasons=placement.reasons)
    trace.record(by=by, verb="moved", thing=placement, before={"shift": before}, after={"shift": shift.pk})
    return placement


@transaction.atomic
def remove(placement: Placement, *, by: Person | None) -> None:
    """Propose the person for this shift no more; said twice, it is done once. Raises RosterRefused."""
    _require_open(placement.roster)
    if Placement.objects.filter(pk=placement.pk).delete()[0]:
        told = {"person": placement.person_id, "shift": placement.shift_id}
        trace.record(by=by, verb="took off", thing=placement.roster, before=told)


def _require_open(roster: Roster) -> None:
    """Lock the proposal, so that two hands on one board come one after the other."""
    open_one = Roster.objects.select_for_update().filter(pk=roster.pk, state=RosterState.PROPOSED)
    if not open_one.values_list("pk", flat=True).first():
        raise RosterRefused(RosterRefusal.NOT_PROPOSED)


def _require_fits(roster: Roster, person: Person, shift: Shift, *, without: Placement | None, now: datetime) -> None:
    if not queries.is_within(roster, shift):
        raise RosterRefused(RosterRefusal.ELSEWHERE)
    shift.refresh_from_db(fields=["taken"])
    [opening] = queries.openings(roster, person, [shift], without=without, now=now)
    if opening.refusal:
        raise PlacingRefused(opening.refusal)


def _reasons_at(placement: Placement, shift: Shift) -> list[Any]:
    """By hand, with what spoke for the place before; that is what stands again when it is moved back."""
    by_hand = next((values for code, values in placement.reasons if code == "by_hand"), None)
    if by_hand and by_hand.get("from") == shift.pk:
        return list(by_hand["reasons"])
    first = by_hand if by_hand and "from" in by_hand else {"from": placement.shift_id, "reasons": placement.reasons}
    return [["by_hand", first]]
