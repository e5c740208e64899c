"""Whatever is said in whatever order: covered and committed are the sums of the accepted matches, and never more than there is."""

from collections import Counter
from datetime import date, timedelta
from itertools import product
from typing import Any, ClassVar

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from tests.factories import exchange, organisations
from wucai.core import clock
from wucai.core.refusals import Refused
from wucai.exchange.actions import matches, needs, projects, resources
from wucai.exchange.choices import MatchState, NeedState, ProjectState, Side
from wucai.exchange.models import Match, Need, Resource

SOME = st.integers(0, 2)
MANY = st.integers(1, 6)
FIRST = date(2030, 11, 5)


class Lists(RuleBasedStateMachine):
    """Three needs on days that overlap, three resources of which one comes back, and everything that can be said about them."""

    heard: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        days = [{"starts_on": FIRST + timedelta(days=day), "ends_on": FIRST + timedelta(days=day + 1)} for day in range(3)]
        asker, giver = organisations.partner(), organisations.partner()
        exchange.affinity()
        self.needs = [exchange.need(asker, quantity=4, **each) for each in days]
        self.resources = [exchange.resource(giver, quantity=quantity, is_reusable=quantity == 5) for quantity in (3, 5, 6)]
        # Something stands from the beginning, so that most of what is said next meets it.
        exchange.match(self.needs[0], self.resources[1], quantity=3)
        exchange.match(self.needs[2], self.resources[0], quantity=2)

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    @rule(need=SOME, resource=SOME, quantity=MANY, sides=st.sampled_from([(Side.NEED,), (Side.RESOURCE,), tuple(Side)]))
    def match(self, need: int, resource: int, quantity: int, sides: tuple[Side, ...]) -> None:
        """Propose the pair by hand unless it stands, and say yes for one side or both."""
        pair = {"need": self.needs[need], "resource": self.resources[resource]}
        if not Match.objects.filter(state=MatchState.PROPOSED, **pair).exists():
            self.say(matches.propose_pair, *pair.values(), quantity=quantity)
        for match in Match.objects.filter(state=MatchState.PROPOSED, **pair):
            for side in sides:
                self.say(matches.accept, match, side, of="what comes back" if self.resources[resource].is_reusable else "")

    @rule()
    def propose(self) -> None:
        proposed = matches.propose(organisations.edition(), by=None, now=clock.now())
        assert [match.state for match in proposed] == [MatchState.PROPOSED] * len(proposed)

    @rule(
        which=SOME,
        state=st.sampled_from([MatchState.ACCEPTED, *MatchState]),
        verb=st.sampled_from([matches.withdraw, matches.withdraw, matches.decline]),
    )
    def end(self, which: int, state: MatchState, verb: Any) -> None:
        if known := list(Match.objects.filter(state=state).order_by("pk")):
            self.say(verb, known[which % len(known)], of=state)

    @rule(which=SOME, state=st.sampled_from([ProjectState.OPEN, ProjectState.DONE, ProjectState.ENDED]))
    def project(self, which: int, state: ProjectState) -> None:
        """Let a project rest on an accepted match, or close the one that does."""
        for match in Match.objects.filter(state=MatchState.ACCEPTED).order_by("pk")[which : which + 1]:
            if match.project and state != ProjectState.OPEN:
                self.try_it(projects.close_project, match.project, by=None, state=state)
            told: dict[str, Any] = {"title": "共建", "lead": match.need.organisation, "size": 1, "matches": [match]}
            self.say(projects.open_project, organisations.edition(), **told, **exchange.DAYS)

    @rule(which=SOME, quantity=MANY, verb=st.sampled_from([needs.change_need, resources.change_resource]))
    def change(self, which: int, quantity: int, verb: Any) -> None:
        item = self.needs[which] if verb is needs.change_need else self.resources[which]
        self.try_it(verb, item, by=None, quantity=quantity)

    @rule(which=SOME)
    def take_off_the_list_and_put_back(self, which: int) -> None:
        self.say(needs.decline_need, self.needs[which])
        self.try_it(needs.list_need, self.needs[which], by=None)
        self.say(resources.decline_resource, self.resources[which])
        self.try_it(resources.list_resource, self.resources[which], by=None)

    @invariant()
    def what_is_counted_is_what_was_accepted(self) -> None:
        for need in Need.objects.all():
            promised = sums(need.matches)
            assert need.covered == promised <= need.quantity
            assert (need.state == NeedState.MET) == (need.covered == need.quantity)
        for resource in Resource.objects.all():
            promised = sums(resource.matches)
            assert resource.committed == promised
            assert most_on_a_day(resource) <= resource.quantity
            assert resource.is_reusable or promised <= resource.quantity

    @invariant()
    def what_stands_was_accepted_by_both_and_stands_once(self) -> None:
        standing = Match.objects.filter(state__in=[MatchState.PROPOSED, MatchState.ACCEPTED])
        pairs = list(standing.values_list("need", "resource"))
        assert len(pairs) == len(set(pairs))
        assert not standing.filter(state=MatchState.PROPOSED, need_accepted_at__isnull=False, resource_accepted_at__isnull=False).exists()
        assert not Match.objects.exclude(state=MatchState.ACCEPTED).filter(project__isnull=False).exists()

    def say(self, verb: Any, *things: Any, of: str = "", **told: Any) -> None:
        self.try_it(verb, *things, of=of, by=None, now=clock.now(), **told)

    def try_it(self, verb: Any, *things: Any, of: str = "", **told: Any) -> None:
        """A refusal is an answer like another; anything else, a broken constraint above all, fails the test."""
        try:
            verb(*things, **told)
        except Refused as refused:
            self.heard[f"{refused.reason} {of}".strip()] += 1
        else:
            self.heard[f"{verb.__name__} {of}".strip()] += 1


def sums(rows: Any) -> int:
    return rows.filter(state=MatchState.ACCEPTED).aggregate(sum=Sum("quantity"))["sum"] or 0


def most_on_a_day(resource: Resource) -> int:
    """Counted day by day, as nobody in the house counts it; of what is used up, all days are one."""
    standing = [(match.need, match.quantity) for match in resource.matches.filter(state=MatchState.ACCEPTED).select_related("need")]
    if not resource.is_reusable:
        return sum(quantity for _, quantity in standing)
    on = dict.fromkeys((FIRST + timedelta(days=day) for day in range(6)), 0)
    for day, (need, quantity) in product(on, standing):
        on[day] += quantity if need.starts_on <= day <= need.ends_on else 0
    return max(on.values())


@pytest.mark.django_db
def test_the_quantities_hold_whatever_is_said() -> None:
    run_state_machine_as_test(Lists, settings=settings(max_examples=50, stateful_step_count=30))

    # Where nothing was taken, refused and taken back, all this shows nothing.
    told = ["accept", "accept what comes back", "taken", "taken what comes back", "covered", "withdraw accepted"]
    told += ["below_promised", "has_matches"]
    assert [word for word in told if not Lists.heard[word]] == []
