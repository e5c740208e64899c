"""What the planner proposes and why; what a new plan may change, and what it never touches."""

from datetime import date
from typing import Any

import pytest
from django.utils.translation import override

from tests.factories import exchange, organisations, places
from wucai.core import clock
from wucai.core.models import TraceLine
from wucai.exchange import planner, queries
from wucai.exchange.actions import matches, resources
from wucai.exchange.choices import ListKind, MatchState, NeedState, Side
from wucai.exchange.models import Match, Need
from wucai.exchange.queries import reasons
from wucai.planning.matching.explain import Code

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def usual() -> None:
    exchange.affinity(90)


def propose() -> list[tuple[str, str, int]]:
    proposed = matches.propose(organisations.edition(), by=None, now=clock.now())
    return [(match.need.code, match.resource.code, match.quantity) for match in proposed]


def english(match: Match) -> list[str]:
    with override("en"):
        return [str(sentence) for sentence in queries.sentences(match.reasons)]


def test_what_fits_is_proposed_with_its_reasons_in_both_languages() -> None:
    site = places.station()
    need, resource = exchange.need(site=site), exchange.resource(quantity=40, site=site, ends_on=date(2030, 11, 8))

    assert propose() == [("N1", "R1", 10)]

    match = Match.objects.get()
    assert (match.need, match.resource, match.state, 1 <= match.score < 100) == (need, resource, MatchState.PROPOSED, True)
    assert english(match) == [
        "Its class (Volunteering) answers this need with 90 of 100 points.",
        "0 m away.",
        "There on 4 of the 6 days.",
        "Brings 10 of the 10 that are lacking.",
        f"{resource.organisation.name_en} then gives 10 of the 40 that it offers in this class.",
    ]


def test_what_is_counted_in_another_unit_is_left_to_people() -> None:
    need, resource = exchange.need(unit="辆"), exchange.resource(unit="瓶")

    assert propose() == []

    matches.propose_pair(need, resource, quantity=4, by=None, now=clock.now())
    assert [(match.need, match.resource, match.quantity) for match in Match.objects.all()] == [(need, resource, 4)]


def test_a_class_that_answers_no_need_is_not_proposed() -> None:
    exchange.need(category=exchange.category(ListKind.NEED, "培训类"))
    exchange.resource()

    assert propose() == []


def test_asking_again_changes_nothing_and_leaves_no_trace() -> None:
    exchange.need()
    exchange.resource()
    first = propose()
    lines = TraceLine.objects.count()

    assert propose() == first
    assert (Match.objects.count(), TraceLine.objects.count()) == (1, lines)


def test_a_pair_that_was_declined_is_never_proposed_again_but_by_hand() -> None:
    need, resource = exchange.need(), exchange.resource()
    propose()
    matches.decline(Match.objects.get(), by=None, now=clock.now(), side=Side.RESOURCE)

    assert propose() == []

    by_hand = matches.propose_pair(need, resource, quantity=3, by=None, now=clock.now())
    assert (by_hand.score, english(by_hand)) == (0, ["Proposed by hand.", "This pair was declined before."])


def test_what_nobody_answered_follows_the_lists_and_what_somebody_answered_stays() -> None:
    answered, waiting, gone = exchange.resource(quantity=2), exchange.resource(quantity=3), exchange.resource(quantity=5)
    exchange.need(quantity=10)
    assert propose() == [("N1", "R1", 2), ("N1", "R2", 3), ("N1", "R3", 5)]

    matches.accept(Match.objects.get(resource=answered), Side.RESOURCE, by=None, now=clock.now())
    resources.change_resource(waiting, by=None, quantity=9)
    resources.withdraw_resource(gone, by=None, now=clock.now())

    assert propose() == [("N1", "R1", 2), ("N1", "R2", 8)]
    assert Match.objects.get(resource=gone).state == MatchState.WITHDRAWN


def test_a_better_offer_takes_the_place_of_a_proposal_that_nobody_answered() -> None:
    exchange.need(site=places.station(latitude_e6=31_190_000))
    exchange.resource(site=places.station(latitude_e6=31_390_000))
    assert propose() == [("N1", "R1", 10)]

    exchange.resource(quantity=200, site=places.station(latitude_e6=31_191_000))

    assert propose() == [("N1", "R2", 10)]
    assert TraceLine.objects.filter(verb="took back").count() == 1


def test_a_proposal_by_hand_outlives_every_plan() -> None:
    need, far = exchange.need(), exchange.resource(site=places.station(latitude_e6=31_390_000))
    exchange.resource(quantity=40)
    matches.propose_pair(need, far, quantity=6, by=None, now=clock.now())

    assert sorted(propose()) == [("N1", "R1", 6), ("N1", "R2", 4)]


def test_what_comes_back_is_proposed_for_other_days_only() -> None:
    days: list[dict[str, Any]] = [{"starts_on": date(2030, 11, day), "ends_on": date(2030, 11, day)} for day in (5, 5, 6)]
    needs = [exchange.need(quantity=6, **each) for each in days]
    wheelchairs = exchange.resource(quantity=6, is_reusable=True)
    exchange.match(needs[0], wheelchairs, quantity=6)

    assert propose() == [("N3", "R1", 6)]


def test_drafts_and_what_is_met_are_left_alone() -> None:
    exchange.match()
    exchange.need(state=NeedState.SUBMITTED)
    exchange.resource(state="draft")

    assert propose() == []


def test_a_need_that_stays_open_is_told_why_and_what_would_close_it() -> None:
    need = exchange.need(quantity=30, title="礼仪", title_en="Etiquette")
    late: dict[str, Any] = {"starts_on": date(2030, 11, 11), "ends_on": date(2030, 11, 12)}
    exchange.resource(quantity=25, **late)
    exchange.match(exchange.need(quantity=10), exchange.resource(quantity=10), quantity=10)
    exchange.proposal(need, exchange.resource(quantity=10), quantity=10)

    told = planner.explain_need(Need.objects.get(pk=need.pk))

    assert told.shortfall is not None
    with override("en"):
        closers = [queries.sentence(code, values) for code, values in told.shortfall.closers]
    assert (told.shortfall.open, dict(told.shortfall.funnel)["window"]) == (20, 2)
    assert closers == [
        "R1 Volunteers would bring 20 if it were there from Tue 5 Nov to Tue 12 Nov, 6 days more.",
        "R2 Volunteers would bring 10 if N2 Guidance yielded what it holds.",
        "A new offer of 20 in the class Volunteering would close it.",
    ]


def test_what_came_second_is_told_with_its_reason() -> None:
    site = places.station(latitude_e6=31_190_000)
    need = exchange.need(site=site)
    exchange.resource(quantity=200, site=site, title="甲")
    exchange.resource(site=places.station(latitude_e6=31_290_000), title="乙")
    propose()

    [option] = planner.explain_need(need).options

    with override("en"):
        assert (option.resource.code, option.units) == ("R2", 10)
        assert queries.sentence(*option.why) == "Farther away: 11.1 km against 0 m."


def test_planning_for_three_asks_no_more_than_for_one(django_assert_num_queries: Any) -> None:
    edition = organisations.edition()
    for _ in range(2):
        exchange.need()
        exchange.resource()
        with django_assert_num_queries(5):
            planner.propose_matches(edition)


def test_every_code_of_the_planner_has_its_sentence() -> None:
    assert {str(code) for code in Code} - set(reasons._SENTENCES) == set()


def test_a_name_without_english_is_marked_as_chinese_and_markup_in_it_is_escaped() -> None:
    with override("en"):
        told = queries.sentence("own", {"organisation": "甲<b>", "organisation_en": ""})
    with override("zh-hans"):
        chinese = queries.sentence("own", {"organisation": "甲<b>", "organisation_en": "A"})

    assert '<span lang="zh-Hans">甲&lt;b&gt;</span>' in told
    assert "甲&lt;b&gt;" in chinese
