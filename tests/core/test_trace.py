"""The trace and its seals."""

import pytest

from tests.factories import people
from wucai.core import trace
from wucai.core.models import TraceHead, TraceLine

pytestmark = pytest.mark.django_db


@pytest.fixture
def lines():
    ada = people.person()
    for verb in ("came", "saw", "left"):
        trace.record(by=ada, verb=verb, thing=ada, after={"at": "站"})
    return TraceLine.objects.order_by("pk")


def test_a_line_tells_who_what_and_which_and_outlives_the_person(lines):
    ada = people.person()
    trace.record(by=ada, verb="came", thing=ada)
    number = ada.pk
    ada.delete()

    line = TraceLine.objects.latest("pk")
    assert (line.actor_id, line.verb, line.subject_kind, line.subject_id) == (number, "came", "people.Person", str(number))


def test_sealing_goes_on_where_it_stopped(lines):
    wanted = lines.count()

    assert [trace.seal(limit=2), trace.seal(limit=100), trace.seal()] == [2, wanted - 2, 0]
    assert list(TraceLine.objects.order_by("sealed_as").values_list("sealed_as", flat=True)) == list(range(1, wanted + 1))
    assert trace.broken() is None


def test_an_empty_trace_is_whole():
    assert (trace.seal(), trace.broken()) == (0, None)


@pytest.mark.parametrize(
    "change", [{"verb": "lied"}, {"actor_id": 99}, {"after": {"at": "家"}}, {"subject_id": "0"}, {"sealed_as": 77}, {"seal": "f" * 64}]
)
def test_any_change_after_sealing_is_found(lines, change):
    trace.seal()
    line = TraceLine.objects.get(sealed_as=2)

    TraceLine.objects.filter(pk=line.pk).update(**change)

    assert trace.broken() == 2


def test_a_line_cut_out_or_cut_off_is_found(lines):
    trace.seal()
    wanted = lines.count()

    TraceLine.objects.filter(sealed_as=wanted).delete()
    assert trace.broken() == wanted

    TraceLine.objects.filter(sealed_as=1).delete()
    assert trace.broken() == 1


def test_a_forged_end_of_the_chain_is_found(lines):
    trace.seal()

    TraceHead.objects.update(seal="0" * 64)

    assert trace.broken() == lines.count() + 1
