"""Lines of the lists: raised, listed, changed, declined and withdrawn, on both lists by the same rules."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests.factories import exchange, organisations, places, programme
from wucai.core import clock
from wucai.core.models import TraceLine
from wucai.exchange.actions import needs, resources
from wucai.exchange.actions.items import ItemRefused
from wucai.exchange.choices import ListKind, MatchState, NeedState, Refusal, ResourceState
from wucai.exchange.models import Match, Need, Resource

pytestmark = pytest.mark.django_db
Item = Need | Resource
Make = Callable[..., Any]
LISTS = pytest.mark.parametrize("make", [exchange.need, exchange.resource], ids=["need", "resource"])
VERBS: dict[type, dict[str, Make]] = {
    Need: {"submit": needs.submit_need, "list": needs.list_need, "change": needs.change_need},
    Resource: {"submit": resources.submit_resource, "list": resources.list_resource, "change": resources.change_resource},
}
ENDS: dict[type, dict[str, Make]] = {
    Need: {"decline": needs.decline_need, "withdraw": needs.withdraw_need},
    Resource: {"decline": resources.decline_resource, "withdraw": resources.withdraw_resource},
}


def do(verb: str, item: Item, **more: Any) -> Any:
    if verb in VERBS[type(item)]:
        return VERBS[type(item)][verb](item, by=None, **more)
    return ENDS[type(item)][verb](item, by=None, now=clock.now(), **more)


def refusal_of(verb: Make, *things: Any, **told: Any) -> Any:
    with pytest.raises(ItemRefused) as refused:
        verb(*things, **told)
    return refused.value.reason


def test_a_unit_raises_a_need_that_waits_and_is_traced() -> None:
    unit = organisations.partner()
    speaker = organisations.liaison(unit)

    need = needs.raise_need(
        organisations.edition(),
        unit,
        by=speaker,
        now=clock.now(),
        category=exchange.category(ListKind.NEED),
        title="轮椅陪护",
        quantity=4,
        unit="人",
        **exchange.DAYS,
    )

    line = TraceLine.objects.latest("pk")
    assert (need.code, need.state, need.covered, need.organisation) == ("N1", NeedState.SUBMITTED, 0, unit)
    assert (line.actor_id, line.verb, line.subject_id) == (speaker.pk, "raised", str(need.pk))


def test_codes_follow_the_highest_and_fill_no_gap() -> None:
    codes = [exchange.need(code=code).code for code in ("N1", "N7", "特1", "")]
    codes += [exchange.resource().code, exchange.resource().code, exchange.project().code]

    assert codes == ["N1", "N7", "特1", "N8", "R1", "R2", "P1"]


@LISTS
def test_a_code_is_used_once_an_edition(make: Make) -> None:
    first = make(code="X1")

    assert refusal_of(make, code="X1") == Refusal.CODE_TAKEN
    assert type(first).objects.count() == 1


@LISTS
@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ({"title": " "}, Refusal.NO_TITLE),
        ({"quantity": 0}, Refusal.NO_QUANTITY),
        ({"quantity": 1_000_000_001}, Refusal.NO_QUANTITY),
        ({"ends_on": date(2030, 11, 4)}, Refusal.BACKWARDS),
    ],
)
def test_what_cannot_be_a_line_is_refused_when_raised_and_when_changed(make: Make, told: dict[str, Any], reason: Refusal) -> None:
    item = make()
    lines = TraceLine.objects.count()

    assert refusal_of(make, item.organisation, **told) == reason
    assert refusal_of(do, "change", item, **told) == reason

    assert (type(item).objects.count(), TraceLine.objects.count()) == (1, lines)


@LISTS
def test_a_class_of_the_other_list_or_edition_is_refused(make: Make) -> None:
    item = make()
    other_kind = exchange.category(ListKind.RESOURCE if isinstance(item, Need) else ListKind.NEED, "别的")
    other_edition = programme.edition(slug="other")
    elsewhere = type(item.category).objects.create(edition=other_edition, kind=item.category.kind, name="别处")

    assert [refusal_of(do, "change", item, category=wrong) for wrong in (other_kind, elsewhere)] == [Refusal.WRONG_CATEGORY] * 2
    assert refusal_of(do, "change", item, site=places.station(edition=other_edition)) == Refusal.OTHER_EDITION


def test_a_radius_needs_a_place_to_be_measured_from() -> None:
    assert refusal_of(exchange.resource, radius_metres=500) == Refusal.RADIUS_WITHOUT_SITE
    assert exchange.resource(radius_metres=500, site=places.station()).radius_metres == 500


@LISTS
def test_a_draft_is_submitted_and_listed_each_once(make: Make) -> None:
    item = make(state=NeedState.DRAFT)
    assert refusal_of(do, "list", item) == Refusal.NOT_SUBMITTED

    states = [do(verb, item).state for verb in ("submit", "submit", "list", "list", "submit")]

    assert states == ["submitted", "submitted", "listed", "listed", "listed"]
    assert [line.verb for line in TraceLine.objects.filter(subject_id=str(item.pk), subject_kind=item._meta.label).order_by("pk")][1:] == [
        "submitted",
        "listed",
    ]


@LISTS
def test_what_was_declined_may_be_changed_and_is_then_submitted_again(make: Make) -> None:
    item = make(state=NeedState.SUBMITTED)

    declined = do("decline", item, why="写清楚日期")
    assert (declined.state, TraceLine.objects.latest("pk").after) == ("declined", {"state": "declined", "why": "写清楚日期"})

    assert do("change", item, title="写清楚了").state == "submitted"


@LISTS
def test_what_is_withdrawn_stays_withdrawn(make: Make) -> None:
    item = make()
    assert [do("withdraw", item).state for _ in range(2)] == ["withdrawn", "withdrawn"]

    assert refusal_of(do, "change", item, title="又来了") == Refusal.SETTLED
    assert [refusal_of(do, verb, item) for verb in ("list", "submit", "decline")] == [Refusal.NOT_SUBMITTED] * 3


@LISTS
def test_a_change_is_traced_only_where_something_changes(make: Make) -> None:
    item = make()
    lines = TraceLine.objects.count()

    do("change", item, title=item.title, quantity=item.quantity)
    assert TraceLine.objects.count() == lines

    do("change", item, title="新", ends_on=date(2030, 11, 11))
    line = TraceLine.objects.latest("pk")
    assert (line.before, line.after) == ({"title": item.title, "ends_on": "2030-11-10"}, {"title": "新", "ends_on": "2030-11-11"})


@LISTS
def test_a_state_is_no_field_that_is_changed(make: Make) -> None:
    with pytest.raises(TypeError):
        do("change", make(), state="met")


@LISTS
@pytest.mark.parametrize("verb", ["decline", "withdraw"])
def test_open_proposals_end_with_their_line(make: Make, verb: str) -> None:
    proposed = exchange.proposal()

    do(verb, proposed.need if make is exchange.need else proposed.resource)

    proposed.refresh_from_db()
    assert (proposed.state, proposed.ended_at is not None) == (MatchState.WITHDRAWN, True)


@LISTS
@pytest.mark.parametrize("verb", ["decline", "withdraw"])
def test_accepted_matches_hold_their_lines(make: Make, verb: str) -> None:
    match = exchange.match(exchange.need(quantity=20), exchange.resource(quantity=20))
    item = match.need if make is exchange.need else match.resource

    assert refusal_of(do, verb, item) == Refusal.HAS_MATCHES
    assert refusal_of(do, "change", item, ends_on=date(2030, 11, 9)) == Refusal.HAS_MATCHES
    assert refusal_of(do, "change", item, quantity=9) == Refusal.BELOW_PROMISED
    assert do("change", item, quantity=10, title="更少").quantity == 10
    assert Match.objects.get().state == MatchState.ACCEPTED


def test_whether_a_need_is_met_follows_its_quantity() -> None:
    match = exchange.match(exchange.need(quantity=20))

    states = [needs.change_need(match.need, by=None, quantity=quantity).state for quantity in (10, 11, 10)]

    assert states == [NeedState.MET, NeedState.LISTED, NeedState.MET]


def test_a_need_that_is_met_by_asking_for_less_ends_what_was_proposed_for_it() -> None:
    need = exchange.need(quantity=20)
    exchange.match(need)
    proposed = exchange.proposal(need)

    needs.change_need(need, by=None, quantity=10)

    proposed.refresh_from_db()
    assert proposed.state == MatchState.WITHDRAWN


def test_the_database_repeats_what_the_verbs_promise() -> None:
    need, resource = exchange.need(), exchange.resource()
    wrongs: list[Callable[[], int]] = [
        lambda: Need.objects.filter(pk=need.pk).update(covered=11),
        lambda: Need.objects.filter(pk=need.pk).update(quantity=0),
        lambda: Resource.objects.filter(pk=resource.pk).update(committed=11),
        lambda: Resource.objects.filter(pk=resource.pk).update(state="met"),
    ]

    for wrong in wrongs:
        with pytest.raises(IntegrityError), transaction.atomic():
            wrong()

    assert resource.state == ResourceState.LISTED


@LISTS
@pytest.mark.parametrize("days", [{"ends_on": date(9999, 12, 31)}, {"starts_on": date(2018, 12, 30)}])
def test_days_far_from_the_edition_are_refused(make: Make, days: dict[str, date]) -> None:
    assert refusal_of(make, **days) == Refusal.OUT_OF_SPAN

    item = make(starts_on=date(2019, 1, 1), ends_on=date(2040, 12, 31))
    assert refusal_of(do, "change", item, **days) == Refusal.OUT_OF_SPAN
