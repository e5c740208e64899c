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
from wucai.exchange.models import Match, Need, Project, Resource

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

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    @rule(need=SOME, resource=SOME, quantity=MANY)
    def propose_by_hand(self, need: int, resource: int, quantity: int) -> None:
        self.say(matches.propose_pair, self.needs[need], self.resources[resource], quantity=quantity)

    @rule()
    def propose(self) -> None:
        proposed = matches.propose(organisations.edition(), by=None, now=clock.now())
        assert [match.state for match in proposed] == [MatchState.PROPOSED] * len(proposed)

    @rule(which=st.integers(0, 30), side=st.sampled_from(Side))
    def accept(self, which: int, side: Side) -> None:
        self.say_of_one(matches.accept, which, side)

    @rule(need=SOME, resource=SOME, quantity=MANY)
    def match(self, need: int, resource: int, quantity: int) -> None:
        pair = {"need": self.needs[need], "resource": self.resources[resource]}
        if not Match.objects.filter(state=MatchState.PROPOSED, **pair).exists():
            self.propose_by_hand(need, resource, quantity)
        for match in Match.objects.filter(state=MatchState.PROPOSED, **pair):
            for side in Side:
                self.say(matches.accept, match, side)

    @rule(which=SOME)
    def take_back(self, which: int) -> None:
        for match in Match.objects.filter(state=MatchState.ACCEPTED).order_by("pk")[which : which + 1]:
            self.say(matches.withdraw, match)

    @rule(which=st.integers(0, 30), verb=st.sampled_from([matches.decline, matches.withdraw]))
    def end(self, which: int, verb: Any) -> None:
        self.say_of_one(verb, which)

    @rule(which=st.integers(0, 30))
    def open_project(self, which: int) -> None:
        if match := self.one(which):
            told = {"title": "共建", "lead": match.need.organisation, "size": 1, "matches": [match]}
            self.say(projects.open_project, organisations.edition(), **told, **exchange.DAYS)

    @rule(state=st.sampled_from([ProjectState.DONE, ProjectState.ENDED]))
    def close_project(self, state: ProjectState) -> None:
        for project in Project.objects.filter(state=ProjectState.OPEN):
            projects.close_project(project, by=None, state=state)

    @rule(which=SOME, quantity=MANY)
    def change_need(self, which: int, quantity: int) -> None:
        self.try_it(needs.change_need, self.needs[which], by=None, quantity=quantity)

    @rule(which=SOME, quantity=MANY)
    def change_resource(self, which: int, quantity: int) -> None:
        self.try_it(resources.change_resource, self.resources[which], by=None, quantity=quantity)

    @rule(which=SOME, verb=st.sampled_from([needs.decline_need, needs.list_need]))
    def unlist_need(self, which: int, verb: Any) -> None:
        self.try_it(verb, self.needs[which], by=None, **({"now": clock.now()} if verb is needs.decline_need else {}))

    @rule(which=SOME, verb=st.sampled_from([resources.decline_resource, resources.list_resource]))
    def unlist_resource(self, which: int, verb: Any) -> None:
        self.try_it(verb, self.resources[which], by=None, **({"now": clock.now()} if verb is resources.decline_resource else {}))

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

    def one(self, which: int) -> Match | None:
        known = list(Match.objects.select_related("need__organisation").order_by("pk"))
        return known[which % len(known)] if known else None

    def say_of_one(self, verb: Any, which: int, *more: Any) -> None:
        if match := self.one(which):
            self.say(verb, match, *more)

    def say(self, verb: Any, *things: Any, **told: Any) -> None:
        self.try_it(verb, *things, by=None, now=clock.now(), **told)

    def try_it(self, verb: Any, *things: Any, **told: Any) -> None:
        """A refusal is an answer like another; anything else, a broken constraint above all, fails the test."""
        try:
            verb(*things, **told)
        except Refused as refused:
            self.heard[str(refused.reason)] += 1
        else:
            self.heard[verb.__name__] += 1


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
    run_state_machine_as_test(Lists, settings=settings(max_examples=20, stateful_step_count=30))

    # Where nothing was taken, refused and taken back, all this shows nothing.
    told = ["accept", "withdraw", "decline", "open_project", "taken", "covered", "below_promised", "has_matches", "in_project"]
    assert [word for word in told if not Lists.heard[word]] == []
