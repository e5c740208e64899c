"""Matches: proposed, accepted by each side for itself, and taken back."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import F, Q

from wucai.core import trace
from wucai.core.refusals import Refused
from wucai.exchange import planner, queries
from wucai.exchange.actions import items, notices
from wucai.exchange.choices import MatchState, NeedState, ProjectState, Refusal, ResourceState, Side
from wucai.exchange.models import Match, Need, Resource
from wucai.exchange.planner import Proposal
from wucai.people.models import Person
from wucai.programme.models import Edition

_STANDING = (MatchState.PROPOSED, MatchState.ACCEPTED)
Pair = tuple[int, int]


class MatchRefused(Refused):
    """A match cannot be made, accepted or taken back, for a reason from Refusal."""


def propose(edition: Edition, *, by: Person | None, now: datetime) -> list[Match]:
    """Ask the planner what could meet what is still lacking, and keep one open proposal a pair; these, by need.

    What a side has answered, what was proposed by hand and pairs that were declined stay as they are. What nobody has answered is
    brought up to date or taken back. The plan is made before the transaction: what was taken off a list meanwhile is not proposed,
    whatever else changed is found by `accept`.
    """
    return _keep(edition, planner.propose_matches(edition), by=by, now=now)


@transaction.atomic
def _keep(edition: Edition, proposals: Iterable[Proposal], *, by: Person | None, now: datetime) -> list[Match]:
    wanted = {(proposal.need_id, proposal.resource_id): proposal for proposal in proposals}
    # Locks in one order everywhere: needs, then matches, then resources.
    lacking = Need.objects.select_for_update().filter(edition=edition, state=NeedState.LISTED).order_by("pk")
    listed = set(lacking.values_list("pk", flat=True))
    offered = set(Resource.objects.filter(edition=edition, state=ResourceState.LISTED).values_list("pk", flat=True))
    standing = list(Match.objects.select_for_update(of=("self",)).filter(need__edition=edition, state__in=_STANDING).order_by("pk"))
    for match in standing:
        if _is_replaceable(match):
            _brought_up_to_date(match, wanted.get((match.need_id, match.resource_id)), by=by, now=now)
    known = {(match.need_id, match.resource_id) for match in standing}
    declined = set(Match.objects.filter(need__edition=edition, state=MatchState.DECLINED).values_list("need_id", "resource_id"))
    fresh = {
        _proposed(proposal, by=by, now=now).pk
        for pair, proposal in wanted.items()
        if pair not in known | declined and proposal.need_id in listed and proposal.resource_id in offered
    }
    waiting = list(queries.open_proposals(edition))
    notices.tell_of_proposals(edition, [match for match in waiting if match.pk in fresh], by=by, now=now)
    return waiting


@transaction.atomic
def propose_pair(need: Need, resource: Resource, *, quantity: int, by: Person | None, now: datetime) -> Match:
    """Propose one pair by hand, also one that was declined before: a person may know better than the planner.

    Raises MatchRefused for what is not listed, is not there on a common day, stands already, or is not there in this quantity.
    """
    need, resource = items.locked(need), Resource.objects.get(pk=resource.pk)
    if reason := _why_not_by_hand(need, resource, quantity):
        raise MatchRefused(reason)
    score, reasons = planner.judge_pair(need, resource, quantity)
    by_hand = ((queries.BY_HAND, {}), *reasons)
    is_demo = need.is_demo or resource.is_demo
    match = _proposed(Proposal(need.pk, resource.pk, quantity, score=score, reasons=by_hand, is_demo=is_demo), by=by, now=now)
    notices.tell_of_proposals(need.edition, [match], by=by, now=now)
    return match


@transaction.atomic
def accept(match: Match, side: Side | str, *, by: Person | None, now: datetime, is_told: bool = False) -> Match:
    """Say yes for one side, once however often it is said; with the second yes the quantity is taken on both lists, or nothing is.

    `is_told`: a coordinator writes down what the side told them. The need is met once its whole quantity is covered; what else was
    proposed for it then ends. Raises MatchRefused when the need is covered or the resource taken by others meanwhile.
    """
    match = _locked(match)
    mine = "need_accepted_at" if Side(side) == Side.NEED else "resource_accepted_at"
    if match.state == MatchState.ACCEPTED or (match.state == MatchState.PROPOSED and getattr(match, mine)):
        return match
    if reason := _why_not_now(match):
        raise MatchRefused(reason)
    setattr(match, mine, now)
    match.state = MatchState.ACCEPTED if match.need_accepted_at and match.resource_accepted_at else MatchState.PROPOSED
    match.save(update_fields=[mine, "state"])
    after = {"side": str(Side(side)), "quantity": match.quantity} | ({"told": True} if is_told else {})
    trace.record(by=by, verb="accepted", thing=match, after=after)
    if match.state == MatchState.ACCEPTED:
        _take(match, by=by, now=now)
        notices.tell_that_it_stands(match, by=by, now=now)
    return match


@transaction.atomic
def decline(match: Match, *, by: Person | None, now: datetime, side: Side | str | None = None) -> Match:
    """Say no to a proposal, for one side or (None) for the house; the pair is not proposed again. Once however often it is said.

    Raises MatchRefused for what is no open proposal any more.
    """
    match = _locked(match)
    if match.state == MatchState.DECLINED:
        return match
    if match.state != MatchState.PROPOSED:
        raise MatchRefused(Refusal.NOT_PROPOSED)
    _ended(match, MatchState.DECLINED, by=by, now=now, verb="declined", side=str(Side(side)) if side else "")
    notices.tell_that_it_ended(match, by=by, now=now)
    return match


@transaction.atomic
def withdraw(match: Match, *, by: Person | None, now: datetime, side: Side | str | None = None) -> Match:
    """Take a match back, proposed or accepted; what it took is free again on both lists. Once however often it is said.

    Raises MatchRefused for one that was declined, and while a project rests on it.
    """
    match = _locked(match)
    if match.state == MatchState.WITHDRAWN:
        return match
    if match.state not in _STANDING:
        raise MatchRefused(Refusal.NOT_STANDING)
    if match.project is not None and match.project.state in (ProjectState.PROPOSED, ProjectState.OPEN, ProjectState.DONE):
        raise MatchRefused(Refusal.IN_PROJECT)
    was_taken = match.state == MatchState.ACCEPTED
    _ended(match, MatchState.WITHDRAWN, by=by, now=now, verb="withdrew", side=str(Side(side)) if side else "")
    if was_taken:
        Need.objects.filter(pk=match.need_id).update(covered=F("covered") - match.quantity)
        Need.objects.filter(pk=match.need_id, state=NeedState.MET).update(state=NeedState.LISTED)
        Resource.objects.filter(pk=match.resource_id).update(committed=F("committed") - match.quantity)
    notices.tell_that_it_ended(match, by=by, now=now)
    return match


def _locked(match: Match) -> Match:
    """The match as it is now. Its need is locked first, so that of two verbs about one need the second waits."""
    items.locked(match.need)
    # Its project is asked for after the lock: joined to it, it would be the one from before whoever was waited for.
    return Match.objects.select_for_update(of=("self",)).select_related("need", "resource").get(pk=match.pk)


def _why_not_now(match: Match) -> Refusal | None:
    """Why this proposal cannot be accepted any more, or None. The conditional updates of `_take` have the last word."""
    if match.state != MatchState.PROPOSED:
        return Refusal.NOT_PROPOSED
    if match.need.state == NeedState.MET or match.need.open_quantity < match.quantity:
        return Refusal.COVERED
    if match.need.state != NeedState.LISTED or match.resource.state != ResourceState.LISTED:
        return Refusal.NOT_LISTED
    if not _has_common_day(match.need, match.resource):
        return Refusal.NO_COMMON_DAY
    return Refusal.TAKEN if match.resource.free_quantity < match.quantity else None


def _take(match: Match, *, by: Person | None, now: datetime) -> None:
    """Count the quantity on both lists, where it is there: the two statements on which the promise rests. Raises MatchRefused."""
    lacking = Need.objects.filter(pk=match.need_id, state=NeedState.LISTED, covered__lte=F("quantity") - match.quantity)
    if not lacking.update(covered=F("covered") + match.quantity):
        raise MatchRefused(Refusal.COVERED)
    has_room = Q(is_reusable=True) | Q(committed__lte=F("quantity") - match.quantity)
    free = Resource.objects.filter(has_room, pk=match.resource_id, state=ResourceState.LISTED)
    if not free.update(committed=F("committed") + match.quantity):
        raise MatchRefused(Refusal.TAKEN)
    # The update holds the resource's row, so that it is read as it stays, and of two needs for the same day the second sees the first.
    match.resource.refresh_from_db()
    if not _has_common_day(match.need, match.resource):
        raise MatchRefused(Refusal.NO_COMMON_DAY)
    if match.resource.is_reusable and queries.most_out(match.resource) > match.resource.quantity:
        raise MatchRefused(Refusal.TAKEN)
    if Need.objects.filter(pk=match.need_id, covered=F("quantity")).update(state=NeedState.MET):
        items.end_proposals(match.need, by=by, now=now)
        trace.record(by=by, verb="met", thing=match.need)
    match.need.refresh_from_db()


def _why_not_by_hand(need: Need, resource: Resource, quantity: int) -> Refusal | None:
    if need.edition_id != resource.edition_id:
        return Refusal.OTHER_EDITION
    if need.state != NeedState.LISTED or resource.state != ResourceState.LISTED:
        return Refusal.NOT_LISTED
    if need.organisation_id == resource.organisation_id:
        return Refusal.SAME_UNIT
    if not _has_common_day(need, resource):
        return Refusal.NO_COMMON_DAY
    if Match.objects.filter(need=need, resource=resource, state__in=_STANDING).exists():
        return Refusal.STANDS_ALREADY
    if quantity < 1:
        return Refusal.NO_QUANTITY
    if need.open_quantity < quantity:
        return Refusal.COVERED
    return Refusal.TAKEN if resource.free_quantity < quantity else None


def _has_common_day(need: Need, resource: Resource) -> bool:
    return max(need.starts_on, resource.starts_on) <= min(need.ends_on, resource.ends_on)


def _is_replaceable(match: Match) -> bool:
    """Whether a new plan may change it: nobody has answered, and the planner proposed it."""
    is_answered = match.state != MatchState.PROPOSED or match.need_accepted_at or match.resource_accepted_at
    return not is_answered and not queries.is_by_hand(match)


def _proposed(proposal: Proposal, *, by: Person | None, now: datetime) -> Match:
    match = Match.objects.create(
        need_id=proposal.need_id,
        resource_id=proposal.resource_id,
        quantity=proposal.quantity,
        score=proposal.score,
        reasons=[list(reason) for reason in proposal.reasons],
        proposed_at=now,
        proposed_by=by,
        is_demo=proposal.is_demo,
    )
    after = {"need": match.need_id, "resource": match.resource_id, "quantity": match.quantity, "score": match.score}
    trace.record(by=by, verb="proposed", thing=match, after=after)
    return match


def _brought_up_to_date(match: Match, proposal: Proposal | None, *, by: Person | None, now: datetime) -> None:
    if proposal is None:
        _ended(match, MatchState.WITHDRAWN, by=by, now=now, verb="took back")
        return
    reasons = [list(reason) for reason in proposal.reasons]
    if (match.quantity, match.score, match.reasons) == (proposal.quantity, proposal.score, reasons):
        return
    before = {"quantity": match.quantity, "score": match.score}
    match.quantity, match.score, match.reasons = proposal.quantity, proposal.score, reasons
    match.save(update_fields=["quantity", "score", "reasons"])
    trace.record(by=by, verb="changed", thing=match, before=before, after={"quantity": match.quantity, "score": match.score})


def _ended(match: Match, state: MatchState, *, by: Person | None, now: datetime, verb: str, side: str = "") -> Match:
    before, match.state = str(match.state), state
    # A demo's clock may have been set back since; nothing ends before it began.
    match.ended_at = max(now, match.proposed_at)
    match.save(update_fields=["state", "ended_at"])
    after = {"state": str(state)} | ({"side": side} if side else {})
    trace.record(by=by, verb=verb, thing=match, before={"state": before}, after=after)
    return match
