"""Counting visitors: exact under repeats, reordering and cuts; only for one's own station; what is doubtful waits for a look."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.factories import people as some_people
from tests.factories import places as some_places
from wucai.core import clock, measures
from wucai.core.models import TraceLine
from wucai.core.refusals import KeyReused
from wucai.people.actions import devices
from wucai.people.models import Device, Person
from wucai.places import queries
from wucai.places.actions import counts
from wucai.places.choices import CountCategory, CountRefusal
from wucai.places.models import Count, Site

pytestmark = pytest.mark.django_db


@pytest.fixture
def station() -> Site:
    return some_places.station()


@pytest.fixture
def keeper(station: Site) -> Person:
    somebody = some_people.person()
    some_places.keeper(station, somebody)
    return somebody


@pytest.fixture
def device(keeper: Person) -> Device:
    return devices.enrol(keeper)[0]


def event(site: Site | str, amount: Any = 1, *, category: Any = "enquiry", minutes_ago: int = 0, **changed: Any) -> dict[str, Any]:
    slug = site.slug if isinstance(site, Site) else site
    data = {"site": slug, "category": category, "amount": amount}
    told = {"id": str(uuid4()), "kind": "count", "data": data, "device_at": 1_604_538_000_000, "sent_offset_ms": minutes_ago * 60_000}
    return told | changed


def send(device: Device, batch: Sequence[Any], now: datetime | None = None) -> list[str]:
    answers = devices.hand_in(device, batch, now=now or clock.now())
    return [f"{answer.verdict.state.value} {answer.verdict.field}".strip() for answer in answers]


def total(site: Site) -> int:
    return queries.visitors_served(site.edition, site=site)


def test_a_batch_is_added_up(device: Device, station: Site) -> None:
    batch = [event(station, 1), event(station, 3, category="medical"), event(station, -1), event(station, 10, category="convenience")]

    assert send(device, batch) == ["accepted"] * 4
    assert total(station) == 13
    assert queries.served_by_category(station.edition, site=station) == {"enquiry": 0, "convenience": 10, "medical": 3}


def test_the_same_batch_again_changes_no_row(device: Device, station: Site) -> None:
    batch = [event(station) for _ in range(20)]
    send(device, batch)
    before = list(Count.objects.values())

    assert send(device, batch) == ["duplicate"] * 20
    assert list(Count.objects.values()) == before


def test_an_id_that_comes_again_with_another_amount_is_refused(device: Device, station: Site) -> None:
    once = event(station, 1)
    send(device, [once])
    other = once | {"data": {**once["data"], "amount": 50}}

    assert send(device, [other]) == ["refused id"]
    assert total(station) == 1


def test_an_id_of_another_device_is_refused(device: Device, keeper: Person, station: Site) -> None:
    once = event(station)
    send(device, [once])

    assert send(devices.enrol(keeper)[0], [once]) == ["refused id"]
    assert total(station) == 1


def test_a_count_is_dated_when_it_happened_however_wrong_the_devices_clock(device: Device, station: Site) -> None:
    now = clock.now()
    send(device, [event(station, minutes_ago=90, device_at=0)], now=now)
    row = Count.objects.get()

    assert (row.counted_at, row.received_at) == (now - timedelta(minutes=90), now)
    assert row.device_at is not None
    assert row.device_at.year == 1970


def test_a_count_belongs_to_its_day_in_shanghai(device: Device, station: Site) -> None:
    just_after_midnight = datetime(2026, 11, 6, 0, 10, tzinfo=clock.SHANGHAI)
    send(device, [event(station, 1, minutes_ago=5), event(station, 2, minutes_ago=15)], now=just_after_midnight)

    days = [queries.visitors_served(station.edition, site=station, day=date(2026, 11, day)) for day in (5, 6, 7)]
    assert days == [2, 1, 0]


@pytest.mark.parametrize("amount", [0, -2, 101, 10**9, 1.5, "1", None, True, [1]])
def test_an_amount_out_of_range_is_refused_alone(device: Device, station: Site, amount: Any) -> None:
    assert send(device, [event(station), event(station, amount), event(station)]) == ["accepted", "refused amount", "accepted"]
    assert total(station) == 2


@pytest.mark.parametrize("category", ["other", "", None, 7, ["enquiry"], {"a": 1}])
def test_an_unknown_category_is_refused_alone(device: Device, station: Site, category: Any) -> None:
    assert send(device, [event(station, category=category), event(station)]) == ["refused category", "accepted"]


@pytest.mark.parametrize("slug", ["nowhere", "", None, 7, ["a"], "x" * 3000])
def test_an_unknown_site_is_refused_alone(device: Device, station: Site, slug: Any) -> None:
    assert send(device, [event(slug), event(station)]) == ["refused site", "accepted"]


def test_another_keepers_site_and_no_site_are_refused_alike(device: Device, station: Site) -> None:
    other = some_places.station()
    some_places.keeper(other, some_people.person())
    answers = devices.hand_in(device, [event(other), event("nowhere")], now=clock.now())

    assert [answer.verdict.sentence for answer in answers] == [str(CountRefusal.NOT_KEPT.label)] * 2
    assert Count.objects.count() == 0


def test_what_was_counted_after_the_keepership_ended_waits_for_a_look(station: Site) -> None:
    person, now = some_people.person(), clock.now()
    some_places.keeper(station, person, until_on=clock.local(now).date() - timedelta(days=2))
    phone = devices.enrol(person)[0]

    assert send(phone, [event(station, 5), event(station, 7, minutes_ago=5 * 24 * 60)], now=now) == ["review", "accepted"]
    assert total(station) == 7


def test_what_was_counted_before_the_keepership_began_waits_for_a_look(station: Site) -> None:
    person, now = some_people.person(), clock.now()
    some_places.keeper(station, person, since_on=clock.local(now).date())
    phone = devices.enrol(person)[0]

    assert send(phone, [event(station, 5, minutes_ago=3 * 24 * 60), event(station, 1)], now=now) == ["review", "accepted"]


def test_everything_from_a_revoked_device_waits_for_a_look_and_nothing_is_lost(device: Device, keeper: Person, station: Site) -> None:
    early, late = event(station, 2), event(station, 3, minutes_ago=600)
    send(device, [early])
    devices.revoke(device, by=keeper)

    assert send(device, [early, late]) == ["duplicate", "review"]
    assert (total(station), Count.objects.count()) == (2, 2)


def test_a_batch_leaves_one_line_of_trace_and_a_repeat_none(device: Device, keeper: Person, station: Site) -> None:
    batch = [event(station, 2), event(station, 3), event(station, 1, category="medical")]
    send(device, batch)
    send(device, batch)

    lines = TraceLine.objects.filter(verb="counted").values_list("actor_id", "subject_id", "after")
    assert list(lines) == [(keeper.pk, str(device.pk), {"enquiry": 5, "medical": 1})]


def _statements(act: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as captured:
        act()
    return len([each for each in captured.captured_queries if "SAVEPOINT" not in each["sql"]])


def test_five_hundred_events_take_at_most_four_statements_a_hundred(device: Device, station: Site) -> None:
    batch = [event(station) for _ in range(500)]

    assert _statements(lambda: send(device, batch)) <= 20
    assert _statements(lambda: send(device, batch)) <= 5
    assert total(station) == 500


def test_three_events_take_no_more_statements_than_one(device: Device, station: Site) -> None:
    assert _statements(lambda: send(device, [event(station)])) == _statements(lambda: send(device, [event(station) for _ in range(3)]))


def test_the_page_counts_once_per_key(keeper: Person, station: Site) -> None:
    key, now = uuid4(), clock.now()
    told = {"category": CountCategory.ENQUIRY, "amount": 2, "key": key, "by": keeper, "now": now}
    first, again = counts.count(station, **told), counts.count(station, **told)

    assert (first, total(station)) == (again, 2)
    assert TraceLine.objects.filter(verb="counted").count() == 1


def test_a_key_of_another_count_is_refused(keeper: Person, station: Site) -> None:
    key = uuid4()
    counts.count(station, category=CountCategory.ENQUIRY, amount=2, key=key, by=keeper, now=clock.now())

    with pytest.raises(KeyReused) as refused:
        counts.count(station, category=CountCategory.MEDICAL, amount=2, key=key, by=keeper, now=clock.now())
    assert refused.value.status == 422


@pytest.mark.parametrize("amount", [0, -2, 101])
def test_the_page_refuses_amounts_out_of_range(keeper: Person, station: Site, amount: int) -> None:
    with pytest.raises(counts.CountRefused) as refused:
        counts.count(station, category=CountCategory.ENQUIRY, amount=amount, key=uuid4(), by=keeper, now=clock.now())
    assert refused.value.reason == CountRefusal.BAD_AMOUNT


@pytest.mark.parametrize(
    "wrong", [{"amount": 0}, {"amount": -2}, {"amount": 101}, {"category": "other"}, {"state": "other"}, {"received_at": None}]
)
def test_the_database_repeats_what_the_actions_promise(station: Site, wrong: dict[str, Any]) -> None:
    now = clock.now()
    fields = {
        "event_id": uuid4(),
        "site": station,
        "category": "enquiry",
        "amount": 1,
        "counted_at": now,
        "received_at": now,
        "state": "accepted",
    }

    with pytest.raises(IntegrityError), transaction.atomic():
        Count.objects.create(**{**fields, **wrong})


def test_the_measure_is_in_the_registry() -> None:
    assert [known.query for known in measures.known() if known.name == "visitors_served"] == [queries.visitors_served]


AMOUNTS = st.integers(1, 100) | st.just(-1)


class AnyWireTest(TestCase):
    """Whatever the wire does to a day's events, the sum is exact."""

    def setUp(self) -> None:
        self.station = some_places.station()
        person = some_people.person()
        some_places.keeper(self.station, person)
        self.device = devices.enrol(person)[0]

    @settings(max_examples=60, deadline=None)
    @given(amounts=st.lists(AMOUNTS, max_size=12), data=st.data())
    def test_repeats_reordering_and_splitting_give_the_exact_sum(self, amounts: list[int], data: st.DataObject) -> None:
        day = [event(self.station, amount) for amount in amounts]
        repeats = data.draw(st.lists(st.sampled_from(day), max_size=12)) if day else []
        wire = data.draw(st.permutations([*day, *repeats]))
        cuts = sorted(data.draw(st.lists(st.integers(0, len(wire)), max_size=5)))
        for start, end in zip([0, *cuts], [*cuts, len(wire)], strict=True):
            send(self.device, wire[start:end])

        assert total(self.station) == sum(amounts)
        assert Count.objects.count() == len(amounts)

    @settings(max_examples=40, deadline=None)
    @given(amounts=st.lists(AMOUNTS, min_size=1, max_size=10), data=st.data())
    def test_a_client_that_forgets_only_what_was_answered_ends_with_the_exact_sum(self, amounts: list[int], data: st.DataObject) -> None:
        """A third of the answers are lost on the way back: the client sends those events again until it hears."""
        waiting = {each["id"]: each for each in (event(self.station, amount) for amount in amounts)}
        rounds = 0
        while waiting:
            batch = list(waiting.values())[: data.draw(st.integers(1, len(waiting)))]
            answers = devices.hand_in(self.device, batch, now=clock.now())
            rounds += 1
            if rounds > 6 or data.draw(st.integers(0, 2)) != 0:
                for answer in answers:
                    assert answer.verdict.state.value in {"accepted", "duplicate"}
                    del waiting[answer.id]

        assert total(self.station) == sum(amounts)


def _day_of(
    phones: dict[Device, Site], events_each: int, chance: Random, now: datetime
) -> dict[Device, list[tuple[datetime, dict[str, Any]]]]:
    """What each phone saw: the moment, and the event as its clock, up to a day off, would tell it."""
    days = {}
    for phone, site in phones.items():
        skew = timedelta(seconds=chance.randrange(-86_400, 86_400))
        moments = [now - timedelta(minutes=chance.randrange(1, 600)) for _ in range(events_each)]
        told = [event(site, chance.choice([1, 1, 2, -1]), device_at=int((moment + skew).timestamp() * 1000)) for moment in moments]
        days[phone] = list(zip(moments, told, strict=True))
    return days


def _rows() -> list[tuple[Any, ...]]:
    return sorted(Count.objects.values_list("event_id", "site", "category", "amount", "state", "device"), key=str)


def _play(phones: int, events_each: int, chance: Random) -> None:
    """Send everything through a bad line, then compare with what arrives in order over a good one."""
    now, phone_of = clock.now(), {}
    for _ in range(phones):
        site, person = some_places.station(), some_people.person()
        some_places.keeper(site, person)
        phone_of[devices.enrol(person)[0]] = site
    days = _day_of(phone_of, events_each, chance, now)

    for phone, day in days.items():
        unheard = dict(enumerate(day))
        while unheard:
            batch = chance.choices(list(unheard), k=min(500, len(unheard) + 5))
            sent_at = now + timedelta(seconds=chance.randrange(3600))
            wire = [told | {"sent_offset_ms": int((sent_at - moment).total_seconds() * 1000)} for moment, told in (day[n] for n in batch)]
            answers = devices.hand_in(phone, wire, now=sent_at)
            assert {answer.verdict.state.value for answer in answers} <= {"accepted", "duplicate"}
            if chance.random() > 0.3:
                for number in batch:
                    unheard.pop(number, None)
    through_the_bad_line = _rows()
    moments = {told["id"]: moment for day in days.values() for moment, told in day}
    late = [row for row in Count.objects.all() if abs(row.counted_at - moments[str(row.event_id)]) > timedelta(seconds=1)]

    Count.objects.all().delete()
    for phone, day in days.items():
        for start in range(0, len(day), 500):
            devices.hand_in(phone, [told for _, told in day[start : start + 500]], now=now)
    assert (through_the_bad_line, late) == (_rows(), [])
    assert len(through_the_bad_line) == phones * events_each


def test_phones_with_wrong_clocks_on_a_bad_line_end_where_a_good_line_ends() -> None:
    _play(5, 100, Random(1))


@pytest.mark.long
def test_fifty_phones_of_a_thousand_events_each_end_where_a_good_line_ends() -> None:
    _play(50, 1000, Random(2))


@pytest.mark.django_db(transaction=True)
def test_the_same_batch_sent_at_once_from_many_sides_counts_once() -> None:
    site, person = some_places.station(), some_people.person()
    some_places.keeper(site, person)
    phone = devices.enrol(person)[0]
    batch = [event(site) for _ in range(40)]

    def hand_in(_: int) -> list[str]:
        try:
            return send(phone, batch)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as sides:
        heard = list(sides.map(hand_in, range(16)))

    assert sorted(set(map(tuple, heard))) == [("accepted",) * 40, ("duplicate",) * 40]
    assert heard.count(["accepted"] * 40) == 1
    assert (total(site), TraceLine.objects.filter(verb="counted").count()) == (40, 1)
