"""What the home of a unit shows."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from wucai.exchange import queries as exchange
from wucai.exchange.choices import MatchState, NeedState, ResourceState, Side
from wucai.exchange.models import Match, Need, Resource, Visit
from wucai.people.models import Organisation
from wucai.programme.models import Edition

# How a state looks: the kind of its chip.
_LOOKS = {
    NeedState.DRAFT.value: "neutral",
    NeedState.SUBMITTED.value: "info",
    NeedState.LISTED.value: "ok",
    NeedState.MET.value: "ok",
    NeedState.WITHDRAWN.value: "neutral",
    NeedState.DECLINED.value: "warn",
}


@dataclass(frozen=True)
class ItemLine:
    """One of the unit's needs or resources; `done` of its quantity is covered, or promised to others."""

    item: Need | Resource
    done: int

    @property
    def look(self) -> str:
        """The kind of the chip for its state."""
        return _LOOKS[self.item.state]

    @property
    def is_listed(self) -> bool:
        """Whether it stands on the list, so that its coverage means something."""
        return self.item.state in (NeedState.LISTED, NeedState.MET)


@dataclass(frozen=True)
class MatchLine:
    """A match as this unit sees it: on which side it stands, and whether it has said yes."""

    match: Match
    side: Side
    reasons: Sequence[SafeString]

    @property
    def is_giver(self) -> bool:
        """Whether the unit is the one that shares."""
        return self.side == Side.RESOURCE

    @property
    def other(self) -> Organisation:
        """The unit on the other side."""
        return self.match.need.organisation if self.is_giver else self.match.resource.organisation

    @property
    def is_answered(self) -> bool:
        """Whether this unit has said yes and waits for the other."""
        return bool(self.match.resource_accepted_at if self.is_giver else self.match.need_accepted_at)


@dataclass(frozen=True)
class UnitHome:
    """Everything of a unit in an edition. Four queries, however much there is."""

    needs: Sequence[ItemLine]
    resources: Sequence[ItemLine]
    proposals: Sequence[MatchLine]
    received: Sequence[MatchLine]
    given: Sequence[MatchLine]
    visits: Sequence[Visit]


def unit_home(organisation: Organisation, edition: Edition) -> UnitHome:
    """What this unit needs and shares, what waits for its answer, what it got and who took what it offered."""
    matches = list(exchange.matches_of(edition=edition, organisation=organisation).order_by("-proposed_at", "pk"))
    lines = [
        MatchLine(match, side, exchange.sentences(match.reasons))
        for match in matches
        if (side := exchange.answers_for(match, organisation))
    ]
    accepted = [line for line in lines if line.match.state == MatchState.ACCEPTED]
    needs = exchange.needs_of(edition).filter(organisation=organisation)
    resources = exchange.resources_of(edition).filter(organisation=organisation)
    return UnitHome(
        needs=[ItemLine(need, need.covered) for need in needs.exclude(state=NeedState.WITHDRAWN)],
        resources=[ItemLine(resource, resource.committed) for resource in resources.exclude(state=ResourceState.WITHDRAWN)],
        proposals=[line for line in lines if line.match.state == MatchState.PROPOSED],
        received=[line for line in accepted if not line.is_giver],
        given=[line for line in accepted if line.is_giver],
        visits=list(exchange.visits_of(edition).filter(organisation=organisation)),
    )
