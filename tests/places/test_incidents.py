"""What happened at a station: written down once, closed once with how it ended, and the trace tells no words of it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from tests.factories import people as some_people
from tests.factories import places as some_places
from wucai.core import clock
from wucai.core.models import TraceLine
from wucai.core.refusals import KeyReused
from wucai.places import queries
from wucai.places.actions import incidents
from wucai.places.choices import IncidentKind, IncidentRefusal
from wucai.places.models import Incident

pytestmark = pytest.mark.django_db


def _closed(incident: Incident, outcome: str) -> IncidentRefusal | None:
    try:
        incidents.close_incident(incident, outcome=outcome, by=None, now=clock.now())
    except incidents.IncidentRefused as refused:
        return IncidentRefusal(refused.reason)
    return None


def test_a_lost_child_is_found_after_eleven_minutes() -> None:
    site, keeper, now = some_places.station(), some_people.person(), clock.now()
    incident = some_places.incident(site, kind=IncidentKind.LOST_CHILD, text="五岁男孩与家人走散", is_urgent=True, now=now)
    assert queries.open_incidents(site) == [incident]

    incidents.close_incident(incident, outcome="在钟楼下找到", by=keeper, now=now + timedelta(minutes=11))

    line = TraceLine.objects.latest("pk")
    assert (incident.outcome, line.verb, line.after) == ("在钟楼下找到", "closed", {"minutes": 11})
    assert (queries.open_incidents(site), queries.closed_today(site, day=clock.local(now).date())) == ([], [incident])


def test_the_trace_tells_no_word_of_what_happened() -> None:
    incident = some_places.incident(text="王先生的身份证")
    incidents.close_incident(incident, outcome="已还给王先生", by=None, now=clock.now())

    assert [line for line in TraceLine.objects.all() if "王先生" in f"{line.before}{line.after}"] == []


def test_the_same_form_sent_twice_opens_one_and_a_key_of_another_is_refused() -> None:
    site, key = some_places.station(), uuid4()

    opened = {some_places.incident(site, key=key).pk for _ in range(2)}
    with pytest.raises(KeyReused):
        some_places.incident(site, key=key, text="另一件")

    assert (len(opened), Incident.objects.count()) == (1, 1)


def test_without_a_word_nothing_is_opened_and_nothing_closed() -> None:
    with pytest.raises(incidents.IncidentRefused) as refused:
        some_places.incident(text="  ")
    assert refused.value.reason == IncidentRefusal.NOTHING_SAID

    incident = some_places.incident()
    assert _closed(incident, " ") == IncidentRefusal.NO_OUTCOME
    assert queries.open_incidents(incident.site) == [incident]


def test_closing_again_in_other_words_is_refused_and_in_the_same_words_changes_nothing() -> None:
    incident = some_places.incident()

    assert [_closed(incident, outcome) for outcome in ("已归还", "已归还", "没人要")] == [None, None, IncidentRefusal.CLOSED]
    assert Incident.objects.get(pk=incident.pk).outcome == "已归还"


def test_the_urgent_stand_first_then_the_oldest() -> None:
    site, now = some_places.station(), clock.now()
    old = some_places.incident(site, now=now - timedelta(hours=3))
    young = some_places.incident(site, now=now, text="又一把伞")
    urgent = some_places.incident(site, now=now - timedelta(hours=1), is_urgent=True, text="有人晕倒")
    elsewhere = some_places.incident(now=now - timedelta(hours=5))
    closed = some_places.incident(site, now=now - timedelta(hours=4), text="已经好了")
    incidents.close_incident(closed, outcome="好了", by=None, now=now)

    assert queries.open_incidents(site) == [urgent, old, young]
    assert queries.open_incidents(site.edition) == [urgent, elsewhere, old, young]
    assert queries.open_incidents(some_places.station()) == []


def test_the_database_itself_refuses_an_end_without_words() -> None:
    incident = some_places.incident()

    with pytest.raises(IntegrityError), transaction.atomic():
        Incident.objects.filter(pk=incident.pk).update(closed_at=clock.now())
